#include "tokenizer/scan.h"

#include <string>

static std::array<CharClass, 0x80> make_ascii_classes() {
    std::array<CharClass, 0x80> classes;
    for (uint32_t c = 0; c < classes.size(); ++c) {
        classes[c] = classify_ascii(c);
    }
    return classes;
}

const std::array<CharClass, 0x80> ascii_classes = make_ascii_classes();

ScannedChar scan_long_char(std::string_view text, size_t position) {
    const CodePoint point = read_utf8(text, position);
    if (!point.valid) return {CharClass::other, position + 1};  // byte by byte
    return {classify_char(point.value), position + size_t(point.length)};
}

CasedChar scan_long_case(std::string_view text, size_t position) {
    const CodePoint point = read_utf8(text, position);
    if (!point.valid) return {LetterCase::none, position + 1};
    return {case_of_char(point.value), position + size_t(point.length)};
}

WhiteSpace scan_white_space(std::string_view text, size_t start) {
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

size_t end_of_white_space(const WhiteSpace& space, std::string_view text, size_t start) {
    if (space.end == text.size()) return space.end;
    return space.last_char > start ? space.last_char : space.end;
}

size_t contraction_length(std::string_view text, size_t position) {
    if (text[position] != '\'') return 0;
    const std::string_view rest = text.substr(position + 1, 2);
    if (rest.empty()) return 0;
    if (rest[0] == 's' || rest[0] == 't' || rest[0] == 'm' || rest[0] == 'd') return 2;
    if (rest == "re" || rest == "ve" || rest == "ll") return 3;
    return 0;
}

size_t contraction_length_any_case(std::string_view text, size_t position) {
    if (text[position] != '\'') return 0;
    std::string lower(text.substr(position, 3));
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = char(c + ('a' - 'A'));
    }
    if (lower == "'\u017F") return lower.size();
    return contraction_length(lower, 0);
}

size_t end_of_numbers(std::string_view text, size_t position, int most) {
    for (int count = 0; count < most && position < text.size(); ++count) {
        const ScannedChar next = scan_char(text, position);
        if (next.char_class != CharClass::number) break;
        position = next.end;
    }
    return position;
}

size_t end_of_others_and_line_ends(std::string_view text, size_t position, bool or_slashes) {
    position = end_of_run(text, position, CharClass::other);
    while (position < text.size() && (is_line_end(text[position]) || (or_slashes && text[position] == '/'))) {
        ++position;
    }
    return position;
}
