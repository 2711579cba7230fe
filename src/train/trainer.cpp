#include "train/trainer.h"

#include <cmath>
#include <vector>

#include "base/error.h"
#include "base/threads.h"
#include "train/clip.h"
#include "train/cross_entropy.h"
#include "train/init_weights.h"
#include "train/training_pass.h"

std::string why_not_trained(const Config& config) {
    if (std::string(config.family.name) != "llama") {
        return std::string("only models of the family llama can be trained here, not ") + config.family.name;
    }
    if (config.rope.scaling != RopeSettings::Scaling::none) return "a model with RoPE scaling cannot be trained here";
    return "";
}

TrainState start_training(const Config& config, uint64_t seed) {
    const std::string refusal = why_not_trained(config);
    if (!refusal.empty()) throw Error(refusal);
    TrainState state;
    state.model.config = config;
    state.model.weights = init_weights(config, seed);
    state.m = zero_weights(config);
    state.v = zero_weights(config);
    return state;
}

/// Sums up the gradients of the next batches; returns the sum of their losses.
static double add_gradients(const TrainState& state, const std::vector<Batch>& batches, double weight,
                            Weights& gradients) {
    double loss = 0.0;
    for (const Batch& batch : batches) {
        const Trace trace = training_forward(state.model, batch);
        loss += cross_entropy(trace.logits, batch.targets, batch.mask);
        training_backward(state.model, batch, trace, float(1.0 / weight), gradients);
    }
    return loss;
}

static std::vector<Tensor> tensors_of(Weights& weights, const Config& config) {
    std::vector<Tensor> tensors;
    for (const WeightEntry& entry : weight_entries(weights, config)) {
        tensors.push_back(*entry.tensor);
    }
    return tensors;
}

/// What a step of the optimizer moves, tensor by tensor, and how far.
struct OptimizerStep {
    std::vector<Tensor> parameters;
    std::vector<Tensor> gradients;
    std::vector<Tensor> m;
    std::vector<Tensor> v;
    float gradient_scale;
    int64_t step;
    float learning_rate;
    AdamWOptions options;
};

/// Tensor `index` of the OptimizerStep that `job` is: its gradient is scaled, and its weights move.
static void move_tensor(void* job, int index) {
    OptimizerStep& work = *static_cast<OptimizerStep*>(job);
    const size_t i = size_t(index);
    Tensor& gradient = work.gradients[i];
    for (int64_t n = 0; n < gradient.size(); ++n) {
        gradient.data()[n] *= work.gradient_scale;
    }
    const bool decays = gradient.rank() > 1;  // matrices decay, norms do not
    adamw_step(work.parameters[i], gradient, work.m[i], work.v[i], work.step, work.learning_rate, decays, work.options);
}

static StepReport take_step(TrainState& state, Batches& batches, const TrainOptions& options) {
    const Config& config = state.model.config;
    std::vector<Batch> step_batches;
    StepReport report;
    double weight = 0.0;
    for (int64_t pass = 0; pass < options.accumulate; ++pass) {
        step_batches.push_back(batches.next());
        weight += total_weight(step_batches.back());
        report.tokens += counted_tokens(step_batches.back());
    }
    if (report.tokens == 0) throw Error("no prediction of these batches counts: all weights are zero");
    Weights gradient_weights = zero_weights(config);
    report.learning_rate = learning_rate_at(state.step, options.schedule);
    //> train.step  loss and gradient, clip, then move every weight
    report.loss = add_gradients(state, step_batches, weight, gradient_weights) / weight;
    if (!std::isfinite(report.loss)) {
        throw Error("the loss is not a finite number; a smaller learning rate or more warm-up may help");
    }
    const std::vector<Tensor> gradients = tensors_of(gradient_weights, config);
    report.gradient_norm = gradient_norm(gradients);
    OptimizerStep work = {tensors_of(state.model.weights, config),
                          gradients,
                          tensors_of(state.m, config),
                          tensors_of(state.v, config),
                          clip_scale(report.gradient_norm, options.clip),
                          state.step + 1,
                          float(report.learning_rate),
                          options.adamw};
    run_parts(int(gradients.size()), move_tensor, &work);
    state.step += 1;
    //< train.step
    return report;
}

StepReport train_step(TrainState& state, Batches& batches, const TrainOptions& options) {
    try {
        return take_step(state, batches, options);
    } catch (const Error& error) {
        throw Error("step " + std::to_string(state.step + 1) + ": " + error.what());
    }
}

double mean_loss(const Model& model, const TokenFile& file, const TrainOptions& options, int64_t count) {
    Batches batches(file, options.batch_rows, options.row_tokens, 0, false);
    double loss = 0.0;
    double weight = 0.0;
    for (int64_t i = 0; i < count; ++i) {
        const Batch batch = batches.next();
        const Trace trace = training_forward(model, batch);
        loss += cross_entropy(trace.logits, batch.targets, batch.mask);
        weight += total_weight(batch);
    }
    return loss / weight;
}
