#include "tokenizer/pre_tokenizer.h"

#include <array>

#include "base/utf8.h"
#include "tokenizer/unicode.h"

/// A character of the text as the scanner sees it.
struct ScannedChar {
    CharClass char_class;
    size_t end;  // where the next character starts
};

static std::array<CharClass, 0x80> make_ascii_classes() {
    std::array<CharClass, 0x80> classes;
    for (uint32_t c = 0; c < classes.size(); ++c) {
        classes[c] = classify_ascii(c);
    }
    return classes;
}

static const std::array<CharClass, 0x80> ascii_classes = make_ascii_classes();

static ScannedChar scan_long_char(std::string_view text, size_t position) {
    const CodePoint point = read_utf8(text, position);
    if (!point.valid) return {CharClass::other, position + 1};  // byte by byte
    return {classify_char(point.value), position + size_t(point.length)};
}

static inline ScannedChar scan_char(std::string_view text, size_t position) {
    const uint8_t byte = uint8_t(text[position]);
    if (byte < 0x80) return {ascii_classes[byte], position + 1};
    return scan_long_char(text, position);
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

static bool is_line_end(char c) { return c == '\n' || c == '\r'; }

/// White space from a start on, to its end.
struct WhiteSpace {
    size_t end;
    size_t last_char;      // where its last character begins
    size_t last_line_end;  // behind its last line end; the start where it has none
};

static WhiteSpace scan_white_space(std::string_view text, size_t start) {
    WhiteSpace space = {start, start, start};
    while (space.end < text.size()) {
        const ScannedChar next = scan_char(text, space.end);
        if (next.char_class != CharClass::space) break;
        space.last_char = space.end;
        space.end = next.end;
        if (is_line_end(text[space.last_char])) space.last_line_end = space.end;
    }
    return space;
}

/// `\s+(?!\S)|\s+`: all white space if the text ends with it; else without its last character, which may
/// belong to the next word; else that one character.
static size_t end_of_white_space(const WhiteSpace& space, std::string_view text, size_t start) {
    if (space.end == text.size()) return space.end;
    return space.last_char > start ? space.last_char : space.end;
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

static size_t end_of_gpt2_piece(std::string_view text, size_t start) {
    const size_t contraction = contraction_length(text, start);
    if (contraction > 0) return start + contraction;
    const bool space_first = text[start] == ' ' && start + 1 < text.size();
    const size_t word_start = space_first ? start + 1 : start;
    const ScannedChar first = scan_char(text, word_start);
    if (first.char_class == CharClass::space) return end_of_white_space(scan_white_space(text, start), text, start);
    return end_of_run(text, first.end, first.char_class);
}

/// The same in upper or lower case. Unicode has a second small letter s, the long one (U+017F), and `(?i:s)` fits it.
static size_t contraction_length_any_case(std::string_view text, size_t position) {
    if (text[position] != '\'') return 0;
    std::string lower(text.substr(position, 3));
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = char(c + ('a' - 'A'));
    }
    if (lower == "'\u017F") return lower.size();
    return contraction_length(lower, 0);
}

/// `\p{N}{1,3}` from the first number on.
static size_t end_of_three_numbers(std::string_view text, size_t position) {
    for (int count = 0; count < 3 && position < text.size(); ++count) {
        const ScannedChar next = scan_char(text, position);
        if (next.char_class != CharClass::number) break;
        position = next.end;
    }
    return position;
}

/// `[^\s\p{L}\p{N}]+[\r\n]*` from its first character on.
static size_t end_of_others_and_line_ends(std::string_view text, size_t position) {
    position = end_of_run(text, position, CharClass::other);
    while (position < text.size() && is_line_end(text[position])) {
        ++position;
    }
    return position;
}

static size_t end_of_llama3_piece(std::string_view text, size_t start) {
    const size_t contraction = contraction_length_any_case(text, start);
    if (contraction > 0) return start + contraction;
    const ScannedChar first = scan_char(text, start);
    if (first.char_class == CharClass::letter) return end_of_run(text, first.end, CharClass::letter);
    if (first.char_class == CharClass::number) return end_of_three_numbers(text, start);
    if (!is_line_end(text[start]) && first.end < text.size()) {
        const CharClass second = scan_char(text, first.end).char_class;
        if (second == CharClass::letter) return end_of_run(text, first.end, CharClass::letter);
        if (text[start] == ' ' && second == CharClass::other) return end_of_others_and_line_ends(text, first.end);
    }
    if (first.char_class == CharClass::other) return end_of_others_and_line_ends(text, start);
    const WhiteSpace space = scan_white_space(text, start);
    if (space.last_line_end > start) return space.last_line_end;
    return end_of_white_space(space, text, start);
}

size_t end_of_piece(SplitPattern pattern, std::string_view text, size_t start) {
    switch (pattern) {
        case SplitPattern::none: return text.size();
        case SplitPattern::gpt2: return end_of_gpt2_piece(text, start);
        case SplitPattern::llama3: return end_of_llama3_piece(text, start);
    }
    return text.size();
}

static std::vector<std::string_view> split(SplitPattern pattern, std::string_view text) {
    std::vector<std::string_view> pieces;
    size_t start = 0;
    //> tokenizer.split  piece after piece, each as long as its alternative allows
    while (start < text.size()) {
        const size_t end = end_of_piece(pattern, text, start);
        pieces.push_back(text.substr(start, end - start));
        start = end;
    }
    //< tokenizer.split
    return pieces;
}

std::vector<std::string_view> split_gpt2(std::string_view text) { return split(SplitPattern::gpt2, text); }

const char* const llama3_pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

std::vector<std::string_view> split_llama3(std::string_view text) { return split(SplitPattern::llama3, text); }

/// Whether the byte goes on with a character that began before it.
static bool is_continuation(char byte) { return (uint8_t(byte) & 0xc0) == 0x80; }

size_t next_safe_cut(std::string_view text, size_t from) {
    size_t position = from;
    while (position < text.size() && is_continuation(text[position])) {
        ++position;
    }
    while (position < text.size()) {
        const ScannedChar next = scan_char(text, position);
        position = next.end;
        if (next.char_class != CharClass::letter) continue;
        return end_of_run(text, position, CharClass::letter);
    }
    return text.size();
}
