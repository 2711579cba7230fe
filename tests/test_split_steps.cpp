#include "tokenizer/split_steps.h"

#include "base/rng.h"
#include "harness.h"
#include "tokenizer/word_chars.h"

/// "a|-|b": the stretches, with | between them.
static std::string shown_stretches(const std::vector<SplitStep>& steps, std::string_view text, bool at_start = true) {
    std::deque<std::string> made;
    std::vector<std::string_view> pieces;
    cut_by_steps(steps, text, at_start, made, pieces);
    std::string result;
    for (std::string_view piece : pieces) {
        EXPECT(!piece.empty());
        result += (result.empty() ? "" : "|") + std::string(piece);
    }
    return result;
}

static SplitStep at_text(const std::string& text, SplitBehavior behavior, bool invert = false) {
    SplitStep step;
    step.text = text;
    step.behavior = behavior;
    step.invert = invert;
    return step;
}

static SplitStep of_kind(SplitStep::Kind kind, SplitBehavior behavior) {
    SplitStep step;
    step.kind = kind;
    step.behavior = behavior;
    return step;
}

static SplitStep metaspace(PrependScheme prepend, bool cuts) {
    SplitStep step = of_kind(SplitStep::Kind::metaspace, SplitBehavior::merged_with_next);
    step.text = "_";
    step.prepend = prepend;
    step.cuts = cuts;
    return step;
}

/// The examples that the documentation of the field's own program gives, and the ends of a text.
TEST(each_behavior_does_its_own_with_what_is_found) {
    const std::string text = "the-final--countdown";
    EXPECT_EQUAL(shown_stretches({at_text("-", SplitBehavior::removed)}, text), std::string("the|final|countdown"));
    EXPECT_EQUAL(shown_stretches({at_text("-", SplitBehavior::isolated)}, text),
                 std::string("the|-|final|-|-|countdown"));
    EXPECT_EQUAL(shown_stretches({at_text("-", SplitBehavior::merged_with_previous)}, text),
                 std::string("the-|final-|-|countdown"));
    EXPECT_EQUAL(shown_stretches({at_text("-", SplitBehavior::merged_with_next)}, text),
                 std::string("the|-final|-|-countdown"));
    EXPECT_EQUAL(shown_stretches({at_text("-", SplitBehavior::contiguous)}, text),
                 std::string("the|-|final|--|countdown"));
    EXPECT_EQUAL(shown_stretches({at_text("-", SplitBehavior::merged_with_previous)}, "-a-"), std::string("-|a-"));
    EXPECT_EQUAL(shown_stretches({at_text("-", SplitBehavior::merged_with_next)}, "-a-"), std::string("-a|-"));
    EXPECT_EQUAL(shown_stretches({at_text("-", SplitBehavior::removed)}, "---"), std::string());
}

TEST(inverted_what_lies_between_is_what_is_found) {
    EXPECT_EQUAL(shown_stretches({at_text("ab", SplitBehavior::removed, true)}, "abxabab"), std::string("ab|ab|ab"));
    EXPECT_EQUAL(shown_stretches({at_text("ab", SplitBehavior::contiguous, true)}, "abxabab"),
                 std::string("ab|x|abab"));
    EXPECT_EQUAL(shown_stretches({at_text("ab", SplitBehavior::merged_with_previous, true)}, "abxab"),
                 std::string("abx|ab"));
}

TEST(a_pattern_finds_all_of_a_text) {
    SplitStep step = of_kind(SplitStep::Kind::pattern, SplitBehavior::isolated);
    step.pattern = SplitPattern::gpt2;
    EXPECT_EQUAL(shown_stretches({step}, "a b's"), std::string("a| b|'s"));
    step.behavior = SplitBehavior::removed;
    EXPECT_EQUAL(shown_stretches({step}, "a b's"), std::string());
    step.invert = true;  // the form that some converters write
    EXPECT_EQUAL(shown_stretches({step}, "a b's"), std::string("a| b|'s"));
}

TEST(digits_are_all_numbers_together_or_one_by_one) {
    const SplitStep single = of_kind(SplitStep::Kind::digits, SplitBehavior::isolated);
    const SplitStep together = of_kind(SplitStep::Kind::digits, SplitBehavior::contiguous);
    EXPECT_EQUAL(shown_stretches({single}, "a 12b"), std::string("a |1|2|b"));
    EXPECT_EQUAL(shown_stretches({together}, "a 12b3"), std::string("a |12|b|3"));
    EXPECT_EQUAL(shown_stretches({single}, "\u00BD\u2167x\u0663"), std::string("\u00BD|\u2167|x|\u0663"));
    EXPECT_EQUAL(shown_stretches({single}, "\xFF\x31\xFF"), std::string("\xFF|1|\xFF"));
}

TEST(punctuation_is_that_of_ascii_and_of_unicode_8) {
    const SplitStep step = of_kind(SplitStep::Kind::punctuation, SplitBehavior::isolated);
    EXPECT_EQUAL(shown_stretches({step}, "a,b!?"), std::string("a|,|b|!|?"));
    EXPECT_EQUAL(shown_stretches({step}, "$+<=>^`|~x"), std::string("$|+|<|=|>|^|`|||~|x"));
    EXPECT_EQUAL(shown_stretches({step}, "\u2014a\u3002"), std::string("\u2014|a|\u3002"));
    for (uint32_t c = 0; c < 0x80; ++c) {  // the quick way for ASCII and the table agree
        const std::string text = "a" + std::string(1, char(c)) + "a";
        EXPECT_EQUAL(shown_stretches({step}, text) != text, is_punctuation(c));
    }
    for (uint32_t code_point : {0x00A7u, 0x00BFu, 0x2019u, 0x2E42u, 0x166Du, 0x111C9u, 0xFF3Fu}) {
        EXPECT(is_punctuation(code_point));
    }
    for (uint32_t code_point : {0x00A2u, 0x00D7u, 0x20ACu, 0x2581u, 0x2E43u, 0x1E95Eu, 0x0301u}) {
        EXPECT(!is_punctuation(code_point));
    }
}

TEST(metaspace_writes_spaces_and_puts_one_before_as_its_scheme_says) {
    const PrependScheme always = PrependScheme::always;
    EXPECT_EQUAL(shown_stretches({metaspace(always, true)}, "a b  c"), std::string("_a|_b|_|_c"));
    EXPECT_EQUAL(shown_stretches({metaspace(always, false)}, "a b  c"), std::string("_a_b__c"));
    EXPECT_EQUAL(shown_stretches({metaspace(always, false)}, " a"), std::string("_a"));
    EXPECT_EQUAL(shown_stretches({metaspace(always, false)}, "_a"), std::string("_a"));
    EXPECT_EQUAL(shown_stretches({metaspace(PrependScheme::never, false)}, "a b"), std::string("a_b"));
    EXPECT_EQUAL(shown_stretches({metaspace(PrependScheme::first, false)}, "a b"), std::string("_a_b"));
    EXPECT_EQUAL(shown_stretches({metaspace(PrependScheme::first, false)}, "a b", false), std::string("a_b"));
}

/// A stretch whose front was taken away does not begin the text any more.
TEST(the_text_begins_in_one_stretch_only) {
    const SplitStep first = metaspace(PrependScheme::first, false);
    EXPECT_EQUAL(shown_stretches({at_text("x", SplitBehavior::isolated), first}, "axb"), std::string("_a|x|b"));
    EXPECT_EQUAL(shown_stretches({at_text("x", SplitBehavior::removed), first}, "xab"), std::string("ab"));
    EXPECT_EQUAL(shown_stretches({first, at_text("_", SplitBehavior::removed)}, "a b"), std::string("a|b"));
}

/// Whatever the steps, nothing but what Removed drops is lost.
TEST(stretches_put_together_are_the_text) {
    Rng rng = make_rng(3);
    const std::string parts[] = {"a", "-", "-", " ", "7", "\u2167", ",", "\xFF", "ab", "\u3002"};
    for (int i = 0; i < 3000; ++i) {
        std::string text;
        for (uint64_t n = next_bits(rng) % 12; n > 0; --n) {
            text += parts[next_bits(rng) % 10];
        }
        std::vector<SplitStep> steps;
        for (uint64_t n = 1 + next_bits(rng) % 3; n > 0; --n) {
            SplitStep step = at_text(next_bits(rng) % 2 == 0 ? "-" : "a", SplitBehavior(1 + next_bits(rng) % 4));
            step.invert = next_bits(rng) % 2 == 0;
            const uint64_t kind = next_bits(rng) % 3;
            if (kind == 1) step.kind = SplitStep::Kind::digits;
            if (kind == 2) step.kind = SplitStep::Kind::punctuation;
            steps.push_back(step);
        }
        std::deque<std::string> made;
        std::vector<std::string_view> pieces;
        cut_by_steps(steps, text, true, made, pieces);
        std::string together;
        for (std::string_view piece : pieces) {
            together += piece;
        }
        EXPECT_EQUAL(together, text);
    }
}

TEST_MAIN
