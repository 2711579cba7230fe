#include "base/utf8.h"
#include "harness.h"

static bool is_scalar(uint32_t value) { return value < 0xd800 || (value > 0xdfff && value <= 0x10ffff); }

/// UTF-8 by the bit patterns of RFC 3629 section 3, written apart from the program's own.
static std::string encode_by_table(uint32_t value) {
    const auto continuation = [value](int shift) { return char(0x80 + (value >> shift) % 64); };
    if (value <= 0x7f) return {char(value)};
    if (value <= 0x7ff) return {char(0xc0 + value / 64), continuation(0)};
    if (value <= 0xffff) return {char(0xe0 + value / 4096), continuation(6), continuation(0)};
    return {char(0xf0 + value / 262144), continuation(12), continuation(6), continuation(0)};
}

TEST(every_scalar_value_round_trips) {
    for (uint32_t value = 0; value <= 0x10ffff; ++value) {
        if (!is_scalar(value)) continue;
        std::string text;
        append_utf8(text, value);
        if (text != encode_by_table(value)) FAIL("wrong bytes for U+" + std::to_string(value));
        const CodePoint point = read_utf8(text, 0);
        const bool same = point.valid && point.value == value && size_t(point.length) == text.size() && !point.cut_off;
        if (!same) FAIL("read back another character than " + std::to_string(value));
    }
}

TEST(surrogates_and_values_past_the_last_one_are_not_valid) {
    for (uint32_t value = 0xd800; value <= 0xdfff; ++value) {
        EXPECT(!is_utf8(encode_by_table(value)));
    }
    for (uint32_t value : {0x110000u, 0x110001u, 0x13ffffu, 0x140000u, 0x1fffffu}) {
        EXPECT(!is_utf8(encode_by_table(value)));
    }
}

/// All strings of one and of two bytes, and the borders of the longer forms.
TEST(only_the_shortest_form_is_valid) {
    for (int first = 0; first < 256; ++first) {
        EXPECT_EQUAL(is_utf8(std::string(1, char(first))), first < 0x80);
        for (int second = 0; second < 256; ++second) {
            const std::string text = {char(first), char(second)};
            bool want = first < 0x80 && second < 0x80;
            if (first >= 0xc2 && first <= 0xdf) want = second >= 0x80 && second <= 0xbf;
            EXPECT_EQUAL(is_utf8(text), want);
        }
    }
    for (const char* overlong : {"\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xf0\x80\x80\x80",
                                 "\xf0\x8f\xbf\xbf", "\xf8\x88\x80\x80\x80", "\xfc\x84\x80\x80\x80\x80"}) {
        EXPECT(!is_utf8(overlong));
    }
    for (const char* shortest : {"\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80",
                                 "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf", "\xee\x80\x80"}) {
        EXPECT(is_utf8(shortest));
    }
}

/// The text in hexadecimal, so that a failure can be read.
static std::string hex(std::string_view text) {
    std::string digits;
    for (char byte : text) {
        digits += "0123456789ABCDEF"[uint8_t(byte) >> 4];
        digits += "0123456789ABCDEF"[uint8_t(byte) & 15];
        digits += ' ';
    }
    return digits;
}

/// `want` has R for U+FFFD.
static void expect_replaced(const std::string& bytes, const std::string& want) {
    std::string spelled;
    for (char c : want) {
        spelled += c == 'R' ? "\xef\xbf\xbd" : std::string(1, c);
    }
    EXPECT_EQUAL(hex(replace_invalid_utf8(bytes)), hex(spelled));
    EXPECT(is_utf8(replace_invalid_utf8(bytes)));
}

TEST(each_maximal_part_becomes_one_replacement_character) {
    // Unicode 15.0, section 3.9, tables 3-8 to 3-11
    expect_replaced("\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41", "RRRRRRRRA");                   // non-shortest forms
    expect_replaced("\xed\xa0\x80\xed\xbf\xbf\xed\xaf\x41", "RRRRRRRRA");                   // surrogates
    expect_replaced("\xf4\x91\x92\x93\xff\x41\x80\xbf\x42", "RRRRRARRB");                   // other ill-formed
    expect_replaced("\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41", "RRRRA");                       // truncated sequences
    expect_replaced("\x61\xf1\x80\x80\xe1\x80\xc2\x62\x80\x63\x80\xbf\x64", "aRRRbRcRRd");  // the classic example
    expect_replaced("", "");
    expect_replaced("\xe2\x82", "R");
    expect_replaced("\xf0\x9f\x98", "R");
    expect_replaced("\xf0\x9f\x98\xc3\xa9", "R\xc3\xa9");
}

// A decoder that waits for more bytes must not wait behind bytes that nothing can complete.
TEST(cut_off_says_whether_more_bytes_could_help) {
    for (const char* start : {"\xc2", "\xe0", "\xe0\xa0", "\xed", "\xed\x9f", "\xf0", "\xf0\x90", "\xf0\x90\x80",
                              "\xf4", "\xf4\x8f", "\xf4\x8f\xbf"}) {
        const CodePoint point = read_utf8(start, 0);
        EXPECT(point.cut_off && !point.valid);
        EXPECT_EQUAL(size_t(point.length), std::string(start).size());
    }
    for (const char* hopeless : {"\x80", "\xbf", "\xc0", "\xc1", "\xf5", "\xff", "\xe0\x80", "\xed\xa0", "\xf0\x80",
                                 "\xf4\x90", "\xc2\x41", "\xe2\x82\x41", "\xf0\x90\x41"}) {
        const CodePoint point = read_utf8(hopeless, 0);
        EXPECT(!point.cut_off && !point.valid);
    }
    EXPECT_EQUAL(read_utf8("\xe2\x82\x41", 0).length, 2);
    EXPECT_EQUAL(read_utf8("\xe2\x41", 0).length, 1);
    EXPECT_EQUAL(read_utf8("\xf0\x90\x80\x41", 0).length, 3);
}

TEST(every_prefix_of_a_character_is_cut_off) {
    for (uint32_t value : {0x80u, 0x7ffu, 0x800u, 0xd7ffu, 0xe000u, 0xffffu, 0x10000u, 0x1f600u, 0x10ffffu}) {
        std::string text;
        append_utf8(text, value);
        for (size_t length = 1; length < text.size(); ++length) {
            EXPECT(read_utf8(std::string_view(text).substr(0, length), 0).cut_off);
        }
    }
}

TEST(the_first_bad_byte_is_told) {
    size_t position = 99;
    EXPECT(!is_utf8("a\xc3\xa9\xff", &position));
    EXPECT_EQUAL(position, size_t(3));
    EXPECT(!is_utf8("\xc3", &position));
    EXPECT_EQUAL(position, size_t(0));
    EXPECT(is_utf8("", &position));
}

TEST(a_zero_byte_is_a_character_like_any_other) {
    const std::string text("a\0b", 3);
    EXPECT(is_utf8(text));
    EXPECT_EQUAL(replace_invalid_utf8(text).size(), size_t(3));
    EXPECT_EQUAL(read_utf8(text, 1).value, 0u);
}

TEST(bytes_are_shown_on_one_line) {
    EXPECT_EQUAL(show_bytes("a \u00E9\n\t\r\"\\"), "\"a \u00E9\\n\\t\\r\\\"\\\\\"");
    EXPECT_EQUAL(show_bytes(std::string_view("\x07\0\x7f", 3)), "\"\\x07\\x00\\x7F\"");
    EXPECT_EQUAL(show_bytes("\xE2\x82x"), "\"\\xE2\\x82x\"");
}

TEST(a_message_stays_on_one_line_and_drives_no_terminal) {
    EXPECT_EQUAL(one_line("a\"b\n\x1b[31m\u00E9\xc2\x9b\xff"), "a\"b\\n\\x1B[31m\u00E9\\xC2\\x9B\\xFF");
}

TEST_MAIN
