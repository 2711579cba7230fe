#include "base/rng.h"
#include "harness.h"
#include "small_training.h"
#include "train/checkpoint.h"
#include "train/trainer.h"
#include "twins.h"

static const ChosenForm fast_form(false);  // unless a test says otherwise
static const ChosenThreads one_thread(1);

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
            if (checked_build && textbook_is_on && accumulate == 2) continue;
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
