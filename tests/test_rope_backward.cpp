#include <cmath>

#include "golden.h"
#include "gradient.h"
#include "harness.h"
#include "model/rope.h"
#include "train/rope_backward.h"

TEST(rope_backward_matches_golden) {
    const Golden golden("backward");
    for (const std::string& name : golden.cases("rope.")) {
        const int start = golden.integers(name + "/start")[0];
        const Tensor d_x = rope_backward(golden[name + "/d_y"], start, golden.number(name + "/theta"));
        // The absolute term is that of rope: angles of up to 131,002 rad in double are good to 3e-11.
        EXPECT_GOLDEN(golden, name + "/d_x", d_x, one_ulp, 1e-10);
    }
}

/// sum of d_y * rope(x, 3, 100)
static double loss_of(const std::vector<double>& x, const Tensor& d_y) {
    const size_t heads = size_t(d_y.dim(1));
    const size_t head_dim = size_t(d_y.dim(2));
    const size_t half = head_dim / 2;
    double loss = 0;
    for (size_t t = 0; t < size_t(d_y.dim(0)); ++t) {
        for (size_t head = 0; head < heads; ++head) {
            const size_t first = (t * heads + head) * head_dim;
            for (size_t i = 0; i < half; ++i) {
                const double angle = double(3 + t) / std::pow(100.0, double(i) / double(half));
                const double a = x[first + i];
                const double b = x[first + half + i];
                loss += double(d_y.data()[first + i]) * (a * std::cos(angle) - b * std::sin(angle));
                loss += double(d_y.data()[first + half + i]) * (a * std::sin(angle) + b * std::cos(angle));
            }
        }
    }
    return loss;
}

TEST(rope_backward_matches_finite_differences) {
    const Tensor x = random_tensor({3, 2, 6}, 1);
    const Tensor d_y = random_tensor({3, 2, 6}, 2);
    const auto loss = [&](const std::vector<double>& moved) { return loss_of(moved, d_y); };
    EXPECT_CLOSE(rope_backward(d_y, 3, 100), finite_difference(loss, x), one_ulp, finite_difference_error);
}

TEST(turning_back_undoes_the_turn) {
    const Tensor x = random_tensor({7, 2, 6}, 3);
    // A turned pair is off by at most 2^-24 of its length, 1.42 at most, and so is the pair turned back; then it is
    // rounded once more.
    EXPECT_CLOSE(rope_backward(rope(x, 5, 10000), 5, 10000), x, one_ulp / 2, 1.42 * one_ulp / 2);
}

TEST(position_zero_turns_nothing) {
    const Tensor d_y = random_tensor({1, 3, 6}, 4);
    EXPECT_SAME(rope_backward(d_y, 0, 10000), d_y);
}

TEST(twice_the_gradient_gives_twice_the_gradient) {
    const Tensor d_y = random_tensor({4, 1, 4}, 5);
    EXPECT_SAME(rope_backward(scaled(d_y, 2), 9, 10000), scaled(rope_backward(d_y, 9, 10000), 2));
}

TEST(what_has_no_pairs_is_an_error) {
    EXPECT_ERROR(rope_backward(Tensor::zeros({1, 1, 3}), 0, 10000), "head_dim 3 is odd");
    EXPECT_ERROR(rope_backward(Tensor::zeros({1, 4}), 0, 10000), "shape [1, 4], not three axes");
}

TEST_MAIN
