#include "kernels/row_products.h"

#include <algorithm>

#include "base/threads.h"
#include "kernels/vec.h"

// The tile of sums that stays in registers: tile_x rows of x by tile_w rows of w. AVX-512 has 32 registers, AVX2 and
// SSE have 16. Fewer sums than would fit: the loads need registers, too, and a compiler that finds none reads a row of w
// from memory for every multiply-add.
#if defined(__AVX512F__)
constexpr int tile_x = 4;
constexpr int tile_w = 4;
#else
constexpr int tile_x = 2;
constexpr int tile_w = 4;
#endif

/// sums[r][c] = row x_row[r] times row w_row[c].
template <int rows>
static void compute_tile(const float* const* x_row, const float* const* w_row, int64_t in, float* sums) {
    Vec sum[(rows * tile_w + vec_width - 1) / vec_width * vec_width] = {};
    int64_t i = 0;
    for (; i + vec_width <= in; i += vec_width) {
        Vec w[tile_w];
#pragma GCC unroll 8
        for (int c = 0; c < tile_w; ++c) {
            w[c] = vec_keep(vec_load(w_row[c] + i));
        }
#pragma GCC unroll 8
        for (int r = 0; r < rows; ++r) {
            const Vec x = vec_keep(vec_load(x_row[r] + i));
#pragma GCC unroll 8
            for (int c = 0; c < tile_w; ++c) {
                sum[r * tile_w + c] += x * w[c];
            }
        }
    }
    if (i < in) {
        for (int r = 0; r < rows; ++r) {
            const Vec x = vec_load_part(x_row[r] + i, in - i);
            for (int c = 0; c < tile_w; ++c) {
                sum[r * tile_w + c] += x * vec_load_part(w_row[c] + i, in - i);
            }
        }
    }
    for (int first = 0; first < rows * tile_w; first += vec_width) {
        vec_store(sums + first, vec_sums(sum + first));
    }
}

static void compute_tile_of(int64_t rows, const float* const* x_row, const float* const* w_row, int64_t in,
                            float* sums) {
    switch (rows) {
        case 1: return compute_tile<1>(x_row, w_row, in, sums);
#if defined(__AVX512F__)
        case 2: return compute_tile<2>(x_row, w_row, in, sums);
        case 3: return compute_tile<3>(x_row, w_row, in, sums);
#endif
        default: return compute_tile<tile_x>(x_row, w_row, in, sums);
    }
}

/// Rows first .. first + rows of x with `columns` rows of w from first_column on.
static void write_tile(int64_t first, int64_t rows, int64_t first_column, int64_t columns, int64_t out, int64_t in,
                       const float* x, const float* w, float* y) {
    const float* x_row[tile_x];
    const float* w_row[tile_w];
    for (int64_t r = 0; r < rows; ++r) {
        x_row[r] = x + (first + r) * in;
    }
    for (int64_t c = 0; c < tile_w; ++c) {
        const int64_t column =
            first_column + std::min(c, columns - 1);  // behind the end the last one again, not written
        w_row[c] = w + column * in;
    }
    float sums[(tile_x * tile_w + vec_width - 1) / vec_width * vec_width];
    compute_tile_of(rows, x_row, w_row, in, sums);
    for (int64_t r = 0; r < rows; ++r) {
        for (int64_t c = 0; c < columns; ++c) {
            y[(first + r) * out + first_column + c] = sums[r * tile_w + c];
        }
    }
}

void row_products(int64_t T, int64_t out, int64_t in, const float* x, const float* w, float* y) {
    constexpr int64_t block_bytes = 512 << 10;  // of x: half of a second cache
    const int64_t row_bytes = std::max<int64_t>(1, in) * int64_t(sizeof(float));
    const int64_t rows_per_block = std::max<int64_t>(1, block_bytes / row_bytes / tile_x) * tile_x;
    const int64_t tiles = (out + tile_w - 1) / tile_w;
    for (int64_t block = 0; block < T; block += rows_per_block) {
        const int64_t end = std::min(T, block + rows_per_block);
#pragma omp parallel for schedule(dynamic, 8) if (worth_sharing((end - block) * out * in))
        for (int64_t tile = 0; tile < tiles; ++tile) {
            const int64_t first_column = tile * tile_w;
            const int64_t columns = std::min<int64_t>(tile_w, out - first_column);
            for (int64_t first = block; first < end; first += tile_x) {
                write_tile(first, std::min<int64_t>(tile_x, end - first), first_column, columns, out, in, x, w, y);
            }
        }
    }
}
