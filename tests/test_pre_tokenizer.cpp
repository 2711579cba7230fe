#include "tokenizer/pre_tokenizer.h"

#include "base/rng.h"
#include "formats/json.h"
#include "harness.h"
#include "pages.h"

static const std::vector<SplitPattern> all_patterns = {SplitPattern::gpt2, SplitPattern::llama3, SplitPattern::cl100k,
                                                       SplitPattern::qwen, SplitPattern::o200k,  SplitPattern::tekken};

/// "a|b" for the pieces a and b. No text here holds a '|'.
static std::string joined(std::string_view text) {
    std::string result;
    for (std::string_view piece : split_pieces(SplitPattern::gpt2, text)) {
        result += (result.empty() ? "" : "|") + std::string(piece);
    }
    return result;
}

/// Takes the expected pieces with '|' between them; the text is what they are put together.
static void expect_pieces(const std::vector<std::string>& cases) {
    for (const std::string& want : cases) {
        std::string text;
        for (char c : want) {
            if (c != '|') text += c;
        }
        const std::string got = joined(text);
        if (got != want) FAIL("pieces of \"" + text + "\"\n      got  " + got + "\n      want " + want);
    }
}

/// The pattern as the regex package of Python reads it.
static void check_golden(SplitPattern pattern, const std::string& path) {
    int texts = 0;
    for (const std::string& line : split_lines(read_text(path))) {
        const JsonDocument json(line, path);
        std::vector<std::string> want;
        for (const JsonValue& piece : json.array(json.get(json.root(), "pieces"))) {
            want.emplace_back(json.string(piece));
        }
        const std::string text(json.string(json.get(json.root(), "text")));
        const std::vector<std::string_view> pieces = split_pieces(pattern, text);
        EXPECT_EQUAL(std::vector<std::string>(pieces.begin(), pieces.end()), want);
        ++texts;
    }
    EXPECT(texts > 200);
}

TEST(pieces_of_gpt2_match_golden) { check_golden(SplitPattern::gpt2, "data/golden/tokenizer/pieces.jsonl"); }
TEST(pieces_of_llama3_match_golden) { check_golden(SplitPattern::llama3, "data/golden/tokenizer/pieces_llama3.jsonl"); }
TEST(pieces_of_cl100k_match_golden) { check_golden(SplitPattern::cl100k, "data/golden/tokenizer/pieces_cl100k.jsonl"); }
TEST(pieces_of_qwen_match_golden) { check_golden(SplitPattern::qwen, "data/golden/tokenizer/pieces_qwen.jsonl"); }
TEST(pieces_of_o200k_match_golden) { check_golden(SplitPattern::o200k, "data/golden/tokenizer/pieces_o200k.jsonl"); }
TEST(pieces_of_tekken_match_golden) { check_golden(SplitPattern::tekken, "data/golden/tokenizer/pieces_tekken.jsonl"); }

/// A file's expression is known by its text; a pattern is written as one that is known.
TEST(patterns_are_found_by_their_expression) {
    for (SplitPattern pattern : all_patterns) {
        SplitPattern found = SplitPattern::none;
        EXPECT(find_pattern(pattern_text(pattern), found));
        EXPECT(found == pattern);
    }
    SplitPattern found = SplitPattern::none;
    const std::string_view newer_gpt2 =
        R"('(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s)";
    EXPECT(find_pattern(newer_gpt2, found));
    EXPECT(found == SplitPattern::gpt2);
    EXPECT(!find_pattern("", found));
    EXPECT(!find_pattern(R"(\s+)", found));
    EXPECT(!find_pattern(std::string(pattern_text(SplitPattern::o200k)) + " ", found));
}

TEST(an_empty_text_has_no_pieces) { EXPECT(split_pieces(SplitPattern::gpt2, "").empty()); }

TEST(words_take_one_space_before_them) {
    expect_pieces({"Hello| world", " Hello| world", "a", " a", "Hello|,| world|!", "x| y| z"});
}

TEST(letters_numbers_and_others_are_apart) {
    expect_pieces({"abc|123|!?", "1|a|2|b|3|c", "a|_|b", " 12|.|50| €", "x|²", "v|2|.|0", " ...|and", "foo|(|bar|)",
                   "a|-|1", " 1| a| !"});
}

TEST(numbers_are_not_cut_in_threes) { expect_pieces({"1234567", " 1234567| 89"}); }

TEST(contractions_are_pieces) {
    expect_pieces({"it|'s", "don|'t", "we|'re", "I|'ve", "I|'m", "we|'ll", "I|'d", "'s", "'s|'t|'re", "'ll| ", "x|'s|y",
                   "it|'s| it|'s", "he|'d|'ve"});
}

TEST(contractions_stop_after_their_letters) {
    expect_pieces({"'s|top", "'t|his", "'re|al", "'ve|ry", "'m|an", "'ll|ama", "'d|o", "'s|'", "'ll|l"});
}

TEST(half_a_contraction_is_none) {
    expect_pieces({"we|'|l", "we|'|r", "we|'|v", "'|l", "'|la", "'|rx", "'|va", "'|le", "'|ev", "'|er", "'", "a|'"});
}

TEST(contractions_are_in_lower_case) { expect_pieces({"IT|'|S", "DON|'|T", "WE|'|LL", "we|'|Re", "we|'|rE", "I|'|M"}); }

TEST(only_the_straight_apostrophe_makes_a_contraction) {
    expect_pieces({"it|\u2019|s", "don|\u2019|t", "it|`|s", "it\u02BCs"});  // U+02BC is a letter
}

TEST(an_apostrophe_behind_another_character_makes_none) {
    expect_pieces({" '|s", " '|ll", "''|s", "!'|s", "'''|t", "\"'|re", "\t|'s", " | '|s"});
}

/// `\s+(?!\S)` steps back by one character, which ` ?` takes if it is a space.
TEST(white_space_leaves_its_last_character_to_the_next_piece) {
    expect_pieces({"a| | b", "a|  | b", "a|   | b|  | c", " | a", "  | a", "a| | 1", "a| | !", "\n|\n|a", "\t|\t|a",
                   "a|\n| b", "a| |\n|b", "a|\n\n|\n|b", "a|\r|\n|b", "a|\n | b", "\t| a", " |\t|a", "x|\n    | y"});
}

TEST(a_single_white_space_that_is_no_space_stands_alone) {
    expect_pieces({"a|\n|b", "a|\t|b", "a|\r|b", "\n|a", "a|\n|1", "a|\n|!", "a|\u00A0|b", "a|\u3000|b", "a|\v|b"});
}

TEST(white_space_at_the_end_is_one_piece) {
    expect_pieces(
        {" ", "  ", "\n", "\n\n\n", " \n\t ", "a| ", "a|  ", "a|\n", "a|\n\n", "a| \n", "!| ", "1|   ", "a| b|   "});
}

TEST(white_space_of_several_bytes_is_stepped_back_whole) {
    expect_pieces({"a|\u3000|\u3000|b", "a| |\u00A0|b", "a|\u00A0| b", "a|\u2003\u2003|\u2003|1", "\u3000",
                   "a|\u2028\u3000", "a|\u3000| \u00E9"});
}

TEST(what_has_no_width_is_no_white_space) { expect_pieces({"a|\u200B|b", "a| \uFEFF|b", "a|\x1C|b", "a| \x1F|b"}); }

TEST(other_scripts_have_words_and_numbers) {
    expect_pieces({"\u041F\u0440\u0438\u0432\u0435\u0442| \u043C\u0438\u0440|!", "\u4F60\u597D|\uFF0C|\u4E16\u754C",
                   "\u0663\u0664|\u0627", "x|\u00BD", "\u2167|I", "caf\u00E9| ol\u00E9", "\uD55C\uAD6D| \uC5B4",
                   "\u3053\u3093|\u3002"});
}

TEST(marks_are_neither_letters_nor_numbers) {
    expect_pieces({"e|\u0301|a", " \u0301", "\u0939|\u093F|\u0928|\u094D|\u0926|\u0940", "1|\u20E3"});
}

TEST(emoji_stay_together_with_their_joiners) {
    expect_pieces({"a| \U0001F600\U0001F600|b", "\U0001F468\u200D\U0001F469", "\U0001F3F3\uFE0F| x"});
}

TEST(invalid_bytes_are_other) {
    expect_pieces({"a|\xFF|b", "a| \xFF\xFE|b", "a|\x80\x80|b", "a|\xE2\x82|b", "1|\xC3|2", "\xC3| a", "a|\xF0\x9F\x98",
                   "a|\xED\xA0\x80|b", "a|\xC0\xA0|b", "\xFF'|s"});
}

TEST(a_character_after_an_invalid_byte_is_seen) { expect_pieces({"\xE2|\u00E9", "\xF0\x9F|\u00E9", "\xE2\x82| a"}); }

TEST(zero_bytes_are_characters_like_others) {
    const std::string_view text("a\0\0b", 4);
    const std::vector<std::string_view> want = {text.substr(0, 1), text.substr(1, 2), text.substr(3)};
    EXPECT(split_pieces(SplitPattern::gpt2, text) == want);
}

/// std::regex overflows its stack here, and a naive look-ahead is quadratic.
TEST(a_million_of_one_character_is_quick) {
    for (const char* character : {"a", " ", "\n", "'", "7", "\xFF", "\u3000", "\U0001F600"}) {
        std::string text;
        while (text.size() < 1000000) {
            text += character;
        }
        EXPECT_EQUAL(split_pieces(SplitPattern::gpt2, text).size(), size_t(1));
    }
    const std::string spaces(1000000, ' ');
    EXPECT_EQUAL(split_pieces(SplitPattern::gpt2, spaces + "a").size(), size_t(2));
    std::string alternating;
    while (alternating.size() < 1000000) {
        alternating += "\n a";
    }
    EXPECT(split_pieces(SplitPattern::gpt2, alternating).size() > 600000);
}

/// A text of parts where borders are tricky, with random bytes among them.
static std::string random_text(Rng& rng) {
    static const std::vector<std::string> parts = {
        " ", " ",      "\n",     "\t",     "a",          "Z",      "1",        "'",    "s",     "ll",
        "!", "\u00E9", "\u3000", "\u0301", "\U0001F600", "\u00BD", "\xE2\x82", "\xFF", "\u2019"};
    std::string text;
    const uint64_t count = next_bits(rng) % 12;
    for (uint64_t i = 0; i < count; ++i) {
        const uint64_t choice = next_bits(rng) % (parts.size() + 1);
        if (choice < parts.size())
            text += parts[choice];
        else
            text += char(next_bits(rng) & 0xff);
    }
    return text;
}

TEST(the_pieces_put_together_are_the_text) {
    Rng rng = make_rng(1);
    for (int i = 0; i < 50000; ++i) {
        const std::string text = random_text(rng);
        const char* at = text.data();
        const SplitPattern pattern = all_patterns[size_t(i) % all_patterns.size()];
        for (std::string_view piece : split_pieces(pattern, text)) {
            EXPECT(!piece.empty());
            EXPECT(piece.data() == at);
            at += piece.size();
        }
        EXPECT(at == text.data() + text.size());
    }
}

TEST_MAIN
