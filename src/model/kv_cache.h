#pragma once

#include <vector>

#include "base/tensor.h"
#include "model/config.h"

/// The keys and values of all tokens seen so far, layer by layer. They depend only on the tokens before
/// them, so they are computed once: a new token costs one row of attention, not the whole triangle.
/// Bytes: 2 * n_layers * n_kv_heads * head_dim * capacity * 4.
struct KVCache {
    std::vector<Tensor> keys;    // n_layers of [capacity, n_kv_heads, head_dim], after RoPE
    std::vector<Tensor> values;  // n_layers of [capacity, n_kv_heads, head_dim]
    int length = 0;              // tokens in it; rows from there on are not yet written
    int capacity = 0;            // tokens that fit
};

/// An empty cache. Memory becomes real as it is written. (Shazeer 2019, section 2.4, on why decoding needs one.)
/// Throws Error when capacity is below 1 or above the model's context window, or when there is no memory for it.
KVCache make_kv_cache(const Config& config, int capacity);

/// Writes the new tokens' keys and values [T, n_kv_heads, head_dim] of one layer behind the `length` rows
/// that are there. `length` itself moves only when all layers are done (see forward).
/// Throws Error when they do not fit.
void append_to_cache(KVCache& cache, int layer, const Tensor& k, const Tensor& v);

/// Bytes that one token takes in the cache: 2 * n_layers * n_kv_heads * head_dim * sizeof(float).
int64_t kv_cache_bytes_per_token(const Config& config);
