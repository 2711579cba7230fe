#pragma once

#include <string_view>
#include <vector>

#include "tokenizer/piece_cache.h"
#include "tokenizer/tokenizer.h"

/// Makes pieces of a text into ids, one after another: symbols, merges, ids; or the ids that a piece had before.
class PieceEncoder {
 public:
    /// whole_text   what the pieces are of, for messages
    /// share_bytes  how long all pieces will be together: a short text is worth a small cache
    PieceEncoder(const Tokenizer& tokenizer, std::string_view whole_text, size_t share_bytes)
        : tokenizer_(tokenizer), whole_text_(whole_text), cache_(share_bytes) {}

    /// Appends the ids of a plain, normalized text without added tokens, cut into pieces as the tokenizer says.
    void encode_plain(std::string_view text, std::vector<int>& ids);

    /// The same with every step noted; nothing is taken from the cache.
    void explain_plain(std::string_view text, std::vector<int>& ids, std::vector<ExplainedPiece>& explained);

 private:
    void encode_piece(std::string_view piece, std::vector<int>& ids);
    void find_symbols(std::string_view piece);
    void byte_symbols(std::string_view piece);
    void character_symbols(std::string_view piece);
    void push_unknown(std::string_view character);

    const Tokenizer& tokenizer_;
    std::string_view whole_text_;
    PieceCache cache_;
    std::vector<int> symbols_;  // of the present piece; its memory serves all pieces
    MergeMemory memory_;
};
