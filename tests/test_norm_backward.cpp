#include <cmath>

#include "golden.h"
#include "gradient.h"
#include "harness.h"
#include "train/norm_backward.h"

TEST(rms_norm_backward_matches_golden) {
    const Golden golden("backward");
    for (const std::string& name : golden.cases("norm.")) {
        const float eps = float(golden.number(name + "/eps"));
        const Tensor weight = golden[name + "/weight"];
        Tensor d_weight = Tensor::zeros(weight.shape());
        const Tensor d_x = rms_norm_backward(golden[name + "/x"], weight, eps, golden[name + "/d_y"], d_weight);
        EXPECT_GOLDEN(golden, name + "/d_x", d_x, one_ulp, 1e-12);
        EXPECT_GOLDEN(golden, name + "/d_weight", d_weight, one_ulp, 1e-12);
    }
}

/// sum of d_y * rms_norm(x, weight, 0.25)
static double loss_of(const std::vector<double>& x, const std::vector<double>& weight, const Tensor& d_y) {
    const size_t d_model = weight.size();
    double loss = 0;
    for (size_t first = 0; first < x.size(); first += d_model) {
        double sum_of_squares = 0;
        for (size_t i = first; i < first + d_model; ++i) {
            sum_of_squares += x[i] * x[i];
        }
        const double rms = std::sqrt(sum_of_squares / double(d_model) + 0.25);
        for (size_t i = 0; i < d_model; ++i) {
            loss += double(d_y.data()[first + i]) * x[first + i] / rms * weight[i];
        }
    }
    return loss;
}

TEST(rms_norm_backward_matches_finite_differences) {
    const Tensor x = random_tensor({3, 5}, 1);
    const Tensor weight = random_tensor({5}, 2);
    const Tensor d_y = random_tensor({3, 5}, 3);
    Tensor d_weight = Tensor::zeros({5});
    const Tensor d_x = rms_norm_backward(x, weight, 0.25f, d_y, d_weight);
    const auto loss_by_x = [&](const std::vector<double>& moved) { return loss_of(moved, doubles(weight), d_y); };
    const auto loss_by_weight = [&](const std::vector<double>& moved) { return loss_of(doubles(x), moved, d_y); };
    EXPECT_CLOSE(d_x, finite_difference(loss_by_x, x), one_ulp, finite_difference_error);
    EXPECT_CLOSE(d_weight, finite_difference(loss_by_weight, weight), one_ulp, finite_difference_error);
}

// The norm undoes a change of length, so the loss does not change along x.
TEST(without_eps_the_gradient_stands_at_a_right_angle_to_the_input) {
    const Tensor x = random_tensor({4, 6}, 4);
    Tensor d_weight = Tensor::zeros({6});
    const Tensor d_x = rms_norm_backward(x, random_tensor({6}, 5), 0, random_tensor({4, 6}, 6), d_weight);
    for (int64_t t = 0; t < 4; ++t) {
        double dot = 0;
        double size_of_terms = 0;
        for (int64_t i = 0; i < 6; ++i) {
            dot += double(x(t, i)) * double(d_x(t, i));
            size_of_terms += std::fabs(double(x(t, i)) * double(d_x(t, i)));
        }
        EXPECT(size_of_terms > 0.1);
        EXPECT(std::fabs(dot) <= one_ulp / 2 * size_of_terms);  // each number of d_x was rounded once
    }
}

// By hand: x = [3, 4], eps = 0, rms^2 = 12.5; d_y = [1, 0] gives 1/rms * [1 - 9/25, -12/25].
TEST(a_small_case_by_hand) {
    Tensor d_weight = Tensor::zeros({2});
    const Tensor d_x = rms_norm_backward(Tensor::from({1, 2}, {3, 4}), Tensor::from({2}, {1, 5}), 0,
                                         Tensor::from({1, 2}, {1, 0}), d_weight);
    const double rms = std::sqrt(12.5);
    EXPECT_CLOSE(d_x, Tensor::from({1, 2}, {float(0.64 / rms), float(-0.48 / rms)}), one_ulp, 0);
    EXPECT_CLOSE(d_weight, Tensor::from({2}, {float(3 / rms), 0}), one_ulp, 0);
}

TEST(each_token_is_a_case_of_its_own) {
    const Tensor weight = Tensor::from({2}, {1, 2});
    Tensor d_weight = Tensor::zeros({2});
    const Tensor both = rms_norm_backward(Tensor::from({2, 2}, {1, 7, 100, -3}), weight, 1e-5f,
                                          Tensor::from({2, 2}, {5, -1, 2, 3}), d_weight);
    const Tensor second =
        rms_norm_backward(Tensor::from({1, 2}, {100, -3}), weight, 1e-5f, Tensor::from({1, 2}, {2, 3}), d_weight);
    EXPECT_EQUAL(both(1, 0), second(0, 0));
    EXPECT_EQUAL(both(1, 1), second(0, 1));
}

TEST(the_gradient_of_the_weight_is_added_to_what_is_there) {
    const Tensor x = Tensor::from({2, 1}, {3, -3});  // with eps = 16, rms = 5
    const Tensor d_y = Tensor::from({2, 1}, {10, 5});
    Tensor d_weight = Tensor::from({1}, {1});
    rms_norm_backward(x, Tensor::from({1}, {2}), 16, d_y, d_weight);
    EXPECT_CLOSE(d_weight, Tensor::from({1}, {4}), one_ulp, 0);  // 1 + 10 * 0.6 - 5 * 0.6
    rms_norm_backward(x, Tensor::from({1}, {2}), 16, d_y, d_weight);
    EXPECT_CLOSE(d_weight, Tensor::from({1}, {7}), one_ulp, 0);
}

TEST(the_sum_over_the_tokens_is_kept_in_double) {
    const Tensor x = Tensor::from({2, 1}, {3, 3});
    Tensor d_weight = Tensor::from({1}, {1e8f});
    rms_norm_backward(x, Tensor::from({1}, {1}), 16, Tensor::from({2, 1}, {5, 5}), d_weight);
    EXPECT_EQUAL(d_weight(0), 1e8f + 8);  // 1e8 + 3 + 3, to the nearest float32
}

TEST(shapes_that_do_not_fit_are_errors) {
    Tensor d_weight = Tensor::zeros({4});
    Tensor wrong = Tensor::zeros({3});
    const Tensor x = Tensor::zeros({2, 4});
    const Tensor weight = Tensor::zeros({4});
    EXPECT_ERROR(rms_norm_backward(x, wrong, 1, x, d_weight), "weight: has shape [3], expected [4]");
    EXPECT_ERROR(rms_norm_backward(x, weight, 1, Tensor::zeros({1, 4}), d_weight), "d_y: has shape [1, 4]");
    EXPECT_ERROR(rms_norm_backward(x, weight, 1, x, wrong), "d_weight: has shape [3], expected [4]");
    const Tensor three_axes = Tensor::zeros({2, 1, 4});
    EXPECT_ERROR(rms_norm_backward(three_axes, weight, 1, three_axes, d_weight), "x: has shape [2, 1, 4]");
}

TEST_MAIN
