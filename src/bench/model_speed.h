#pragma once

#include <vector>

#include "bench/machine.h"
#include "bench/rounds.h"
#include "model/transformer.h"

// How fast a model decodes, reads a prompt and learns. Each round measures the machine's limit right before the work, so
// that both have the same neighbours on a machine that is not quite alone; the share is taken round by round.

struct SpeedResult {
    int64_t tokens = 0;        // of the context, the prompt, the batch
    Rounds tokens_per_second;  //
    Rounds limit;              // bytes or operations a second that the machine did in the same rounds
    Rounds share;              // of it that the work used
};

/// One token after another behind a context of so many tokens, the last one included.
/// Throws Error when the context is longer than the window.
SpeedResult measure_decode(const Model& model, int context, int rounds, Machine& machine);

/// A prompt of T tokens at once. Throws Error when it is longer than the window.
SpeedResult measure_prefill(const Model& model, int T, int rounds, Machine& machine);

/// Steps of the optimizer on `documents` documents of T tokens.
SpeedResult measure_training(const Config& config, int documents, int T, int rounds, Machine& machine);
