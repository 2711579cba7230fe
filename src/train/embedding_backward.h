#pragma once

#include <vector>

#include "base/tensor.h"

/// The gradient of the look-up. The forward line (src/model/embedding.cpp) is
///     x[t][i] = table[tokens[t]][i]
/// a copy, so what arrives at a row of x goes to the row of the table that it came from; a token that occurs
/// several times collects from all its places, a token that does not occur gets nothing:
///     d_table[token][i] += sum over t with tokens[t] = token of d_x[t][i]
/// Each sum is kept in double and rounded once, together with what is there.
///
/// tokens   T ids inside the vocabulary
/// d_x      [T, d_model], the gradient of the loss by x
/// d_table  [vocab, d_model], added to. With a tied head the table is also the head's weight: both stages add
///          to the same tensor (Press & Wolf 2017)
/// throws   Error when there are no tokens, an id is outside the table, or the shapes do not fit
/// source   Bengio et al. 2003, section 3.2 (the update of the matrix C)
void embed_backward(const std::vector<int>& tokens, const Tensor& d_x, Tensor& d_table);
