#include "base/rng.h"
#include "generate/stop_text.h"
#include "harness.h"

/// What is let through when the pieces are pushed one after the other.
static std::string filtered(const std::vector<std::string>& stops, const std::vector<std::string>& pieces) {
    StopTextFilter filter(stops);
    std::string shown_text;
    for (const std::string& piece : pieces) {
        shown_text += filter.push(piece);
    }
    if (!filter.stopped()) shown_text += filter.finish();
    return shown_text;
}

TEST(text_before_the_stop_text_is_shown_and_nothing_after) {
    EXPECT_EQUAL(filtered({"END"}, {"one END two"}), "one ");
    EXPECT_EQUAL(filtered({"END"}, {"END"}), "");
    EXPECT_EQUAL(filtered({"END"}, {"one", " two"}), "one two");
}

TEST(a_stop_text_is_found_across_pieces) {
    EXPECT_EQUAL(filtered({"\n\n"}, {"a\n", "b\n", "\nc"}), "a\nb");
    EXPECT_EQUAL(filtered({"STOP"}, {"xS", "T", "O", "P", "y"}), "x");
}

TEST(what_may_be_a_stop_text_waits_and_comes_when_it_is_none) {
    StopTextFilter filter({"STOP"});
    EXPECT_EQUAL(filter.push("a ST"), "a ");
    EXPECT_EQUAL(filter.push("ST"), "ST");  // the first ST can no longer be the start, the second can
    EXPECT_EQUAL(filter.push("x"), "STx");
    EXPECT_EQUAL(filter.push("S"), "");
    EXPECT_EQUAL(filter.finish(), "S");
    EXPECT(!filter.stopped());
}

TEST(of_several_stop_texts_the_one_that_is_complete_first_counts) {
    EXPECT_EQUAL(filtered({"later", "so"}, {"and so later"}), "and ");
    EXPECT_EQUAL(filtered({"abcd", "bc"}, {"xab", "cd"}), "xa");
    EXPECT_EQUAL(filtered({"abcd", "bc"}, {"xabc", "d"}), "xa");
    EXPECT_EQUAL(filtered({"bc", "abc"}, {"xabc"}), "x");
}

TEST(a_stop_text_that_overlaps_itself_is_found) {
    EXPECT_EQUAL(filtered({"aab"}, {"a", "a", "a", "b"}), "a");
    EXPECT_EQUAL(filtered({"abab"}, {"ab", "a", "ab", "x", "abab"}), "abaabx");
}

TEST(empty_stop_texts_stop_nothing) { EXPECT_EQUAL(filtered({""}, {"abc"}), "abc"); }

/// Law: however the text is cut into pieces, what is shown is the text up to the first stop text.
TEST(the_cut_into_pieces_does_not_matter) {
    Rng rng = make_rng(11);
    for (int round = 0; round < 3000; ++round) {
        std::string text;
        std::vector<std::string> pieces = {""};
        for (int i = 0; i < 20; ++i) {
            const char c = next_float(rng) < 0.5f ? 'a' : 'b';
            text += c;
            pieces.back() += c;
            if (next_float(rng) < 0.4f) pieces.push_back("");
        }
        std::string stop;
        const int length = 1 + int(next_float(rng) * 6);
        for (int i = 0; i < length; ++i) {
            stop += next_float(rng) < 0.5f ? 'a' : 'b';
        }
        EXPECT_EQUAL(filtered({stop}, pieces), text.substr(0, text.find(stop)));
        const std::vector<std::string> two = {stop, "abba"};
        EXPECT_EQUAL(filtered(two, pieces), filtered(two, {text}));
    }
}

TEST_MAIN
