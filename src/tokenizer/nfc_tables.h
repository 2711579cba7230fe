// What normalization form C needs to know of characters: sorted tables, to be searched by halving.
#pragma once

#include <cstdint>

/// The code points first <= c <= last have this Canonical_Combining_Class, which is not 0.
struct CombiningClass {
    uint32_t first;
    uint32_t last;
    uint8_t combining_class;
};

/// A character is canonically equivalent to these one or two (second 0: to one).
struct Decomposition {
    uint32_t code_point;
    uint32_t first;
    uint32_t second;
};

/// Two characters, one behind the other, become one.
struct Composition {
    uint32_t first;
    uint32_t second;
    uint32_t result;
};

/// Sorted by code point, compositions by their first and then their second one. All of them below 0x30000. Hangul syllables
/// are left out, arithmetic has them. source: the Unicode character database (version in nfc_tables.cpp).
extern const CombiningClass combining_class_table[];
extern const int combining_class_count;
extern const Decomposition decomposition_table[];
extern const int decomposition_count;
extern const Composition composition_table[];
extern const int composition_count;
