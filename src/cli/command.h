#pragma once

#include <string>
#include <vector>

#include "cli/options.h"

/// A command of the program: what --help says of it, and what it does.
struct Command {
    std::string name;     // "generate"
    std::string words;    // what stands beside options: "[PROMPT]"
    std::string summary;  // one line
    std::string details;  // more lines, may be empty
    std::vector<OptionSpec> options;
    int (*run)(const Options& options);  // returns the exit status
};

Command generate_command();
Command chat_command();
Command tokenize_command();
Command trace_command();
Command inspect_command();
Command eval_command();
Command bench_command();
Command quantize_command();
Command train_command();
Command train_tokenizer_command();
Command corpus_command();

/// The text of `stepwise NAME --help`.
std::string help_text(const Command& command);
