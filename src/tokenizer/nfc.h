#pragma once

#include <string>
#include <string_view>

/// The text in Unicode's normalization form C: of the spellings of one character, "é" as one code point or as "e" and a
/// combining accent, the composed one. Decompose everything, put combining marks in the order of their classes, compose again.
/// A byte that is not UTF-8 is kept, and nothing is moved or composed across it.
///
/// source  Unicode Standard Annex #15, "Unicode Normalization Forms"; The Unicode Standard 15.0, section 3.11 (D108, D115,
///         D117) and for Hangul section 3.12
std::string to_nfc(std::string_view text);

/// How much longer a text can become, in bytes: U+1D160 has four and is three characters of four in form C.
constexpr double largest_nfc_growth = 3;
