#pragma once

#include <cstdint>

#include "cli/options.h"

/// What `tokenize --count` is asked besides the number of tokens. Throws UsageError for values and combinations that make no
/// sense: a price of what is written without how much that is.
void check_budget_options(const Options& options);

/// Prints what the text needs: its tokens, what it costs, and how it fits the window; one fact a line.
///
/// tokens  of the prompt
/// window  of the model in tokens, 0 where it is not known; --window comes first
void print_budget(const Options& options, int64_t tokens, int64_t window);
