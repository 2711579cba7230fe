#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// GPT-2 writes each of the 256 bytes as one printable character, so that a vocabulary file is readable text
// without white space or control characters: the printable bytes of Latin-1 ('!'..'~', U+00A1..U+00AC,
// U+00AE..U+00FF) stand for themselves, the other 68, in order, for U+0100, U+0101, ... A space is "Ġ" (U+0120).
// source  the encoder published with Radford et al. 2019

/// The character that stands for a byte.
uint32_t char_of_byte(uint8_t byte);

/// The byte that a character stands for, or -1.
int byte_of_char(uint32_t code_point);

/// Bytes written in the alphabet, as UTF-8: " hi" is "Ġhi".
std::string to_byte_alphabet(std::string_view bytes);

/// The other way. False, and `bytes` unchanged, when a character stands for no byte.
bool from_byte_alphabet(std::string_view text, std::string& bytes);
