#include "base/rng.h"
#include "harness.h"
#include "train/checkpoint.h"
#include "train/trainer.h"
#include "twins.h"

static const ChosenForm fast_form(false);  // unless a test says otherwise
static const ChosenThreads one_thread(1);

static Config small_config(int vocab) {
    Config config;
    config.d_model = 32;
    config.n_layers = 2;
    config.n_heads = 4;
    config.n_kv_heads = 2;
    config.head_dim = 8;
    config.d_ff = 64;
    config.vocab = vocab;
    config.window = 64;
    config.norm_eps = 1e-5f;
    config.rope_theta = 10000;
    config.tied_head = true;
    return config;
}

static TrainOptions small_options() {
    TrainOptions options;
    options.batch_rows = 2;
    options.row_tokens = 64;
    options.seed = 3;
    options.schedule.peak = 1e-2;
    options.schedule.warmup_steps = 5;
    options.schedule.total_steps = 60;
    return options;
}

/// Documents of random ids below 20, of 2 to 40 tokens.
static TokenFile random_file(int documents, uint64_t seed) {
    Rng rng = make_rng(seed);
    TokenFile file;
    for (int d = 0; d < documents; ++d) {
        std::vector<int> ids(size_t(2 + next_below(rng, 39)));
        for (int& id : ids) {
            id = int(next_below(rng, 20));
        }
        add_document(file, ids);
    }
    return file;
}

static TrainOptions random_options(int64_t accumulate) {
    TrainOptions options = small_options();
    options.accumulate = accumulate;
    options.schedule.warmup_steps = 3;
    options.schedule.total_steps = 10;
    return options;
}

static void train_until(TrainState& state, Batches& batches, const TrainOptions& options, int64_t step) {
    while (state.step < step) {
        train_step(state, batches, options);
    }
}

/// The bytes of the checkpoint behind the last step; a run that stops goes on in a new process, as it were.
static std::string run_bytes(const TokenFile& file, const TrainOptions& options, const std::vector<int64_t>& stops) {
    const Config config = small_config(20);
    const std::string settings = settings_text(config, options, file);
    const std::string path = scratch_folder() + "/run.safetensors";
    save_checkpoint(path, start_training(config, options.seed), settings);
    std::vector<int64_t> ends = stops;
    ends.push_back(options.schedule.total_steps);
    for (int64_t end : ends) {
        TrainState state = load_checkpoint(path, config, settings);
        Batches batches(file, options.batch_rows, options.row_tokens, options.seed, true);
        batches.skip(state.step * options.accumulate);
        train_until(state, batches, options, end);
        save_checkpoint(path, state, settings);
    }
    return read_text(path);
}

TEST(a_resumed_run_ends_with_the_same_bytes_as_one_that_never_stopped) {
    const TokenFile file = random_file(30, 5);  // 5 batches an epoch: the run goes through several
    std::vector<std::string> ends;
    for (int64_t accumulate : {1, 2}) {
        for (bool textbook_is_on : {false, true}) {
            const ChosenForm form(textbook_is_on);
            const TrainOptions options = random_options(accumulate);
            ends.push_back(run_bytes(file, options, {}));
            EXPECT(run_bytes(file, options, {1, 4, 9}) == ends.back());
            if (textbook_is_on) continue;  // these loops have no threads
            const ChosenThreads two(2);
            EXPECT(run_bytes(file, options, {4}) == ends.back());
        }
    }
    for (size_t i = 0; i < ends.size(); ++i) {  // the bytes do depend on what they should
        for (size_t j = 0; j < i; ++j) {
            EXPECT(ends[i] != ends[j]);
        }
    }
}

TEST(another_seed_gives_another_run) {
    const TokenFile file = random_file(30, 5);
    TrainOptions options = random_options(1);
    const std::string one = run_bytes(file, options, {});
    EXPECT(run_bytes(file, options, {}) == one);
    options.seed += 1;
    EXPECT(run_bytes(file, options, {}) != one);
}

TEST_MAIN
