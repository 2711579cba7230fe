// Which code points are punctuation and which belong to words: sorted tables, to be searched by halving.
#pragma once

#include "tokenizer/unicode_tables.h"

/// Sorted, and no two ranges touch. source: the Unicode character database (version in word_tables.cpp).
extern const CodePointRange punctuation_ranges[];  // the general categories P, as they were in Unicode 8.0
extern const int punctuation_range_count;
extern const CodePointRange word_ranges[];  // \w
extern const int word_range_count;
