#include "tokenizer/unicode.h"

#include "tokenizer/unicode_tables.h"

/// Binary search in sorted, disjoint ranges.
static bool is_in(const CodePointRange* ranges, int count, uint32_t code_point) {
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

static CharClass classify_ascii(uint32_t c) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return CharClass::letter;
    if (c >= '0' && c <= '9') return CharClass::number;
    if (c == ' ' || (c >= '\t' && c <= '\r')) return CharClass::space;
    return CharClass::other;
}

CharClass classify_char(uint32_t code_point) {
    if (code_point < 0x80) return classify_ascii(code_point);
    if (is_in(letter_ranges, letter_range_count, code_point)) return CharClass::letter;
    if (is_in(number_ranges, number_range_count, code_point)) return CharClass::number;
    if (is_in(white_space_ranges, white_space_range_count, code_point)) return CharClass::space;
    return CharClass::other;
}
