#pragma once

#include <cstdint>

#include "model/transformer.h"

// How much work there is, whatever the program does: what cannot be left out. A share of the machine's limit is this work
// over the time, over the limit. An operation is a multiplication or an addition, so a multiply-add is two.

/// The numbers of all matrices that a token is multiplied with: everything but the norms and the embedding's lookup. A tied
/// head counts, as it is a product.
int64_t matrix_numbers(const Config& config);

/// Bytes of weights that a step for one token must read: every matrix, norm and bias once, in the form they are stored in, and
/// one row of an embedding that is not the head and of a table of positions.
int64_t decode_weight_bytes(const Model& model);

/// Those, and the keys and values of `context` tokens, its own included; in a layer with a window, of those in the window.
int64_t decode_bytes(const Config& config, int64_t weight_bytes, int64_t context);

/// Operations of a forward pass over T new tokens behind `start` others: two for each number of each matrix and token, and
/// for each token and each position that it sees 4 * n_heads * head_dim a layer, two for the score and two for the mix.
double forward_operations(const Config& config, int64_t T, int64_t start);

/// Operations of reading a prompt of T tokens: the head is needed for the last one only.
double prompt_operations(const Config& config, int64_t T);

/// Operations of a training step over `documents` documents of T tokens: the forward pass, and twice as much back, once for
/// the gradient by the input and once for that by the weight (Kaplan et al. 2020, section 2.1).
double training_operations(const Config& config, int64_t documents, int64_t T);
