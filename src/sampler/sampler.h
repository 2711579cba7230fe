#pragma once

#include <vector>

#include "base/rng.h"
#include "base/tensor.h"

// From logits to a token, in this order: temperature, top-k, top-p, min-p, each followed by a
// renormalisation, then one draw. docs/sampling.md is the specification, tie by tie.

/// What to do with a distribution. The defaults change nothing.
struct SamplerOptions {
    float temperature = 1.0f;  // 0: always the most likely token; below 1: sharper; above 1: flatter
    int top_k = 0;             // keep the k most likely tokens; 0: all
    float top_p = 1.0f;        // keep the fewest tokens whose probabilities sum to at least p; 1: all
    float min_p = 0.0f;        // keep tokens at least min_p times as likely as the likeliest; 0: all
};

/// Throws Error, with what is allowed, when an option is out of range or NaN.
void check_sampler_options(const SamplerOptions& options);

/// Puts token ids in the order of falling probability, the lower id first among equals.
void sort_by_probability(std::vector<int>& ids, const Tensor& probs);

/// probs = softmax(logits / temperature); temperature 0: 1 for the largest logit (the lowest id among
/// equals), 0 for all others.
///
/// logits  [vocab]; -inf is allowed, but not everywhere
/// returns [vocab], sums to 1
/// throws  Error when a logit is NaN or +inf, or all are -inf
/// source  Ackley, Hinton & Sejnowski 1985, section 2 (the temperature of a Boltzmann distribution)
Tensor apply_temperature(const Tensor& logits, float temperature);

/// Keeps exactly k tokens: the likeliest, the lower id among equals. k = 0 or k >= vocab keeps all.
/// source  Fan, Lewis & Dauphin 2018, section 5.4
Tensor apply_top_k(const Tensor& probs, int k);

/// Keeps the shortest prefix, by falling probability (lower id first among equals), whose mass is at least
/// p; never less than one token. p = 1 keeps all.
/// source  Holtzman et al. 2019, section 3.1
Tensor apply_top_p(const Tensor& probs, float p);

/// Keeps each token with probs[i] >= min_p * max(probs).
/// source  Nguyen et al. 2024
Tensor apply_min_p(const Tensor& probs, float min_p);

/// The first token, in order of id, at which the cumulated mass exceeds the coin; should rounding leave the
/// whole sum at or below the coin, the last token of non-zero probability.
///
/// probs   [vocab], sums to 1
/// coin    in [0, 1)
/// returns a token of non-zero probability
/// throws  Error when there is none
/// source  inverse transform sampling, Devroye 1986
int draw(const Tensor& probs, float coin);

/// All of it: logits [vocab] to a token. Takes one coin from the generator, at temperature 0 as well.
int sample(const Tensor& logits, const SamplerOptions& options, Rng& rng);
