#pragma once

#include "base/tensor.h"

/// The gradient of RMSNorm. The forward lines (src/model/norm.cpp) are, for each token,
///     rms  = sqrt(mean_j x[j]^2 + eps)
///     y[i] = x[i] / rms * weight[i]
/// An x[i] reaches its own y[i] directly, and every y[j] through the root. As d rms / d x[i] = x[i] / (d_model rms),
///     d_x[i]       = weight[i] d_y[i] / rms - x[i] / (d_model rms^3) * sum_j d_y[j] weight[j] x[j]
///     d_weight[i] += sum_t d_y[t][i] * x[t][i] / rms[t]
/// The second term of d_x takes out what would only lengthen x, which the norm undoes: with eps = 0, d_x stands
/// at a right angle to x. Sums are kept in double and rounded once.
///
/// The residual around it needs no function: y = x + delta passes d_y on unchanged to both, and where a value
/// was used twice, by the stream and by a norm, its two gradients are added (residual_add).
///
/// x         [T, d_model], as given to rms_norm
/// weight    [d_model]
/// eps       rms_norm_eps of the model
/// d_y       [T, d_model], the gradient of the loss by y
/// d_weight  [d_model], added to
/// returns   d_x [T, d_model]
/// throws    Error when the shapes do not fit
/// source    derived above; Zhang & Sennrich 2019, section 4 (gradient analysis), has it without eps
Tensor rms_norm_backward(const Tensor& x, const Tensor& weight, float eps, const Tensor& d_y, Tensor& d_weight);
