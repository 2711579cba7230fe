#pragma once

#include "base/tensor.h"

/// The gradient of SwiGLU. The forward line (src/model/mlp.cpp) is
///     act[t][j] = silu(gate[t][j]) * up[t][j],  silu(g) = g * sigmoid(g)
/// A product passes to each factor the other one. As sigmoid' = sigmoid (1 - sigmoid),
///     silu'(g) = sigmoid(g) + g sigmoid(g) (1 - sigmoid(g)) = sigmoid(g) * (1 + g (1 - sigmoid(g)))
///     d_gate[t][j] = d_act[t][j] * up[t][j] * silu'(gate[t][j])
///     d_up[t][j]   = d_act[t][j] * silu(gate[t][j])
/// Computed in double, each result rounded once. The three matrices of the MLP are linear stages (linear_backward).
///
/// gate, up      [T, d_ff], as given to swiglu
/// d_act         [T, d_ff], the gradient of the loss by act
/// d_gate, d_up  assigned, in new memory: [T, d_ff]
/// throws        Error when the shapes differ
/// source        Elfwing, Uchibe & Doya 2017 (the derivative, dSiLU)
void swiglu_backward(const Tensor& gate, const Tensor& up, const Tensor& d_act, Tensor& d_gate, Tensor& d_up);
