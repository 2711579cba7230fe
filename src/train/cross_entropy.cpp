#include "train/cross_entropy.h"

#include <cmath>

#include "base/error.h"
#include "base/textbook.h"
#include "base/unset_tensor.h"
#include "kernels/rows.h"

static void check_sizes(const Tensor& logits, const std::vector<int>& targets, const std::vector<float>& mask) {
    const int64_t T = int64_t(targets.size());
    const int64_t vocab = logits.cols();
    expect_shape(logits, {T, vocab}, "cross_entropy: logits");
    if (mask.size() != targets.size()) {
        throw Error("cross_entropy: " + std::to_string(mask.size()) + " weights in the mask for " + std::to_string(T) +
                    " targets");
    }
    for (size_t t = 0; t < targets.size(); ++t) {
        if (targets[t] < 0 || targets[t] >= vocab) {
            throw Error("cross_entropy: target id " + std::to_string(targets[t]) + " at position " + std::to_string(t) +
                        " is outside the vocabulary of " + std::to_string(vocab));
        }
        if (!std::isfinite(mask[t]) || mask[t] < 0) {
            throw Error("cross_entropy: the mask at position " + std::to_string(t) + " is " + std::to_string(mask[t]) +
                        "; it must be 0 or more");
        }
    }
}

/// The largest logit of token t, starting from its first one and not from a constant.
static double largest_logit(const Tensor& logits, int64_t t) {
    const std::string where = "cross_entropy: the logits of token " + std::to_string(t);
    float largest = logits(t, 0);
    for (int64_t i = 0; i < logits.cols(); ++i) {
        if (std::isnan(logits(t, i))) throw Error(where + " hold NaN at " + std::to_string(i));
        if (logits(t, i) > largest) largest = logits(t, i);
    }
    if (std::isinf(largest)) throw Error(where + (largest > 0 ? " hold +inf" : " hold nothing but -inf"));
    return double(largest);
}

/// sum_i exp(logits[t][i] - largest), between 1 and vocab.
static double sum_of_exponentials(const Tensor& logits, int64_t t, double largest) {
    double sum = 0.0;
    for (int64_t i = 0; i < logits.cols(); ++i) {
        sum += std::exp(double(logits(t, i)) - largest);
    }
    return sum;
}

double cross_entropy(const Tensor& logits, const std::vector<int>& targets, const std::vector<float>& mask) {
    check_sizes(logits, targets, mask);
    const int64_t T = logits.rows();
    double loss = 0.0;
    if (!textbook()) {
        Tensor losses = Tensor::zeros({T});  // [T]
        fast_cross_entropy(logits, targets, losses);
        for (int64_t t = 0; t < T; ++t) {
            if (mask[size_t(t)] == 0) continue;
            loss += double(mask[size_t(t)]) * double(losses(t));
        }
        return loss;
    }
    for (int64_t t = 0; t < T; ++t) {
        if (mask[size_t(t)] == 0) continue;
        const double largest = largest_logit(logits, t);
        const double sum = sum_of_exponentials(logits, t, largest);
        //> loss.cross_entropy  the surprise at the token that follows
        const double target_logit = double(logits(t, targets[size_t(t)]));
        const double surprise = std::log(sum) - (target_logit - largest);
        loss += double(mask[size_t(t)]) * surprise;
        //< loss.cross_entropy
    }
    return loss;
}

Tensor cross_entropy_backward(const Tensor& logits, const std::vector<int>& targets, const std::vector<float>& mask,
                              float scale) {
    check_sizes(logits, targets, mask);
    if (!std::isfinite(scale)) throw Error("cross_entropy_backward: the scale is not a finite number");
    const int64_t T = logits.rows();
    const int64_t vocab = logits.cols();
    if (!textbook()) {
        Tensor d_logits = unset_tensor({T, vocab});  // [T, vocab]
        std::vector<float> factors = mask;           // [T]
        for (float& factor : factors) {
            factor *= scale;
        }
        fast_cross_entropy_backward(logits, targets, factors, d_logits);
        return d_logits;
    }
    Tensor d_logits = Tensor::zeros({T, vocab});  // [T, vocab]
    for (int64_t t = 0; t < T; ++t) {
        if (mask[size_t(t)] == 0) continue;
        const double largest = largest_logit(logits, t);
        const double sum = sum_of_exponentials(logits, t, largest);
        const double weight = double(scale) * double(mask[size_t(t)]);
        //> loss.backward  what the model said, less what it should have said
        for (int64_t i = 0; i < vocab; ++i) {
            const double said = std::exp(double(logits(t, i)) - largest) / sum;
            const double should_have_said = i == targets[size_t(t)] ? 1.0 : 0.0;
            d_logits(t, i) = float(weight * (said - should_have_said));
        }
        //< loss.backward
    }
    return d_logits;
}
