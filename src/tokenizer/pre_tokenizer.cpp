#include "tokenizer/pre_tokenizer.h"

#include "base/utf8.h"
#include "tokenizer/unicode.h"

/// A character of the text as the scanner sees it.
struct ScannedChar {
    CharClass char_class;
    size_t end;  // where the next character starts
};

static ScannedChar scan_char(std::string_view text, size_t position) {
    const uint8_t byte = uint8_t(text[position]);
    if (byte < 0x80) return {classify_ascii(byte), position + 1};
    const CodePoint point = read_utf8(text, position);
    if (!point.valid) return {CharClass::other, position + 1};  // byte by byte
    return {classify_char(point.value), position + size_t(point.length)};
}

/// The end of the run of characters of one class that starts at `position`.
static size_t end_of_run(std::string_view text, size_t position, CharClass char_class) {
    while (position < text.size()) {
        const ScannedChar next = scan_char(text, position);
        if (next.char_class != char_class) break;
        position = next.end;
    }
    return position;
}

/// Length of the contraction at `position`, 0 when there is none.
static size_t contraction_length(std::string_view text, size_t position) {
    if (text[position] != '\'') return 0;
    const std::string_view rest = text.substr(position + 1, 2);
    if (rest.empty()) return 0;
    if (rest[0] == 's' || rest[0] == 't' || rest[0] == 'm' || rest[0] == 'd') return 2;
    if (rest == "re" || rest == "ve" || rest == "ll") return 3;
    return 0;
}

/// `\s+(?!\S)|\s+`: all white space if the text ends with it; else without its last character, which may
/// belong to the next word; else that one character.
static size_t end_of_white_space(std::string_view text, size_t start) {
    size_t last_char = start;
    size_t end = start;
    while (end < text.size()) {
        const ScannedChar next = scan_char(text, end);
        if (next.char_class != CharClass::space) break;
        last_char = end;
        end = next.end;
    }
    if (end == text.size()) return end;
    return last_char > start ? last_char : end;
}

/// The end of the piece that starts at `start`.
static size_t end_of_piece(std::string_view text, size_t start) {
    const size_t contraction = contraction_length(text, start);
    if (contraction > 0) return start + contraction;
    const bool space_first = text[start] == ' ' && start + 1 < text.size();
    const size_t word_start = space_first ? start + 1 : start;
    const CharClass char_class = scan_char(text, word_start).char_class;
    if (char_class == CharClass::space) return end_of_white_space(text, start);
    return end_of_run(text, word_start, char_class);
}

std::vector<std::string_view> split_gpt2(std::string_view text) {
    std::vector<std::string_view> pieces;
    size_t start = 0;
    //> tokenizer.split  piece after piece, each as long as its alternative allows
    while (start < text.size()) {
        const size_t end = end_of_piece(text, start);
        pieces.push_back(text.substr(start, end - start));
        start = end;
    }
    //< tokenizer.split
    return pieces;
}
