#pragma once

#include <string>
#include <string_view>

#include "cli/options.h"
#include "formats/json.h"
#include "tokenizer/tokenizer.h"
#include "train/token_file.h"

/// What --save collects: the documents as ids, each with the end token behind it.
struct DocumentSaver {
    std::string path;  // empty: nothing is saved
    int end_token = -1;
    float answer_weight = 1;
    TokenFile file;
};

/// As --save, --end and --answer-weight say. Throws Error where the end token is none of the tokenizer.
DocumentSaver make_saver(const Options& options, const Tokenizer& tokenizer);

/// Adds a line of --jsonl as a document.
void save_json_line(const Tokenizer& tokenizer, const JsonDocument& json, const EncodeOptions& encode_options,
                    DocumentSaver& saver);

/// The value of a line of --jsonl: itself, or the member of that name where it is an object.
const JsonValue& line_value(const JsonDocument& json, const char* key);
