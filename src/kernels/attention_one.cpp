#include "kernels/attention_parts.h"

#include <algorithm>

#include "base/threads.h"

/// The part of every head over the positions from first + begin to first + count - 1. All heads of some positions lie one
/// after another, so they are read in that order.
///
/// q      [n_heads, width], scaled
/// scores [n_heads, block_keys], working memory
/// parts  [n_heads]
static void attend_block(const float* q, const Tensor& k, const Tensor& v, int64_t first, int64_t begin, int64_t count,
                         const AttentionSizes& sizes, float* scores, PartialMix* parts) {
    const int64_t group = sizes.group;
    const int64_t width = sizes.width;
    const int64_t start = begin / score_keys_at_once * score_keys_at_once;
    for (int64_t s = start; s < count; s += score_keys_at_once) {
        const int64_t end = std::min(count, s + score_keys_at_once);
        for (int64_t kv_head = 0; kv_head < sizes.n_kv_heads; ++kv_head) {
            const int64_t h = kv_head * group;
            block_scores(group, q + h * width, width, head_rows(k, first, kv_head), s, end, scores + h * block_keys);
        }
    }
    for (int64_t h = 0; h < sizes.n_heads; ++h) {
        parts[h] = empty_part(parts[h].sums, width);
        block_weights(scores + h * block_keys + begin, count - begin, parts[h]);
    }
    for (int64_t s = start; s < count; s += score_keys_at_once) {
        const int64_t from = std::max(begin, s);
        const int64_t end = std::min(count, s + score_keys_at_once);
        for (int64_t kv_head = 0; kv_head < sizes.n_kv_heads; ++kv_head) {
            const int64_t h = kv_head * group;
            block_mix(group, scores + h * block_keys, width, head_rows(v, first, kv_head), from, end, parts[h].sums);
        }
    }
}

/// Working memory of the blocks of one query.
struct BlockMemory {
    std::vector<float> q, sums;
    std::vector<PartialMix> parts;
};

void attend_one(const Tensor& q, const Tensor& k, const Tensor& v, const AttentionSizes& sizes, Tensor& mix) {
    static thread_local BlockMemory memory;
    const int64_t S = sizes.start + 1;
    const int64_t first_key = first_seen(sizes.start, sizes);
    const int64_t first_block = first_key / block_keys;
    const int64_t blocks = (S + block_keys - 1) / block_keys - first_block;
    const int64_t n_heads = sizes.n_heads;
    const int64_t width = sizes.width;
    float* scaled = at_least(memory.q, n_heads * width);
    float* sums = at_least(memory.sums, (blocks + 1) * n_heads * width);
    if (memory.parts.size() < size_t(blocks * n_heads)) memory.parts.resize(size_t(blocks * n_heads));
    PartialMix* parts = memory.parts.data();  // [blocks, n_heads]
    for (int64_t h = 0; h < n_heads; ++h) {
        scale_query(q.data() + h * sizes.head_dim, sizes, scaled + h * width);
    }
    for (int64_t p = 0; p < blocks * n_heads; ++p) {
        parts[p].sums = sums + p * width;
    }
    const int64_t operations = n_heads * (S - first_key) * sizes.head_dim;
    share(blocks, operations, [&](int64_t block) {
        static thread_local std::vector<float> score_memory;
        float* scores = at_least(score_memory, n_heads * block_keys);
        const int64_t first = (first_block + block) * block_keys;
        const int64_t begin = std::max<int64_t>(0, first_key - first);
        const int64_t count = std::min(block_keys, S - first);
        attend_block(scaled, k, v, first, begin, count, sizes, scores, parts + block * n_heads);
    });
    share(n_heads, blocks * n_heads * width, [&](int64_t h) {
        PartialMix whole = empty_part(sums + (blocks * n_heads + h) * width, width);
        for (int64_t block = 0; block < blocks; ++block) {
            merge(parts[block * n_heads + h], width, whole);
        }
        write_mix(whole, sizes.head_dim, mix.data() + h * sizes.head_dim);
    });
}
