#pragma once

#include <string>
#include <vector>

#include "corpus/document.h"

/// Skips a law over thousands of documents in a checked build, which is slow and looks for other faults.
void only_in_release_builds();

/// 20,000 training documents, the same for every test; only in release builds.
const std::vector<Document>& corpus_sample();

/// What stands between spaces, without quotes: "Hello," is one word.
std::vector<std::string> words_of(const std::string& text);

/// The last word of an answer: "The dog." -> "dog", "In the garden." -> "garden", "Seven." -> "Seven".
std::string told_word(const std::string& answer);

/// Whether the text has the word, as it is or with a capital.
bool holds_word(const std::string& text, const std::string& word);
