#pragma once

#include "base/tensor.h"
#include "model/kv_cache.h"
#include "model/weights.h"

// Causal multi-head attention with grouped queries (Vaswani et al. 2017, section 3.2; Ainslie et al. 2023,
// section 2.2). T is the number of new tokens, S = start + T that of all tokens with the cached ones.
// Query head h reads key/value head h / (n_heads / n_kv_heads): neighbours share one.
// `k` and `v` may have more than S rows (a cache with room left); only the first S are read.

/// How many query heads read one key/value head: n_heads / n_kv_heads. Throws Error when they do not divide.
int64_t group_size(int64_t n_heads, int64_t n_kv_heads);

/// scores[h][t][s] = q[t][h] . k[s][kv(h)] / sqrt(head_dim) for s <= start + t; -inf for the future.
///
/// q       [T, n_heads, head_dim], turned by RoPE
/// k       [>= S, n_kv_heads, head_dim], turned by RoPE
/// start   tokens that were there before the T new ones
/// seen    how many tokens a token sees, itself included; -inf for those before, too. 0: all of them
/// returns [n_heads, T, S]
/// throws  Error when heads do not divide or k has fewer than S rows
Tensor attention_scores(const Tensor& q, const Tensor& k, int start, int seen = 0);

/// mix[t][h] = sum_s weights[h][t][s] * v[s][kv(h)], over the tokens that t may see.
///
/// weights [n_heads, T, S], softmax of the scores
/// v       [>= S, n_kv_heads, head_dim]
/// returns [T, n_heads, head_dim]
/// throws  Error when heads do not divide or v has fewer than S rows
Tensor attention_mix(const Tensor& weights, const Tensor& v, int start);

/// attention_mix(softmax(attention_scores(q, k, start, seen)), v, start) in one, by the fast twin alone: scores and
/// weights are never there as whole matrices (kernels/fused_attention.h).
///
/// q       [T, n_heads, head_dim], turned by RoPE
/// k, v    [>= S, n_kv_heads, head_dim], k turned by RoPE
/// returns [T, n_heads, head_dim]
/// throws  Error when heads do not divide or k or v have fewer than S rows
Tensor attention_fused(const Tensor& q, const Tensor& k, const Tensor& v, int start, int seen = 0);

/// The whole attention layer: project to q, k, v; turn q and k; append k and v to the cache; score, weigh,
/// mix; project back.
///
/// x       [T, d_model], already normed
/// returns [T, d_model], to be added to the residual stream
/// throws  Error when the cache is full
Tensor attention(const Tensor& x, const LayerWeights& w, const Config& config, int layer, KVCache& cache);
