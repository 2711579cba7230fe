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
