#pragma once

#include <string>
#include <vector>

#include "base/tap.h"
#include "model/transformer.h"
#include "tokenizer/tokenizer.h"

/// `trace --guesses`: a line for each place in the stack, with what the model would say next if the layers ended there: the
/// last token's vector of that place, through the final norm and the head, and softmax. In the middle of the stack that is no
/// more than a look through a window that was made for its end.
/// source  nostalgebraist 2020, "interpreting GPT: the logit lens"
std::string guesses_by_layer(const Model& model, const Tokenizer& tokenizer,
                             const std::vector<TapRecorder::Record>& records);

/// `inspect --near`: the `count` tokens whose embedding points most nearly the same way as that of `id`, nearest first, with
/// the cosine of the angle between the two: a . b / (|a| |b|).
std::string nearest_tokens(const Model& model, const Tokenizer& tokenizer, int id, int count);
