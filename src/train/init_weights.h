#pragma once

#include "model/weights.h"

/// Weights to begin training with: matrices from a normal distribution of standard deviation 0.02; those that write into
/// the residual stream (attn.o, mlp.down) divided by sqrt(2 n_layers), so that the stream's size does not grow with the
/// depth; norms are 1.
/// source   Radford et al. 2019, section 2.3 (the division), and the released GPT-2 code's 0.02
Weights init_weights(const Config& config, uint64_t seed);
