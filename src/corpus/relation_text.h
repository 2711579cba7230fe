#pragma once

/// All relations, as text: see relation_text.cpp.
extern const char* const relation_text;
