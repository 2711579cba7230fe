#include "kernels/matmul.h"

#include <algorithm>
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

/// Columns first .. first + tile_columns of b, row after row, zeros where b ends.
static void pack_panel(const MatrixView& b, int64_t K, int64_t first, int64_t columns, float* panel) {
    for (int64_t k = 0; k < K; ++k) {
        const float* row = b.data + k * b.row_step + first * b.column_step;
        float* packed = panel + k * tile_columns;
        for (int64_t n = 0; n < columns; ++n) {
            packed[n] = row[n * b.column_step];
        }
        for (int64_t n = columns; n < tile_columns; ++n) {
            packed[n] = 0.0f;
        }
    }
}

/// One tile of c, [tile_rows, tile_columns]: row r is row_of_a[r] times the panel.
static void compute_tile(const float* const* row_of_a, int64_t a_step, const float* panel, int64_t K, float* tile) {
    Vec sum[tile_rows][tile_vecs] = {};
    for (int64_t k = 0; k < K; ++k) {
        Vec b[tile_vecs];
#pragma GCC unroll 8
        for (int j = 0; j < tile_vecs; ++j) {
            b[j] = vec_load(panel + k * tile_columns + j * vec_width);
        }
#pragma GCC unroll 8
        for (int r = 0; r < tile_rows; ++r) {
            const Vec a = vec_of(row_of_a[r][k * a_step]);
#pragma GCC unroll 8
            for (int j = 0; j < tile_vecs; ++j) {
                sum[r][j] += a * b[j];
            }
        }
    }
    for (int r = 0; r < tile_rows; ++r) {
        for (int j = 0; j < tile_vecs; ++j) {
            vec_store(tile + r * tile_columns + j * vec_width, sum[r][j]);
        }
    }
}

/// The part of a tile that lies inside c.
static void write_tile(const float* tile, int64_t rows, int64_t columns, float* c, int64_t c_row_step,
                       bool accumulate) {
    for (int64_t r = 0; r < rows; ++r) {
        for (int64_t n = 0; n < columns; ++n) {
            const float before = accumulate ? c[r * c_row_step + n] : 0.0f;
            c[r * c_row_step + n] = before + tile[r * tile_columns + n];
        }
    }
}

/// Rows first_row .. last_row of c, all columns of one panel.
static void multiply_panel(int64_t first_row, int64_t last_row, int64_t K, const MatrixView& a, const float* panel,
                           int64_t columns, float* c, int64_t c_row_step, bool accumulate) {
    float tile[tile_rows * tile_columns];
    for (int64_t m = first_row; m < last_row; m += tile_rows) {
        const int64_t rows = std::min<int64_t>(tile_rows, last_row - m);
        const float* row_of_a[tile_rows];
        for (int64_t r = 0; r < tile_rows; ++r) {
            const int64_t row = m + std::min(r, rows - 1);  // where c ends the last row is computed again, not written
            row_of_a[r] = a.data + row * a.row_step;
        }
        compute_tile(row_of_a, a.column_step, panel, K, tile);
        write_tile(tile, rows, columns, c + m * c_row_step, c_row_step, accumulate);
    }
}

void matmul(int64_t M, int64_t N, int64_t K, const MatrixView& a, const MatrixView& b, float* c, int64_t c_row_step,
            bool accumulate) {
    const int64_t panels = (N + tile_columns - 1) / tile_columns;
    const int64_t rows_per_task = 256;  // enough to pay for packing the panel, few enough to share among threads
    const int64_t row_tasks = (M + rows_per_task - 1) / rows_per_task;
#pragma omp parallel if (worth_sharing(M * N * K))
    {
        std::vector<float> panel(size_t(K * tile_columns));
        int64_t packed = -1;
#pragma omp for schedule(dynamic)
        for (int64_t task = 0; task < panels * row_tasks; ++task) {
            const int64_t first_column = task / row_tasks * tile_columns;
            const int64_t first_row = task % row_tasks * rows_per_task;
            const int64_t columns = std::min<int64_t>(tile_columns, N - first_column);
            if (packed != first_column) pack_panel(b, K, first_column, columns, panel.data());
            packed = first_column;
            multiply_panel(first_row, std::min(M, first_row + rows_per_task), K, a, panel.data(), columns,
                           c + first_column, c_row_step, accumulate);
        }
    }
}

void matmul_alone(int64_t M, int64_t N, int64_t K, const MatrixView& a, const MatrixView& b, float* c,
                  int64_t c_row_step, bool accumulate, std::vector<float>& panel) {
    if (panel.size() < size_t(K * tile_columns)) panel.resize(size_t(K * tile_columns));
    for (int64_t first_column = 0; first_column < N; first_column += tile_columns) {
        const int64_t columns = std::min<int64_t>(tile_columns, N - first_column);
        pack_panel(b, K, first_column, columns, panel.data());
        multiply_panel(0, M, K, a, panel.data(), columns, c + first_column, c_row_step, accumulate);
    }
}
