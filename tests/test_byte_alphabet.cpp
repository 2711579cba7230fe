#include "tokenizer/byte_alphabet.h"

#include <set>

#include "base/utf8.h"
#include "harness.h"
#include "tokenizer/unicode.h"

TEST(every_byte_has_a_character_of_its_own_and_back) {
    std::set<uint32_t> characters;
    for (int byte = 0; byte < 256; ++byte) {
        const uint32_t character = char_of_byte(uint8_t(byte));
        characters.insert(character);
        EXPECT_EQUAL(byte_of_char(character), byte);
    }
    EXPECT_EQUAL(characters.size(), size_t(256));
    EXPECT_EQUAL(*characters.begin(), uint32_t('!'));
    EXPECT_EQUAL(*characters.rbegin(), uint32_t(0x143));
}

TEST(no_character_of_the_alphabet_is_white_space_or_control) {
    for (int byte = 0; byte < 256; ++byte) {
        const uint32_t character = char_of_byte(uint8_t(byte));
        EXPECT(classify_char(character) != CharClass::space);
        const bool is_control = character < 0x20 || (character >= 0x7f && character < 0xa0);
        EXPECT(!is_control);
        EXPECT(character != 0xad);  // the soft hyphen is invisible
    }
}

TEST(printable_latin_1_stands_for_itself) {
    for (int byte : {0x21, 0x41, 0x7e, 0xa1, 0xac, 0xae, 0xe9, 0xff}) {
        EXPECT_EQUAL(char_of_byte(uint8_t(byte)), uint32_t(byte));
    }
}

/// GPT-2's published table: the 68 others in order, from U+0100 on.
TEST(other_bytes_are_numbered_from_u_0100) {
    EXPECT_EQUAL(char_of_byte(0x00), uint32_t(0x100));
    EXPECT_EQUAL(char_of_byte('\t'), uint32_t(0x109));
    EXPECT_EQUAL(char_of_byte('\n'), uint32_t(0x10a));  // Ċ
    EXPECT_EQUAL(char_of_byte(' '), uint32_t(0x120));   // Ġ
    EXPECT_EQUAL(char_of_byte(0x7f), uint32_t(0x121));
    EXPECT_EQUAL(char_of_byte(0x80), uint32_t(0x122));
    EXPECT_EQUAL(char_of_byte(0xa0), uint32_t(0x142));
    EXPECT_EQUAL(char_of_byte(0xad), uint32_t(0x143));
}

TEST(characters_outside_stand_for_no_byte) {
    for (uint32_t character :
         {0x00u, 0x0au, 0x20u, 0x7fu, 0x80u, 0xa0u, 0xadu, 0x144u, 0x2581u, 0x1f600u, 0xffffffffu}) {
        EXPECT_EQUAL(byte_of_char(character), -1);
    }
}

TEST(a_text_is_written_byte_by_byte) {
    EXPECT_EQUAL(to_byte_alphabet(""), std::string());
    EXPECT_EQUAL(to_byte_alphabet(" hi\n"), std::string("\u0120hi\u010A"));
    EXPECT_EQUAL(to_byte_alphabet("\u00e9"), std::string("\u00c3\u00a9"));  // its two bytes, as GPT-2 shows "é"
    EXPECT_EQUAL(to_byte_alphabet("\xff"), std::string("\u00ff"));          // need not be UTF-8
    EXPECT_EQUAL(to_byte_alphabet(std::string(1, '\0')), std::string("\u0100"));
}

TEST(all_bytes_come_back) {
    std::string bytes;
    for (int byte = 255; byte >= 0; --byte) {
        bytes += char(byte);
    }
    const std::string text = to_byte_alphabet(bytes);
    EXPECT(is_utf8(text));
    std::string back = "something";
    EXPECT(from_byte_alphabet(text, back));
    EXPECT(back == bytes);
}

TEST(text_outside_the_alphabet_is_refused_and_changes_nothing) {
    for (const char* text : {"a b", "ab\u2581", "a\u0144", "\xc4", "\xc1\xa1", "\xc4\x41", "a\xff", "\u00c3\u00a9\n"}) {
        std::string bytes = "before";
        EXPECT(!from_byte_alphabet(text, bytes));
        EXPECT_EQUAL(bytes, std::string("before"));
    }
}

TEST_MAIN
