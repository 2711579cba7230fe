#include "tokenizer/normalizer.h"

#include "harness.h"

static NormalizerStep prepend(const std::string& content) { return {NormalizerStep::Kind::prepend, "", content}; }

static NormalizerStep replace(const std::string& pattern, const std::string& content) {
    return {NormalizerStep::Kind::replace, pattern, content};
}

TEST(every_occurrence_is_replaced) {
    EXPECT_EQUAL(replace_all("a b c", " ", "_"), std::string("a_b_c"));
    EXPECT_EQUAL(replace_all(" ab ", " ", "_"), std::string("_ab_"));
    EXPECT_EQUAL(replace_all("   ", " ", "\u2581"), std::string("\u2581\u2581\u2581"));
    EXPECT_EQUAL(replace_all("abab", "ab", "x"), std::string("xx"));
    EXPECT_EQUAL(replace_all("xaby", "ab", ""), std::string("xy"));
    EXPECT_EQUAL(replace_all("ab", "ab", ""), std::string());
}

TEST(occurrences_are_found_from_the_left_and_do_not_overlap) {
    EXPECT_EQUAL(replace_all("aaa", "aa", "b"), std::string("ba"));
    EXPECT_EQUAL(replace_all("aaaa", "aa", "b"), std::string("bb"));
    EXPECT_EQUAL(replace_all("ababa", "aba", "x"), std::string("xba"));
}

TEST(what_was_put_in_is_not_replaced_again) {
    EXPECT_EQUAL(replace_all("aa", "a", "aa"), std::string("aaaa"));
    EXPECT_EQUAL(replace_all("aab", "ab", "b"), std::string("ab"));  // the new "ab" stays
}

TEST(a_text_without_the_pattern_stays) {
    EXPECT_EQUAL(replace_all("abc", "x", "y"), std::string("abc"));
    EXPECT_EQUAL(replace_all("ab", "abc", "y"), std::string("ab"));
    EXPECT_EQUAL(replace_all("", "x", "y"), std::string());
}

TEST(zero_bytes_and_invalid_bytes_are_kept) {
    const std::string text("a\0\xff b", 5);
    EXPECT_EQUAL(replace_all(text, " ", "_"), std::string("a\0\xff_b", 5));
}

TEST(no_steps_change_nothing) { EXPECT_EQUAL(normalize({}, " a b "), std::string(" a b ")); }

TEST(prepend_goes_before_a_text) {
    EXPECT_EQUAL(normalize({prepend("_")}, "a"), std::string("_a"));
    EXPECT_EQUAL(normalize({prepend("_")}, "_a"), std::string("__a"));
    EXPECT_EQUAL(normalize({prepend("xy")}, " "), std::string("xy "));
}

TEST(an_empty_text_gets_no_prefix) {
    EXPECT_EQUAL(normalize({prepend("_")}, ""), std::string());
    EXPECT_EQUAL(normalize({prepend("_"), replace(" ", "_")}, ""), std::string());
    EXPECT_EQUAL(normalize({replace("a", ""), prepend("_")}, "aa"), std::string());  // empty by then
}

TEST(steps_run_in_their_order) {
    EXPECT_EQUAL(normalize({prepend(" "), replace(" ", "_")}, "a b"), std::string("_a_b"));
    EXPECT_EQUAL(normalize({replace(" ", "_"), prepend(" ")}, "a b"), std::string(" a_b"));
    EXPECT_EQUAL(normalize({replace("a", "b"), replace("b", "c")}, "ab"), std::string("cc"));
    EXPECT_EQUAL(normalize({replace("b", "c"), replace("a", "b")}, "ab"), std::string("bc"));
    EXPECT_EQUAL(normalize({prepend("1"), prepend("2")}, "a"), std::string("21a"));
}

TEST(form_c_is_a_step_like_others) {
    const NormalizerStep compose = {NormalizerStep::Kind::nfc, "", ""};
    EXPECT_EQUAL(normalize({compose}, "e\u0301"), std::string("\u00E9"));
    EXPECT_EQUAL(normalize({compose, replace("\u00E9", "x")}, "e\u0301"), std::string("x"));
    EXPECT_EQUAL(normalize({replace("\u00E9", "x"), compose}, "e\u0301"), std::string("\u00E9"));
    EXPECT_EQUAL(normalize({prepend("e"), compose}, "\u0301"), std::string("\u00E9"));
}

TEST(sentencepieces_two_steps_make_each_word_begin_alike) {
    const std::vector<NormalizerStep> steps = {prepend("\u2581"), replace(" ", "\u2581")};
    EXPECT_EQUAL(normalize(steps, "a b"), std::string("\u2581a\u2581b"));
    EXPECT_EQUAL(normalize(steps, " a"), std::string("\u2581\u2581a"));
    EXPECT_EQUAL(normalize(steps, "a "), std::string("\u2581a\u2581"));
    EXPECT_EQUAL(normalize(steps, "\n"), std::string("\u2581\n"));
}

TEST_MAIN
