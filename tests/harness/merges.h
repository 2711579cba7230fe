#pragma once

#include <string>
#include <vector>

#include "tokenizer/bpe_train.h"

/// A merge as its two byte strings.
using Merge = std::pair<std::string, std::string>;
using Merges = std::vector<Merge>;

/// The bytes that hexadecimal digits stand for: "6162" is "ab".
std::string bytes_of_hex(std::string_view hex);

/// The merges of a vocabulary, in the order of their ranks.
Merges merges_of(const Tokenizer& tokenizer);

/// Throws TestFailure, naming the case, when the vocabulary has other merges.
void expect_merges(const Tokenizer& tokenizer, const Merges& want, const std::string& name);

TrainTokenizerOptions train_options(int vocab_size, const std::vector<std::string>& special_tokens = {});
