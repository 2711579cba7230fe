#include <cmath>

#include "golden.h"
#include "gradient.h"
#include "harness.h"
#include "train/mlp_backward.h"

TEST(swiglu_backward_matches_golden) {
    const Golden golden("backward");
    for (const std::string& name : golden.cases("swiglu.")) {
        Tensor d_gate;
        Tensor d_up;
        swiglu_backward(golden[name + "/gate"], golden[name + "/up"], golden[name + "/d_act"], d_gate, d_up);
        // Below 2^-126, where a gate of -100 leads, float32 has a fixed spacing.
        EXPECT_GOLDEN(golden, name + "/d_gate", d_gate, one_ulp, 0x1p-149);
        EXPECT_GOLDEN(golden, name + "/d_up", d_up, one_ulp, 0x1p-149);
    }
}

/// sum of d_act * silu(gate) * up
static double loss_of(const std::vector<double>& gate, const std::vector<double>& up, const Tensor& d_act) {
    double loss = 0;
    for (size_t i = 0; i < gate.size(); ++i) {
        loss += double(d_act.data()[i]) * gate[i] / (1 + std::exp(-gate[i])) * up[i];
    }
    return loss;
}

TEST(swiglu_backward_matches_finite_differences) {
    const Tensor gate = scaled(random_tensor({3, 4}, 1), 4);
    const Tensor up = random_tensor({3, 4}, 2);
    const Tensor d_act = random_tensor({3, 4}, 3);
    Tensor d_gate;
    Tensor d_up;
    swiglu_backward(gate, up, d_act, d_gate, d_up);
    const auto loss_by_gate = [&](const std::vector<double>& moved) { return loss_of(moved, doubles(up), d_act); };
    const auto loss_by_up = [&](const std::vector<double>& moved) { return loss_of(doubles(gate), moved, d_act); };
    EXPECT_CLOSE(d_gate, finite_difference(loss_by_gate, gate), one_ulp, finite_difference_error);
    EXPECT_CLOSE(d_up, finite_difference(loss_by_up, up), one_ulp, finite_difference_error);
}

// silu(0) = 0 and silu'(0) = 1/2: a gate of 0 lets nothing through, and yet learns.
TEST(a_gate_of_zero_has_slope_one_half) {
    Tensor d_gate;
    Tensor d_up;
    swiglu_backward(Tensor::from({1, 1}, {0}), Tensor::from({1, 1}, {3}), Tensor::from({1, 1}, {10}), d_gate, d_up);
    EXPECT_EQUAL(d_gate(0, 0), 15.0f);
    EXPECT_EQUAL(d_up(0, 0), 0.0f);
}

// Wide open the gate is the identity, shut it is nothing; exp(1000) overflows on the way, and no NaN may come of it.
TEST(a_gate_far_from_zero_is_open_or_shut) {
    Tensor d_gate;
    Tensor d_up;
    const Tensor gate = Tensor::from({1, 2}, {1000, -1000});
    swiglu_backward(gate, Tensor::from({1, 2}, {3, 3}), Tensor::from({1, 2}, {2, 2}), d_gate, d_up);
    EXPECT_EQUAL(d_gate(0, 0), 6.0f);
    EXPECT_EQUAL(d_up(0, 0), 2000.0f);
    EXPECT_EQUAL(d_gate(0, 1), 0.0f);
    EXPECT_EQUAL(d_up(0, 1), 0.0f);
}

TEST(twice_the_gradient_gives_twice_the_gradient) {
    const Tensor gate = random_tensor({2, 5}, 4);
    const Tensor up = random_tensor({2, 5}, 5);
    const Tensor d_act = random_tensor({2, 5}, 6);
    Tensor d_gate;
    Tensor d_up;
    Tensor d_gate_of_twice;
    Tensor d_up_of_twice;
    swiglu_backward(gate, up, d_act, d_gate, d_up);
    swiglu_backward(gate, up, scaled(d_act, 2), d_gate_of_twice, d_up_of_twice);
    EXPECT_SAME(d_gate_of_twice, scaled(d_gate, 2));
    EXPECT_SAME(d_up_of_twice, scaled(d_up, 2));
}

TEST(what_was_in_the_results_is_replaced_and_its_copies_stay) {
    Tensor d_gate = Tensor::from({1, 1}, {7});
    Tensor d_up = Tensor::from({2, 3}, {1, 2, 3, 4, 5, 6});
    const Tensor copy = d_gate;  // shares the numbers
    swiglu_backward(Tensor::from({1, 1}, {0}), Tensor::from({1, 1}, {1}), Tensor::from({1, 1}, {1}), d_gate, d_up);
    EXPECT_SAME(d_gate, Tensor::from({1, 1}, {0.5f}));
    EXPECT_SAME(d_up, Tensor::from({1, 1}, {0}));
    EXPECT_EQUAL(copy(0, 0), 7.0f);
}

TEST(shapes_that_differ_are_errors) {
    Tensor d_gate;
    Tensor d_up;
    const Tensor gate = Tensor::zeros({1, 2});
    const Tensor other = Tensor::zeros({1, 3});
    EXPECT_ERROR(swiglu_backward(gate, other, gate, d_gate, d_up), "up: has shape [1, 3], expected [1, 2]");
    EXPECT_ERROR(swiglu_backward(gate, gate, other, d_gate, d_up), "d_act: has shape [1, 3], expected [1, 2]");
    const Tensor three_axes = Tensor::zeros({1, 2, 3});
    EXPECT_ERROR(swiglu_backward(three_axes, three_axes, three_axes, d_gate, d_up), "gate: has shape [1, 2, 3]");
}

TEST_MAIN
