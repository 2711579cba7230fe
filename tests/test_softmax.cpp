#include <cmath>
#include <limits>

#include "golden.h"
#include "harness.h"
#include "model/softmax.h"

static const float infinity = std::numeric_limits<float>::infinity();

TEST(softmax_matches_golden) {
    const Golden golden("softmax");
    for (const std::string& name : golden.cases()) {
        EXPECT_GOLDEN(golden, name + "/y", softmax(golden[name + "/x"]), one_ulp, 1e-40);
    }
}

TEST(a_row_sums_to_one) {
    const Tensor y = softmax(Tensor::from({2, 3}, {1, 2, 3, -5, 0, 5}));
    for (int64_t r = 0; r < 2; ++r) {
        EXPECT(std::fabs(double(y(r, 0)) + double(y(r, 1)) + double(y(r, 2)) - 1) < 2e-7);
    }
}

TEST(softmax_ignores_a_shift) {
    const Tensor x = softmax(Tensor::from({1, 4}, {0, 1, 2.5f, -3}));
    EXPECT_SAME(softmax(Tensor::from({1, 4}, {64, 65, 66.5f, 61})), x);  // the shift is exact in float32
}

TEST(a_masked_score_weighs_nothing_and_the_first_value_may_be_masked) {
    const Tensor y = softmax(Tensor::from({1, 3}, {-infinity, 7, -infinity}));
    EXPECT_SAME(y, Tensor::from({1, 3}, {0, 1, 0}));
}

// A maximum that starts at a constant, -10000 say, gives 0/0 here (llm.c).
TEST(very_negative_rows_are_fine) {
    EXPECT_SAME(softmax(Tensor::from({1, 2}, {-3e38f, -3e38f})), Tensor::from({1, 2}, {0.5f, 0.5f}));
}

TEST(what_cannot_be_a_distribution_is_an_error) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    EXPECT_ERROR(softmax(Tensor::from({1, 2}, {0, nan})), "value 1 of a row is NaN");
    EXPECT_ERROR(softmax(Tensor::from({1, 2}, {nan, 0})), "NaN");
    EXPECT_ERROR(softmax(Tensor::from({1, 2}, {0, infinity})), "+inf");
    EXPECT_ERROR(softmax(Tensor::from({1, 2}, {-infinity, -infinity})), "nothing but -inf");
    EXPECT_ERROR(softmax(Tensor::zeros({3, 0})), "no values");
    EXPECT_ERROR(softmax(Tensor::from({}, {1})), "softmax: a single number has no rows");
}

TEST_MAIN
