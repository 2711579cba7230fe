#include "tokenizer/pre_tokenizer.h"

#include "tokenizer/scan.h"

size_t end_of_gpt2_piece(std::string_view text, size_t start) {
    const size_t contraction = contraction_length(text, start);
    if (contraction > 0) return start + contraction;
    const bool space_first = text[start] == ' ' && start + 1 < text.size();
    const size_t word_start = space_first ? start + 1 : start;
    const ScannedChar first = scan_char(text, word_start);
    if (first.char_class == CharClass::space) return end_of_white_space(scan_white_space(text, start), text, start);
    return end_of_run(text, first.end, first.char_class);
}

size_t end_of_llama3_piece(SplitPattern pattern, std::string_view text, size_t start) {
    const size_t contraction = contraction_length_any_case(text, start);
    if (contraction > 0) return start + contraction;
    const ScannedChar first = scan_char(text, start);
    if (first.char_class == CharClass::letter) return end_of_run(text, first.end, CharClass::letter);
    if (first.char_class == CharClass::number)
        return end_of_numbers(text, start, pattern == SplitPattern::qwen ? 1 : 3);
    if (!is_line_end(text[start]) && first.end < text.size()) {
        const CharClass second = scan_char(text, first.end).char_class;
        if (second == CharClass::letter) return end_of_run(text, first.end, CharClass::letter);
        if (text[start] == ' ' && second == CharClass::other) {
            return end_of_others_and_line_ends(text, first.end, false);
        }
    }
    if (first.char_class == CharClass::other) return end_of_others_and_line_ends(text, start, false);
    const WhiteSpace space = scan_white_space(text, start);
    if (pattern == SplitPattern::cl100k && space.end == text.size()) return space.end;
    if (space.last_line_end > start) return space.last_line_end;
    return end_of_white_space(space, text, start);
}

/// A word of capitals and small letters.
struct CasedWord {
    size_t end;
    bool is_first_form;  // U*L+; else U+L*, or nothing at all
};

/// `U*L+`, or where that does not fit `U+L*`, from `start` on. U* takes all that it can; where no small letter follows,
/// L+ gets back the last that counts as both, and what is behind that begins the next word.
static CasedWord scan_cased_word(std::string_view text, size_t start) {
    size_t position = start;
    size_t behind_last_of_both = start;
    while (position < text.size()) {
        const CasedChar next = scan_case(text, position);
        if (next.letter_case == LetterCase::none || next.letter_case == LetterCase::small) break;
        position = next.end;
        if (next.letter_case == LetterCase::both) behind_last_of_both = position;
    }
    size_t end = position;
    while (end < text.size()) {
        const CasedChar next = scan_case(text, end);
        if (next.letter_case == LetterCase::none || next.letter_case == LetterCase::capital) break;
        end = next.end;
    }
    if (end > position) return {end, true};
    if (behind_last_of_both > start) return {behind_last_of_both, true};
    return {position, false};
}

/// `P?U*L+|P?U+L*`: the end of a word with the character that may stand before it; `start` where there is none. A mark is
/// both P and a letter: it is P if the first form fits behind it, else a word by itself.
static size_t end_of_cased_word(std::string_view text, size_t start, const ScannedChar& first) {
    const bool is_letter = first.char_class == CharClass::letter;
    if (is_letter) return scan_cased_word(text, start).end;
    if (first.char_class == CharClass::number || is_line_end(text[start])) return start;
    const CasedWord behind = scan_cased_word(text, first.end);
    if (behind.is_first_form) return behind.end;
    const bool is_mark = scan_case(text, start).letter_case == LetterCase::both;
    if (is_mark) return first.end;
    return behind.end > first.end ? behind.end : start;
}

size_t end_of_o200k_piece(SplitPattern pattern, std::string_view text, size_t start) {
    const bool is_tekken = pattern == SplitPattern::tekken;
    const ScannedChar first = scan_char(text, start);
    const size_t word = end_of_cased_word(text, start, first);
    if (word > start) {
        const bool may_have_contraction = !is_tekken && word < text.size();
        return word + (may_have_contraction ? contraction_length_any_case(text, word) : 0);
    }
    if (first.char_class == CharClass::number) return end_of_numbers(text, start, is_tekken ? 1 : 3);
    if (first.char_class == CharClass::other) return end_of_others_and_line_ends(text, start, true);
    if (text[start] == ' ' && first.end < text.size() && scan_char(text, first.end).char_class == CharClass::other) {
        return end_of_others_and_line_ends(text, first.end, true);
    }
    const WhiteSpace space = scan_white_space(text, start);
    if (space.last_line_end > start) return space.last_line_end;
    return end_of_white_space(space, text, start);
}

size_t end_of_piece(SplitPattern pattern, std::string_view text, size_t start) {
    switch (pattern) {
        case SplitPattern::none: return text.size();
        case SplitPattern::gpt2: return end_of_gpt2_piece(text, start);
        case SplitPattern::llama3: return end_of_llama3_piece(pattern, text, start);
        case SplitPattern::cl100k: return end_of_llama3_piece(pattern, text, start);
        case SplitPattern::qwen: return end_of_llama3_piece(pattern, text, start);
        case SplitPattern::o200k: return end_of_o200k_piece(pattern, text, start);
        case SplitPattern::tekken: return end_of_o200k_piece(pattern, text, start);
    }
    return text.size();
}

std::vector<std::string_view> split_pieces(SplitPattern pattern, std::string_view text) {
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

/// Whether the byte goes on with a character that began before it.
static bool is_continuation(char byte) { return (uint8_t(byte) & 0xc0) == 0x80; }

size_t next_safe_cut(std::string_view text, size_t from) {
    size_t position = from;
    while (position < text.size() && is_continuation(text[position])) {
        ++position;
    }
    bool is_behind_letter = false;
    while (position < text.size()) {
        const CasedChar next = scan_case(text, position);
        const bool goes_on = next.letter_case != LetterCase::none || text[position] == '\'';
        if (is_behind_letter && !goes_on) return position;
        is_behind_letter = scan_char(text, position).char_class == CharClass::letter;
        position = next.end;
    }
    return text.size();
}
