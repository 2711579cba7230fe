#pragma once

#include "formats/json.h"
#include "tokenizer/tokenizer.h"

// The parts of tokenizer.json that describe the way of a text: each function reads one part into the
// tokenizer, and throws Error with line and column for what is malformed or not supported.

void read_normalizer(const JsonDocument& json, const JsonValue& part, Tokenizer& tokenizer);
void read_pre_tokenizer(const JsonDocument& json, const JsonValue& part, Tokenizer& tokenizer);
void read_post_processor(const JsonDocument& json, const JsonValue& part,
                         Tokenizer& tokenizer);  // after the vocabulary
void read_decoder(const JsonDocument& json, const JsonValue& part, DecoderOptions& decoder);

/// A member that is true or false; `otherwise` where it is missing or null.
bool flag_or(const JsonDocument& json, const JsonValue& object, const char* key, bool otherwise);
