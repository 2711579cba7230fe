#pragma once

#include "base/rope_settings.h"
#include "base/tensor.h"

/// The gradient of the rotary embedding. The forward lines (src/model/rope.cpp) turn each pair (a, b) by an angle
/// that does not depend on x:
///     y_first  = a cos(angle) - b sin(angle)
///     y_second = a sin(angle) + b cos(angle)
/// The gradient of a linear map is its transpose, and the transpose of a rotation is the rotation back:
///     d_a =  d_first cos(angle) + d_second sin(angle)
///     d_b = -d_first sin(angle) + d_second cos(angle)
/// There are no parameters. Angle, sine, cosine and the turn are in double, each result is rounded once.
///
/// d_y      [T, heads, head_dim], head_dim even: the gradient of the loss by rope(x, start, theta)
/// start    position of the first token, 0-based
/// settings as given to rope
/// returns  d_x [T, heads, head_dim]
/// throws   Error when head_dim is odd, or d_y has not three axes
/// source   Su et al. 2021, section 3.4.2, equation 34 (the matrix is orthogonal)
Tensor rope_backward(const Tensor& d_y, int start, const RopeSettings& settings);
