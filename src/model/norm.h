#pragma once

#include "base/tensor.h"
#include "model/config.h"

/// RMSNorm: y[t][i] = x[t][i] / sqrt(mean_j x[t][j]^2 + eps) * weight[i].
/// Each token's vector is brought to a root mean square of about 1 and then scaled feature by feature.
/// eps stands inside the root. The mean is kept in double.
///
/// x       [T, d_model]
/// weight  [d_model]
/// eps     rms_norm_eps of the model, 1e-5 say
/// returns [T, d_model]
/// throws  Error when weight has another length than a row of x
/// source  Zhang & Sennrich 2019, section 4; eps as in Llama (Touvron et al. 2023, section 2.2)
Tensor rms_norm(const Tensor& x, const Tensor& weight, float eps);

/// LayerNorm: y[t][i] = (x[t][i] - mean) / sqrt(variance + eps) * weight[i] + bias[i], mean and variance over the
/// token's vector, the variance divided by d_model. RMSNorm leaves out the mean and the bias. Sums are kept in double.
///
/// weight, bias  [d_model]
/// source        Ba, Kiros & Hinton 2016, section 3; its place before each half of a block: Radford et al. 2019,
///               section 2.3
Tensor layer_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, float eps);

/// The norm that the model's family has; `bias` is for LayerNorm alone.
Tensor norm(const Tensor& x, const Tensor& weight, const Tensor& bias, const Config& config);
