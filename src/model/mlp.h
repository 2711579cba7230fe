#pragma once

#include "base/tensor.h"
#include "model/weights.h"

/// SiLU(x) = x * sigmoid(x) = x / (1 + exp(-x)).
/// source  Elfwing, Uchibe & Doya 2017, section 2; "Swish-1" in Ramachandran et al. 2017
float silu(float x);

/// act[t][j] = silu(gate[t][j]) * up[t][j].
///
/// gate, up  [T, d_ff]
/// returns   [T, d_ff]
/// throws    Error when the shapes differ
/// source    Shazeer 2020, "GLU Variants Improve Transformer", equation 6 (SwiGLU)
Tensor swiglu(const Tensor& gate, const Tensor& up);

/// The MLP of a block, for each token on its own: out = (silu(x Wgate^T) * (x Wup^T)) Wdown^T.
///
/// x       [T, d_model], already normed
/// returns [T, d_model], to be added to the residual stream
Tensor mlp(const Tensor& x, const LayerWeights& w, int layer);
