#pragma once

#include <vector>

#include "base/tensor.h"

/// The loss: how surprised the model is by the tokens that really follow, in nats.
///     cross_entropy = sum_t mask[t] * -log p[t][targets[t]],   p[t] = softmax(logits[t])
///     -log p[t][i]  = log(sum_j exp(logits[t][j] - max)) - (logits[t][i] - max)
/// The second form never takes the logarithm of a p that became 0. It is a sum and not a mean, so that sequences and
/// batches can be added up; the caller divides by the number of tokens that counted. All in double.
///
/// logits   [T, vocab]
/// targets  T ids inside the vocabulary, also where the mask is 0: targets[t] follows tokens[t]
/// mask     T weights: 1 counts, 0 does not (its logits are not even read), a fraction counts in part
/// returns  the sum, in nats; infinite where a target that counts has a logit of -inf
/// throws   Error when the sizes differ, an id is outside the vocabulary, a weight is negative or not finite, or a row
///          that counts holds NaN or +inf, or nothing but -inf (the fast twin gives NaN there, which costs no search)
/// source   Bengio et al. 2003, section 2 (the log-likelihood); Goodfellow, Bengio & Courville 2016, section 6.2.2.3
double cross_entropy(const Tensor& logits, const std::vector<int>& targets, const std::vector<float>& mask);

/// The gradient of scale * cross_entropy. In the form above, the derivative of log(sum) by logits[i] is p[i], and
/// that of the target's own term is -1:
///     d_logits[t][i] = scale * mask[t] * (p[t][i] - (i == targets[t]))
/// what the model said less what it should have said. A row sums to 0; a row that does not count is exactly 0.
///
/// scale    usually 1 / (number of tokens that counted, in all sequences of the batch): the gradient of the mean
/// returns  d_logits [T, vocab], each number rounded once
/// throws   Error as above, or when scale is not finite
/// source   Goodfellow, Bengio & Courville 2016, section 6.2.2.3
Tensor cross_entropy_backward(const Tensor& logits, const std::vector<int>& targets, const std::vector<float>& mask,
                              float scale);
