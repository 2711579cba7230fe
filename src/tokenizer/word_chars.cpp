#include "tokenizer/word_chars.h"

#include "tokenizer/word_tables.h"

/// Binary search in sorted, disjoint ranges.
static bool lies_in(const CodePointRange* ranges, int count, uint32_t code_point) {
    int low = 0;
    int high = count;
    while (low < high) {
        const int middle = (low + high) / 2;
        if (code_point > ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && code_point >= ranges[low].first;
}

bool is_punctuation(uint32_t code_point) { return lies_in(punctuation_ranges, punctuation_range_count, code_point); }

bool is_word_char(uint32_t code_point) { return lies_in(word_ranges, word_range_count, code_point); }
