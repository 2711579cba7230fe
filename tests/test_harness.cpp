#include "harness.h"

#include <cmath>
#include <limits>

// What a failed expectation says: a reader who writes an exercise has nothing else to go by.

/// The message of the first expectation that does not hold, without its place.
static std::string failure_of(const std::function<void()>& expectation) {
    try {
        expectation();
    } catch (const TestFailure& failure) {
        const std::string message = failure.what();
        return message.substr(message.find(": ") + 2);
    }
    return "";
}

static void close(float got, float want, double relative, double absolute) {
    const Tensor x = Tensor::from({1, 2}, {0, got});
    EXPECT_CLOSE(x, Tensor::from({1, 2}, {0, want}), relative, absolute);
}

TEST(a_difference_is_told_beside_what_is_allowed) {
    EXPECT_EQUAL(failure_of([] { close(2.25f, 2, 0.125, 0); }), std::string());
    EXPECT_EQUAL(failure_of([] { close(3, 2, 0.125, 0); }),
                 std::string("x at [0, 1]: got 3, want 2, off by 1, allowed is 1/4 of that"));
    EXPECT_EQUAL(failure_of([] { close(3, 2, 0, 0); }),
                 std::string("x at [0, 1]: got 3, want 2, allowed difference 0"));
}

TEST(no_number_and_no_infinity_is_close_to_a_number) {
    const float infinity = std::numeric_limits<float>::infinity();
    EXPECT_EQUAL(failure_of([=] { close(infinity, infinity, 0, 0); }), std::string());
    EXPECT_EQUAL(failure_of([=] { close(infinity, 2, 0.5, 0); }),
                 std::string("x at [0, 1]: got inf, want 2, allowed difference 1"));
    EXPECT_EQUAL(failure_of([] { close(std::nanf(""), 2, 0.5, 0); }),
                 std::string("x at [0, 1]: got nan, want 2, allowed difference 1"));
}

TEST(doubles_that_differ_are_not_shown_alike) {
    EXPECT_EQUAL(shown(0.5), std::string("0.5"));
    EXPECT_EQUAL(shown(2.7725887), std::string("2.7725887"));
    EXPECT(shown(1.0) != shown(std::nextafter(1.0, 2.0)));
    const std::string said = failure_of([] { EXPECT_EQUAL(2.77258872, 2.77258873); });
    EXPECT(said.find("2.77258872") != std::string::npos && said.find("2.77258873") != std::string::npos);
}

TEST_MAIN
