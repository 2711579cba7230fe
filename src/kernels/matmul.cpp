#include "kernels/matmul.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/threads.h"
#include "kernels/vec.h"

// The tile of c that stays in registers: tile_rows x tile_vecs registers, plus those for one row of b and one number of
// a. AVX-512 and Neon have 32 registers, AVX2 and SSE have 16.
#if defined(__AVX512F__) || defined(__aarch64__)
constexpr int tile_rows = 8;
constexpr int tile_vecs = 3;
#else
constexpr int tile_rows = 6;
constexpr int tile_vecs = 2;
#endif
constexpr int tile_columns = tile_vecs * vec_width;

// A piece of k. With AVX2 a panel of b, [piece, tile_columns], is 16 KB and stays in the first cache while a block of a,
// [block_rows, piece], 96 KB, passes by from the second; the block serves block_columns columns.
constexpr int64_t piece = vec_width >= 16 ? 128 : 256;
constexpr int64_t block_rows = 16 * tile_rows;
constexpr int64_t block_columns = 24 * tile_columns;

/// Copies of the block of a and of the panel of b, one behind the other.
constexpr int64_t copied_numbers = (block_rows + tile_columns) * piece;

/// Rows and columns of one matrix: first .. last.
struct Range {
    int64_t first;
    int64_t last;
};

/// Whether a is the transpose of a matrix that lies in memory row by row.
static bool is_turned(const MatrixView& a) { return a.row_step == 1 && a.column_step != 1; }

/// Rows of a block of c. Where a is not copied, more of them share a panel of b.
static int64_t rows_of_block(const MatrixView& a) { return is_turned(a) ? block_rows : 4 * block_rows; }

/// a(m, k) of a turned a, for the rows and that piece of k, tile by tile: [tiles, k, tile_rows]. Behind the last row of a
/// stands that row again.
static void pack_block(const MatrixView& a, Range rows, Range k, float* packed) {
    const int64_t count = k.last - k.first;
    for (int64_t i = 0; i < count; ++i) {  // 16 rows lie in one cache line: a line is read from end to end
        const float* line = a.data + (k.first + i) * a.column_step;
        for (int64_t m = rows.first; m < rows.last; m += tile_rows) {
            float* to = packed + (m - rows.first) * count + i * tile_rows;
#pragma GCC unroll 8
            for (int r = 0; r < tile_rows; ++r) {
                to[r] = line[std::min(m + r, rows.last - 1)];
            }
        }
    }
}

/// b(k, n) for that piece of k and at most tile_columns columns, row after row, zeros where b ends.
static void pack_panel(const MatrixView& b, Range k, Range columns, float* packed) {
    const int64_t count = columns.last - columns.first;
    const bool is_whole_row = b.column_step == 1 && count == tile_columns;
    for (int64_t i = k.first; i < k.last; ++i) {
        const float* row = b.data + i * b.row_step + columns.first * b.column_step;
        if (is_whole_row) {
            std::memcpy(packed, row, tile_columns * sizeof(float));
        } else {
            for (int64_t n = 0; n < tile_columns; ++n) {
                packed[n] = n < count ? row[n * b.column_step] : 0.0f;
            }
        }
        packed += tile_columns;
    }
}

/// The rows of a tile of a, each number `step` behind the one before.
struct TileRows {
    const float* row[tile_rows];
    int64_t step;
};

/// Goes on with a tile of c, [tile_rows, tile_columns], by `count` products; it begins with what c holds, or with zeros.
static void add_to_tile(const TileRows& a, const float* b, int64_t count, bool from_zero, float* c,
                        int64_t c_row_step) {
    Vec sum[tile_rows][tile_vecs] = {};
    for (int r = 0; r < tile_rows && !from_zero; ++r) {
        for (int j = 0; j < tile_vecs; ++j) {
            sum[r][j] = vec_load(c + r * c_row_step + j * vec_width);
        }
    }
    for (int64_t k = 0; k < count; ++k) {
        Vec b_now[tile_vecs];
#pragma GCC unroll 8
        for (int j = 0; j < tile_vecs; ++j) {
            b_now[j] = vec_load(b + k * tile_columns + j * vec_width);
        }
#pragma GCC unroll 8
        for (int r = 0; r < tile_rows; ++r) {
            const Vec a_now = vec_of(a.row[r][k * a.step]);
#pragma GCC unroll 8
            for (int j = 0; j < tile_vecs; ++j) {
                sum[r][j] += a_now * b_now[j];
            }
        }
    }
    for (int r = 0; r < tile_rows; ++r) {
        for (int j = 0; j < tile_vecs; ++j) {
            vec_store(c + r * c_row_step + j * vec_width, sum[r][j]);
        }
    }
}

/// The same where c ends inside the tile: its part of c is copied, and copied back.
static void add_to_part(const TileRows& a, const float* b, int64_t count, bool from_zero, int64_t rows, int64_t columns,
                        float* c, int64_t c_row_step) {
    float tile[tile_rows * tile_columns] = {};
    for (int64_t r = 0; r < rows; ++r) {
        std::memcpy(tile + r * tile_columns, c + r * c_row_step, size_t(columns) * sizeof(float));
    }
    add_to_tile(a, b, count, from_zero, tile, tile_columns);
    for (int64_t r = 0; r < rows; ++r) {
        std::memcpy(c + r * c_row_step, tile + r * tile_columns, size_t(columns) * sizeof(float));
    }
}

/// The tile of rows m .. m + tile_rows of a, for products from k on: in the copied block, or where a lies itself if each of its
/// rows is one stretch of memory. Behind the last row: that row again.
static TileRows rows_of_tile(const MatrixView& a, const float* copies, Range rows, int64_t m, int64_t k,
                             int64_t count) {
    TileRows tile;
    const bool is_copied = is_turned(a);
    tile.step = is_copied ? tile_rows : a.column_step;
    for (int64_t r = 0; r < tile_rows; ++r) {
        const int64_t row = std::min(m + r, rows.last - 1);
        tile.row[r] = is_copied ? copies + (m - rows.first) * count + r : a.data + row * a.row_step + k * a.column_step;
    }
    return tile;
}

/// One block of c. `copies` is working memory.
static void multiply_block(Range rows, Range columns, int64_t K, const MatrixView& a, const MatrixView& b, float* c,
                           int64_t c_row_step, bool accumulate, float* copies) {
    float* panel = copies + block_rows * piece;
    for (int64_t k = 0; k == 0 || k < K; k += piece) {  // once where K is 0: c is zeros
        const int64_t count = std::min(piece, K - k);
        const bool from_zero = k == 0 && !accumulate;
        if (is_turned(a)) pack_block(a, rows, {k, k + count}, copies);
        for (int64_t n = columns.first; n < columns.last; n += tile_columns) {
            const int64_t tile_width = std::min<int64_t>(tile_columns, columns.last - n);
            pack_panel(b, {k, k + count}, {n, n + tile_width}, panel);
            for (int64_t m = rows.first; m < rows.last; m += tile_rows) {
                const int64_t tile_height = std::min<int64_t>(tile_rows, rows.last - m);
                const TileRows a_tile = rows_of_tile(a, copies, rows, m, k, count);
                float* c_tile = c + m * c_row_step + n;
                if (tile_height == tile_rows && tile_width == tile_columns) {
                    add_to_tile(a_tile, panel, count, from_zero, c_tile, c_row_step);
                } else {
                    add_to_part(a_tile, panel, count, from_zero, tile_height, tile_width, c_tile, c_row_step);
                }
            }
        }
    }
}

/// How many blocks of at most `largest` make up `length`, and the part of block i: as equal as whole tiles let them be.
static int64_t count_blocks(int64_t length, int64_t largest) { return (length + largest - 1) / largest; }
static Range part_of(int64_t length, int64_t blocks, int64_t tile, int64_t i) {
    const int64_t tiles = (length + tile - 1) / tile;
    return {tiles * i / blocks * tile, std::min(length, tiles * (i + 1) / blocks * tile)};
}

void matmul(int64_t M, int64_t N, int64_t K, const MatrixView& a, const MatrixView& b, float* c, int64_t c_row_step,
            bool accumulate) {
    const int64_t row_blocks = count_blocks(M, rows_of_block(a));
    const int64_t column_blocks = count_blocks(N, block_columns);
#pragma omp parallel if (worth_sharing(M * N * K))
    {
        std::vector<float> copies(size_t{copied_numbers});
#pragma omp for schedule(dynamic)
        for (int64_t task = 0; task < row_blocks * column_blocks; ++task) {
            const Range rows = part_of(M, row_blocks, tile_rows, task % row_blocks);
            const Range columns = part_of(N, column_blocks, tile_columns, task / row_blocks);
            multiply_block(rows, columns, K, a, b, c, c_row_step, accumulate, copies.data());
        }
    }
}

void matmul_alone(int64_t M, int64_t N, int64_t K, const MatrixView& a, const MatrixView& b, float* c,
                  int64_t c_row_step, bool accumulate, std::vector<float>& copies) {
    if (copies.size() < size_t(copied_numbers)) copies.resize(size_t(copied_numbers));
    const int64_t row_blocks = count_blocks(M, rows_of_block(a));
    for (int64_t i = 0; i < row_blocks; ++i) {
        multiply_block(part_of(M, row_blocks, tile_rows, i), {0, N}, K, a, b, c, c_row_step, accumulate, copies.data());
    }
}
