#include <cmath>

#include "golden.h"
#include "gradient.h"
#include "harness.h"
#include "model/softmax.h"
#include "train/softmax_backward.h"

/// How far d_x[i] of one row may be from the gradient of the exact probabilities, docs/numerics.md: the y that are
/// given are off by 2^-24 each, which moves the factor y[i] and the average; two roundings are those of the results.
static double allowed_error(const Tensor& y, const Tensor& d_y, int64_t row_start, int64_t i, double want) {
    double size_of_average = 0;
    for (int64_t j = row_start; j < row_start + y.cols(); ++j) {
        size_of_average += std::fabs(double(y.data()[j]) * double(d_y.data()[j]));
    }
    const double half_ulp = one_ulp / 2;
    return 3 * half_ulp * std::fabs(want) + half_ulp * double(y.data()[i]) * size_of_average + 1e-40;
}

TEST(softmax_backward_matches_golden) {
    const Golden golden("backward");
    for (const std::string& name : golden.cases("softmax.")) {
        const Tensor y = golden[name + "/y"];
        const Tensor d_y = golden[name + "/d_y"];
        const Tensor want = golden[name + "/d_x"];
        const Tensor d_x = softmax_backward(y, d_y);
        EXPECT_EQUAL(d_x.shape(), want.shape());
        for (int64_t i = 0; i < d_x.size(); ++i) {
            const double w = double(want.data()[i]);
            const double allowed = allowed_error(y, d_y, i - i % y.cols(), i, w);
            const double off = std::fabs(double(d_x.data()[i]) - w);
            if (!(off <= allowed)) FAIL(name + " at " + index_text(i, d_x.shape()) + " is off by " + shown(off));
        }
    }
}

/// sum of d_y * softmax(x), rows of length n
static double loss_of(const std::vector<double>& x, const Tensor& d_y) {
    const size_t n = size_t(d_y.cols());
    double loss = 0;
    for (size_t first = 0; first < x.size(); first += n) {
        double sum = 0;
        double weighed = 0;
        for (size_t i = first; i < first + n; ++i) {
            sum += std::exp(x[i]);
            weighed += std::exp(x[i]) * double(d_y.data()[i]);
        }
        loss += weighed / sum;
    }
    return loss;
}

TEST(softmax_backward_matches_finite_differences) {
    const Tensor x = scaled(random_tensor({3, 4}, 1), 2);
    const Tensor d_y = random_tensor({3, 4}, 2);
    const auto loss = [&](const std::vector<double>& moved) { return loss_of(moved, d_y); };
    // y is at most 1 and off by half an ulp: see allowed_error.
    EXPECT_CLOSE(softmax_backward(softmax(x), d_y), finite_difference(loss, x), 1.5 * one_ulp,
                 one_ulp / 2 + finite_difference_error);
}

// The average of the gradients is 0.5 * 4 + 0.25 * 8 - 0.25 * 4 = 3.
TEST(a_score_rises_with_how_far_its_gradient_is_above_the_average) {
    const Tensor y = Tensor::from({1, 3}, {0.5f, 0.25f, 0.25f});
    const Tensor d_y = Tensor::from({1, 3}, {4, 8, -4});
    EXPECT_SAME(softmax_backward(y, d_y), Tensor::from({1, 3}, {0.5f, 1.25f, -1.75f}));
}

// Softmax ignores a shift, so nothing is gained along one: all numbers here are binary fractions, and the sum exact.
TEST(a_row_sums_to_zero) {
    const Tensor y = Tensor::from({2, 4}, {0.5f, 0.25f, 0.125f, 0.125f, 0, 0.75f, 0, 0.25f});
    const Tensor d_x = softmax_backward(y, Tensor::from({2, 4}, {3, -5, 7, 11, 100, -2, 50, 6}));
    for (int64_t r = 0; r < 2; ++r) {
        EXPECT_EQUAL(d_x(r, 0) + d_x(r, 1) + d_x(r, 2) + d_x(r, 3), 0.0f);
    }
    EXPECT(d_x(0, 0) != 0 && d_x(1, 1) != 0);
}

// The probabilities sum to 1, so a constant in their gradients says nothing.
TEST(a_constant_added_to_the_gradients_of_a_row_changes_nothing) {
    const Tensor y = Tensor::from({1, 3}, {0.5f, 0.25f, 0.25f});
    EXPECT_SAME(softmax_backward(y, Tensor::from({1, 3}, {104, 108, 96})),
                softmax_backward(y, Tensor::from({1, 3}, {4, 8, -4})));
}

TEST(a_masked_entry_gets_nothing_and_changes_nothing) {
    const Tensor y = Tensor::from({1, 3}, {0.5f, 0, 0.5f});
    const Tensor d_x = softmax_backward(y, Tensor::from({1, 3}, {1, 1000, -1}));
    EXPECT_EQUAL(d_x(0, 1), 0.0f);
    EXPECT_EQUAL(d_x(0, 0), 0.5f);
    EXPECT_EQUAL(d_x(0, 2), -0.5f);
}

TEST(the_average_is_kept_in_double) {
    const Tensor y = Tensor::from({1, 4}, {0.25f, 0.25f, 0.25f, 0.25f});
    const Tensor d_x = softmax_backward(y, Tensor::from({1, 4}, {4e8f, 4, -4e8f, 0}));
    EXPECT_EQUAL(d_x(0, 3), -0.25f);
}

TEST(shapes_that_do_not_fit_are_errors) {
    EXPECT_ERROR(softmax_backward(Tensor::zeros({2, 3}), Tensor::zeros({2, 4})), "expected [2, 3]");
    EXPECT_ERROR(softmax_backward(Tensor::zeros({2, 3}), Tensor::zeros({6})), "expected [2, 3]");
    EXPECT_ERROR(softmax_backward(Tensor::zeros({2, 0}), Tensor::zeros({2, 0})), "no values");
}

TEST_MAIN
