#include "train/mlp_backward.h"

#include <cmath>

#include "base/textbook.h"
#include "base/unset_tensor.h"
#include "kernels/rows.h"

void swiglu_backward(const Tensor& gate, const Tensor& up, const Tensor& d_act, Tensor& d_gate, Tensor& d_up) {
    const int64_t T = gate.rows();
    const int64_t d_ff = gate.cols();
    expect_shape(gate, {T, d_ff}, "swiglu_backward: gate");
    expect_shape(up, {T, d_ff}, "swiglu_backward: up");
    expect_shape(d_act, {T, d_ff}, "swiglu_backward: d_act");
    d_gate = unset_tensor({T, d_ff});  // [T, d_ff]
    d_up = unset_tensor({T, d_ff});    // [T, d_ff]
    if (!textbook()) {
        fast_swiglu_backward(gate, up, d_act, d_gate, d_up);
        return;
    }
    for (int64_t t = 0; t < T; ++t) {
        for (int64_t j = 0; j < d_ff; ++j) {
            const double g = double(gate(t, j));
            const double u = double(up(t, j));
            const double d = double(d_act(t, j));
            //> mlp.act.backward  to `up` goes what the gate let through, to the gate how steep it was
            const double sigmoid =
                1.0 / (1.0 + std::exp(-g));  // exp overflows to infinity at -1000: 0, as it should be
            const double silu_value = g * sigmoid;
            const double silu_slope = sigmoid * (1.0 + g * (1.0 - sigmoid));
            d_gate(t, j) = float(d * u * silu_slope);
            d_up(t, j) = float(d * silu_value);
            //< mlp.act.backward
        }
    }
}
