#pragma once

#include <vector>

#include "base/tensor.h"
#include "kernels/attention_block.h"

// What fused attention (kernels/fused_attention.h) does alike for one query and for many, and the two of them.

/// The sizes of one call.
struct AttentionSizes {
    int64_t n_heads;
    int64_t n_kv_heads;
    int64_t group;  // query heads that share a key/value head
    int64_t head_dim;
    int64_t width;  // head_dim rounded up to whole registers
    int64_t start;
    int64_t seen;  // how many keys a query sees, its own token's included; 0: all
    float scale;   // 1 / sqrt(head_dim)
};

AttentionSizes sizes_of(const Tensor& q, const Tensor& k, int64_t start, int64_t seen);

/// The first key that the query at `position` sees; the last is its own.
int64_t first_seen(int64_t position, const AttentionSizes& sizes);

/// Working memory that a thread keeps from call to call: at least `count` numbers.
float* at_least(std::vector<float>& memory, int64_t count);

/// Head h of the rows of a cache from row `first` on.
HeadRows head_rows(const Tensor& x, int64_t first, int64_t h);

/// A query times 1 / sqrt(head_dim), filled up with zeros to `width` numbers: its products with keys are scores.
void scale_query(const float* q, const AttentionSizes& sizes, float* scaled);

/// No keys yet.
PartialMix empty_part(float* sums, int64_t width);

/// The sums divided by the total: head_dim numbers.
void write_mix(const PartialMix& whole, int64_t head_dim, float* mix);

/// fast_attention for T = 1, where head_dim is a whole number of registers.
void attend_one(const Tensor& q, const Tensor& k, const Tensor& v, const AttentionSizes& sizes, Tensor& mix);

/// fast_attention for any T and head_dim.
void attend_many(const Tensor& q, const Tensor& k, const Tensor& v, const AttentionSizes& sizes, Tensor& mix);
