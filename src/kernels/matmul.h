#pragma once

#include <cstdint>
#include <vector>

/// A matrix that lies in memory with any steps: element (row, column) is data[row * row_step + column * column_step].
/// A transposed matrix, or one head of [T, heads, head_dim], is such a view without a copy.
struct MatrixView {
    const float* data;
    int64_t row_step;
    int64_t column_step;
};

/// c[m][n] = sum_k a(m, k) * b(k, n), or added to what c holds when `accumulate`.
///
/// a        [M, K]
/// b        [K, N]
/// c        [M, N], rows c_row_step apart
///
/// What limits it: the multiply-add units, if they get their numbers from registers. A tile of c stays in registers
/// while k runs over a piece of K: each number of a and b that is loaded is used for a whole column or row of the tile.
/// A panel of b as wide as the tile is copied first, to stay in the first cache. So is, tile by tile, a block of an a that is
/// the transpose of what lies in memory: its numbers would be read 8 KB apart and fall into the same few places of a cache.
/// Each element of c is one running sum over k from 0 to K - 1, which waits in c between pieces and begins with what c holds
/// when `accumulate`: the same bits at any number of threads, and for any M.
/// source   Goto & van de Geijn 2008, "Anatomy of High-Performance Matrix Multiplication", section 4
void matmul(int64_t M, int64_t N, int64_t K, const MatrixView& a, const MatrixView& b, float* c, int64_t c_row_step,
            bool accumulate);

/// The same by the calling thread alone, for products that are shared out as a whole. `copies` is working memory that
/// the calls of one thread can share.
void matmul_alone(int64_t M, int64_t N, int64_t K, const MatrixView& a, const MatrixView& b, float* c,
                  int64_t c_row_step, bool accumulate, std::vector<float>& copies);
