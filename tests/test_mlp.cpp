#include <cmath>

#include "golden.h"
#include "harness.h"
#include "model/mlp.h"

TEST(mlp_matches_golden) {
    const Golden golden("mlp");
    for (const std::string& name : golden.cases()) {
        // silu is rounded once and its product with `up` once more.
        const Tensor act = swiglu(golden[name + "/gate"], golden[name + "/up"]);
        EXPECT_GOLDEN(golden, name + "/act", act, 2 * one_ulp, 1e-40);
        LayerWeights w;
        w.gate = golden[name + "/gate_weight"];
        w.up = golden[name + "/up_weight"];
        w.down = golden[name + "/down_weight"];
        const Tensor out = mlp(golden[name + "/x"], w, *find_family("llama"), 0);
        EXPECT_GOLDEN(golden, name + "/out", out, 0, 5e-7 * largest_magnitude(golden[name + "/out"]));
    }
}

TEST(silu_is_x_times_its_sigmoid) {
    EXPECT_EQUAL(silu(0), 0.0f);
    EXPECT(std::fabs(silu(1) - 0.7310585786f) < 1e-7f);
    EXPECT(std::fabs(silu(-1) + 0.2689414214f) < 1e-7f);
    EXPECT_EQUAL(silu(1000), 1000.0f);  // by x exp(x) / (1 + exp(x)) it would be infinity over infinity
    EXPECT_EQUAL(silu(-1000), -0.0f);   // exp(1000) overflows, the quotient is 0 and not NaN
}

// GPT-2 and Gemma were trained with tanh; by the error function, the other form, the second number is 0.84134.
TEST(gelu_is_the_form_with_tanh) {
    const Tensor got = Tensor::from({3}, {gelu_tanh(-3), gelu_tanh(1), gelu_tanh(2.5f)});
    EXPECT_CLOSE(got, Tensor::from({3}, {-0.00363739208f, 0.84119199061f, 2.48491573391f}), one_ulp, 0);
}

// The gate goes through silu, `up` does not: Phi-3's readers swapped them.
TEST(the_gate_is_the_one_that_goes_through_silu) {
    const Tensor one = Tensor::from({1, 1}, {1});
    const Tensor minus_three = Tensor::from({1, 1}, {-3});
    EXPECT_EQUAL(swiglu(one, minus_three)(0, 0), silu(1) * -3);
    EXPECT_EQUAL(swiglu(minus_three, one)(0, 0), silu(-3));
}

TEST(gate_and_up_of_different_shapes_are_an_error) {
    EXPECT_ERROR(swiglu(Tensor::zeros({1, 2}), Tensor::zeros({1, 3})), "expected [1, 2]");
}

TEST_MAIN
