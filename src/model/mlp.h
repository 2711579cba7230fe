#pragma once

#include "base/tensor.h"
#include "model/weights.h"

/// SiLU(x) = x * sigmoid(x) = x / (1 + exp(-x)).
/// source  Elfwing, Uchibe & Doya 2017; "Swish-1" in Ramachandran et al. 2017
float silu(float x);

/// act[t][j] = silu(gate[t][j]) * up[t][j].
///
/// gate, up  [T, d_ff]
/// returns   [T, d_ff]
/// throws    Error when the shapes differ
/// source    Shazeer 2020, "GLU Variants Improve Transformer", equation 6 (SwiGLU)
Tensor swiglu(const Tensor& gate, const Tensor& up);

/// GELU(x) = x * Phi(x), Phi being the normal distribution's, in its tanh form:
///     0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))
/// source  Hendrycks & Gimpel 2016, section 2
float gelu_tanh(float x);

/// act[t][j] = gelu_tanh(gate[t][j]) * up[t][j].
/// source  Shazeer 2020, equation 5 (GEGLU)
Tensor geglu(const Tensor& gate, const Tensor& up);

/// act[t][j] = gelu_tanh(up[t][j]): an MLP without a gate.
Tensor gelu(const Tensor& up);

/// The MLP of a block, for each token on its own: out = (silu(x Wgate^T) * (x Wup^T)) Wdown^T. Gemma's activation is
/// GELU; GPT-2's MLP has no gate, and biases: out = gelu(x Wup^T + up_bias) Wdown^T + down_bias.
///
/// x       [T, d_model], already normed
/// returns [T, d_model], to be added to the residual stream
Tensor mlp(const Tensor& x, const LayerWeights& w, const Family& family, int layer);
