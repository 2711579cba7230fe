#include "model/mlp.h"

#include <cmath>

#include "base/tap.h"
#include "base/textbook.h"
#include "kernels/rows.h"
#include "model/linear.h"

float silu(float x) {
    //> mlp.silu  for large negative x, exp(-x) overflows to infinity and the quotient is 0, as it should be
    const double denominator = 1.0 + std::exp(-double(x));
    return float(double(x) / denominator);
    //< mlp.silu
}

Tensor swiglu(const Tensor& gate, const Tensor& up) {
    expect_shape(up, gate.shape(), "swiglu: up");
    Tensor act = Tensor::zeros(gate.shape());  // [T, d_ff]
    if (!textbook()) {
        fast_swiglu(gate, up, act);
        return act;
    }
    //> mlp.act  the gate decides how much of each hidden unit passes
    for (int64_t t = 0; t < gate.rows(); ++t) {
        for (int64_t j = 0; j < gate.cols(); ++j) {
            act(t, j) = silu(gate(t, j)) * up(t, j);
        }
    }
    //< mlp.act
    return act;
}

Tensor mlp(const Tensor& x, const LayerWeights& w, int layer) {
    Tensor gate = linear(x, w.gate);  // [T, d_ff]
    tap("mlp.gate", layer, gate);
    Tensor up = linear(x, w.up);  // [T, d_ff]
    tap("mlp.up", layer, up);
    Tensor act = swiglu(gate, up);  // [T, d_ff]
    tap("mlp.act", layer, act);
    Tensor out = linear(act, w.down);  // [T, d_model]
    tap("mlp.out", layer, out);
    return out;
}
