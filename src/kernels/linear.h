#pragma once

#include "base/matrix.h"

// The fast twins of `linear` (model/linear.h) and `linear_backward` (train/linear_backward.h): the same formulas as
// three matrix products, computed by `matmul`. Shapes are checked by the textbook functions, which call these.

/// y = x W^T.      x [T, in], weight [out, in], y [T, out], overwritten
void fast_linear(const Tensor& x, const Matrix& weight, Tensor& y);

/// d_x = d_y W.    d_y [T, out], weight [out, in], d_x [T, in], overwritten
void fast_linear_backward_input(const Tensor& d_y, const Tensor& weight, Tensor& d_x);

/// d_weight += d_y^T x.    d_y [T, out], x [T, in], d_weight [out, in], added to
void fast_linear_backward_weight(const Tensor& d_y, const Tensor& x, Tensor& d_weight);
