#include "tokenizer/unicode.h"

#include <vector>

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

static CharClass search_class(uint32_t code_point) {
    if (is_in(letter_ranges, letter_range_count, code_point)) return CharClass::letter;
    if (is_in(number_ranges, number_range_count, code_point)) return CharClass::number;
    if (is_in(white_space_ranges, white_space_range_count, code_point)) return CharClass::space;
    return CharClass::other;
}

constexpr uint32_t table_size = 0x10000;  // the basic plane: all that most texts have

static void fill_table(std::vector<CharClass>& table, const CodePointRange* ranges, int count, CharClass char_class) {
    for (int i = 0; i < count; ++i) {
        for (uint32_t c = ranges[i].first; c <= ranges[i].last && c < table_size; ++c) {
            table[c] = char_class;
        }
    }
}

static std::vector<CharClass> make_table() {
    std::vector<CharClass> table(table_size, CharClass::other);
    fill_table(table, letter_ranges, letter_range_count, CharClass::letter);
    fill_table(table, number_ranges, number_range_count, CharClass::number);
    fill_table(table, white_space_ranges, white_space_range_count, CharClass::space);
    return table;
}

CharClass classify_char(uint32_t code_point) {
    if (code_point < 0x80) return classify_ascii(code_point);
    static const std::vector<CharClass> table = make_table();
    return code_point < table_size ? table[code_point] : search_class(code_point);
}
