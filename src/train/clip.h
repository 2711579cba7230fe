#pragma once

#include <vector>

#include "base/tensor.h"

// Clipping by the global norm: all gradients of a step are seen as one long vector, and if that is longer than
// `max_norm` it is shortened to it. One bad batch then moves the weights no further than a good one, and the
// direction stays. Pascanu, Mikolov & Bengio 2013, "On the difficulty of training recurrent neural networks",
// algorithm 1.

/// sqrt(sum over all numbers g of all tensors of g^2), summed in double in the order of the tensors and of their
/// numbers, so that it is the same in every run.
///
/// gradients  one tensor a parameter, any shapes
/// throws     Error when a gradient is infinite or not a number: says which one, and what to try
double gradient_norm(const std::vector<Tensor>& gradients);

/// What every gradient is to be multiplied by: 1 if norm <= max_norm, else max_norm / norm.
/// torch.nn.utils.clip_grad_norm_ divides by norm + 1e-6, to be safe from a norm of 0. Here 0 is never divided by, and
/// the clipped norm is max_norm itself.
///
/// norm       of gradient_norm
/// max_norm   above 0; infinity never clips
/// throws     Error when the norm is not finite or negative, or max_norm is not above 0
float clip_scale(double norm, double max_norm);
