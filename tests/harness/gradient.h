#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/tensor.h"

// What tests of backward passes share. A stage with output y is made a scalar function by a fixed tensor d_y of random
// numbers: loss = sum of d_y * y. The gradient of this loss by y is d_y, so that the backward pass, given d_y, must
// return the gradient of the loss by each input. The test writes the loss in double, in its own loops.

/// Numbers in [-1, 1), the same for the same seed.
Tensor random_tensor(const Shape& shape, uint64_t seed);

/// The same numbers, wider.
std::vector<double> doubles(const Tensor& x);

/// Each number times `factor`, in float32.
Tensor scaled(const Tensor& x, float factor);

/// The gradient of `loss` at x by central differences: (loss(x + h e_i) - loss(x - h e_i)) / 2h for each number i,
/// in double, with h = 2^-17, rounded to float32.
Tensor finite_difference(const std::function<double(const std::vector<double>&)>& loss, const Tensor& x);

/// What a finite difference may be off by, beyond one ulp (docs/numerics.md): truncation, h^2 / 6 times the third
/// derivative, and the rounding of the loss, 2^-53 of its terms, divided by h.
constexpr double finite_difference_error = 2e-9;
