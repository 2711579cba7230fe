#include "tokenizer/unicode.h"

#include <vector>

#include "tokenizer/unicode_tables.h"

bool is_in(const CodePointRange* ranges, int count, uint32_t code_point) {
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

static LetterCase search_case(uint32_t code_point) {
    if (is_in(capital_ranges, capital_range_count, code_point)) return LetterCase::capital;
    if (is_in(small_ranges, small_range_count, code_point)) return LetterCase::small;
    if (is_in(mark_ranges, mark_range_count, code_point)) return LetterCase::both;
    return search_class(code_point) == CharClass::letter ? LetterCase::both : LetterCase::none;
}

// The basic plane, all that most texts have, is looked up in tables.
constexpr uint32_t table_size = 0x10000;

static void fill_class(std::vector<CharClass>& table, const CodePointRange* ranges, int count, CharClass char_class) {
    for (int i = 0; i < count; ++i) {
        for (uint32_t c = ranges[i].first; c <= ranges[i].last && c < table_size; ++c) {
            table[c] = char_class;
        }
    }
}

static std::vector<CharClass> make_class_table() {
    std::vector<CharClass> table(table_size, CharClass::other);
    fill_class(table, letter_ranges, letter_range_count, CharClass::letter);
    fill_class(table, number_ranges, number_range_count, CharClass::number);
    fill_class(table, white_space_ranges, white_space_range_count, CharClass::space);
    return table;
}

static void fill_case(std::vector<LetterCase>& table, const CodePointRange* ranges, int count, LetterCase letter_case) {
    for (int i = 0; i < count; ++i) {
        for (uint32_t c = ranges[i].first; c <= ranges[i].last && c < table_size; ++c) {
            table[c] = letter_case;
        }
    }
}

static std::vector<LetterCase> make_case_table() {
    std::vector<LetterCase> table(table_size, LetterCase::none);
    fill_case(table, letter_ranges, letter_range_count, LetterCase::both);
    fill_case(table, mark_ranges, mark_range_count, LetterCase::both);
    fill_case(table, capital_ranges, capital_range_count, LetterCase::capital);
    fill_case(table, small_ranges, small_range_count, LetterCase::small);
    return table;
}

CharClass classify_char(uint32_t code_point) {
    if (code_point < 0x80) return classify_ascii(code_point);
    static const std::vector<CharClass> table = make_class_table();
    return code_point < table_size ? table[code_point] : search_class(code_point);
}

LetterCase case_of_char(uint32_t code_point) {
    static const std::vector<LetterCase> table = make_case_table();
    return code_point < table_size ? table[code_point] : search_case(code_point);
}
