#pragma once

#include "base/matrix.h"

/// y[o] = sum_i x[i] * w(o, i): `row_products` for one row of x, to the bit.
///
/// x        [in]
/// w        [out, in]
/// y        [out], overwritten
///
/// What limits it: memory. Each thread reads a range of rows of its own from its beginning to its end, eight rows side by
/// side: as many streams as the processor fetches ahead, and as many sums under way as its units need.
void one_row_products(const float* x, const Matrix& w, float* y);
