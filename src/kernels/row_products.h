#pragma once

#include <cstdint>

/// y[t][o] = sum_i x[t][i] * w[o][i]: every row of x with every row of w.
///
/// x        [T, in], rows one after another
/// w        [out, in], rows one after another
/// y        [T, out], overwritten
///
/// Each sum runs in one register: place p adds up the products of i = p, p + vec_width, ..., and the places are added at
/// the end, halves first. That order is the same for every T, tile and number of threads, so that a token is the same,
/// bit for bit, alone and among others.
///
/// What limits it. For one row of x: memory, since each weight is read for a single multiply-add; rows of w are read from
/// end to end. For many: the multiply-add units; a tile of sums stays in registers, so that each register of x and of w
/// that is loaded serves a row or a column of the tile, and x is taken in blocks that stay in the second cache.
void row_products(int64_t T, int64_t out, int64_t in, const float* x, const float* w, float* y);
