#pragma once

#include <map>

#include "model/transformer.h"
#include "tokenizer/tokenizer.h"

// Models over bytes, small enough that what they say is known.

/// Every byte is a token; behind them <s> (256), put before each text, </s> (257) and the four tokens of a chat (258 to 261).
Tokenizer byte_tokenizer();

/// One layer, random weights: it learned nothing.
Model untrained_byte_model();

/// A model that looks at the last token only: behind token t it gives next[t] (or else `otherwise`) this probability, and
/// each of the other 261 tokens an equal share of the rest.
Model chain_model(const std::map<int, int>& next, int otherwise, double probability);
