#include "model/mlp.h"

#include <cmath>
#include <numbers>

#include "base/tap.h"
#include "base/textbook.h"
#include "base/unset_tensor.h"
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
    Tensor act = unset_tensor(gate.shape());  // [T, d_ff]
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

float gelu_tanh(float x) {
    //> mlp.gelu  nearly x where x is large, nearly 0 where it is far below 0
    const double inner = std::sqrt(2.0 / std::numbers::pi) * (double(x) + 0.044715 * double(x) * double(x) * double(x));
    return float(0.5 * double(x) * (1.0 + std::tanh(inner)));
    //< mlp.gelu
}

Tensor geglu(const Tensor& gate, const Tensor& up) {
    expect_shape(up, gate.shape(), "geglu: up");
    Tensor act = Tensor::zeros(gate.shape());  // [T, d_ff]
    if (!textbook()) {
        fast_geglu(gate, up, act);
        return act;
    }
    for (int64_t t = 0; t < gate.rows(); ++t) {
        for (int64_t j = 0; j < gate.cols(); ++j) {
            act(t, j) = gelu_tanh(gate(t, j)) * up(t, j);
        }
    }
    return act;
}

Tensor gelu(const Tensor& up) {
    Tensor act = Tensor::zeros(up.shape());  // [T, d_ff]
    if (!textbook()) {
        fast_gelu(up, act);
        return act;
    }
    for (int64_t t = 0; t < up.rows(); ++t) {
        for (int64_t j = 0; j < up.cols(); ++j) {
            act(t, j) = gelu_tanh(up(t, j));
        }
    }
    return act;
}

/// What comes out of the gate: the hidden units, activated.
static Tensor gated(const Tensor& x, const Tensor& up, const LayerWeights& w, const Family& family, int layer) {
    Tensor gate = linear(x, w.gate);  // [T, d_ff]
    tap("mlp.gate", layer, gate);
    return family.gelu ? geglu(gate, up) : swiglu(gate, up);  // [T, d_ff]
}

Tensor mlp(const Tensor& x, const LayerWeights& w, const Family& family, int layer) {
    //> mlp  wider, bent, and narrower again
    Tensor up = linear(x, w.up);  // [T, d_ff]
    add_bias(up, w.up_bias);
    Tensor act = family.gated_mlp ? gated(x, up, w, family, layer) : gelu(up);  // [T, d_ff]
    tap("mlp.up", layer, up);
    tap("mlp.act", layer, act);
    Tensor out = linear(act, w.down);  // [T, d_model]
    add_bias(out, w.down_bias);
    tap("mlp.out", layer, out);
    //< mlp
    return out;
}
