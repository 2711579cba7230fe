#pragma once

#include <string>
#include <vector>

#include "base/tensor.h"
#include "model/config.h"
#include "model/kv_cache.h"
#include "model/weights.h"

struct Model {
    Config config;
    Weights weights;
};

/// Reads configuration and weights of a model folder. Throws Error (see read_config, read_weights).
Model load_model(const std::string& path);

/// The forward pass: ids to logits, one row of scores over the vocabulary for each token. Prefill is a call
/// with the T tokens of a prompt, decode is a call with one token; both see all tokens in the cache and
/// leave theirs there.
///
/// tokens  T >= 1 ids inside the vocabulary
/// cache   of this model; its length grows by T
/// returns [T, vocab]; row t scores the token that follows tokens[t]
/// throws  Error when an id is outside the vocabulary, or the tokens do not fit; the cache then keeps its length
Tensor forward(const Model& model, const std::vector<int>& tokens, KVCache& cache);

/// The last row of `forward` alone, which is all that the next token needs: the head is not computed for the tokens before.
/// Long prompts go through the blocks in parts, one behind the other in the cache, so that the values on the way take the
/// memory of a part and not of the whole prompt; a token sees the same either way.
///
/// returns [vocab]
/// throws  as forward; what was read until then stays in the cache
Tensor next_logits(const Model& model, const std::vector<int>& tokens, KVCache& cache);

/// Tokens of a part: enough to multiply each weight that is read with many of them, few enough that three values of d_ff
/// numbers each, of float32, are 12 MB where d_ff is 8192.
constexpr int prompt_part = 128;
