#pragma once

#include <cstdint>

/// What the pre-tokenizer Punctuation takes as punctuation: ASCII's signs (also "$", "+", "<", "=", ">", "^", "`", "|",
/// "~", which Unicode calls symbols) and the general categories P. The library that the field's own program asks for the
/// categories has stayed at Unicode 8.0, and so does this: later punctuation decides the ids of nobody's model.
bool is_punctuation(uint32_t code_point);

/// `\w`: Alphabetic, M, Nd, Pc and Join_Control. source: Unicode Technical Standard 18, annex C
bool is_word_char(uint32_t code_point);
