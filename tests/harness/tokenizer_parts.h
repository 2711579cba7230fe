#pragma once

#include <string>

#include "tokenizer/tokenizer.h"

/// The parts of a small tokenizer.json; a test exchanges one of them.
struct Parts {
    std::string vocab = R"({"a": 0, "b": 1, "ab": 2, "<s>": 3, " ": 4, "a ": 5, " b": 6})";
    std::string merges = R"(["a b"])";
    std::string options;  // of the model, each followed by a comma
    std::string added = "[]";
    std::string normalizer = "null";
    std::string pre_tokenizer = "null";
    std::string post_processor = "null";
    std::string decoder = "null";
};

/// The parts put together.
std::string json_of(const Parts& parts);

/// Writes a tokenizer.json to the scratch folder and reads it.
Tokenizer read_written(const std::string& json);
Tokenizer read_parts(const Parts& parts);
