#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// UTF-8 (RFC 3629). Policy for bytes that are not UTF-8, stated once for the whole program:
//   - a tokenizer keeps them: each such byte stands for itself and is encoded as that byte; nothing is lost;
//   - text that a model makes (generate) shows U+FFFD for each, as Unicode 15.0 section 3.9 recommends: one for
//     every maximal part of an ill-formed sequence. The prompt is echoed as it came;
//   - JSON refuses them, since RFC 8259 wants UTF-8.

/// One step through a text.
struct CodePoint {
    uint32_t value = 0;  // the character; undefined when not valid
    int length = 0;      // bytes it takes; when not valid: how many bytes the ill-formed part has, 1 to 3
    bool valid = false;
    bool cut_off = false;  // not valid, only because the text ends too early: more bytes could complete it
};

/// The character that starts at text[position]. Overlong forms, surrogates and values above U+10FFFF are not
/// valid. `position` must be inside the text.
CodePoint read_utf8(std::string_view text, size_t position);

/// Appends the character. The value must be a Unicode scalar value (not a surrogate, at most U+10FFFF).
void append_utf8(std::string& text, uint32_t value);

/// Whether all of it is UTF-8; otherwise `*bad_position` (if given) is where it first is not.
bool is_utf8(std::string_view text, size_t* bad_position = nullptr);

/// The text with U+FFFD for each ill-formed part.
std::string replace_invalid_utf8(std::string_view text);

/// The same, behind what `clean` holds.
void append_valid_utf8(std::string_view text, std::string& clean);

/// The text on one line: control characters, which could drive a terminal or forge a second message, as "\n" or
/// "\x1B", and bytes that are no UTF-8 as "\xE2". For messages that quote names from files.
std::string one_line(std::string_view text);

/// The bytes in double quotes, on one line, so that a person sees what is in them: "\n" for a line feed, "\x07"
/// for another control character, "\xE2" for a byte that is part of no whole character.
std::string show_bytes(std::string_view bytes);
