#pragma once

#include <string>
#include <vector>

/// A word of the small world. A word is known by its place in memory: two mentions of "kite" are one Word.
struct Word {
    std::string text;         // "kite"
    std::string plural;       // "kites"
    std::string preposition;  // of a place: "in", "at", "under"
    char gender;              // 'm', 'f', or 'n' for it
    std::string word_class;   // "thing"
};

/// A list to draw from: a whole class ("thing") or a part of one ("thing.small").
struct WordList {
    std::string name;
    std::vector<const Word*> words;
};

/// Throws Error when there is no list of that name.
const WordList& word_list(const std::string& name);

/// All words of a list's class: "thing" for "thing.small".
const WordList& class_of(const WordList& list);

/// The words of all classes, each once.
const std::vector<const Word*>& all_words();
