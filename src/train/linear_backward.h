#pragma once

#include "base/tensor.h"

/// The gradient of a matrix product. The forward line (src/model/linear.cpp) is
///     y[t][o] = sum_i x[t][i] * weight[o][i]
/// x[t][i] is in every output o of its token, weight[o][i] in output o of every token. So, by the chain rule,
///     d_x[t][i]       = sum_o d_y[t][o] * weight[o][i]      that is d_x = d_y W
///     d_weight[o][i] += sum_t d_y[t][o] * x[t][i]           that is d_W += d_y^T x
/// Each sum is kept in double and rounded once, the one that is added to d_weight together with what is there.
///
/// x         [T, in], as given to linear
/// weight    [out, in]
/// d_y       [T, out], the gradient of the loss by y
/// d_weight  [out, in], added to: a weight is used by many tokens, sequences and, where it is tied, stages
/// returns   d_x [T, in]
/// throws    Error when the shapes do not fit
/// source    Goodfellow, Bengio & Courville 2016, section 6.5.6
Tensor linear_backward(const Tensor& x, const Tensor& weight, const Tensor& d_y, Tensor& d_weight);
