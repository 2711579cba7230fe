#include "golden.h"
#include "gradient.h"
#include "harness.h"
#include "train/linear_backward.h"

TEST(linear_backward_matches_golden) {
    const Golden golden("backward");
    for (const std::string& name : golden.cases("linear.")) {
        const Tensor weight = golden[name + "/weight"];
        Tensor d_weight = Tensor::zeros(weight.shape());
        const Tensor d_x = linear_backward(golden[name + "/x"], weight, golden[name + "/d_y"], d_weight);
        EXPECT_GOLDEN(golden, name + "/d_x", d_x, one_ulp, 1e-12);
        EXPECT_GOLDEN(golden, name + "/d_weight", d_weight, one_ulp, 1e-12);
    }
}

/// sum of d_y * (x W^T)
static double loss_of(const std::vector<double>& x, const std::vector<double>& weight, const Tensor& d_y) {
    const size_t T = size_t(d_y.rows());
    const size_t out = size_t(d_y.cols());
    const size_t in = x.size() / T;
    double loss = 0;
    for (size_t t = 0; t < T; ++t) {
        for (size_t o = 0; o < out; ++o) {
            for (size_t i = 0; i < in; ++i) {
                loss += double(d_y.data()[t * out + o]) * x[t * in + i] * weight[o * in + i];
            }
        }
    }
    return loss;
}

TEST(linear_backward_matches_finite_differences) {
    const Tensor x = random_tensor({3, 4}, 1);
    const Tensor weight = random_tensor({5, 4}, 2);
    const Tensor d_y = random_tensor({3, 5}, 3);
    Tensor d_weight = Tensor::zeros({5, 4});
    const Tensor d_x = linear_backward(x, weight, d_y, d_weight);
    const auto loss_by_x = [&](const std::vector<double>& moved) { return loss_of(moved, doubles(weight), d_y); };
    const auto loss_by_weight = [&](const std::vector<double>& moved) { return loss_of(doubles(x), moved, d_y); };
    EXPECT_CLOSE(d_x, finite_difference(loss_by_x, x), one_ulp, finite_difference_error);
    EXPECT_CLOSE(d_weight, finite_difference(loss_by_weight, weight), one_ulp, finite_difference_error);
}

// A transposed square weight is the classic mistake that shapes do not show.
TEST(an_input_collects_from_the_column_of_its_weights) {
    const Tensor x = Tensor::from({1, 2}, {5, 7});
    const Tensor weight = Tensor::from({2, 2}, {1, 2, 3, 4});
    const Tensor d_y = Tensor::from({1, 2}, {1, 10});
    Tensor d_weight = Tensor::zeros({2, 2});
    EXPECT_SAME(linear_backward(x, weight, d_y, d_weight), Tensor::from({1, 2}, {31, 42}));
    EXPECT_SAME(d_weight, Tensor::from({2, 2}, {5, 7, 50, 70}));
}

TEST(the_gradient_of_a_weight_is_added_to_what_is_there) {
    const Tensor x = Tensor::from({2, 1}, {2, 3});
    const Tensor weight = Tensor::from({1, 1}, {4});
    const Tensor d_y = Tensor::from({2, 1}, {10, 100});
    Tensor d_weight = Tensor::from({1, 1}, {1});
    linear_backward(x, weight, d_y, d_weight);
    EXPECT_SAME(d_weight, Tensor::from({1, 1}, {321}));
    linear_backward(x, weight, d_y, d_weight);
    EXPECT_SAME(d_weight, Tensor::from({1, 1}, {641}));
}

TEST(the_gradient_of_a_sum_is_the_sum_of_the_gradients) {
    const Tensor x = Tensor::from({2, 2}, {1, -2, 3, 4});
    const Tensor weight = Tensor::from({2, 2}, {5, 6, -7, 8});
    Tensor of_both = Tensor::zeros({2, 2});
    Tensor one_by_one = Tensor::zeros({2, 2});
    const Tensor first = linear_backward(x, weight, Tensor::from({2, 2}, {1, 2, 3, 4}), one_by_one);
    const Tensor second = linear_backward(x, weight, Tensor::from({2, 2}, {-3, 1, 0, 2}), one_by_one);
    const Tensor both = linear_backward(x, weight, Tensor::from({2, 2}, {-2, 3, 3, 6}), of_both);
    EXPECT_SAME(of_both, one_by_one);
    for (int64_t i = 0; i < 4; ++i) {
        EXPECT_EQUAL(both.data()[i], first.data()[i] + second.data()[i]);
    }
}

// In float32 the large terms would swallow the 1, and the 6 would be lost in two halves.
TEST(the_sums_are_kept_in_double) {
    Tensor d_weight = Tensor::from({3, 1}, {1e8f, 0, 0});
    const Tensor x = Tensor::from({2, 1}, {3, 3});
    const Tensor weight = Tensor::from({3, 1}, {1, 1, 1});
    const Tensor d_x = linear_backward(x, weight, Tensor::from({2, 3}, {1, 0, 0, 1, 1e8f, -1e8f}), d_weight);
    EXPECT_SAME(d_x, Tensor::from({2, 1}, {1, 1}));
    EXPECT_EQUAL(d_weight(0, 0), 1e8f + 8);  // 100000006, to the nearest float32
}

TEST(shapes_that_do_not_fit_are_errors) {
    Tensor d_weight = Tensor::zeros({4, 3});
    Tensor wrong = Tensor::zeros({3, 4});
    const Tensor x = Tensor::zeros({2, 3});
    const Tensor weight = Tensor::zeros({4, 3});
    const Tensor d_y = Tensor::zeros({2, 4});
    EXPECT_ERROR(linear_backward(Tensor::zeros({2, 4}), weight, d_y, d_weight), "weight: has shape [4, 3]");
    EXPECT_ERROR(linear_backward(Tensor::zeros({2, 1, 3}), weight, d_y, d_weight), "x: has shape [2, 1, 3]");
    EXPECT_ERROR(linear_backward(x, Tensor::zeros({4, 1, 3}), d_y, d_weight), "weight: has shape [4, 1, 3]");
    EXPECT_ERROR(linear_backward(x, weight, Tensor::zeros({3, 4}), d_weight), "d_y: has shape [3, 4], expected [2, 4]");
    EXPECT_ERROR(linear_backward(x, weight, d_y, wrong), "d_weight: has shape [3, 4], expected [4, 3]");
}

TEST_MAIN
