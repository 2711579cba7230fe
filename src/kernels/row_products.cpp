#include "kernels/row_products.h"

#include <algorithm>

#include "base/threads.h"
#include "kernels/one_row.h"
#include "kernels/weight_rows.h"

// The tile of sums that stays in registers: tile_x rows of x by tile_w rows of w, with one register for each row of x
// and one for w. AVX-512 and Neon have 32 registers, AVX2 and SSE have 16.
#if defined(__AVX512F__) || defined(__aarch64__)
constexpr int tile_x = 5;
constexpr int tile_w = 4;
#else
constexpr int tile_x = 3;
constexpr int tile_w = 4;
#endif

// A panel: 8 rows of w, piece by piece of their length, is 24 KB and stays in the first cache while rows of x come from the
// second. (With AVX-512, 16 rows: a whole register of sums is written at a time.)
constexpr int64_t panel_rows = std::max(8, vec_width);
constexpr int64_t panel_tiles = panel_rows / tile_w;
constexpr int64_t piece = 768;         // numbers of a row, a multiple of q8_block
constexpr int64_t rows_of_sums = 256;  // of x, whose sums wait in memory for the next piece

/// Numbers begin .. end of tile_w rows of w from `first` on, register by register: [steps, tile_w, vec_width]. Zeros behind
/// the end of a row, and for rows behind the last.
template <class Row>
static void pack_tile(const Matrix& w, int64_t first, int64_t begin, int64_t end, float* packed) {
    constexpr int64_t step = tile_w * vec_width;
    for (int64_t c = 0; c < tile_w; ++c) {
        float* to = packed + c * vec_width;
        const bool inside = first + c < w.rows();
        const Row row(w, inside ? first + c : 0);
        int64_t i = begin;
        for (; inside && i + q8_block <= end; i += q8_block) {
            Vec wide[block_vecs];
            row.load_block(i, wide);
            for (int j = 0; j < block_vecs; ++j) {
                vec_store(to, wide[j]);
                to += step;
            }
        }
        for (; i < end; i += vec_width) {
            vec_store(to, inside ? row.load_part(i, std::min<int64_t>(vec_width, end - i)) : Vec{});
            to += step;
        }
    }
}

/// Goes on with a tile of sums, [rows, tile_w] registers whose rows are panel_rows apart: adds the products of `count`
/// numbers of each row. The first piece of a row begins with zeros.
template <int rows>
static void add_to_tile(const float* x, int64_t in, const float* packed, int64_t count, bool begins, float* sums) {
    constexpr int64_t row_of_sums = panel_rows * vec_width;
    Vec sum[rows][tile_w] = {};
    for (int r = 0; r < rows && !begins; ++r) {
        for (int c = 0; c < tile_w; ++c) {
            sum[r][c] = vec_load(sums + r * row_of_sums + c * vec_width);
        }
    }
    int64_t i = 0;
    //> kernels.tile  each register that is read goes into several multiply-adds
    for (; i + vec_width <= count; i += vec_width) {
        Vec x_now[rows];
#pragma GCC unroll 8
        for (int r = 0; r < rows; ++r) {
            x_now[r] = vec_keep(vec_load(x + r * in + i));
        }
#pragma GCC unroll 8
        for (int c = 0; c < tile_w; ++c) {
            const Vec w_now = vec_keep(vec_load(packed + c * vec_width));
#pragma GCC unroll 8
            for (int r = 0; r < rows; ++r) {
                sum[r][c] += x_now[r] * w_now;
            }
        }
        packed += tile_w * vec_width;
    }
    //< kernels.tile
    if (i < count) {
        for (int r = 0; r < rows; ++r) {
            const Vec x_now = vec_load_part(x + r * in + i, count - i);
            for (int c = 0; c < tile_w; ++c) {
                sum[r][c] += x_now * vec_load(packed + c * vec_width);
            }
        }
    }
    for (int r = 0; r < rows; ++r) {
        for (int c = 0; c < tile_w; ++c) {
            vec_store(sums + r * row_of_sums + c * vec_width, sum[r][c]);
        }
    }
}

static void add_to_tile_of(int64_t rows, const float* x, int64_t in, const float* packed, int64_t count, bool begins,
                           float* sums) {
    switch (rows) {
        case 1: return add_to_tile<1>(x, in, packed, count, begins, sums);
        case 2: return add_to_tile<2>(x, in, packed, count, begins, sums);
#if defined(__AVX512F__) || defined(__aarch64__)
        case 3: return add_to_tile<3>(x, in, packed, count, begins, sums);
        case 4: return add_to_tile<4>(x, in, packed, count, begins, sums);
#endif
        default: return add_to_tile<tile_x>(x, in, packed, count, begins, sums);
    }
}

/// The places of each sum are added: one row of x with a panel, `columns` numbers of y.
static void write_sums(const float* sums, int64_t columns, float* y) {
    for (int64_t c = 0; c < columns; c += vec_width) {
        Vec sum[vec_width];
        for (int j = 0; j < vec_width; ++j) {
            sum[j] = vec_load(sums + (c + j) * vec_width);
        }
        vec_store_part(y + c, vec_sums(sum), std::min<int64_t>(vec_width, columns - c));
    }
}

/// Rows of x with the panel of w that begins at first_column. `packed` and `sums` are working memory.
template <class Row>
static void multiply_panel(int64_t rows, const float* x, const Matrix& w, int64_t first_column, float* packed,
                           float* sums, float* y) {
    const int64_t in = w.cols();
    const int64_t columns = std::min(panel_rows, w.rows() - first_column);
    const int64_t tiles = (columns + tile_w - 1) / tile_w;
    constexpr int64_t packed_tile = piece * tile_w;
    for (int64_t begin = 0; begin < in; begin += piece) {
        const int64_t end = std::min(in, begin + piece);
        for (int64_t tile = 0; tile < tiles; ++tile) {
            pack_tile<Row>(w, first_column + tile * tile_w, begin, end, packed + tile * packed_tile);
        }
        for (int64_t r = 0; r < rows; r += tile_x) {
            for (int64_t tile = 0; tile < tiles; ++tile) {
                add_to_tile_of(std::min<int64_t>(tile_x, rows - r), x + r * in + begin, in, packed + tile * packed_tile,
                               end - begin, begin == 0, sums + (r * panel_rows + tile * tile_w) * vec_width);
            }
        }
    }
    for (int64_t r = 0; r < rows; ++r) {
        write_sums(sums + r * panel_rows * vec_width, columns, y + r * w.rows() + first_column);
    }
}

template <class Row>
static void multiply_all(int64_t T, const float* x, const Matrix& w, float* y) {
    const int64_t out = w.rows();
    const int64_t panels = (out + panel_rows - 1) / panel_rows;
    const int64_t blocks = (T + rows_of_sums - 1) / rows_of_sums;
#pragma omp parallel if (worth_sharing(T * out * w.cols()))
    {
        Tensor packed = Tensor::zeros({panel_tiles, piece, tile_w});
        Tensor sums = Tensor::zeros({std::min(T, rows_of_sums), panel_rows, vec_width});
#pragma omp for schedule(dynamic)
        for (int64_t task = 0; task < blocks * panels; ++task) {
            const int64_t first = task / panels * rows_of_sums;
            multiply_panel<Row>(std::min(rows_of_sums, T - first), x + first * w.cols(), w, task % panels * panel_rows,
                                packed.data(), sums.data(), y + first * out);
        }
    }
}

void row_products(int64_t T, const float* x, const Matrix& w, float* y) {
    if (T == 1) return one_row_products(x, w, y);
    switch (w.type) {
        case NumberType::f32: return multiply_all<F32Row>(T, x, w, y);
        case NumberType::bf16: return multiply_all<Bf16Row>(T, x, w, y);
        case NumberType::f16: return multiply_all<F16Row>(T, x, w, y);
        case NumberType::q8: return multiply_all<Q8Row>(T, x, w, y);
    }
}
