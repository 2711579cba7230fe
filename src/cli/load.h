#pragma once

#include <string>
#include <vector>

#include "cli/options.h"
#include "model/transformer.h"
#include "sampler/sampler.h"
#include "tokenizer/tokenizer.h"

/// The folder that --model names, or else the default model. Throws UsageError when the program was built without one.
std::string model_path(const Options& options);

/// That model, with its matrices as --weights says, or else as they are stored. Throws Error, UsageError.
Model load_model_for(const Options& options);

/// The type that --weights names; `otherwise` where it is not given. Throws UsageError.
NumberType weights_type(const Options& options, NumberType otherwise);

/// Why a tokenizer does not belong to a model of `vocab` tokens, empty where it does: an id beyond the vocabulary, or less
/// than three quarters of it covered (real models have some rows to spare, but not so many).
std::string why_tokenizer_does_not_fit(const Tokenizer& tokenizer, int vocab);

/// Throws Error with that, naming the file.
void check_tokenizer_fits(const std::string& path, const Tokenizer& tokenizer, int vocab);

/// Reads the folder's tokenizer. Throws Error when the folder has none, or one that does not fit.
Tokenizer load_tokenizer_for(const std::string& folder_path, int vocab);

/// The tokenizer of a folder, or a tokenizer.json itself, or a rank file (FILE.tiktoken).
Tokenizer load_tokenizer(const std::string& path);

/// The prompt as ids: what the post-processor adds, and the text; `special` says whether a user's "<s>" is
/// the token or four characters. An empty prompt is the model's begin token, where it has one.
/// A begin token that the user wrote out (with `special`) is not doubled.
std::vector<int> prompt_tokens(const Tokenizer& tokenizer, const Config& config, const std::string& prompt,
                               bool special);

/// --temperature, --top-k, --top-p, --min-p. Throws UsageError.
SamplerOptions sampler_options(const Options& options, const SamplerOptions& defaults);

/// The specifications of options that several commands have.
OptionSpec model_option();
OptionSpec weights_option();
std::vector<OptionSpec> sampler_option_specs(const std::string& default_temperature);
std::vector<OptionSpec> machine_option_specs();  // --threads, --textbook

/// Does as --threads and --textbook say. Debug builds run the textbook loops whatever they say: those are what a debugger is
/// to step through.
void use_machine_options(const Options& options);

/// --threads alone, for commands that have no textbook form.
OptionSpec threads_option();
void use_threads_option(const Options& options);
