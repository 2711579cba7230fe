#include "tokenizer/byte_alphabet.h"

#include <array>

#include "base/utf8.h"

static bool stands_for_itself(int byte) {
    return (byte >= '!' && byte <= '~') || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
}

struct ByteAlphabet {
    std::array<uint32_t, 256> char_of_byte;
    std::array<int, 0x144> byte_of_char;  // 256 + 68 characters, the highest is U+0143
};

static ByteAlphabet make_byte_alphabet() {
    ByteAlphabet alphabet;
    alphabet.byte_of_char.fill(-1);
    uint32_t next_free = 0x100;
    for (int byte = 0; byte < 256; ++byte) {
        const uint32_t character = stands_for_itself(byte) ? uint32_t(byte) : next_free++;
        alphabet.char_of_byte[size_t(byte)] = character;
        alphabet.byte_of_char[character] = byte;
    }
    return alphabet;
}

static const ByteAlphabet alphabet = make_byte_alphabet();

uint32_t char_of_byte(uint8_t byte) { return alphabet.char_of_byte[byte]; }

int byte_of_char(uint32_t code_point) {
    return code_point < alphabet.byte_of_char.size() ? alphabet.byte_of_char[code_point] : -1;
}

std::string to_byte_alphabet(std::string_view bytes) {
    std::string text;
    for (char byte : bytes) {
        append_utf8(text, char_of_byte(uint8_t(byte)));
    }
    return text;
}

bool from_byte_alphabet(std::string_view text, std::string& bytes) {
    std::string result;
    result.reserve(text.size());
    size_t position = 0;
    while (position < text.size()) {
        const uint32_t lead = uint8_t(text[position]);
        const uint32_t second = position + 1 < text.size() ? uint8_t(text[position + 1]) : 0;
        const bool is_long = lead >= 0x80;
        const bool is_two_bytes = lead >= 0xc2 && lead < 0xe0 && (second & 0xc0) == 0x80;
        if (is_long && !is_two_bytes) return false;  // no character of the alphabet has more bytes than two
        const int byte = byte_of_char(is_long ? (lead & 0x1f) << 6 | (second & 0x3f) : lead);
        if (byte < 0) return false;
        result += char(byte);
        position += is_long ? 2 : 1;
    }
    bytes = std::move(result);
    return true;
}
