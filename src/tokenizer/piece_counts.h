#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/key_table.h"
#include "tokenizer/added_tokens.h"

/// The different pieces of a corpus, in the order in which they first occur, and how often each occurs.
struct PieceCounts {
    KeyTable index_of;  // by piece
    std::vector<std::string_view> pieces;
    std::vector<int64_t> counts;

    void add(std::string_view piece, int64_t count);
};

/// Counts GPT-2's pieces of the texts between special tokens. The threads count shares of the corpus, whose counts are
/// added up in the order of the shares: the same at any number of threads. The pieces point into the corpus.
PieceCounts count_pieces(const std::vector<std::string_view>& corpus, const AddedTokenFinder& specials);
