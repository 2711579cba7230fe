#pragma once

#include <string>

// White space as Jinja's `trim` and Python's `strip` know it: the property White_Space, and the four separators of ASCII.

/// The text without white space at its ends, at its end, at its start.
std::string trimmed(const std::string& text);
std::string trimmed_at_end(const std::string& text);
std::string trimmed_at_start(const std::string& text);
