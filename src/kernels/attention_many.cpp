#include "kernels/attention_parts.h"

#include <algorithm>

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

/// How many keys of the block at `first` a row may see.
static int64_t keys_seen(int64_t row, int64_t first, const AttentionSizes& sizes) {
    const int64_t position = sizes.start + row / sizes.group;
    return std::clamp<int64_t>(position + 1 - first, 0, block_keys);
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
    const int64_t seen_by_last = keys_seen(row + rows - 1, first, sizes);
    block_scores_turned(rows, q, sizes.width, turned, seen_by_last, scores);
}

/// Sums of one tile of rows: over the keys that all of them see, then over those that only some do.
static void mix_tile_of(int64_t row, int64_t rows, const float* weights, const HeadRows& values, int64_t first,
                        const AttentionSizes& sizes, float* sums) {
    const int64_t seen_by_all = keys_seen(row, first, sizes);
    block_mix(rows, weights, sizes.width, values, 0, seen_by_all, sums);
    for (int64_t r = 0; r < rows; ++r) {
        const int64_t seen = keys_seen(row + r, first, sizes);
        if (seen == seen_by_all) continue;
        block_mix(1, weights + r * block_keys, sizes.width, values, seen_by_all, seen, sums + r * sizes.width);
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
        block_weights(scores + r * block_keys, keys_seen(row + r, first, sizes), parts[r]);
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
    const int64_t last_position = sizes.start + (row + rows - 1) / sizes.group;
    for (int64_t first = 0; first <= last_position; first += block_keys) {
        const int64_t count = std::min(block_keys, last_position + 1 - first);
        const HeadRows keys = copy_rows(head_rows(k, first, kv_head), count, sizes, keys_copy);
        turn_keys(keys, count, width, turned);
        const HeadRows values = copy_rows(head_rows(v, first, kv_head), count, sizes, values_copy);
        const int64_t first_row = std::max<int64_t>(0, (first - sizes.start) * sizes.group - row);  // that sees a key
        for (int64_t r = first_row; r < rows; r += strip_rows) {
            const int64_t count_rows = std::min(strip_rows, rows - r);
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
