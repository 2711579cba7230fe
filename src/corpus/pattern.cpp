#include "corpus/pattern.h"

#include <map>

#include "base/error.h"

static const std::map<std::string, Form>& form_names() {
    static const std::map<std::string, Form> names = {
        {"", Form::plain},   {"Plain", Form::capital},   {"a", Form::article}, {"A", Form::Article},
        {"s", Form::plural}, {"S", Form::Plural},        {"at", Form::at},     {"At", Form::At},
        {"he", Form::he},    {"He", Form::He},           {"him", Form::him},   {"his", Form::his},
        {"His", Form::His},  {"himself", Form::himself}, {"boy", Form::boy},
    };
    return names;
}

std::string capitalised(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = char(text[0] - 'a' + 'A');
    return text;
}

bool Pattern::mentions(char role) const {
    for (const Piece& piece : pieces) {
        if (piece.role == role) return true;
    }
    return false;
}

Pattern parse_pattern(std::string_view text) {
    Pattern pattern;
    size_t at = 0;
    while (at < text.size()) {
        const size_t open = text.find('{', at);
        Piece piece = {std::string(text.substr(at, open - at)), 0, Form::plain};
        at = text.size();
        if (open != std::string_view::npos) {
            const size_t close = text.find('}', open);
            const std::string slot(text.substr(open + 1, close - open - 1));
            const std::string form = slot.size() > 2 ? slot.substr(2) : "";
            const bool is_slot = close != std::string_view::npos && !slot.empty() && form_names().count(form) > 0 &&
                                 (slot.size() == 1 || slot[1] == '.');
            if (!is_slot) throw Error("corpus: not a slot in the pattern \"" + std::string(text) + "\"");
            piece.role = slot[0];
            piece.form = form_names().at(form);
            at = close + 1;
        }
        pattern.pieces.push_back(piece);
    }
    return pattern;
}

static std::string by_gender(const Word& word, const char* male, const char* female, const char* neuter) {
    if (word.gender == 'm') return male;
    return word.gender == 'f' ? female : neuter;
}

static std::string with_article(const std::string& text) {
    const bool is_vowel = std::string("aeiou").find(text[0]) != std::string::npos;
    return (is_vowel ? "an " : "a ") + text;
}

std::string word_form(const Word& word, Form form) {
    switch (form) {
        case Form::plain: return word.text;
        case Form::capital: return capitalised(word.text);
        case Form::article: return with_article(word.text);
        case Form::Article: return capitalised(with_article(word.text));
        case Form::plural: return word.plural;
        case Form::Plural: return capitalised(word.plural);
        case Form::at: return word.preposition + " the " + word.text;
        case Form::At: return capitalised(word.preposition) + " the " + word.text;
        case Form::he: return by_gender(word, "he", "she", "it");
        case Form::He: return by_gender(word, "He", "She", "It");
        case Form::him: return by_gender(word, "him", "her", "it");
        case Form::his: return by_gender(word, "his", "her", "its");
        case Form::His: return by_gender(word, "His", "Her", "Its");
        case Form::himself: return by_gender(word, "himself", "herself", "itself");
        case Form::boy: return by_gender(word, "boy", "girl", "animal");
    }
    throw Error("corpus: a form without words");
}

std::string render(const Pattern& pattern, const Binding& binding) {
    std::string text;
    for (const Piece& piece : pattern.pieces) {
        text += piece.literal;
        if (piece.role == 0) continue;
        const Word* word = binding[size_t(piece.role)];
        if (word == nullptr) throw Error(std::string("corpus: the role ") + piece.role + " has no word");
        text += word_form(*word, piece.form);
    }
    return text;
}
