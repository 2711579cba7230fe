#pragma once

#include <string>
#include <vector>

#include "bench/rounds.h"

/// What a run of a program costs before it says anything, and at most.
struct StartupResult {
    Rounds seconds;         // from the start of the process to the first byte on its standard output
    double peak_bytes = 0;  // of memory, the largest of all rounds; pages of mapped files that it looked at count
};

/// Starts the program so many times, with the arguments behind its name. Throws Error when it cannot be started, prints
/// nothing or fails.
StartupResult measure_startup(const std::string& program, const std::vector<std::string>& arguments, int rounds);
