#pragma once

#include <cstdint>
#include <string>

#include "model/transformer.h"
#include "train/adamw.h"
#include "train/batch.h"
#include "train/schedule.h"

/// What decides every number of a training run, with the data and the configuration.
struct TrainOptions {
    int64_t batch_rows = 8;    // B: rows of a pass
    int64_t row_tokens = 256;  // T: tokens of a row
    int64_t accumulate = 1;    // passes whose gradients are added up before the optimizer steps
    uint64_t seed = 0;         // of the first weights and of the order of the documents
    double clip = 1.0;         // the largest global norm of the gradient
    ScheduleOptions schedule;
    AdamWOptions adamw;
};

/// All that changes while a model is trained.
struct TrainState {
    Model model;
    Weights m;         // AdamW's running mean of each gradient
    Weights v;         // ... and of its square
    int64_t step = 0;  // steps done
};

struct StepReport {
    double loss = 0;           // mean over the counted tokens, nats, before the step
    double gradient_norm = 0;  // before clipping
    double learning_rate = 0;
    int64_t tokens = 0;  // counted
};

/// Why a model of this configuration cannot be trained here; empty where it can: the backward pass is that of the family
/// llama, with every token seen and RoPE unscaled.
std::string why_not_trained(const Config& config);

/// New weights, nothing learned yet. Throws Error with why_not_trained.
TrainState start_training(const Config& config, uint64_t seed);

/// One step: the gradient of the mean loss over `accumulate` batches, clipped, then AdamW for every weight (norms do not
/// decay). Throws Error, with the number of the step, when the loss or the gradient is not finite; the state is then as it
/// was before.
StepReport train_step(TrainState& state, Batches& batches, const TrainOptions& options);

/// The mean cross-entropy in nats per token over the first `count` batches of a file that is not shuffled.
double mean_loss(const Model& model, const TokenFile& file, const TrainOptions& options, int64_t count);
