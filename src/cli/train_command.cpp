#include <chrono>
#include <cstdio>
#include <filesystem>

#include "base/textbook.h"
#include "base/threads.h"
#include "cli/command.h"
#include "cli/console.h"
#include "formats/mapped_file.h"
#include "model/save_model.h"
#include "tokenizer/tokenizer.h"
#include "train/checkpoint.h"
#include "train/trainer.h"

/// What a run reads and writes, beside what decides its numbers.
struct TrainRun {
    std::string out;              // the folder that is made
    std::string tokenizer;        // its tokenizer.json comes from here
    std::string dtype;            // how the finished model's weights are stored
    int64_t save_every = 0;       // steps between checkpoints
    int64_t validate_every = 0;   // steps between validations
    int64_t validation_rows = 0;  // how much of the validation file is looked at
    TrainOptions options;
    Config config;
    TokenFile data;
    TokenFile validation;
    std::string settings;
};

static std::string needed(const Options& options, const std::string& name) {
    const std::string text = options.text(name, "");
    if (text.empty()) throw UsageError(name + " is needed");
    return text;
}

static TrainOptions train_options(const Options& options) {
    TrainOptions train;
    train.batch_rows = options.integer("--batch", 8, 1, 1 << 20);
    train.row_tokens = options.integer("--length", 256, 1, 1 << 20);
    train.accumulate = options.integer("--accumulate", 1, 1, 1 << 20);
    train.seed = uint64_t(options.integer("--seed", 1, 0, INT64_MAX));
    train.clip = options.number("--clip", 1.0, 1e-6, 1e9);
    train.schedule.total_steps = options.integer("--steps", 1000, 1, INT32_MAX);
    train.schedule.warmup_steps = options.integer("--warmup", 100, 0, INT32_MAX);
    train.schedule.peak = options.number("--learning-rate", 1e-3, 1e-9, 10);
    train.schedule.final_share = options.number("--final-share", 0.1, 1e-6, 1);
    train.adamw.weight_decay = float(options.number("--weight-decay", 0.1, 0, 10));
    train.adamw.beta1 = float(options.number("--beta1", 0.9, 0, 0.9999));
    train.adamw.beta2 = float(options.number("--beta2", 0.95, 0, 0.99999));
    return train;
}

static TrainRun read_run(const Options& options) {
    TrainRun run;
    run.out = needed(options, "--out");
    run.tokenizer = needed(options, "--tokenizer");
    run.dtype = options.text("--dtype", "F32");
    run.save_every = options.integer("--save-every", 500, 1, INT32_MAX);
    run.validate_every = options.integer("--validate-every", 250, 1, INT32_MAX);
    run.options = train_options(options);
    ModelFolder folder;
    folder.config = needed(options, "--config");
    run.config = read_config(folder);
    if (run.options.row_tokens > run.config.window) {
        throw UsageError("--length " + std::to_string(run.options.row_tokens) + " is more than the context window, " +
                         std::to_string(run.config.window));
    }
    run.data = read_token_file(needed(options, "--tokens"), run.config.vocab);
    run.validation = read_token_file(needed(options, "--validation"), run.config.vocab);
    run.settings = settings_text(run.config, run.options, run.data);
    return run;
}

static int run_train(const Options& options) {
    use_textbook(options.has("--textbook"));
    if (options.has("--threads")) use_threads(int(options.integer("--threads", 1, 1, 1024)));
    const TrainRun run = read_run(options);
    const TrainOptions& train = run.options;
    const std::string checkpoint = run.out + "/checkpoint.safetensors";
    std::filesystem::create_directories(run.out);
    TrainState state = start_training(run.config, train.seed);
    if (std::filesystem::exists(checkpoint)) state = load_checkpoint(checkpoint, run.config, run.settings);
    Batches batches(run.data, train.batch_rows, train.row_tokens, train.seed, true);
    batches.skip(state.step * train.accumulate);
    auto start = std::chrono::steady_clock::now();
    int64_t tokens = 0;
    while (state.step < train.schedule.total_steps) {
        const StepReport report = train_step(state, batches, train);
        tokens += report.tokens;
        if (state.step % 20 == 0) {
            const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
            char line[200];
            std::snprintf(line, sizeof(line), "step %ld loss %.4f norm %.3f lr %.2e %.0f tok/s", long(state.step),
                          report.loss, report.gradient_norm, report.learning_rate, double(tokens) / seconds);
            write_note(line);
            start = std::chrono::steady_clock::now();
            tokens = 0;
        }
        if (state.step % run.validate_every == 0 || state.step == train.schedule.total_steps) {
            char line[100];
            std::snprintf(line, sizeof(line), "validation %.4f", mean_loss(state.model, run.validation, train, 16));
            write_note(line);
        }
        if (state.step % run.save_every == 0 || state.step == train.schedule.total_steps) {
            save_checkpoint(checkpoint, state, run.settings);
            save_model(run.out, state.model, run.dtype);
            write_file(run.out + "/tokenizer.json", MappedFile::open(run.tokenizer)->text());
        }
    }
    return 0;
}

Command train_command() {
    Command command;
    command.name = "train";
    command.summary = "Trains a model from token files and writes a model folder.";
    command.options = {
        {"--out", "FOLDER", ""},      {"--tokenizer", "FILE", ""},   {"--dtype", "NAME", ""},
        {"--save-every", "N", ""},    {"--validate-every", "N", ""}, {"--config", "FILE", ""},
        {"--tokens", "FILE", ""},     {"--validation", "FILE", ""},  {"--batch", "B", ""},
        {"--length", "T", ""},        {"--accumulate", "N", ""},     {"--seed", "N", ""},
        {"--clip", "X", ""},          {"--steps", "N", ""},          {"--warmup", "N", ""},
        {"--learning-rate", "X", ""}, {"--final-share", "X", ""},    {"--weight-decay", "X", ""},
        {"--beta1", "X", ""},         {"--beta2", "X", ""},          {"--threads", "N", ""},
        {"--textbook", "", ""},
    };
    command.run = run_train;
    return command;
}
