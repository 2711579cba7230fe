#include "tokenizer/text_shares.h"

#include "base/rng.h"
#include "base/threads.h"
#include "corpus_sample.h"
#include "harness.h"
#include "tokenizer/tokenizer.h"
#include "twins.h"

// A long text is dealt out to the threads. What must hold: its pieces, and so its ids, are those of the whole.

using Ids = std::vector<int>;
using Pieces = std::vector<std::string_view>;

/// Parts at whose borders a pattern may look back or ahead.
static std::string random_text(Rng& rng, int longest) {
    static const std::vector<std::string> parts = {
        "a",      "S",          "re",       "'",    "'s",   "'ll",    " ",      "  ",    "\n", "\r\n",
        "\t",     "1",          "23",       "!",    "!\n",  "\u017F", "\u00E9", "中",    "。", "\u3000",
        "\u0301", "\U0001F600", "\xE2\x82", "\xFF", "\xC3", "\xA9",   "It",     "\u00BD"};
    std::string text;
    for (uint64_t n = next_bits(rng) % uint64_t(longest); n > 0; --n) {
        text += parts[next_bits(rng) % parts.size()];
    }
    return text;
}

TEST(a_cut_leaves_the_pieces_as_they_are) {
    only_in_release_builds();
    Rng rng = make_rng(11);
    int cuts = 0;
    for (int i = 0; i < 2000; ++i) {
        const std::string text = random_text(rng, 14);
        for (SplitPattern pattern : {SplitPattern::gpt2, SplitPattern::cl100k, SplitPattern::o200k}) {
            const Pieces want = split_pieces(pattern, text);
            for (size_t from = 0; from < text.size(); ++from) {
                const size_t cut = next_safe_cut(text, from);
                EXPECT(cut >= from && cut <= text.size());
                cuts += cut < text.size() ? 1 : 0;
                Pieces got = split_pieces(pattern, std::string_view(text).substr(0, cut));
                const Pieces rest = split_pieces(pattern, std::string_view(text).substr(cut));
                got.insert(got.end(), rest.begin(), rest.end());
                EXPECT(got == want);
            }
        }
    }
    EXPECT(cuts > 25000);
}

TEST(a_cut_is_at_the_end_of_the_next_word) {
    EXPECT_EQUAL(next_safe_cut("one two", 0), size_t(3));
    EXPECT_EQUAL(next_safe_cut("one two", 2), size_t(3));
    EXPECT_EQUAL(next_safe_cut("one two. ", 3), size_t(7));
    EXPECT_EQUAL(next_safe_cut("one two", 4), size_t(7));
    EXPECT_EQUAL(next_safe_cut("12 34 !", 0), size_t(7));
    EXPECT_EQUAL(next_safe_cut("中文。", 1), size_t(6));  // from inside of a character
    EXPECT_EQUAL(next_safe_cut("", 0), size_t(0));
}

TEST(shares_put_together_are_the_parts) {
    Rng rng = make_rng(12);
    for (int i = 0; i < 2000; ++i) {
        std::vector<std::string> texts(next_bits(rng) % 6);
        std::vector<TextPart> parts;
        for (std::string& text : texts) {
            text = random_text(rng, 9) + "x";
            parts.push_back({text, next_bits(rng) % 3 == 0 ? 7 : -1});
        }
        for (int count = 1; count <= 5; ++count) {
            for (bool may_cut : {false, true}) {
                const std::vector<std::vector<TextPart>> shares = share_parts(parts, count, may_cut);
                EXPECT(int(shares.size()) <= count);
                EXPECT_EQUAL(shares.empty(), parts.empty());
                size_t whole = 0;  // parts that are complete
                size_t within = 0;
                for (const std::vector<TextPart>& share : shares) {
                    EXPECT(!share.empty());
                    for (const TextPart& part : share) {
                        EXPECT(part.text.data() == parts[whole].text.data() + within);
                        EXPECT_EQUAL(part.token, parts[whole].token);
                        within += part.text.size();
                        if (!may_cut || part.token >= 0) EXPECT_EQUAL(within, parts[whole].text.size());
                        if (within == parts[whole].text.size()) {
                            ++whole;
                            within = 0;
                        }
                    }
                }
                EXPECT_EQUAL(whole, parts.size());
            }
        }
    }
}

TEST(a_text_of_words_is_dealt_out_equally) {
    std::string text;
    while (text.size() < 10000) {
        text += "word ";
    }
    const std::vector<std::vector<TextPart>> shares = share_parts({{text, -1}}, 4, true);
    EXPECT_EQUAL(shares.size(), size_t(4));
    for (const std::vector<TextPart>& share : shares) {
        EXPECT(share[0].text.size() >= 2480 && share[0].text.size() <= 2510);
    }
}

static std::string long_text(size_t bytes) {
    Rng rng = make_rng(13);
    std::string text;
    while (text.size() < bytes) {
        text += random_text(rng, 40);
        if (next_bits(rng) % 8 == 0) text += "<|im_end|><|end|>[END]york city";
    }
    return text;
}

TEST(ids_are_the_same_at_any_number_of_threads) {
    const std::string text = long_text(100000);
    for (const char* name : {"bytelevel", "prefixed", "split", "sentencepiece", "nofallback", "words", "signs"}) {
        const Tokenizer tokenizer = read_tokenizer("data/golden/tokenizer/" + std::string(name) + "/tokenizer.json");
        std::vector<ExplainedPiece> explained;
        const Ids want = encode(tokenizer, text, {}, &explained);  // one piece after another, by one thread
        const Ids plain = encode(tokenizer, text, {false, false}, &explained);
        for (int threads : {1, 2, 3, 7}) {
            const ChosenThreads chosen(threads);
            EXPECT(encode(tokenizer, text) == want);
            EXPECT(encode(tokenizer, text, {false, false}) == plain);
        }
    }
}

/// The message names the first byte that is no token, whichever thread comes upon one first.
TEST(an_error_is_the_same_at_any_number_of_threads) {
    Tokenizer tokenizer = read_tokenizer("data/golden/tokenizer/bytelevel/tokenizer.json");
    tokenizer.byte_tokens['#'] = -1;
    tokenizer.byte_tokens['%'] = -1;
    std::string text(200000, ' ');
    for (size_t i = 0; i < text.size(); i += 2) {
        text[i] = 'a';
    }
    text[70000] = '%';
    text[150000] = '#';
    for (int threads : {1, 2, 3, 7}) {
        const ChosenThreads chosen(threads);
        EXPECT_ERROR(encode(tokenizer, text),
                     "the text holds \"%\", which is no token of this vocabulary (first at byte 70000");
    }
}

TEST_MAIN
