#pragma once

// All relations, as text: relation.cpp reads it.
extern const char* const story_relations;
extern const char* const present_relations;
