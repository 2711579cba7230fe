#pragma once

#include <vector>

#include "base/matrix.h"

/// Token ids become vectors: x[t] = table[tokens[t]], a look-up and nothing more.
///
/// tokens  T ids, T >= 1
/// table   [vocab, d_model], the embedding weights
/// returns [T, d_model]
/// throws  Error when there are no tokens, or an id is outside the table
/// source  Bengio et al. 2003, section 2 (the matrix C)
Tensor embed(const std::vector<int>& tokens, const Matrix& table);

/// Where a token stands, as a vector of its own: x[t] += table[start + t], in place. GPT-2 has this in place of RoPE.
///
/// x       [T, d_model]
/// table   [window, d_model], learned
/// start   tokens that were there before
/// throws  Error when a position is outside the table
/// source  Vaswani et al. 2017, section 3.5; Radford et al. 2018, section 4.1
void add_positions(Tensor& x, const Matrix& table, int start);

/// x *= sqrt(d_model), in place: Gemma brings the table's small numbers to the size of what the blocks add.
/// source  Vaswani et al. 2017, section 3.4
void scale_embedding(Tensor& x);
