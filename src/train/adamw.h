#pragma once

#include "base/tensor.h"

/// The constants of AdamW; the usual ones for language models.
struct AdamWOptions {
    float beta1 = 0.9f;         // share of the old mean of the gradient that is kept in a step
    float beta2 = 0.95f;        // the same for the mean of its square
    float eps = 1e-8f;          // keeps the quotient finite where no gradient was seen; outside the root
    float weight_decay = 0.1f;  // share of a parameter that is taken away in a step, times the learning rate
};

/// One step of AdamW for one parameter tensor, in place. For each number p with gradient g:
///     m = beta1 m + (1 - beta1) g                    mean of the gradient
///     v = beta2 v + (1 - beta2) g^2                  mean of its square
///     p = p - lr weight_decay p - lr (m / (1 - beta1^step)) / (sqrt(v) / sqrt(1 - beta2^step) + eps)
/// m and v start at zero, which makes them too small at first: the powers correct that. The decay is decoupled: it
/// takes a share of p as it was before the step, and never enters m or v.
///
/// parameter      any shape
/// gradient       the same shape: of the loss by the parameter
/// m, v           the same shape: the state of the optimizer, zeros before the first step
/// step           which step of the whole run this is, from 1
/// learning_rate  lr, at least 0
/// decays         false for norm weights, which decay would pull away from 1
/// throws         Error when shapes differ, step is below 1, or an option is out of its range
/// source         Loshchilov & Hutter 2019, algorithm 2, with the rate inside the decay as in torch.optim.AdamW
void adamw_step(Tensor& parameter, const Tensor& gradient, Tensor& m, Tensor& v, int64_t step, float learning_rate,
                bool decays, const AdamWOptions& options);
