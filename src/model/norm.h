#pragma once

#include "base/tensor.h"

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
