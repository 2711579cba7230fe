#pragma once

#include <cstdint>

/// What the pre-tokenizers ask of a character, by Unicode's own tables (src/tokenizer/unicode_tables.cpp).
enum class CharClass : uint8_t {
    letter,  // \p{L}
    number,  // \p{N}
    space,   // \s: the property White_Space
    other,
};

/// The class of a character below 0x80, where no table is needed.
inline CharClass classify_ascii(uint32_t c) {
    const uint32_t lower = c | 0x20;  // of a letter; nothing else falls among them
    if (lower >= 'a' && lower <= 'z') return CharClass::letter;
    if (c >= '0' && c <= '9') return CharClass::number;
    if (c == ' ' || (c >= '\t' && c <= '\r')) return CharClass::space;
    return CharClass::other;
}

/// The class of a Unicode scalar value. Values that no version of Unicode has assigned are `other`.
CharClass classify_char(uint32_t code_point);

/// What a pattern that tells capitals from small letters asks of a character.
enum class LetterCase : uint8_t {
    none,     // neither a letter nor a mark
    capital,  // \p{Lu}, \p{Lt}
    small,    // \p{Ll}
    both,     // letters without case and marks: \p{Lm}, \p{Lo}, \p{M}
};

/// That of a Unicode scalar value; `none` where no version of Unicode has assigned it.
LetterCase case_of_char(uint32_t code_point);
