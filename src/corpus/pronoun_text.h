#pragma once

/// The sentences with a pronoun, as text: see pronoun_text.cpp.
extern const char* const pronoun_text;
