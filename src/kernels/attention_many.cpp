#include "kernels/attention_parts.h"

#include <algorithm>
#include <limits>

#include "base/threads.h"

// The query heads that share a key/value head are stacked: row t * group + g is the g-th of them at token t.

/// `rows` rows of one head one after another, each filled up with zeros.
static HeadRows copy_rows(const HeadRows& from, int64_t rows, const AttentionSizes& sizes, float* to) {
    for (int64_t r = 0; r < rows; ++r) {
        const float* row = from.data + r * from.step;
        float* copy = to + r * sizes.width;
        std::copy_n(row, sizes.head_dim, copy);
        std::fill(copy + sizes.head_dim, copy + sizes.width, 0.0f);
    }
    return {to, sizes.width};
}

constexpr int64_t task_rows = 192;  // queries of a task: they share the copies of keys and values
constexpr int64_t strip_rows = 24;  // queries whose scores are kept at once: a whole number of tiles

/// Working memory of a task.
struct RowMemory {
    std::vector<float> q, keys, turned, values, whole, part, scores;
};

/// The keys of the block at `first` that a row may see: from begin to end - 1.
static int64_t begin_seen(int64_t row, int64_t first, const AttentionSizes& sizes) {
    const int64_t position = sizes.start + row / sizes.group;
    return std::clamp<int64_t>(first_seen(position, sizes) - first, 0, block_keys);
}
static int64_t end_seen(int64_t row, int64_t first, const AttentionSizes& sizes) {
    const int64_t position = sizes.start + row / sizes.group;
    return std::clamp<int64_t>(position + 1 - first, 0, block_keys);
}

/// One past the last row that sees the key; those of tokens from key + seen on do not.
static int64_t end_of_rows_seeing(int64_t key, const AttentionSizes& sizes) {
    if (sizes.seen == 0) return std::numeric_limits<int64_t>::max();
    return (key + sizes.seen - sizes.start) * sizes.group;
}

/// Where a row lies in q and in mix.
static int64_t row_place(int64_t row, int64_t kv_head, const AttentionSizes& sizes) {
    const int64_t t = row / sizes.group;
    const int64_t h = kv_head * sizes.group + row % sizes.group;
    return (t * sizes.n_heads + h) * sizes.head_dim;
}

/// Scores of one tile of rows, of which the last one sees the most keys.
static void score_tile_of(int64_t row, int64_t rows, const float* q, const float* turned, int64_t first,
                          const AttentionSizes& sizes, float* scores) {
    const int64_t seen_by_last = end_seen(row + rows - 1, first, sizes);
    block_scores_turned(rows, q, sizes.width, turned, seen_by_last, scores);
}

/// Sums of one row over some keys, none where end <= begin.
static void mix_row(const float* weights, const HeadRows& values, int64_t begin, int64_t end, int64_t width,
                    float* sums) {
    if (begin < end) block_mix(1, weights, width, values, begin, end, sums);
}

/// Sums of one tile of rows, each in the order of its keys: over those before any that all rows see, over those that all
/// see, over those behind.
static void mix_tile_of(int64_t row, int64_t rows, const float* weights, const HeadRows& values, int64_t first,
                        const AttentionSizes& sizes, float* sums) {
    const int64_t width = sizes.width;
    const int64_t all_begin = begin_seen(row + rows - 1, first, sizes);
    const int64_t all_end = std::max(all_begin, end_seen(row, first, sizes));
    for (int64_t r = 0; r < rows; ++r) {
        const int64_t end = std::min(all_begin, end_seen(row + r, first, sizes));
        mix_row(weights + r * block_keys, values, begin_seen(row + r, first, sizes), end, width, sums + r * width);
    }
    if (all_begin < all_end) block_mix(rows, weights, width, values, all_begin, all_end, sums);
    for (int64_t r = 0; r < rows; ++r) {
        const int64_t end = end_seen(row + r, first, sizes);
        mix_row(weights + r * block_keys, values, all_end, end, width, sums + r * width);
    }
}

/// Merges the block at `first` into `rows` queries, each of which sees a key of it.
static void attend_strip(int64_t row, int64_t rows, const float* q, const float* turned, const HeadRows& values,
                         int64_t first, const AttentionSizes& sizes, RowMemory& memory, PartialMix* whole) {
    const int64_t width = sizes.width;
    float* scores = at_least(memory.scores, strip_rows * block_keys);
    float* sums = at_least(memory.part, strip_rows * width);
    PartialMix parts[strip_rows];
    for (int64_t r = 0; r < rows; r += queries_at_once) {
        const int64_t count = std::min(queries_at_once, rows - r);
        score_tile_of(row + r, count, q + r * width, turned, first, sizes, scores + r * block_keys);
    }
    for (int64_t r = 0; r < rows; ++r) {
        parts[r] = empty_part(sums + r * width, width);
        const int64_t begin = begin_seen(row + r, first, sizes);
        const int64_t count = end_seen(row + r, first, sizes) - begin;
        block_weights(scores + r * block_keys + begin, count, parts[r]);
    }
    for (int64_t r = 0; r < rows; r += queries_at_once) {
        const int64_t count = std::min(queries_at_once, rows - r);
        mix_tile_of(row + r, count, scores + r * block_keys, values, first, sizes, sums + r * width);
    }
    for (int64_t r = 0; r < rows; ++r) {
        merge(parts[r], width, whole[r]);
    }
}

/// Rows row .. row + rows - 1 of one key/value head.
static void attend_rows(const Tensor& q, const Tensor& k, const Tensor& v, int64_t kv_head, int64_t row, int64_t rows,
                        const AttentionSizes& sizes, RowMemory& memory, Tensor& mix) {
    const int64_t width = sizes.width;
    float* scaled = at_least(memory.q, rows * width);
    float* sums = at_least(memory.whole, rows * width);
    float* keys_copy = at_least(memory.keys, block_keys * width);
    float* turned = at_least(memory.turned, block_keys * width);
    float* values_copy = at_least(memory.values, block_keys * width);
    PartialMix whole[task_rows];
    for (int64_t r = 0; r < rows; ++r) {
        scale_query(q.data() + row_place(row + r, kv_head, sizes), sizes, scaled + r * width);
        whole[r] = empty_part(sums + r * width, width);
    }
    const int64_t first_key = first_seen(sizes.start + row / sizes.group, sizes);
    const int64_t last_position = sizes.start + (row + rows - 1) / sizes.group;
    for (int64_t first = first_key / block_keys * block_keys; first <= last_position; first += block_keys) {
        const int64_t count = std::min(block_keys, last_position + 1 - first);
        const HeadRows keys = copy_rows(head_rows(k, first, kv_head), count, sizes, keys_copy);
        turn_keys(keys, count, width, turned);
        const HeadRows values = copy_rows(head_rows(v, first, kv_head), count, sizes, values_copy);
        const int64_t first_row = std::max<int64_t>(0, (first - sizes.start) * sizes.group - row);  // that sees a key
        const int64_t end_row = std::min(rows, end_of_rows_seeing(first + count - 1, sizes) - row);
        for (int64_t r = first_row; r < end_row; r += strip_rows) {
            const int64_t count_rows = std::min(strip_rows, end_row - r);
            attend_strip(row + r, count_rows, scaled + r * width, turned, values, first, sizes, memory, whole + r);
        }
    }
    for (int64_t r = 0; r < rows; ++r) {
        write_mix(whole[r], sizes.head_dim, mix.data() + row_place(row + r, kv_head, sizes));
    }
}

void attend_many(const Tensor& q, const Tensor& k, const Tensor& v, const AttentionSizes& sizes, Tensor& mix) {
    const int64_t T = q.dim(0);
    const int64_t rows = T * sizes.group;
    const int64_t tasks_of_head = (rows + task_rows - 1) / task_rows;
    const int64_t tasks = sizes.n_kv_heads * tasks_of_head;
#pragma omp parallel if (worth_sharing(sizes.n_heads * T * (sizes.start + T) * sizes.head_dim))
    {
        static thread_local RowMemory memory;
#pragma omp for schedule(dynamic)
        for (int64_t task = 0; task < tasks; ++task) {
            const int64_t row = (tasks_of_head - 1 - task / sizes.n_kv_heads) * task_rows;  // the longest first
            attend_rows(q, k, v, task % sizes.n_kv_heads, row, std::min(task_rows, rows - row), sizes, memory, mix);
        }
    }
}
