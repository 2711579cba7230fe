#pragma once

#include "base/tensor.h"

// Gradients of the two products of attention (src/model/attention.h). Training has no cache: start = 0, S = T.
// Query head h reads key/value head kv(h) = h / (n_heads / n_kv_heads), so a key/value head collects from all query
// heads of its group. Only pairs s <= t count: whatever stands in the future is neither read nor changed.
// Sums are kept in double and rounded once.

/// The gradient of the scores. The forward line (src/model/attention.cpp) is
///     scores[h][t][s] = q[t][h] . k[s][kv(h)] / sqrt(head_dim)          for s <= t
/// and a dot product passes to each side the other side:
///     d_q[t][h]   = sum over s <= t of d_scores[h][t][s] * k[s][kv(h)] / sqrt(head_dim)
///     d_k[s][kv] += sum over h of the group, t >= s of d_scores[h][t][s] * q[t][h] / sqrt(head_dim)
///
/// q         [T, n_heads, head_dim], turned by RoPE
/// k         [T, n_kv_heads, head_dim], turned by RoPE
/// d_scores  [n_heads, T, T], the gradient of the loss by the scores
/// d_k       [T, n_kv_heads, head_dim], added to
/// returns   d_q [T, n_heads, head_dim]
/// throws    Error when heads do not divide or the shapes do not fit
/// source    Dao et al. 2022, appendix B.2; the sum over a group is what Ainslie et al. 2023, section 2.2, share
Tensor attention_scores_backward(const Tensor& q, const Tensor& k, const Tensor& d_scores, Tensor& d_k);

/// The gradient of the mix. The forward line (src/model/attention.cpp) is
///     mix[t][h] = sum over s <= t of weights[h][t][s] * v[s][kv(h)]
/// so a weight gets how well the value that it let through agrees with what the loss asks for, and a value gets
/// that, weighed, from everyone who looked at it:
///     d_weights[h][t][s] = d_mix[t][h] . v[s][kv(h)]                    for s <= t, else 0
///     d_v[s][kv]        += sum over h of the group, t >= s of weights[h][t][s] * d_mix[t][h]
///
/// weights   [n_heads, T, T], softmax of the scores
/// v         [T, n_kv_heads, head_dim]
/// d_mix     [T, n_heads, head_dim], the gradient of the loss by the mix
/// d_v       [T, n_kv_heads, head_dim], added to
/// returns   d_weights [n_heads, T, T]
/// throws    Error when heads do not divide or the shapes do not fit
/// source    Dao et al. 2022, appendix B.2
Tensor attention_mix_backward(const Tensor& weights, const Tensor& v, const Tensor& d_mix, Tensor& d_v);
