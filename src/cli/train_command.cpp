#include <algorithm>
#include <chrono>
#include <filesystem>

#include "base/memory.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/load.h"
#include "cli/progress.h"
#include "formats/mapped_file.h"
#include "model/save_model.h"
#include "train/checkpoint.h"
#include "train/loss_plot.h"
#include "train/train_log.h"
#include "train/trainer.h"

/// What a run reads and writes, beside what decides its numbers.
struct TrainRun {
    std::string out;                 // the folder that is made
    std::string tokenizer;           // the text of its tokenizer.json
    std::string dtype;               // how its weights are stored
    std::string plot;                // where the loss curve goes; empty: nowhere
    double floor = 0;                // a line in that curve, nats per token
    int64_t log_every = 0;           // steps between rows of the log
    int64_t save_every = 0;          // steps between checkpoints
    int64_t validate_every = 0;      // steps between validations
    int64_t validation_batches = 0;  // how much of the validation file is looked at
    Config config;
    TrainOptions options;
    TokenFile data;
    TokenFile validation;
    std::string settings;

    std::string checkpoint_path() const { return out + "/checkpoint.safetensors"; }
    std::string log_path() const { return out + "/train_log.csv"; }
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
    if (train.schedule.warmup_steps >= train.schedule.total_steps) {
        throw UsageError("--warmup must be less than --steps, " + std::to_string(train.schedule.total_steps));
    }
    return train;
}

/// The tokenizer's file as it is, when it goes with the model: nobody wants to learn of that after hours.
static std::string read_tokenizer_text(const std::string& path, int vocab) {
    check_tokenizer_fits(path, read_tokenizer(path), vocab);
    return std::string(MappedFile::open(path)->text());
}

/// Reads the configuration, both token files and the tokenizer.
static TrainRun read_run(const Options& options) {
    TrainRun run;
    run.out = needed(options, "--out");
    run.dtype = options.text("--dtype", "F32");
    if (run.dtype != "F32" && run.dtype != "BF16" && run.dtype != "F16") {
        throw UsageError("--dtype is F32, BF16 or F16, not " + run.dtype);
    }
    run.plot = options.text("--plot", "");
    run.floor = options.number("--floor", 0, 0, 100);
    run.log_every = options.integer("--log-every", 10, 1, INT32_MAX);
    run.save_every = options.integer("--save-every", 500, 1, INT32_MAX);
    run.validate_every = options.integer("--validate-every", 250, 1, INT32_MAX);
    run.validation_batches = options.integer("--validation-batches", 16, 1, INT32_MAX);
    run.options = train_options(options);
    ModelFolder folder;
    folder.config = needed(options, "--config");
    run.config = read_config(folder);
    const std::string refusal = why_not_trained(run.config);
    if (!refusal.empty()) throw UsageError(folder.config + ": " + refusal);
    if (run.options.row_tokens > run.config.window) {
        throw UsageError("--length " + std::to_string(run.options.row_tokens) + " is more than the context window, " +
                         std::to_string(run.config.window));
    }
    run.data = read_token_file(needed(options, "--tokens"), run.config.vocab);
    run.validation = read_token_file(needed(options, "--validation"), run.config.vocab);
    run.tokenizer = read_tokenizer_text(needed(options, "--tokenizer"), run.config.vocab);
    run.settings = settings_text(run.config, run.options, run.data);
    return run;
}

/// The state to go on from: the checkpoint's, where there is one, or new weights.
static TrainState first_state(const TrainRun& run, std::vector<TrainLogRow>& log) {
    if (!std::filesystem::exists(run.checkpoint_path())) return start_training(run.config, run.options.seed);
    const TrainState state = load_checkpoint(run.checkpoint_path(), run.config, run.settings);
    if (std::filesystem::exists(run.log_path())) log = rows_up_to(read_train_log(run.log_path()), state.step);
    write_note("going on from step " + std::to_string(state.step) + " of " + run.checkpoint_path());
    return state;
}

/// The checkpoint last: a run that is killed before it goes on from the one before, and writes all of this again.
static void save_everything(const TrainRun& run, const TrainState& state, const std::vector<TrainLogRow>& log) {
    write_train_log(run.log_path(), log);
    save_model(run.out, state.model, run.dtype);
    write_file(run.out + "/tokenizer.json", run.tokenizer);
    if (!run.plot.empty() && !log.empty()) write_file(run.plot, loss_plot_svg(log, run.floor));
    save_checkpoint(run.checkpoint_path(), state, run.settings);
}

/// Counts the tokens since the last row of the log.
class SpeedMeter {
 public:
    void add(int64_t tokens) { tokens_ += tokens; }

    /// Tokens per second since the last call.
    double take() {
        const auto now = std::chrono::steady_clock::now();
        const double seconds = std::chrono::duration<double>(now - start_).count();
        const double speed = double(tokens_) / seconds;
        start_ = now;
        tokens_ = 0;
        return speed;
    }

 private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    int64_t tokens_ = 0;
};

static void show_progress(ProgressWriter& writer, const TrainLogRow& row, const std::vector<TrainLogRow>& log,
                          const TrainRun& run, int64_t tokens_per_step) {
    Progress progress;
    progress.step = row.step;
    progress.total_steps = run.options.schedule.total_steps;
    progress.loss = row.loss;
    for (const TrainLogRow& earlier : log) {
        if (earlier.validation_loss) progress.validation_loss = earlier.validation_loss;
    }
    progress.tokens_per_second = row.tokens_per_second;
    progress.seconds_left =
        double((progress.total_steps - row.step) * tokens_per_step) / std::max(1.0, row.tokens_per_second);
    writer.show(progress);
}

static void train(const TrainRun& run, TrainState& state, std::vector<TrainLogRow>& log) {
    const int64_t steps = run.options.schedule.total_steps;
    Batches batches(run.data, run.options.batch_rows, run.options.row_tokens, run.options.seed, true);
    batches.skip(state.step * run.options.accumulate);
    ProgressWriter writer(run.log_every * 10);
    SpeedMeter speed;
    while (state.step < steps) {
        const StepReport report = train_step(state, batches, run.options);
        const bool is_last = state.step == steps;
        const bool validates = is_last || state.step % run.validate_every == 0;
        speed.add(report.tokens);
        if (validates || state.step % run.log_every == 0) {
            TrainLogRow row;
            row.step = state.step;
            row.loss = report.loss;
            row.learning_rate = report.learning_rate;
            row.gradient_norm = report.gradient_norm;
            row.tokens_per_second = speed.take();
            if (validates)
                row.validation_loss = mean_loss(state.model, run.validation, run.options, run.validation_batches);
            log.push_back(row);
            show_progress(writer, row, log, run, report.tokens);
        }
        if (is_last || state.step % run.save_every == 0) save_everything(run, state, log);
    }
}

static int run_train(const Options& options) {
    if (!options.words().empty()) throw UsageError("train takes options only");
    use_machine_options(options);
    keep_freed_memory();
    const TrainRun run = read_run(options);
    make_model_folder(run.out);  // now, not after hours
    std::vector<TrainLogRow> log;
    TrainState state = first_state(run, log);
    train(run, state, log);
    write_note("wrote " + run.out);
    return 0;
}

Command train_command() {
    Command command;
    command.name = "train";
    command.summary = "Trains a model on a token file and writes a model folder.";
    command.details =
        "The folder --out gets config.json, tokenizer.json, model.safetensors, train_log.csv and a checkpoint. Where "
        "there\n"
        "is a checkpoint of the same run already, it goes on from there, and ends with the same bytes.";
    command.options = {
        {"--config", "FILE", "config.json: the sizes of the model"},
        {"--tokenizer", "FILE", "tokenizer.json: what the tokens were made with"},
        {"--tokens", "FILE", "what is learned from: a token file (tokenize --jsonl --save)"},
        {"--validation", "FILE", "what the loss is measured on: another one"},
        {"--out", "FOLDER", "what is made"},
        {"--dtype", "NAME", "how its weights are stored: F32, BF16 or F16 (F32)"},
        {"--steps", "N", "steps of the optimizer (1000)"},
        {"--batch", "B", "rows of a batch (8)"},
        {"--length", "T", "tokens of a row (256)"},
        {"--accumulate", "N", "batches whose gradients are added up for a step (1)"},
        {"--learning-rate", "X", "the highest one (0.001)"},
        {"--warmup", "N", "steps on the way up to it (100)"},
        {"--final-share", "X", "the last rate, as a share of the highest (0.1)"},
        {"--weight-decay", "X", "of matrices; norms do not decay (0.1)"},
        {"--beta1", "X", "AdamW's memory of the gradient (0.9)"},
        {"--beta2", "X", "... and of its square (0.95)"},
        {"--clip", "X", "the largest global norm of the gradient (1)"},
        {"--seed", "N", "of the first weights and the order of the documents (1)"},
        {"--log-every", "N", "steps between rows of train_log.csv (10)"},
        {"--validate-every", "N", "steps between validations (250)"},
        {"--validation-batches", "N", "how much of the validation file is looked at (16)"},
        {"--save-every", "N", "steps between checkpoints (500)"},
        {"--plot", "FILE", "draw the loss curve as SVG"},
        {"--floor", "X", "a line in it: the entropy of the text's source, nats per token"},
        threads_option(),
        {"--textbook", "", "the plain loops that the tutorial shows: the same numbers but for rounding, much slower"},
    };
    command.run = run_train;
    return command;
}
