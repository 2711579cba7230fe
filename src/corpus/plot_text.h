#pragma once

// All plots, as text, in several files; plot.cpp tells how they are read.
extern const char* const plot_blocks;    // what many plots share: beginnings, days, endings
extern const char* const plots_finding;  // things that are lost, found, given, shared
extern const char* const plots_making;   // things that are made, mended, planted
extern const char* const plots_outside;  // trips, weather, games
extern const char* const plots_animals;  // animals and their people
