#pragma once

#include "model/weights.h"

/// Weights to begin training with: a matrix [out, in] from a normal distribution of standard deviation 1 / sqrt(in), so
/// that numbers of size 1 give numbers of size 1 (a fixed 0.02, as in GPT-2's code, is that for in = 2500; in a narrow model it
/// leaves queries and keys so small that all scores are alike, and no head learns where to look). Matrices that write into
/// the residual stream (attn.o, mlp.down) are divided by sqrt(2 n_layers), so that the stream does not grow with the depth.
/// Norms are 1.
/// source   LeCun et al. 1998, "Efficient BackProp", section 4.6; the division: Radford et al. 2019, section 2.3
Weights init_weights(const Config& config, uint64_t seed);
