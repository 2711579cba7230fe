#pragma once

#include "base/tensor.h"

// Attention without the matrices of scores and weights: fused over blocks of keys, with a running softmax.
// source  Dao et al. 2022, "FlashAttention", section 3.1; Milakov & Gimelshein 2018, section 3.1

/// mix[t][h] = sum_s softmax_s(q[t][h] . k[s][kv(h)] / sqrt(head_dim)) v[s][kv(h)] over s <= start + t, and, where `seen`
/// is not 0, over the `seen` latest of these alone: what attention_scores, softmax and attention_mix (model/attention.h)
/// make together. Shapes are checked there.
///
/// q     [T, n_heads, head_dim], turned by RoPE
/// k, v  [>= S, n_kv_heads, head_dim] with S = start + T; no more than S rows are read
/// mix   [T, n_heads, head_dim]
///
/// What limits one query (decode): the memory. Each thread takes a block of positions with all heads, which lie there
/// one after another, and reads each key and each value once for all heads that share it.
/// What limits many queries (prefill): the multiply-add units. Each thread takes some queries of one key/value head and
/// copies a block of keys and values to where it stays in the first caches; blocks in the future are left out, and so are
/// those before the window.
///
/// Each query's sums have one order: within blocks of block_keys positions counted from 0, whose results are merged one
/// after another. So it gets the same bits alone and in a prompt, however that is split, at any number of threads.
void fast_attention(const Tensor& q, const Tensor& k, const Tensor& v, int64_t start, int64_t seen, Tensor& mix);
