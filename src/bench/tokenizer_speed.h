#pragma once

#include <string>

#include "bench/rounds.h"
#include "tokenizer/tokenizer.h"

struct TokenizerSpeed {
    Rounds encode;       // bytes of text a second
    Rounds decode;       // the same bytes, back from ids
    int64_t bytes = 0;   // of the text
    int64_t tokens = 0;  // that it became
};

/// Throws Error when the text is empty.
TokenizerSpeed measure_tokenizer(const Tokenizer& tokenizer, const std::string& text, int rounds);

/// Stories of the corpus, at least so many bytes of them: what is encoded where no other text is given.
std::string corpus_text(size_t bytes);
