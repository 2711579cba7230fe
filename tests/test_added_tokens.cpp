#include "tokenizer/added_tokens.h"

#include "base/rng.h"
#include "harness.h"

/// A finder whose tokens have the ids 0, 1, 2, ...
static AddedTokenFinder finder_of(const std::vector<std::string>& contents) {
    std::vector<AddedToken> tokens;
    for (const std::string& content : contents) {
        AddedToken token;
        token.id = int(tokens.size());
        token.content = content;
        tokens.push_back(token);
    }
    return AddedTokenFinder(tokens);
}

/// "ab [1:<s>] c": plain parts as they are, added tokens in brackets with their ids.
static std::string shown_parts(const AddedTokenFinder& finder, std::string_view text) {
    std::string result;
    for (const TextPart& part : finder.split(text)) {
        const std::string content(part.text);
        result += (result.empty() ? "" : "|") + (part.token < 0 ? content : std::to_string(part.token) + ":" + content);
    }
    return result;
}

TEST(a_token_is_found_wherever_it_stands) {
    const AddedTokenFinder finder = finder_of({"<s>", "</s>"});
    EXPECT_EQUAL(shown_parts(finder, "<s>"), std::string("0:<s>"));
    EXPECT_EQUAL(shown_parts(finder, "<s>a"), std::string("0:<s>|a"));
    EXPECT_EQUAL(shown_parts(finder, "a<s>"), std::string("a|0:<s>"));
    EXPECT_EQUAL(shown_parts(finder, "a<s>b</s>c"), std::string("a|0:<s>|b|1:</s>|c"));
    EXPECT_EQUAL(shown_parts(finder, " <s> "), std::string(" |0:<s>| "));
}

TEST(adjacent_tokens_have_no_empty_text_between_them) {
    const AddedTokenFinder finder = finder_of({"<s>", "</s>"});
    EXPECT_EQUAL(shown_parts(finder, "<s><s></s>"), std::string("0:<s>|0:<s>|1:</s>"));
    EXPECT_EQUAL(finder.split("<s></s>").size(), size_t(2));
}

TEST(text_without_tokens_is_one_part) {
    const AddedTokenFinder finder = finder_of({"<s>"});
    EXPECT_EQUAL(shown_parts(finder, "a < s > <s <S>"), std::string("a < s > <s <S>"));
    EXPECT_EQUAL(finder.split("abc").size(), size_t(1));
    EXPECT_EQUAL(finder.split("abc")[0].token, -1);
    EXPECT(finder.split("").empty());
    EXPECT(!finder.empty());
}

TEST(a_finder_of_nothing_finds_nothing) {
    EXPECT_EQUAL(shown_parts(AddedTokenFinder(), "<s>"), std::string("<s>"));
    EXPECT_EQUAL(shown_parts(finder_of({}), "<s>"), std::string("<s>"));
    EXPECT(AddedTokenFinder().split("").empty());
    EXPECT(AddedTokenFinder().empty());
    EXPECT(finder_of({}).empty());
}

TEST(the_longest_of_those_that_start_at_one_place_is_taken) {
    for (const AddedTokenFinder& finder : {finder_of({"<a>", "<a><b>", "<"}), finder_of({"<a><b>", "<a>", "<"})}) {
        const std::vector<TextPart> parts = finder.split("<a><b><a>x<");
        EXPECT_EQUAL(parts.size(), size_t(4));
        EXPECT_EQUAL(parts[0].text, std::string_view("<a><b>"));
        EXPECT_EQUAL(parts[1].text, std::string_view("<a>"));
        EXPECT_EQUAL(parts[2].text, std::string_view("x"));
        EXPECT_EQUAL(parts[3].text, std::string_view("<"));
    }
    EXPECT_EQUAL(shown_parts(finder_of({"a", "aa", "aaa"}), "aaaa"), std::string("2:aaa|0:a"));
}

TEST(the_leftmost_wins_over_a_longer_one_that_starts_later) {
    const AddedTokenFinder finder = finder_of({"new york", "york city hall"});
    EXPECT_EQUAL(shown_parts(finder, "new york city hall"), std::string("0:new york| city hall"));
    EXPECT_EQUAL(shown_parts(finder, "old york city hall"), std::string("old |1:york city hall"));
}

TEST(a_false_start_does_not_hide_the_real_one) {
    EXPECT_EQUAL(shown_parts(finder_of({"aab"}), "aaab"), std::string("a|0:aab"));
    EXPECT_EQUAL(shown_parts(finder_of({"<|x|>"}), "<|<|x|>"), std::string("<||0:<|x|>"));
    EXPECT_EQUAL(shown_parts(finder_of({"new new york"}), "new new new york"), std::string("new |0:new new york"));
}

TEST(a_token_cut_off_by_the_end_is_text) {
    EXPECT_EQUAL(shown_parts(finder_of({"<s>"}), "<s><s"), std::string("0:<s>|<s"));
    EXPECT_EQUAL(shown_parts(finder_of({"<s>", "<s"}), "<s><s"), std::string("0:<s>|1:<s"));
}

TEST(tokens_may_hold_spaces_and_be_white_space) {
    const AddedTokenFinder finder = finder_of({"  ", "\n", "a b"});
    EXPECT_EQUAL(shown_parts(finder, "a b   c\n"), std::string("2:a b|0:  | c|1:\n"));
}

/// A signed char as an index would read before the table.
TEST(tokens_may_begin_with_any_byte) {
    std::string zero_token("\0x", 2);
    const AddedTokenFinder finder = finder_of({"\u2581", "\U0001F600", "\xff", zero_token, "\x7f"});
    EXPECT_EQUAL(shown_parts(finder, "a\u2581b\U0001F600\xff\x7f"),
                 std::string("a|0:\u2581|b|1:\U0001F600|2:\xff|4:\x7f"));
    EXPECT_EQUAL(finder.split(zero_token + std::string(1, '\0')).size(), size_t(2));
}

/// A finder of one token with flags, and of others without.
static AddedTokenFinder flagged_finder(AddedToken flags, const std::string& content,
                                       const std::vector<std::string>& others = {}) {
    flags.id = 0;
    flags.content = content;
    std::vector<AddedToken> tokens = {flags};
    for (const std::string& other : others) {
        AddedToken token;
        token.id = int(tokens.size());
        token.content = other;
        tokens.push_back(token);
    }
    return AddedTokenFinder(tokens);
}

TEST(a_single_word_is_not_found_inside_of_a_word) {
    AddedToken flags;
    flags.single_word = true;
    const AddedTokenFinder finder = flagged_finder(flags, "the", {"he"});
    for (const std::string text : {"then", "bathe", "_the", "the7", "\u00E9the", "the\u0301", "the\u0663"}) {
        EXPECT_EQUAL(shown_parts(finder, text), text);  // nor is "he" found in what was refused
    }
    EXPECT_EQUAL(shown_parts(finder, "the"), std::string("0:the"));
    EXPECT_EQUAL(shown_parts(finder, "(the) the-the"), std::string("(|0:the|) |0:the|-|0:the"));
    EXPECT_EQUAL(shown_parts(finder, "\u2581the\u2581"), std::string("\u2581|0:the|\u2581"));
    EXPECT_EQUAL(shown_parts(finder, "thethe he"), std::string("thethe |1:he"));
    EXPECT_EQUAL(shown_parts(finder, "\xC3the\xA9"), std::string("\xC3|0:the|\xA9"));  // no word: no characters
}

TEST(lstrip_and_rstrip_take_the_white_space_around) {
    AddedToken left;
    left.lstrip = true;
    EXPECT_EQUAL(shown_parts(flagged_finder(left, "<m>"), "a \n\u3000<m> b"), std::string("a|0: \n\u3000<m>| b"));
    EXPECT_EQUAL(shown_parts(flagged_finder(left, "<m>"), "  <m><m> <m>"), std::string("0:  <m>|0:<m>|0: <m>"));
    EXPECT_EQUAL(shown_parts(flagged_finder(left, "<m>", {"\n"}), "a\n <m>"), std::string("a|1:\n|0: <m>"));
    EXPECT_EQUAL(shown_parts(flagged_finder(left, "<m>"), "\u200B<m>"), std::string("\u200B|0:<m>"));
    AddedToken right;
    right.rstrip = true;
    EXPECT_EQUAL(shown_parts(flagged_finder(right, "<m>"), " <m> \t\u00A0b"), std::string(" |0:<m> \t\u00A0|b"));
    EXPECT_EQUAL(shown_parts(flagged_finder(right, "<m>"), "<m>  "), std::string("0:<m>  "));
    EXPECT_EQUAL(shown_parts(flagged_finder(right, "<m>"), "<m> <m> "), std::string("0:<m> |0:<m> "));
}

/// What is taken is still searched: the line feed is a token although <m> has taken it.
TEST(tokens_in_white_space_that_was_taken_are_found) {
    AddedToken right;
    right.rstrip = true;
    EXPECT_EQUAL(shown_parts(flagged_finder(right, "<m>", {"\n"}), "<m> \n b"), std::string("0:<m> \n |1:\n| b"));
    AddedToken both;
    both.lstrip = true;
    both.rstrip = true;
    EXPECT_EQUAL(shown_parts(flagged_finder(both, " "), "a   b"), std::string("a|0:   |0: |0:|b"));
}

/// Each of the spaces is a token that looks for the end of all the others: once is enough.
TEST(much_white_space_among_tokens_is_looked_through_once) {
    AddedToken both;
    both.lstrip = true;
    both.rstrip = true;
    const std::string text(200000, ' ');
    EXPECT_EQUAL(flagged_finder(both, " ").split(text).size(), text.size());
    both.single_word = true;
    EXPECT_EQUAL(flagged_finder(both, " ").split(text).size(), text.size());
}

/// The rule in its plainest form: at each place, of all tokens that fit, the longest.
static std::vector<TextPart> naive_split(const std::vector<std::string>& contents, std::string_view text) {
    std::vector<TextPart> parts;
    size_t plain_start = 0;
    size_t position = 0;
    while (position < text.size()) {
        int best = -1;
        for (size_t i = 0; i < contents.size(); ++i) {
            const bool fits = text.substr(position, contents[i].size()) == contents[i];
            if (fits && (best < 0 || contents[i].size() > contents[size_t(best)].size())) best = int(i);
        }
        if (best < 0) {
            ++position;
            continue;
        }
        const size_t length = contents[size_t(best)].size();
        if (position > plain_start) parts.push_back({text.substr(plain_start, position - plain_start), -1});
        parts.push_back({text.substr(position, length), best});
        position += length;
        plain_start = position;
    }
    if (plain_start < text.size()) parts.push_back({text.substr(plain_start), -1});
    return parts;
}

static std::string random_string(Rng& rng, uint64_t longest) {
    std::string text;
    for (uint64_t n = next_bits(rng) % longest + 1; n > 0; --n) {
        text += "ab\xff"[next_bits(rng) % 3];
    }
    return text;
}

TEST(random_tokens_are_found_as_by_the_plainest_rule) {
    Rng rng = make_rng(5);
    for (int i = 0; i < 5000; ++i) {
        std::vector<std::string> contents;
        for (uint64_t n = next_bits(rng) % 5; n > 0; --n) {
            const std::string content = random_string(rng, 4);
            bool is_new = true;
            for (const std::string& known : contents) {
                is_new = is_new && known != content;
            }
            if (is_new) contents.push_back(content);
        }
        const std::string text = random_string(rng, 12);
        const std::vector<TextPart> got = finder_of(contents).split(text);
        const std::vector<TextPart> want = naive_split(contents, text);
        EXPECT_EQUAL(got.size(), want.size());
        for (size_t part = 0; part < got.size(); ++part) {
            EXPECT_EQUAL(got[part].text, want[part].text);
            EXPECT_EQUAL(got[part].token, want[part].token);
        }
    }
}

TEST_MAIN
