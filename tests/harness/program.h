#pragma once

#include <string>
#include <vector>

/// How a run of build/stepwise ended.
struct ProgramResult {
    int status = -1;  // the exit status; 128 + n for a signal n
    std::string out;  // standard output
    std::string err;  // standard error
};

/// Runs the program of the same build as this test with these arguments, `input` on its standard input.
ProgramResult run_stepwise(const std::vector<std::string>& arguments, const std::string& input = "");

/// The path of that program.
std::string stepwise_path();
