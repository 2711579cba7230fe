#pragma once

#include "train/trainer.h"

// A model small enough to be trained in a test, and something to train it on.

/// Two layers, four query heads on two key/value heads, a window of 64.
Config small_config(int vocab);

/// Still smaller, with odd sizes: to be written and read, not to learn.
Config tiny_config(bool tied);

/// 60 steps of two rows of 64 tokens.
TrainOptions small_options();

/// Documents of random ids below 20, of 2 to 40 tokens.
TokenFile random_file(int documents, uint64_t seed);

/// The same as small_options, for ten steps on a random file.
TrainOptions random_options(int64_t accumulate);
