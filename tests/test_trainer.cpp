#include "train/trainer.h"

#include <algorithm>
#include <cmath>

#include "base/rng.h"
#include "gradient.h"
#include "harness.h"
#include "small_training.h"
#include "train/clip.h"
#include "train/cross_entropy.h"
#include "train/init_weights.h"
#include "train/training_pass.h"
#include "twins.h"

static const ChosenForm fast_form(false);  // unless a test says otherwise
static const ChosenThreads one_thread(1);

/// The parts of a step, one after another, as docs/architecture.md tells them.
static StepReport step_by_parts(TrainState& state, Batches& batches, const TrainOptions& options) {
    const Config& config = state.model.config;
    std::vector<Batch> passes;
    StepReport report;
    double weight = 0;
    for (int64_t i = 0; i < options.accumulate; ++i) {
        passes.push_back(batches.next());
        for (float one : passes.back().mask) {
            weight += double(one);
            report.tokens += one > 0;
        }
    }
    Weights gradients = zero_weights(config);
    for (const Batch& batch : passes) {
        const Trace trace = training_forward(state.model, batch);
        report.loss += cross_entropy(trace.logits, batch.targets, batch.mask) / weight;
        training_backward(state.model, batch, trace, float(1 / weight), gradients);
    }
    report.learning_rate = learning_rate_at(state.step, options.schedule);
    std::vector<Tensor> all;
    for (const WeightEntry& entry : weight_entries(gradients, config)) {
        all.push_back(*entry.tensor);
    }
    report.gradient_norm = gradient_norm(all);
    const std::vector<WeightEntry> m = weight_entries(state.m, config);
    const std::vector<WeightEntry> v = weight_entries(state.v, config);
    size_t i = 0;
    for (const WeightEntry& entry : weight_entries(state.model.weights, config)) {
        const bool is_norm = entry.name.find("norm") != std::string::npos;
        const Tensor gradient = scaled(all[i], clip_scale(report.gradient_norm, options.clip));
        adamw_step(*entry.tensor, gradient, *m[i].tensor, *v[i].tensor, state.step + 1, float(report.learning_rate),
                   !is_norm, options.adamw);
        ++i;
    }
    state.step += 1;
    return report;
}

static void expect_same_weights(Weights got, Weights want, const Config& config) {
    const std::vector<WeightEntry> entries = weight_entries(want, config);
    size_t i = 0;
    for (const WeightEntry& entry : weight_entries(got, config)) {
        expect_same(*entry.tensor, *entries[i++].tensor, entry.name, __FILE__, __LINE__);
    }
}

TEST(a_step_is_the_gradient_clipped_and_one_step_of_adamw) {
    for (int64_t accumulate : {1, 3}) {
        for (double clip : {0.05, 1e6}) {  // always clipped, and never
            for (bool tied : {true, false}) {
                TokenFile file = random_file(30, 6);
                for (size_t i = 0; i < file.weights.size(); ++i) {
                    file.weights[i] = float(i % 4) * 1.5f;  // a weight is no count of tokens
                }
                TrainOptions options = random_options(accumulate);
                options.clip = clip;
                options.adamw.weight_decay = 0.5f;
                Config config = small_config(20);
                config.tied_head = tied;
                TrainState whole = start_training(config, 1);
                TrainState parts = start_training(config, 1);
                Batches whole_batches(file, 2, 64, 1, true);
                Batches parts_batches(file, 2, 64, 1, true);
                for (int step = 0; step < 5; ++step) {
                    const StepReport got = train_step(whole, whole_batches, options);
                    const StepReport want = step_by_parts(parts, parts_batches, options);
                    EXPECT(std::fabs(got.loss - want.loss) <= 1e-14 * want.loss);
                    EXPECT_EQUAL(got.gradient_norm, want.gradient_norm);
                    EXPECT(got.gradient_norm > 0.05);
                    EXPECT_EQUAL(got.learning_rate, want.learning_rate);
                    EXPECT_EQUAL(got.tokens, want.tokens);
                    EXPECT_EQUAL(whole.step, parts.step);
                    expect_same_weights(whole.model.weights, parts.model.weights, config);
                    expect_same_weights(whole.m, parts.m, config);
                    expect_same_weights(whole.v, parts.v, config);
                }
            }
        }
    }
}

TEST(a_step_in_which_no_prediction_counts_is_an_error) {
    TokenFile file = random_file(30, 6);
    std::fill(file.weights.begin(), file.weights.end(), 0.0f);
    TrainState state = start_training(small_config(20), 1);
    Batches batches(file, 2, 64, 1, true);
    EXPECT_ERROR(train_step(state, batches, small_options()), "step 1: no prediction of these batches counts");
}

TEST(training_begins_with_the_seed_s_weights_and_nothing_learned) {
    const Config config = small_config(20);
    TrainState state = start_training(config, 9);
    EXPECT_EQUAL(state.step, int64_t(0));
    EXPECT_EQUAL(state.model.config.vocab, 20);
    expect_same_weights(state.model.weights, init_weights(config, 9), config);
    expect_same_weights(state.m, zero_weights(config), config);
    expect_same_weights(state.v, zero_weights(config), config);
    EXPECT(state.m.embed.f32.data() != state.v.embed.f32.data());
}

// The mean over tokens, not over documents or batches; padding does not count.
TEST(the_validation_loss_is_the_mean_over_all_tokens) {
    const TokenFile file = random_file(40, 7);
    const TrainOptions options = small_options();
    const TrainState state = start_training(small_config(20), 2);
    double loss = 0;
    double tokens = 0;
    for (int64_t d = 0; d < file.documents(); ++d) {
        const auto first = file.tokens.begin() + file.starts[size_t(d)];
        const auto last = file.tokens.begin() + file.starts[size_t(d) + 1];
        Batch alone;
        alone.tokens.assign(first, last - 1);
        alone.targets.assign(first + 1, last);
        alone.mask.assign(alone.tokens.size(), 1.0f);
        alone.documents = {{0, int64_t(alone.tokens.size())}};
        loss += cross_entropy(training_forward(state.model, alone).logits, alone.targets, alone.mask);
        tokens += double(alone.tokens.size());
    }
    int64_t rows = 0;
    {
        Batches batches(file, 1, options.row_tokens, 0, false);
        batches.next();
        rows = batches.rows_in_epoch();
    }
    TrainOptions one_row = options;
    one_row.batch_rows = 1;
    EXPECT(std::fabs(mean_loss(state.model, file, one_row, rows) - loss / tokens) < 1e-12);
    EXPECT_EQUAL(mean_loss(state.model, file, one_row, 2), mean_loss(state.model, file, options, 1));
    EXPECT(mean_loss(state.model, file, one_row, 1) != mean_loss(state.model, file, one_row, 2));
}

static void expect_step_fails(TrainState& state, const TokenFile& file, const std::string& message) {
    const Config& config = state.model.config;
    const int64_t step = state.step;
    std::vector<Tensor> before;
    for (const WeightEntry& entry : weight_entries(state.model.weights, config)) {
        before.push_back(entry.tensor->clone());
    }
    Batches batches(file, 2, 64, 1, true);
    EXPECT_ERROR(train_step(state, batches, small_options()), message);
    EXPECT_EQUAL(state.step, step);
    size_t i = 0;
    for (const WeightEntry& entry : weight_entries(state.model.weights, config)) {
        EXPECT_SAME(*entry.tensor, before[i++]);
    }
    expect_same_weights(state.m, zero_weights(config), config);
}

TEST(a_loss_that_is_not_finite_is_an_error_that_names_the_step_and_changes_nothing) {
    const TokenFile file = random_file(30, 8);
    for (float rubbish : {float(NAN), float(INFINITY)}) {
        TrainState state = start_training(small_config(20), 1);
        state.model.weights.layers[1].mlp_norm(3) = rubbish;
        expect_step_fails(state, file, "step 1: the loss is not a finite number");
        state.step = 41;
        expect_step_fails(state, file, "step 42: the loss is not a finite number");
        const ChosenForm slow(true);
        expect_step_fails(state, file, "step 42: ");
    }
}

TEST(a_run_that_diverges_ends_with_an_error_that_names_the_step) {
    const TokenFile file = random_file(30, 8);
    TrainOptions options = small_options();
    options.schedule.peak = 1e6;
    options.schedule.warmup_steps = 0;
    for (bool textbook_is_on : {false, true}) {
        const ChosenForm form(textbook_is_on);
        TrainState state = start_training(small_config(20), 1);
        Batches batches(file, 2, 64, 1, true);
        EXPECT_ERROR(while (state.step < 60) train_step(state, batches, options), ": ");
        EXPECT(state.step >= 1 && state.step < 10);
        EXPECT_ERROR(train_step(state, batches, options), "step " + std::to_string(state.step + 1) + ": ");
    }
}

TEST_MAIN
