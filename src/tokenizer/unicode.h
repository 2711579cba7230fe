#pragma once

#include <cstdint>

/// What the pre-tokenizers ask of a character, by Unicode's own tables (src/tokenizer/unicode_tables.cpp).
enum class CharClass : uint8_t {
    letter,  // \p{L}
    number,  // \p{N}
    space,   // \s: the property White_Space
    other,
};

/// The class of a Unicode scalar value. Values that no version of Unicode has assigned are `other`.
CharClass classify_char(uint32_t code_point);
