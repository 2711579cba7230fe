#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// Documents as token ids: what `stepwise tokenize --save` writes and `stepwise train` reads.
struct TokenFile {
    std::vector<int> tokens;  // of all documents, one after another
    std::vector<int64_t>
        starts;  // where each document begins, and behind the last where it ends: one more than documents

    int64_t documents() const { return int64_t(starts.size()) - 1; }
};

/// Adds a document.
void add_document(TokenFile& file, const std::vector<int>& tokens);

/// Writes a safetensors file: `tokens` I32 [N], and `lengths` I32 [documents]. Throws Error.
void write_token_file(const std::string& path, const TokenFile& file);

/// Reads it. Throws Error, with file and place, when it is malformed, holds no document of at least two tokens (there is
/// nothing to predict then), or an id is not below `vocab`.
TokenFile read_token_file(const std::string& path, int vocab);
