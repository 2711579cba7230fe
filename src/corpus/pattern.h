#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/lexicon.h"

/// How a slot shows its word.
enum class Form {
    plain,    // {A}          Tom, kite, red
    capital,  // {C.Plain}    Red
    article,  // {C.a}        a red, an orange
    Article,  // {C.A}        A red, An orange
    plural,   // {I.s}        apples
    Plural,   // {I.S}        Apples
    at,       // {L.at}       in the garden
    At,       // {L.At}       In the garden
    he,       // {A.he}       he, she, it
    He,       // {A.He}       He, She, It
    him,      // {A.him}      him, her, it
    his,      // {A.his}      his, her, its
    His,      // {A.His}      His, Her, Its
    himself,  // {A.himself}  himself, herself, itself
    boy       // {A.boy}      boy, girl
};

/// A piece of a sentence: text as it stands, and behind it (where role is not 0) a slot.
struct Piece {
    std::string literal;
    char role;
    Form form;
};

/// A sentence with slots: "{A} went to the {L}." One pattern both writes a sentence and reads it.
struct Pattern {
    std::vector<Piece> pieces;

    bool mentions(char role) const;
};

/// The word that each role has, by the role's letter; nullptr where it has none yet.
using Binding = std::array<const Word*, 128>;

/// Throws Error for a slot that is not written as above.
Pattern parse_pattern(std::string_view text);

/// The word in that form.
std::string word_form(const Word& word, Form form);

/// The sentence. Throws Error when a role of the pattern has no word.
std::string render(const Pattern& pattern, const Binding& binding);

/// "red kite" -> "Red kite"
std::string capitalised(std::string text);
