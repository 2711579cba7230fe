#pragma once

#include <vector>

#include "base/tensor.h"

// The fast twins of what is done row by row or number by number: softmax, RMSNorm, SwiGLU, and their backward forms.
// Sums are kept in one register of float32 running sums, exponentials are `vec_exp`. What limits them is the exponential
// (softmax, SwiGLU) or memory (RMSNorm, sums). Rows are shared out among threads; each row is computed alike by any of them.
// Shapes and values are checked by the textbook functions, which call these. Outputs are overwritten unless said.

/// y = softmax of each row (the last axis); -inf becomes exactly 0. A row must have a finite largest value.
void fast_softmax(const Tensor& x, Tensor& y);

/// d_x = y * (d_y - sum_j d_y[j] y[j]) in each row.
void fast_softmax_backward(const Tensor& y, const Tensor& d_y, Tensor& d_x);

/// y = x / sqrt(mean(x^2) + eps) * weight in each row.
void fast_rms_norm(const Tensor& x, const Tensor& weight, float eps, Tensor& y);

/// y = (x - mean) / sqrt(variance + eps) * weight + bias in each row; the variance is the mean square of x - mean.
void fast_layer_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, float eps, Tensor& y);

/// d_x as in train/norm_backward.h; d_weight is added to, rows in their order.
void fast_rms_norm_backward(const Tensor& x, const Tensor& weight, float eps, const Tensor& d_y, Tensor& d_x,
                            Tensor& d_weight);

/// y = x + delta, to the bit what the textbook loop gives.
void fast_residual_add(const Tensor& x, const Tensor& delta, Tensor& y);

/// act = gate * sigmoid(gate) * up.
void fast_swiglu(const Tensor& gate, const Tensor& up, Tensor& act);

/// act = gelu_tanh(gate) * up, as gate * sigmoid(2 u) * up with u = sqrt(2 / pi) (gate + 0.044715 gate^3): 1 + tanh(u)
/// is 2 sigmoid(2 u), and this form does not cancel where u is far below 0.
void fast_geglu(const Tensor& gate, const Tensor& up, Tensor& act);

/// act = gelu_tanh(x).
void fast_gelu(const Tensor& x, Tensor& act);

void fast_swiglu_backward(const Tensor& gate, const Tensor& up, const Tensor& d_act, Tensor& d_gate, Tensor& d_up);

/// losses[t] = log(sum_i exp(logits[t][i])) - logits[t][targets[t]]: the cross-entropy of each row, in nats.
/// logits [T, vocab], losses [T]
void fast_cross_entropy(const Tensor& logits, const std::vector<int>& targets, Tensor& losses);

/// d_logits[t] = factors[t] * (softmax(logits[t]) - 1 at targets[t]); a row whose factor is 0 is 0.
void fast_cross_entropy_backward(const Tensor& logits, const std::vector<int>& targets,
                                 const std::vector<float>& factors, Tensor& d_logits);
