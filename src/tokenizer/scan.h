// What the pre-tokenizers' scanners have in common: characters and their classes, runs, white space, contractions.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "base/utf8.h"
#include "tokenizer/unicode.h"

/// A character of a text as a scanner sees it. A byte that is not UTF-8 is a character of the class `other`.
struct ScannedChar {
    CharClass char_class;
    size_t end;  // where the next character starts
};

/// The classes of the characters below 0x80.
extern const std::array<CharClass, 0x80> ascii_classes;

/// The same for a character that takes more than one byte.
ScannedChar scan_long_char(std::string_view text, size_t position);

inline ScannedChar scan_char(std::string_view text, size_t position) {
    const uint8_t byte = uint8_t(text[position]);
    if (byte < 0x80) return {ascii_classes[byte], position + 1};
    return scan_long_char(text, position);
}

/// A character as a scanner that tells capitals from small letters sees it.
struct CasedChar {
    LetterCase letter_case;
    size_t end;
};

/// The same for a character that takes more than one byte.
CasedChar scan_long_case(std::string_view text, size_t position);

inline CasedChar scan_case(std::string_view text, size_t position) {
    const uint8_t byte = uint8_t(text[position]);
    if (byte >= 0x80) return scan_long_case(text, position);
    if (byte >= 'a' && byte <= 'z') return {LetterCase::small, position + 1};
    if (byte >= 'A' && byte <= 'Z') return {LetterCase::capital, position + 1};
    return {LetterCase::none, position + 1};
}

/// The end of the run of characters of one class that starts at `position`.
inline size_t end_of_run(std::string_view text, size_t position, CharClass char_class) {
    while (position < text.size()) {
        const ScannedChar next = scan_char(text, position);
        if (next.char_class != char_class) break;
        position = next.end;
    }
    return position;
}

inline bool is_line_end(char c) { return c == '\n' || c == '\r'; }

/// White space from a start on, to its end.
struct WhiteSpace {
    size_t end;
    size_t last_char;      // where its last character begins
    size_t last_line_end;  // behind its last line end; the start where it has none
};

WhiteSpace scan_white_space(std::string_view text, size_t start);

/// `\s+(?!\S)|\s+`: all white space if the text ends with it; else without its last character, which may
/// belong to the next word; else that one character.
size_t end_of_white_space(const WhiteSpace& space, std::string_view text, size_t start);

/// Length of the contraction `'s|'t|'re|'ve|'m|'ll|'d` at `position`, 0 when there is none.
size_t contraction_length(std::string_view text, size_t position);

/// The same in upper or lower case. Unicode has a second small letter s, the long one (U+017F), and `(?i:s)` fits it.
size_t contraction_length_any_case(std::string_view text, size_t position);

/// `\p{N}{1,most}` from the first number on.
size_t end_of_numbers(std::string_view text, size_t position, int most);

/// `[^\s\p{L}\p{N}]+[\r\n]*` from its first character on; with `or_slashes`, `[\r\n/]*` behind it.
size_t end_of_others_and_line_ends(std::string_view text, size_t position, bool or_slashes);
