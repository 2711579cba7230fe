#pragma once

#include "base/tensor.h"

/// The gradient of softmax. The forward line (src/model/softmax.cpp) is, for each row,
///     y[i] = exp(x[i] - max) / sum_j exp(x[j] - max)
/// so d y[j] / d x[i] = y[j] * ((i == j) - y[i]), and by the chain rule
///     d_x[i] = sum_j d_y[j] * dy[j]/dx[i] = y[i] * (d_y[i] - sum_j y[j] d_y[j])
/// A score rises if its gradient is above the average of the row. A row of d_x sums to 0, as softmax ignores a
/// shift, and a masked entry (y = 0) gets 0. The sum is kept in double, each result is rounded once.
///
/// y        any shape, the probabilities that softmax returned; a row is the last axis
/// d_y      the same shape, finite: the gradient of the loss by y
/// returns  d_x, the same shape
/// throws   Error when the shapes differ, or a row has no values
/// source   derived above; Dao et al. 2022, appendix B.2, has it for the rows of attention
Tensor softmax_backward(const Tensor& y, const Tensor& d_y);
