#pragma once

#include <vector>

#include "base/span.h"
#include "base/tensor.h"

// The fast twins of attention (model/attention.h) and its backward pass (train/attention_backward.h), head by head as
// matrix products. Heads that share a key/value head are done by one thread, one after another, so that sums over them
// have one order. Shapes are checked by the textbook functions, which call these. T new tokens, S = start + T.

/// scores[h] = q[:, h] k[:, kv(h)]^T / sqrt(head_dim), -inf in the future and, where `seen` is not 0, for those before the
/// `seen` latest.
/// q [T, n_heads, head_dim], k [>= S, n_kv_heads, head_dim], scores [n_heads, T, S]
void fast_attention_scores(const Tensor& q, const Tensor& k, int64_t start, int64_t seen, Tensor& scores);

/// mix[:, h] = weights[h] v[:, kv(h)].
/// weights [n_heads, T, S], v [>= S, n_kv_heads, head_dim], mix [T, n_heads, head_dim]
void fast_attention_mix(const Tensor& weights, const Tensor& v, Tensor& mix);

/// Attention inside each of the documents of a batch: scores, softmax and mix in one go, a document and a key/value head
/// a task, so that threads have much to do between two waits.
/// q [N, n_heads, head_dim], k and v [N, n_kv_heads, head_dim], turned by RoPE; mix like q
/// weights[d]  [n_heads, T, T] of document d: the softmax, zeros in the future, kept for the backward pass
void fast_document_attention(const Tensor& q, const Tensor& k, const Tensor& v, const std::vector<Span>& documents,
                             std::vector<Tensor>& weights, Tensor& mix);

/// And back: from d_mix to d_q, d_k, d_v (all overwritten), as in train/attention_backward.h and softmax_backward.h:
///     d_weights = d_mix v^T,   d_scores = weights * (d_weights - sum(weights * d_weights)) / sqrt(head_dim)
///     d_v = weights^T d_mix,   d_q = d_scores k,   d_k = d_scores^T q
void fast_document_attention_backward(const Tensor& q, const Tensor& k, const Tensor& v,
                                      const std::vector<Span>& documents, const std::vector<Tensor>& weights,
                                      const Tensor& d_mix, Tensor& d_q, Tensor& d_k, Tensor& d_v);
