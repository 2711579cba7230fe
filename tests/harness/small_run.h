#pragma once

#include <string>
#include <vector>

// A small training run through the real program, in the scratch folder: corpus, tokenizer, token files, configuration.

/// A path in the scratch folder.
std::string in_scratch(const std::string& name);

/// Runs stepwise; throws TestFailure when its status is not 0.
void run_well(const std::vector<std::string>& arguments, const std::string& input = "");

/// Runs stepwise; throws TestFailure unless it ends with this status and this part of a message.
void expect_failure(const std::vector<std::string>& arguments, int status, const std::string& message);

/// Makes train.safetensors and valid.safetensors, tokenizer.json and config.json, once.
void prepare_small_run();

/// stepwise train into scratch/<out>, 30 steps, a checkpoint and a row of the log every 5, on one thread (two would wait for
/// each other where others compute); with more options behind, of which the last counts.
std::vector<std::string> train_words(const std::string& out, const std::vector<std::string>& more = {});

/// What must be the same in two runs: the model, the checkpoint, and the log without its speeds.
std::string results_of(const std::string& out);
