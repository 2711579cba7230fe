#pragma once

#include "base/tensor.h"

/// A tensor whose numbers are whatever stood in that memory: for a stage that writes each of them before any is read.
/// Setting some megabytes to zero first takes as long as writing them. In builds with STEPWISE_CHECKED they are NaN.
/// Throws Error as Tensor::zeros does.
Tensor unset_tensor(const Shape& shape);
