#pragma once

#include "base/matrix.h"

/// y[t][o] = sum_i x[t][i] * w(o, i): every row of x with every row of w, in whatever form w is stored.
///
/// x        [T, in], rows one after another
/// w        [out, in]
/// y        [T, out], overwritten
///
/// Each sum runs in one register: place p adds up the products of i = p, p + vec_width, ..., and the places are added at
/// the end, halves first. That order is the same for every T, tile and number of threads, so that a token is the same,
/// bit for bit, alone and among others. Narrow numbers are widened first, which is exact: the bits are those that the
/// widened matrix gives.
///
/// What limits it. For one row of x: memory, since each weight is read for a single multiply-add (one_row_products). For
/// many: the multiply-add units; a tile of sums stays in registers, so that each register of x and of w that is loaded
/// serves a column or a row of the tile. Rows of w are copied, and widened, into a panel that stays in the first cache
/// while all rows of x pass by; where rows are long, the sums are kept as registers in memory from one piece of the rows
/// to the next, so that their order stays the same.
/// source   Goto & van de Geijn 2008, "Anatomy of High-Performance Matrix Multiplication", section 4
void row_products(int64_t T, const float* x, const Matrix& w, float* y);
