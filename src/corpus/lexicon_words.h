#pragma once

/// The lists of words, as text: see lexicon_words.cpp.
extern const char* const lexicon_text;
