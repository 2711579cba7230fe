#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/key_table.h"
#include "tokenizer/tokenizer.h"

/// The tokens of a rank file, as bytes. A token's rank is its id.
struct RankFile {
    std::vector<char> bytes;               // of all tokens, one behind the other
    std::vector<std::string_view> tokens;  // by rank, each a part of `bytes`
    KeyTable rank_of;                      // by token
};

/// What a rank file does not say itself: how its encoding cuts a text, and which special tokens it has.
struct RankEncoding {
    struct Special {
        const char* content;
        int id;
    };
    const char* name;
    int count;  // of ranks
    SplitPattern split;
    std::vector<Special> specials;  // their ids are none of the ranks
};

/// Reads the lines of a rank file: a token in base64, a space, its rank; in any order.
/// Throws Error with file, line and cause where a line is no such line, where a token or a rank stands twice, or a rank is not
/// below the number of lines (so that none is left out); and where one of the 256 bytes is no token, so that there are texts
/// without ids.
///
/// source  the files of OpenAI's tiktoken; base64: RFC 4648, section 4
RankFile read_ranks(const std::string& path);

/// The tokenizer: byte-level; two neighbours become one where the two together are a token, the lowest rank first; a piece
/// that is a token as a whole is that token. For each way to make a token of two there is a rule of that token's rank.
Tokenizer tokenizer_of_ranks(const RankFile& file, const RankEncoding& encoding);

/// Both, for a file of an encoding that is known: the one with as many ranks as the file has lines.
/// Throws Error that lists those where there is none.
Tokenizer read_rank_tokenizer(const std::string& path);

/// Whether a file's name ends in ".tiktoken".
bool is_rank_file(const std::string& path);
