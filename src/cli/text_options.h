#pragma once

#include <vector>

#include "cli/options.h"
#include "generate/generate.h"

// What the commands that write text have in common.

/// --max-tokens, the options of the sampler, --seed.
std::vector<OptionSpec> text_option_specs(const std::string& max_tokens_help);

/// These as the user gave them; at least `least_tokens` of --max-tokens. Without --seed it is a new one each time.
/// Throws UsageError.
GenerateOptions text_options(const Options& options, int least_tokens);

/// The number in this pattern, as in printf.
std::string formatted(const char* pattern, double value);

/// "123.4" of a text's tokens per second, without the first; empty where there is only one.
std::string tokens_per_second(const GenerateResult& result);
