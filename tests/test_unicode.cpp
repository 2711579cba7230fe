#include "tokenizer/unicode.h"

#include "harness.h"
#include "tokenizer/unicode_tables.h"

static const char* name_of(CharClass char_class) {
    switch (char_class) {
        case CharClass::letter: return "letter";
        case CharClass::number: return "number";
        case CharClass::space: return "space";
        case CharClass::other: return "other";
    }
    return "no class";
}

static std::string hex(uint32_t code_point) {
    char text[16];
    std::snprintf(text, sizeof(text), "U+%04X", code_point);
    return text;
}

static void expect_class(CharClass want, const std::vector<uint32_t>& code_points) {
    for (uint32_t code_point : code_points) {
        const CharClass got = classify_char(code_point);
        if (got != want) FAIL(hex(code_point) + " is " + name_of(got) + ", want " + name_of(want));
    }
}

TEST(letters_of_many_scripts_are_letters) {
    expect_class(CharClass::letter,
                 {'a',    'z',    'A',    'Z',    0xaa,   0xb5,   0xba,   0xc0,    0xe9,    0xff,   0x100,
                  0x3b1,  0x416,  0x561,  0x5d0,  0x621,  0x905,  0xe01,  0x10d0,  0x1100,  0x13a0, 0x3042,
                  0x30a2, 0x4e00, 0x9fff, 0xac00, 0xd7a3, 0xfb01, 0xff41, 0x1d400, 0x20000, 0x323af});
}

TEST(numbers_are_digits_fractions_roman_numerals_and_more) {
    expect_class(CharClass::number, {'0', '9', 0xb2, 0xb9, 0xbc, 0xbd, 0xbe, 0x663, 0x966, 0x0e51, 0x2070, 0x2167,
                                     0x2188, 0x2460, 0x3007, 0xff10, 0x10107, 0x1d7ce, 0x1d7ff});
}

TEST(white_space_is_what_the_property_list_says) {
    expect_class(CharClass::space, {'\t', '\n', '\v', '\f', '\r', ' ', 0x85, 0xa0, 0x1680, 0x2000, 0x2005, 0x200a,
                                    0x2028, 0x2029, 0x202f, 0x205f, 0x3000});
}

TEST(what_only_looks_like_white_space_is_other) {
    // Python's str.isspace() takes U+001C..U+001F, \s does not. U+200B and U+FEFF have no width, and U+180E lost the
    // property in Unicode 6.3.
    expect_class(CharClass::other, {0x08, 0x0e, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f, 0x84, 0x86, 0x9f, 0x180e, 0x200b, 0x200c,
                                    0x200d, 0x2060, 0xfeff});
}

TEST(marks_symbols_and_unassigned_are_other) {
    expect_class(CharClass::other,
                 {0x00, 0x7f, '!',  '\'',   '/',    ':',    '@',    '[',    '`',     '{',     '~',     '_',
                  0xa1, 0xd7, 0xf7, 0x20ac, 0x2019, 0x2581, 0xe000, 0xfffd, 0x1f600, 0x1f3fb, 0x1f1e6, 0x10ffff});
    expect_class(CharClass::other, {0x300, 0x301, 0x36f, 0x64b, 0x93e, 0x94d, 0xe31, 0x20dd, 0x3099, 0xfe0f});  // marks
    expect_class(CharClass::other,
                 {0x378, 0x530, 0xd7a4, 0xd800, 0xdfff, 0xffff, 0x1ffff, 0x323b0, 0xe0000});  // nothing
}

TEST(values_above_unicode_are_other) { expect_class(CharClass::other, {0x110000, 0x200000, 0x7fffffff, 0xffffffff}); }

TEST(both_sides_of_a_border_are_told_apart) {
    expect_class(CharClass::other,
                 {'a' - 1, 'z' + 1, 'A' - 1, 'Z' + 1, '0' - 1, '9' + 1, 0x2c2, 0x375, 0x4dff, 0xabff});
    expect_class(CharClass::letter, {0x2c1, 0x2c6, 0x374, 0x376, 0x481, 0x48a, 0x3400, 0x4dbf});
    expect_class(CharClass::other, {0x482, 0x489, 0x218f, 0x249c});
    expect_class(CharClass::number, {0x2150, 0x2182, 0x2185, 0x249b});
    expect_class(CharClass::letter, {0x2183, 0x2184});  // in the middle of the Roman numerals
}

static void expect_sorted(const CodePointRange* ranges, int count, const char* name) {
    for (int i = 0; i < count; ++i) {
        if (ranges[i].first > ranges[i].last) FAIL(std::string(name) + ": " + hex(ranges[i].first) + " is reversed");
        const bool apart = i == 0 || ranges[i].first > ranges[i - 1].last + 1;
        if (!apart) FAIL(std::string(name) + ": " + hex(ranges[i].first) + " touches the range before it");
    }
    EXPECT(ranges[count - 1].last <= 0x10ffff);
}

static int64_t code_points_in(const CodePointRange* ranges, int count) {
    int64_t total = 0;
    for (int i = 0; i < count; ++i) {
        total += int64_t(ranges[i].last) - int64_t(ranges[i].first) + 1;
    }
    return total;
}

TEST(tables_are_sorted_and_no_ranges_touch) {
    expect_sorted(letter_ranges, letter_range_count, "letters");
    expect_sorted(number_ranges, number_range_count, "numbers");
    expect_sorted(white_space_ranges, white_space_range_count, "white space");
}

/// The totals that unicode_tables.cpp states; Unicode 15.0's own files have the same.
TEST(tables_hold_as_many_code_points_as_unicode_15_has) {
    EXPECT_EQUAL(letter_range_count, 659);
    EXPECT_EQUAL(code_points_in(letter_ranges, letter_range_count), 136104);
    EXPECT_EQUAL(number_range_count, 137);
    EXPECT_EQUAL(code_points_in(number_ranges, number_range_count), 1831);
    EXPECT_EQUAL(white_space_range_count, 10);
    EXPECT_EQUAL(code_points_in(white_space_ranges, white_space_range_count), 25);
}

static void paint(std::vector<CharClass>& classes, const CodePointRange* ranges, int count, CharClass char_class) {
    for (int i = 0; i < count; ++i) {
        for (uint32_t c = ranges[i].first; c <= ranges[i].last; ++c) {
            if (classes[c] != CharClass::other) FAIL(hex(c) + " is in two tables");
            classes[c] = char_class;
        }
    }
}

TEST(the_search_agrees_with_the_tables_on_every_code_point) {
    std::vector<CharClass> classes(0x110000, CharClass::other);
    paint(classes, letter_ranges, letter_range_count, CharClass::letter);
    paint(classes, number_ranges, number_range_count, CharClass::number);
    paint(classes, white_space_ranges, white_space_range_count, CharClass::space);
    for (uint32_t c = 0; c < 0x110000; ++c) {
        if (classify_char(c) != classes[c]) expect_class(classes[c], {c});
    }
}

static void expect_case(LetterCase want, const std::vector<uint32_t>& code_points) {
    for (uint32_t code_point : code_points) {
        if (case_of_char(code_point) != want) FAIL(hex(code_point) + " is of another case");
    }
}

TEST(letters_have_a_case_or_count_as_both) {
    expect_case(LetterCase::capital,
                {'A', 'Z', 0xc9, 0x1c5, 0x416, 0x1e9e, 0x10400, 0x1d400});  // U+01C5 is a title case
    expect_case(LetterCase::small, {'a', 'z', 0xe9, 0x17f, 0x436, 0xdf, 0x10428, 0x1d41a});
    expect_case(LetterCase::both, {0x2b0, 0x5d0, 0x4e00, 0xac00, 0x301, 0x93f, 0x20dd, 0x1d165, 0x20000});
    expect_case(LetterCase::none, {'0', ' ', '!', 0xbd, 0x2167, 0x3000, 0x200d, 0x1f600, 0x10ffff, 0x378});
}

/// The tables of letters and of cases come from the same data.
TEST(a_letter_has_a_case_and_what_has_one_is_a_letter_or_a_mark) {
    for (uint32_t c = 0; c < 0x110000; ++c) {
        const bool is_letter = classify_char(c) == CharClass::letter;
        const LetterCase letter_case = case_of_char(c);
        if (is_letter && letter_case == LetterCase::none) FAIL(hex(c) + " is a letter without a case");
        const bool has_case = letter_case == LetterCase::capital || letter_case == LetterCase::small;
        if (has_case && !is_letter) FAIL(hex(c) + " has a case and is no letter");
    }
}

TEST_MAIN
