#pragma once

#include <string>
#include <vector>

#include "corpus/relation.h"

/// What a step makes true: the relation, and the roles that are its arguments.
struct Effect {
    const Relation* relation;
    std::string roles;
};

/// A wording of a step: one sentence or more, the same step in other words.
struct Wording {
    std::vector<Pattern> sentences;

    bool mentions(char role) const;
};

/// A step of a plot. An effect counts when all its roles have words: a role gets its word where it is first shown.
struct Step {
    bool optional = false;
    std::vector<Effect> effects;
    std::vector<Wording> wordings;
};

/// A course of events. Roles are letters: A is who the story is about, B a person of the other gender.
struct Plot {
    std::string name;
    std::array<const WordList*, 128> roles = {};  // the list of each role; nullptr where the plot has no such role
    std::vector<std::string> never;               // relations that are told in passing, so must not be asked
    std::vector<Step> steps;
};

const std::vector<Plot>& all_plots();

/// The sentences of a text: they end where . ! or ? (and perhaps a closing quote) stands before a space that is
/// followed by a capital letter, a quote or, in a pattern, by a slot for a name or with a capital.
std::vector<std::string> split_sentences(const std::string& text);
