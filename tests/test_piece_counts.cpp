#include "tokenizer/piece_counts.h"

#include <map>
#include <string>

#include "base/rng.h"
#include "harness.h"
#include "tokenizer/bpe_train.h"
#include "tokenizer/pre_tokenizer.h"
#include "twins.h"

static AddedTokenFinder finder_of(const std::string& content) {
    AddedToken token;
    token.id = 0;
    token.content = content;
    return AddedTokenFinder({token});
}

static std::string random_text(Rng& rng, int parts) {
    static const std::vector<std::string> all = {"a", "b", "word",   " ",    " ",      "  ",    "\n", "'s",
                                                 "1", "!", "\u4E2D", "\xFF", "\u3000", "<|x|>", "<|x"};
    std::string text;
    for (int i = 0; i < parts; ++i) {
        text += all[next_bits(rng) % all.size()];
    }
    return text;
}

TEST(pieces_are_counted_in_the_order_in_which_they_first_occur) {
    const PieceCounts counted = count_pieces({"b a a", "a<|x|>b b"}, finder_of("<|x|>"));
    EXPECT_EQUAL(counted.pieces, (std::vector<std::string_view>{"b", " a", "a", " b"}));
    EXPECT_EQUAL(counted.counts, (std::vector<int64_t>{2, 2, 1, 1}));
    EXPECT(count_pieces({}, AddedTokenFinder()).pieces.empty());
    EXPECT(count_pieces({"", ""}, AddedTokenFinder()).pieces.empty());
}

TEST(counts_are_those_of_a_map_at_any_number_of_threads) {
    Rng rng = make_rng(31);
    for (int i = 0; i < 300; ++i) {
        const std::string first = random_text(rng, 40);
        const std::string second = random_text(rng, 7);
        std::map<std::string_view, int64_t> want;
        for (std::string_view text : {std::string_view(first), std::string_view(second)}) {
            for (const TextPart& part : finder_of("<|x|>").split(text)) {
                if (part.token >= 0) continue;
                for (std::string_view piece : split_pieces(SplitPattern::gpt2, part.text)) {
                    ++want[piece];
                }
            }
        }
        std::vector<std::string_view> order;
        for (int threads : {1, 2, 3, 8}) {
            const ChosenThreads chosen(threads);
            const PieceCounts counted = count_pieces({first, second}, finder_of("<|x|>"));
            EXPECT_EQUAL(counted.pieces.size(), want.size());
            for (size_t p = 0; p < counted.pieces.size(); ++p) {
                EXPECT_EQUAL(counted.counts[p], want[counted.pieces[p]]);
            }
            if (threads == 1) order = counted.pieces;
            EXPECT_EQUAL(counted.pieces, order);
        }
    }
}

TEST(a_vocabulary_is_the_same_bytes_at_any_number_of_threads) {
    Rng rng = make_rng(32);
    const std::string text = random_text(rng, 20000) + read_text("data/samples/languages.txt");
    TrainTokenizerOptions options;
    options.vocab_size = 500;
    options.special_tokens = {"<|x|>"};
    std::string want;
    for (int threads : {1, 2, 3, 8}) {
        const ChosenThreads chosen(threads);
        const std::string got = tokenizer_to_json(train_bpe({text, "more words"}, options));
        if (threads == 1) want = got;
        EXPECT(got == want);
    }
}

TEST_MAIN
