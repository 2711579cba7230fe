#include "kernels/attention_block.h"

#include <algorithm>

#include "kernels/row.h"
#include "kernels/vec.h"

// Tiles of running sums that stay in registers. AVX-512 and Neon have 32 registers, AVX2 and SSE have 16.
#if defined(__AVX512F__) || defined(__aarch64__)
constexpr int score_rows = 4;
constexpr int tile_vecs = 4;
#else
constexpr int score_rows = 2;
constexpr int tile_vecs = 2;
#endif
constexpr int score_keys = 4;
constexpr int one_row_keys = vec_width > 8 ? vec_width : 8;
constexpr int one_row_vecs = 4;
static_assert(block_keys % (tile_vecs * vec_width) == 0 && score_keys_at_once % one_row_keys == 0);

/// scores[r][first + c] = q[r] . keys[first + c] for c < count.
template <int rows, int count>
static void score_tile(const float* q, int64_t width, const HeadRows& keys, int64_t first, int64_t last,
                       float* scores) {
    static_assert(rows * count % vec_width == 0, "vec_sums adds up whole registers of sums");
    const float* key[count];
    for (int c = 0; c < count; ++c) {
        key[c] = keys.data + std::min(first + c, last - 1) * keys.step;  // behind the end the last one again
    }
    Vec sum[rows * count] = {};
    for (int64_t i = 0; i < width; i += vec_width) {
        Vec x[rows];
#pragma GCC unroll 8
        for (int r = 0; r < rows; ++r) {
            x[r] = vec_keep(vec_load(q + r * width + i));
        }
#pragma GCC unroll 16
        for (int c = 0; c < count; ++c) {
            const Vec k = vec_keep(vec_load(key[c] + i));
#pragma GCC unroll 8
            for (int r = 0; r < rows; ++r) {
                sum[r * count + c] += x[r] * k;
            }
        }
    }
    float result[rows * count];
#pragma GCC unroll 8
    for (int n = 0; n < rows * count; n += vec_width) {
        vec_store(result + n, vec_sums(sum + n));
    }
    for (int r = 0; r < rows; ++r) {
        std::copy_n(result + r * count, count, scores + r * block_keys + first);
    }
}

void block_scores(int64_t rows, const float* q, int64_t width, const HeadRows& keys, int64_t first, int64_t last,
                  float* scores) {
    int64_t r = 0;
    for (; r + score_rows <= rows; r += score_rows) {
        for (int64_t s = first; s < last; s += score_keys) {
            score_tile<score_rows, score_keys>(q + r * width, width, keys, s, last, scores + r * block_keys);
        }
    }
    for (; r < rows; ++r) {
        for (int64_t s = first; s < last; s += one_row_keys) {
            score_tile<1, one_row_keys>(q + r * width, width, keys, s, last, scores + r * block_keys);
        }
    }
}

void turn_keys(const HeadRows& keys, int64_t count, int64_t width, float* turned) {
    for (int64_t s = 0; s < block_keys; s += vec_width) {
        for (int64_t i = 0; i < width; i += vec_width) {
            Vec tile[vec_width];
#pragma GCC unroll 16
            for (int c = 0; c < vec_width; ++c) {
                const int64_t key = std::min(s + c, count - 1);  // behind the end the last one again
                tile[c] = vec_load(keys.data + key * keys.step + i);
            }
            vec_transpose(tile);
#pragma GCC unroll 16
            for (int c = 0; c < vec_width; ++c) {
                vec_store(turned + (i + c) * block_keys + s, tile[c]);
            }
        }
    }
}

/// A tile of products, each summed over i = place, place + step, place + 2 step, ...: a running sum where the step is a
/// register's width, as one place of a register would have it; else the sum of its two halves, as vec_sum adds places.
template <int rows, int step>
static inline void add_places(const float* q, int64_t width, const float* turned, int64_t place,
                              Vec (*sum)[tile_vecs]) {
    if constexpr (step < vec_width) {
        Vec half[rows][tile_vecs];
        add_places<rows, 2 * step>(q, width, turned, place, sum);
        add_places<rows, 2 * step>(q, width, turned, place + step, half);
#pragma GCC unroll 8
        for (int r = 0; r < rows; ++r) {
#pragma GCC unroll 8
            for (int c = 0; c < tile_vecs; ++c) {
                sum[r][c] += half[r][c];
            }
        }
    } else {
        Vec running[rows][tile_vecs] = {};
        for (int64_t i = place; i < width; i += vec_width) {
            Vec k[tile_vecs];
#pragma GCC unroll 8
            for (int c = 0; c < tile_vecs; ++c) {
                k[c] = vec_load(turned + i * block_keys + c * vec_width);
            }
#pragma GCC unroll 8
            for (int r = 0; r < rows; ++r) {
                const Vec x = vec_of(q[r * width + i]);
#pragma GCC unroll 8
                for (int c = 0; c < tile_vecs; ++c) {
                    running[r][c] += x * k[c];
                }
            }
        }
#pragma GCC unroll 8
        for (int r = 0; r < rows; ++r) {
#pragma GCC unroll 8
            for (int c = 0; c < tile_vecs; ++c) {
                sum[r][c] = running[r][c];
            }
        }
    }
}

template <int rows>
static void turned_scores(const float* q, int64_t width, const float* turned, int64_t last, float* scores) {
    for (int64_t s = 0; s < last; s += tile_vecs * vec_width) {
        Vec sum[rows][tile_vecs];
        add_places<rows, 1>(q, width, turned + s, 0, sum);
        for (int r = 0; r < rows; ++r) {
            for (int c = 0; c < tile_vecs; ++c) {
                vec_store(scores + r * block_keys + s + c * vec_width, sum[r][c]);
            }
        }
    }
}

void block_scores_turned(int64_t rows, const float* q, int64_t width, const float* turned, int64_t last,
                         float* scores) {
    int64_t r = 0;
    for (; r + queries_at_once <= rows; r += queries_at_once) {
        turned_scores<queries_at_once>(q + r * width, width, turned, last, scores + r * block_keys);
    }
    for (; r < rows; ++r) {
        turned_scores<1>(q + r * width, width, turned, last, scores + r * block_keys);
    }
}

/// `vecs` registers of each of `rows` sums, columns `column` and on.
template <int rows, int vecs>
static void mix_tile(const float* weights, int64_t width, int64_t column, const HeadRows& values, int64_t first,
                     int64_t last, float* sums) {
    Vec sum[rows][vecs];
#pragma GCC unroll 8
    for (int r = 0; r < rows; ++r) {
#pragma GCC unroll 8
        for (int i = 0; i < vecs; ++i) {
            sum[r][i] = vec_load(sums + r * width + column + i * vec_width);
        }
    }
    for (int64_t s = first; s < last; ++s) {
        const float* value = values.data + s * values.step + column;
        Vec v[vecs];
#pragma GCC unroll 8
        for (int i = 0; i < vecs; ++i) {
            v[i] = vec_load(value + i * vec_width);
        }
#pragma GCC unroll 8
        for (int r = 0; r < rows; ++r) {
            const Vec weight = vec_of(weights[r * block_keys + s]);
#pragma GCC unroll 8
            for (int i = 0; i < vecs; ++i) {
                sum[r][i] += weight * v[i];
            }
        }
        // g++ makes a lone running sum of two instructions where it takes the machine's fused one to be slow in a chain:
        // other bits than those of a tile. What is kept is no such chain.
        if constexpr (rows * vecs == 1) sum[0][0] = vec_keep(sum[0][0]);
    }
#pragma GCC unroll 8
    for (int r = 0; r < rows; ++r) {
#pragma GCC unroll 8
        for (int i = 0; i < vecs; ++i) {
            vec_store(sums + r * width + column + i * vec_width, sum[r][i]);
        }
    }
}

/// All columns, `vecs` registers at a time and the rest one by one.
template <int rows, int vecs>
static void mix_columns(const float* weights, int64_t width, const HeadRows& values, int64_t first, int64_t last,
                        float* sums) {
    int64_t column = 0;
    for (; column + vecs * vec_width <= width; column += vecs * vec_width) {
        mix_tile<rows, vecs>(weights, width, column, values, first, last, sums);
    }
    for (; column < width; column += vec_width) {
        mix_tile<rows, 1>(weights, width, column, values, first, last, sums);
    }
}

void block_mix(int64_t rows, const float* weights, int64_t width, const HeadRows& values, int64_t first, int64_t last,
               float* sums) {
    int64_t r = 0;
    for (; r + queries_at_once <= rows; r += queries_at_once) {
        mix_columns<queries_at_once, tile_vecs>(weights + r * block_keys, width, values, first, last, sums + r * width);
    }
    for (; r < rows; ++r) {
        mix_columns<1, one_row_vecs>(weights + r * block_keys, width, values, first, last, sums + r * width);
    }
}

void block_weights(float* scores, int64_t count, PartialMix& part) {
    part.largest = row_max(scores, count);
    part.total = row_exp(scores, count, part.largest, scores);
}

void merge(const PartialMix& part, int64_t width, PartialMix& whole) {
    const float largest = std::max(part.largest, whole.largest);
    Vec distance = {};
    distance[0] = part.largest - largest;
    distance[1] = whole.largest - largest;
    const Vec factor = vec_exp(distance);
    const Vec part_factor = vec_of(factor[0]);
    const Vec whole_factor = vec_of(factor[1]);
    whole.largest = largest;
    whole.total = whole.total * factor[1] + part.total * factor[0];
    for (int64_t i = 0; i < width; i += vec_width) {
        const Vec sum = vec_load(whole.sums + i) * whole_factor + vec_load(part.sums + i) * part_factor;
        vec_store(whole.sums + i, sum);
    }
}
