#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness.h"
#include "program.h"

/// A malformed input, and what the program must say of it. Every case must end with status 1, nothing on
/// standard output, and "stepwise: error: " with the parts below on standard error.
struct HostileCase {
    std::string name;                                         // for the report
    std::string base;                                         // the good folder that is copied
    std::function<void(const std::string& folder)> break_it;  // what is done to the copy
    std::vector<std::string> command;                         // "FOLDER" in a word is the copy's path
    std::vector<std::string> parts;                           // of the message: the file's base name, and the cause
    std::string input;                                        // standard input
};

/// Runs all cases; fails with a list of those that did not end as they must. With the unbroken folder the
/// same command must not end alike: otherwise a case could pass without its own fault.
void run_hostile_cases(const std::vector<HostileCase>& cases);

/// A new folder with copies of the base's files.
std::string copy_of_folder(const std::string& base);

/// The command with the folder's path in place of "FOLDER".
std::vector<std::string> command_for(const std::vector<std::string>& command, const std::string& folder);

/// "" when the run ended as an error must; else what is wrong.
std::string complaint_about(const ProgramResult& result, const std::vector<std::string>& parts);

/// Ends a run of the program that computes for more than a minute, and this test after ten minutes, so that
/// a hang is a failure.
void limit_time();

// Ways to break a folder. Each throws TestFailure when what it changes is not there.
using Breaker = std::function<void(const std::string& folder)>;
Breaker replaced(const std::string& file, const std::string& from, const std::string& to);  // in the text, once
Breaker header_replaced(const std::string& from, const std::string& to);  // in model.safetensors, length put right
Breaker written(const std::string& file, const std::string& text);
Breaker appended(const std::string& file, const std::string& text);
Breaker cut(const std::string& file, size_t length);
Breaker removed(const std::string& file);
Breaker directory_in_place_of(const std::string& file);
Breaker pipe_in_place_of(const std::string& file);
Breaker link_in_place_of(const std::string& file, const std::string& target);
Breaker both(const Breaker& first, const Breaker& second);

/// Eight bytes, little-endian: a safetensors header length.
std::string little_endian(uint64_t number);
