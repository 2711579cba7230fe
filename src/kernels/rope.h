#pragma once

#include "base/rope_settings.h"
#include "base/tensor.h"

/// Cosines and sines of every angle that RoPE turns by: computed in double once for a model, position by position as they are
/// asked for, and kept for the program's life. Not for use by two threads.
struct RopeTable {
    Tensor cosine;         // [room, head_dim / 2]
    Tensor sine;           // [room, head_dim / 2]
    int64_t computed = 0;  // positions that are there
};
const RopeTable& rope_table(int64_t positions, int64_t head_dim, const RopeSettings& settings);

/// The fast twin of `rope` (model/rope.h), and with `back` of `rope_backward`: the turn the other way.
/// x, y     [T, heads, head_dim]
void fast_rope(const Tensor& x, int64_t start, const RopeSettings& settings, bool back, Tensor& y);
