#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// Documents as token ids: what `stepwise tokenize --save` writes and `stepwise train` reads.
struct TokenFile {
    std::vector<int> tokens;      // of all documents, one after another
    std::vector<float> weights;   // how much the prediction of each token counts in the loss: 1, an answer perhaps more
    std::vector<int64_t> starts;  // where each document begins, and last where the last one ends

    int64_t documents() const { return int64_t(starts.size()) - 1; }
};

/// Adds a document. Its predictions all count 1.
void add_document(TokenFile& file, const std::vector<int>& tokens);

/// Writes a safetensors file: `tokens` I32 [N], `weights` F32 [N], `lengths` I32 [documents]. Throws Error.
void write_token_file(const std::string& path, const TokenFile& file);

/// Reads it. Throws Error, with file and place, when it is malformed, holds no document of at least two tokens (there is
/// nothing to predict then) or none that counts, an id is not below `vocab`, or a weight is negative or not finite.
TokenFile read_token_file(const std::string& path, int vocab);
