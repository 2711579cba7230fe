#pragma once

#include "formats/json.h"
#include "tokenizer/tokenizer.h"

// The parts of tokenizer.json that describe the way of a text: each function reads one part into the
// tokenizer, and throws Error with line and column for what is malformed or not supported.

void read_normalizer(const JsonDocument& json, const JsonValue& part, Tokenizer& tokenizer);
void read_pre_tokenizer(const JsonDocument& json, const JsonValue& part,
                        Tokenizer& tokenizer);  // in read_pre_tokenizer.cpp
void read_post_processor(const JsonDocument& json, const JsonValue& part,
                         Tokenizer& tokenizer);  // after the vocabulary
void read_decoder(const JsonDocument& json, const JsonValue& part, DecoderOptions& decoder);

/// A member that is true or false; `otherwise` where it is missing or null.
bool flag_or(const JsonDocument& json, const JsonValue& object, const char* key, bool otherwise);

/// The "type" of a step.
std::string_view type_of(const JsonDocument& json, const JsonValue& part);

/// The part itself, or each part of a Sequence of them.
std::vector<const JsonValue*> steps_of(const JsonDocument& json, const JsonValue& part, const char* list_key);

/// What a Metaspace step or decoder writes for a space: its "replacement", one character.
std::string read_metaspace_character(const JsonDocument& json, const JsonValue& step);

/// "prepend_scheme" of a Metaspace; in older files "add_prefix_space", true for "always" and false for "never".
PrependScheme read_prepend_scheme(const JsonDocument& json, const JsonValue& step);
