#pragma once

#include "base/matrix.h"

/// A matrix product: y[t][o] = sum_i x[t][i] * weight[o][i], that is y = x W^T. No bias.
/// Each sum is kept in double and rounded once, so that this textbook form is exact to half a float32 ulp
/// and does not depend on the order of the sum: the yardstick for fast twins (docs/numerics.md).
///
/// x       [T, in]
/// weight  [out, in], as PyTorch's Linear stores it, in any of the forms of base/matrix.h
/// returns [T, out]
/// throws  Error when the two disagree on `in`
/// source  PyTorch's torch.nn.functional.linear, without its bias
Tensor linear(const Tensor& x, const Matrix& weight);

/// y[t][o] += bias[o], in place. An empty bias adds nothing: most families have none.
///
/// y       [T, out]
/// bias    [out], or empty
/// throws  Error when the lengths differ
void add_bias(Tensor& y, const Tensor& bias);
