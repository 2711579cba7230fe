#include "base/utf8.h"

#include <array>

/// Bytes that a character starting with `lead` has, and the range of its second byte, which is what rules
/// out overlong forms, surrogates and values above U+10FFFF (RFC 3629 section 4). length 0: no lead byte.
struct LeadByte {
    int length;
    uint8_t second_min;
    uint8_t second_max;
};

static LeadByte classify_lead(uint8_t lead) {
    if (lead < 0x80) return {1, 0, 0};
    if (lead < 0xc2) return {0, 0, 0};  // a continuation byte, or an overlong form of two bytes
    if (lead < 0xe0) return {2, 0x80, 0xbf};
    if (lead == 0xe0) return {3, 0xa0, 0xbf};
    if (lead == 0xed) return {3, 0x80, 0x9f};  // above are the surrogates
    if (lead < 0xf0) return {3, 0x80, 0xbf};
    if (lead == 0xf0) return {4, 0x90, 0xbf};
    if (lead < 0xf4) return {4, 0x80, 0xbf};
    if (lead == 0xf4) return {4, 0x80, 0x8f};
    return {0, 0, 0};
}

static std::array<LeadByte, 256> make_lead_bytes() {
    std::array<LeadByte, 256> table;
    for (size_t lead = 0; lead < table.size(); ++lead) {
        table[lead] = classify_lead(uint8_t(lead));
    }
    return table;
}

static const std::array<LeadByte, 256> lead_bytes = make_lead_bytes();

CodePoint read_utf8(std::string_view text, size_t position) {
    CodePoint point;
    point.length = 1;
    const uint8_t lead = uint8_t(text[position]);
    const LeadByte form = lead_bytes[lead];
    if (form.length == 0) return point;
    if (form.length == 1) {
        point.value = lead;
        point.valid = true;
        return point;
    }
    uint32_t value = lead & (0x7fu >> form.length);
    for (int i = 1; i < form.length; ++i) {
        if (position + size_t(i) >= text.size()) {
            point.cut_off = true;
            return point;
        }
        const uint8_t byte = uint8_t(text[position + size_t(i)]);
        const uint8_t low = i == 1 ? form.second_min : 0x80;
        const uint8_t high = i == 1 ? form.second_max : 0xbf;
        if (byte < low || byte > high) return point;
        value = (value << 6) | (byte & 0x3fu);
        point.length = i + 1;
    }
    point.value = value;
    point.valid = true;
    return point;
}

void append_utf8(std::string& text, uint32_t value) {
    if (value < 0x80) {
        text += char(value);
    } else if (value < 0x800) {
        text += char(0xc0 | (value >> 6));
        text += char(0x80 | (value & 0x3f));
    } else if (value < 0x10000) {
        text += char(0xe0 | (value >> 12));
        text += char(0x80 | ((value >> 6) & 0x3f));
        text += char(0x80 | (value & 0x3f));
    } else {
        text += char(0xf0 | (value >> 18));
        text += char(0x80 | ((value >> 12) & 0x3f));
        text += char(0x80 | ((value >> 6) & 0x3f));
        text += char(0x80 | (value & 0x3f));
    }
}

bool is_utf8(std::string_view text, size_t* bad_position) {
    size_t position = 0;
    while (position < text.size()) {
        const CodePoint point = read_utf8(text, position);
        if (!point.valid) {
            if (bad_position != nullptr) *bad_position = position;
            return false;
        }
        position += size_t(point.length);
    }
    return true;
}

void append_valid_utf8(std::string_view text, std::string& clean) {
    size_t position = 0;
    while (position < text.size()) {
        const CodePoint point = read_utf8(text, position);
        if (point.valid) {
            clean += text.substr(position, size_t(point.length));
        } else {
            clean += "\uFFFD";
        }
        position += size_t(point.length);
    }
}

std::string replace_invalid_utf8(std::string_view text) {
    std::string clean;
    append_valid_utf8(text, clean);
    return clean;
}

static std::string show_char(std::string_view character) {
    const uint8_t byte = uint8_t(character[0]);
    if (character == "\n") return "\\n";
    if (character == "\r") return "\\r";
    if (character == "\t") return "\\t";
    const bool is_lone_byte = character.size() == 1 && (byte < 0x20 || byte >= 0x7f);
    if (!is_lone_byte) return std::string(character);
    const char* digits = "0123456789ABCDEF";
    return std::string("\\x") + digits[byte >> 4] + digits[byte & 15];
}

std::string one_line(std::string_view text) {
    std::string line;
    size_t position = 0;
    while (position < text.size()) {
        const CodePoint point = read_utf8(text, position);
        const bool is_c1_control = point.valid && point.value >= 0x80 && point.value < 0xa0;
        const size_t length = point.valid && !is_c1_control ? size_t(point.length) : 1;
        line += show_char(text.substr(position, length));
        position += length;
    }
    return line;
}

std::string show_bytes(std::string_view bytes) {
    std::string text = "\"";
    size_t start = 0;
    for (size_t i = 0; i < bytes.size(); ++i) {
        const bool needs_escape = bytes[i] == '"' || bytes[i] == '\\';
        if (!needs_escape) continue;
        text += one_line(bytes.substr(start, i - start)) + "\\" + bytes[i];
        start = i + 1;
    }
    return text + one_line(bytes.substr(start)) + "\"";
}
