#pragma once

#include "base/tensor.h"
#include "model/kv_cache.h"
#include "model/weights.h"

/// y[t][i] = x[t][i] + delta[t][i]: each layer adds to the stream, so that what came before stays reachable.
///
/// x, delta  [T, d_model]
/// returns   [T, d_model]
/// throws    Error when the shapes differ
/// source    He et al. 2015, section 3.1
Tensor residual_add(const Tensor& x, const Tensor& delta);

/// One transformer block, norms first:
///     x = x + attention(norm(x))
///     x = x + mlp(norm(x))
/// Gemma 3 norms what attention and MLP give once more before it is added.
///
/// x       [T, d_model], the residual stream
/// layer   which block this is: its cache and the name of its taps
/// returns [T, d_model]
/// throws  Error when the cache is full
/// source  Xiong et al. 2020 (pre-norm); Touvron et al. 2023, section 2.2
Tensor block(const Tensor& x, const LayerWeights& w, const Config& config, int layer, KVCache& cache);
