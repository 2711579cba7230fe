#pragma once

#include "base/tensor.h"

/// Turns each row of scores into probabilities: y[i] = exp(x[i] - max) / sum_j exp(x[j] - max).
/// Subtracting the row's largest value changes nothing in exact arithmetic and keeps exp from overflowing.
/// -inf (a masked score) becomes 0. The sum is kept in double.
///
/// x       any shape; a row is the last axis, at least one number long
/// returns the same shape, each row sums to 1
/// source  Bridle 1990; the maximum: Goodfellow, Bengio & Courville 2016, section 4.1
/// throws  Error when a row holds NaN or +inf, or nothing but -inf: no probabilities can be made of it;
///         or when x has no axis at all
Tensor softmax(const Tensor& x);
