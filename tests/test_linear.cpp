#include "golden.h"
#include "harness.h"
#include "model/linear.h"

TEST(linear_matches_golden) {
    const Golden golden("linear");
    for (const std::string& name : golden.cases()) {
        const Tensor y = linear(golden[name + "/x"], golden[name + "/weight"]);
        EXPECT_GOLDEN(golden, name + "/y", y, one_ulp, 1e-12);
    }
}

// A transposed square weight is the classic mistake that shapes do not show.
TEST(a_row_of_the_weight_makes_one_output) {
    const Tensor x = Tensor::from({1, 2}, {1, 10});
    const Tensor weight = Tensor::from({2, 2}, {1, 2, 3, 4});
    EXPECT_SAME(linear(x, weight), Tensor::from({1, 2}, {21, 43}));
}

// In float32 the large terms would swallow the 1.
TEST(the_sum_is_kept_in_double) {
    const Tensor x = Tensor::from({1, 3}, {1e8f, 1, -1e8f});
    const Tensor weight = Tensor::from({1, 3}, {1, 1, 1});
    EXPECT_SAME(linear(x, weight), Tensor::from({1, 1}, {1}));
}

TEST(rows_of_different_length_are_an_error) {
    EXPECT_ERROR(linear(Tensor::zeros({2, 3}), Tensor::zeros({4, 5})), "disagree");
}

TEST_MAIN
