#pragma once

#include "base/rope_settings.h"
#include "base/tensor.h"

/// Rotary position embedding: the head's numbers are taken as head_dim / 2 points in the plane, and point i
/// of the token at position p is turned by the angle p * theta^(-2i / head_dim):
///     x' = x cos(angle) - y sin(angle)
///     y' = x sin(angle) + y cos(angle)
/// The dot product of a turned query and a turned key depends only on how far apart they stand.
///
/// This is the *half-split* layout of Hugging Face files: point i is (x[i], x[i + head_dim/2]).
/// Angles are computed in double: in float32 they would be off by 0.004 at position 100,000.
///
/// x        [T, heads, head_dim], head_dim even
/// start    position of the first token, 0-based
/// settings theta of the model, and how it scales the frequencies (base/rope_settings.h)
/// returns  [T, heads, head_dim]
/// throws   Error when head_dim is odd
/// source   Su et al. 2021, section 3.4.2, equation 34
Tensor rope(const Tensor& x, int start, const RopeSettings& settings);

/// The angle in radians by which pair i of a head is turned at a position: position * rope_frequency.
double rope_angle(int64_t position, int64_t i, int64_t head_dim, const RopeSettings& settings);

/// The same turn in the *interleaved* layout of the paper and of Meta's own files: point i is
/// (x[2i], x[2i + 1]). Not used by the forward pass; here to show and to test what the permutation does.
Tensor rope_interleaved(const Tensor& x, int start, const RopeSettings& settings);

/// Rows of a query or key matrix made for the interleaved layout, put in the order of the half-split one:
/// within each head, row i comes from row 2i and row i + head_dim/2 from row 2i + 1. Then
///     rope(linear(x, permuted)) equals rope_interleaved(linear(x, weight)) up to the same reordering,
/// and since queries and keys are reordered alike, every attention score stays what it was.
/// Loading a file of one kind as the other gives plausible text for some twenty tokens, then nonsense.
///
/// weight   [heads * head_dim, in]
/// throws   Error when the rows are not a multiple of head_dim, or head_dim is odd
Tensor half_split_from_interleaved(const Tensor& weight, int head_dim);
