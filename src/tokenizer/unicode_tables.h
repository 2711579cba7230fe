// Which code points are letters, numbers and white space: sorted tables, to be searched by halving.
#pragma once

#include <cstdint>

/// The code points first <= c <= last.
struct CodePointRange {
    uint32_t first;
    uint32_t last;
};

/// Whether the code point lies in one of so many sorted, disjoint ranges: by halving.
bool is_in(const CodePointRange* ranges, int count, uint32_t code_point);

/// Sorted, and no two ranges touch. source: the Unicode character database (version in unicode_tables.cpp),
/// general categories L, N and M of UnicodeData.txt, White_Space of PropList.txt.
extern const CodePointRange letter_ranges[];  // \p{L}
extern const int letter_range_count;
extern const CodePointRange number_ranges[];  // \p{N}
extern const int number_range_count;
extern const CodePointRange white_space_ranges[];  // \s
extern const int white_space_range_count;
extern const CodePointRange capital_ranges[];  // \p{Lu}, \p{Lt}
extern const int capital_range_count;
extern const CodePointRange small_ranges[];  // \p{Ll}
extern const int small_range_count;
extern const CodePointRange mark_ranges[];  // \p{M}
extern const int mark_range_count;
