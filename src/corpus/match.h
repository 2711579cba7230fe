#pragma once

#include <string_view>

#include "corpus/pattern.h"

/// A slot as a sentence fills it: the word, or of a pronoun only its gender.
struct Mention {
    char role;
    const Word* word;  // nullptr for a pronoun
    char gender;       // of the word or of the pronoun: 'm', 'f', 'n'
    std::string text;  // as the sentence has it
};

/// Reads a sentence by a pattern: whether it fits, each slot with any word of its role's class or any pronoun, and
/// what the slots are filled with. Roles without a list do not fit.
bool match_pattern(const Pattern& pattern, const std::array<const WordList*, 128>& lists, std::string_view sentence,
                   std::vector<Mention>& mentions);
