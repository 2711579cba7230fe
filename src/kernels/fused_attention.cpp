#include "kernels/fused_attention.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/attention_parts.h"
#include "kernels/vec.h"

AttentionSizes sizes_of(const Tensor& q, const Tensor& k, int64_t start, int64_t seen) {
    AttentionSizes sizes;
    sizes.n_heads = q.dim(1);
    sizes.n_kv_heads = k.dim(1);
    sizes.group = sizes.n_heads / sizes.n_kv_heads;
    sizes.head_dim = q.dim(2);
    sizes.width = (sizes.head_dim + vec_width - 1) / vec_width * vec_width;
    sizes.start = start;
    sizes.seen = seen;
    sizes.scale = float(1.0 / std::sqrt(double(sizes.head_dim)));
    return sizes;
}

int64_t first_seen(int64_t position, const AttentionSizes& sizes) {
    return sizes.seen == 0 ? 0 : std::max<int64_t>(0, position + 1 - sizes.seen);
}

float* at_least(std::vector<float>& memory, int64_t count) {
    if (memory.size() < size_t(count)) memory.resize(size_t(count));
    return memory.data();
}

HeadRows head_rows(const Tensor& x, int64_t first, int64_t h) {
    const int64_t step = x.dim(1) * x.dim(2);
    return {x.data() + first * step + h * x.dim(2), step};
}

void scale_query(const float* q, const AttentionSizes& sizes, float* scaled) {
    for (int64_t i = 0; i < sizes.head_dim; ++i) {
        scaled[i] = q[i] * sizes.scale;
    }
    std::fill(scaled + sizes.head_dim, scaled + sizes.width, 0.0f);
}

PartialMix empty_part(float* sums, int64_t width) {
    std::fill(sums, sums + width, 0.0f);
    return {-std::numeric_limits<float>::infinity(), 0.0f, sums};
}

void write_mix(const PartialMix& whole, int64_t head_dim, float* mix) {
    const float inverse_total = 1.0f / whole.total;
    for (int64_t i = 0; i < head_dim; ++i) {
        mix[i] = whole.sums[i] * inverse_total;
    }
}

void fast_attention(const Tensor& q, const Tensor& k, const Tensor& v, int64_t start, int64_t seen, Tensor& mix) {
    const AttentionSizes sizes = sizes_of(q, k, start, seen);
    const bool is_read_in_place = sizes.width == sizes.head_dim;  // else heads are copied and filled up
    if (q.dim(0) == 1 && is_read_in_place) {
        attend_one(q, k, v, sizes, mix);
    } else {
        attend_many(q, k, v, sizes, mix);
    }
}
