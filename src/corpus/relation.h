#pragma once

#include <string>
#include <vector>

#include "corpus/pattern.h"

/// One way to ask about a relation: which argument is wanted, the wordings of the question, and the answer.
/// The patterns name the arguments by their numbers: "What colour was {1}'s {2}?" and "{3.Plain}."
struct Ask {
    int value;              // the argument that the answer tells, from 0
    std::vector<int> uses;  // the arguments that the question names
    Pattern answer;
    std::vector<Pattern> wordings;
};

/// What can be told of the world: "colour person thing colour" says that the thing of that person has that colour.
struct Relation {
    std::string name;
    std::vector<const WordList*> domains;  // from which list each argument comes
    std::vector<Pattern> say;              // statements of the present tense, for short contexts
    std::vector<Pattern> then;             // the same, when the sentence before was about the same person or animal
    std::vector<Ask> asks;
};

/// A relation of these words, told by the sentence that begins at `position` of the text.
struct Fact {
    const Relation* relation;
    std::vector<const Word*> words;
    size_t position;
};

/// Throws Error when there is none of that name.
const Relation& relation_named(const std::string& name);

const std::vector<Relation>& all_relations();

/// The words as the roles '1', '2', '3'.
Binding binding_of(const std::vector<const Word*>& words);
