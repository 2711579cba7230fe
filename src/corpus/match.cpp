#include "corpus/match.h"

static bool is_pronoun(Form form) {
    return form == Form::he || form == Form::He || form == Form::him || form == Form::his || form == Form::His ||
           form == Form::himself || form == Form::boy;
}

static bool starts_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

static bool match_pieces(const Pattern& pattern, size_t index, const std::array<const WordList*, 128>& lists,
                         std::string_view rest, std::vector<Mention>& mentions);

/// The slot filled with this word, and the rest of the sentence by the rest of the pattern.
static bool match_slot(const Pattern& pattern, size_t index, const std::array<const WordList*, 128>& lists,
                       std::string_view rest, const Word& word, std::vector<Mention>& mentions) {
    const Piece& piece = pattern.pieces[index];
    const bool is_plain = piece.form == Form::plain;
    if (is_plain && !starts_with(rest, word.text)) return false;  // most words end here
    const std::string text = word_form(word, piece.form);
    if (!starts_with(rest, text)) return false;
    mentions.push_back({piece.role, is_pronoun(piece.form) ? nullptr : &word, word.gender, text});
    if (match_pieces(pattern, index + 1, lists, rest.substr(text.size()), mentions)) return true;
    mentions.pop_back();
    return false;
}

static bool match_pieces(const Pattern& pattern, size_t index, const std::array<const WordList*, 128>& lists,
                         std::string_view rest, std::vector<Mention>& mentions) {
    if (index == pattern.pieces.size()) return rest.empty();
    const Piece& piece = pattern.pieces[index];
    if (!starts_with(rest, piece.literal)) return false;
    rest.remove_prefix(piece.literal.size());
    if (piece.role == 0) return match_pieces(pattern, index + 1, lists, rest, mentions);
    if (is_pronoun(piece.form)) {
        static const Word genders[] = {{"", "", "", 'm', ""}, {"", "", "", 'f', ""}, {"", "", "", 'n', ""}};
        for (const Word& gender : genders) {
            if (match_slot(pattern, index, lists, rest, gender, mentions)) return true;
        }
        return false;
    }
    const WordList* list = lists[size_t(piece.role)];
    if (list == nullptr) return false;
    for (const Word* word : class_of(*list).words) {
        if (match_slot(pattern, index, lists, rest, *word, mentions)) return true;
    }
    return false;
}

bool match_pattern(const Pattern& pattern, const std::array<const WordList*, 128>& lists, std::string_view sentence,
                   std::vector<Mention>& mentions) {
    mentions.clear();
    return match_pieces(pattern, 0, lists, sentence, mentions);
}
