#include "train/checkpoint.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <filesystem>

#include "base/error.h"
#include "base/rng.h"
#include "formats/safetensors.h"
#include "gradient.h"
#include "harness.h"
#include "small_training.h"

static std::string path() { return scratch_folder() + "/checkpoint.safetensors"; }

static void fill_random(Weights& weights, const Config& config, uint64_t seed) {
    for (const WeightEntry& entry : weight_entries(weights, config)) {
        const Tensor numbers = random_tensor(entry.shape, ++seed);
        for (int64_t i = 0; i < numbers.size(); ++i) {
            entry.tensor->data()[i] = numbers.data()[i];
        }
    }
}

/// A state in which every number is another.
static TrainState random_state(const Config& config, uint64_t seed) {
    TrainState state = start_training(config, seed);
    fill_random(state.model.weights, config, seed + 100);
    fill_random(state.m, config, seed + 200);
    fill_random(state.v, config, seed + 300);
    state.step = 12345;
    return state;
}

static void expect_same_weights(Weights got, Weights want, const Config& config) {
    const std::vector<WeightEntry> entries = weight_entries(want, config);
    size_t i = 0;
    for (const WeightEntry& entry : weight_entries(got, config)) {
        expect_same(*entry.tensor, *entries[i++].tensor, entry.name, __FILE__, __LINE__);
    }
}

static void expect_same_state(const TrainState& got, const TrainState& want, const Config& config) {
    EXPECT_EQUAL(got.step, want.step);
    expect_same_weights(got.model.weights, want.model.weights, config);
    expect_same_weights(got.m, want.m, config);
    expect_same_weights(got.v, want.v, config);
}

TEST(a_state_comes_back_bit_for_bit) {
    for (bool tied : {true, false}) {
        const Config config = tiny_config(tied);
        TrainState state = random_state(config, 1);
        state.m.layers[1].gate.f32(0, 0) = -0.0f;  // numbers that a detour by text or by arithmetic would lose
        state.v.layers[0].up.f32(1, 1) = 1e-45f;
        state.model.weights.embed.f32(2, 2) = 3e38f;
        save_checkpoint(path(), state, "settings\n");
        const TrainState read = load_checkpoint(path(), config, "settings\n");
        expect_same_state(read, state, config);
        EXPECT_EQUAL(read.model.config.d_model, 8);
        EXPECT_EQUAL(read.model.weights.head.f32.data() == read.model.weights.embed.f32.data(), tied);
    }
}

// Training goes on in the loaded state, while the next checkpoint replaces the file.
TEST(a_loaded_state_has_memory_of_its_own) {
    const Config config = tiny_config(true);
    const TrainState state = random_state(config, 1);
    save_checkpoint(path(), state, "s");
    TrainState read = load_checkpoint(path(), config, "s");
    write_text(path(), std::string(read_text(path()).size(), 'x'));  // into the very file that was read
    expect_same_state(read, state, config);
    save_checkpoint(path(), state, "s");
    read.model.weights.embed.f32(0, 0) = 77.0f;
    read.m.embed.f32(0, 0) = 77.0f;
    EXPECT_EQUAL(read.model.weights.head(0, 0), 77.0f);
    EXPECT(read.model.weights.embed.f32.data() != read.m.embed.f32.data());
    EXPECT(load_checkpoint(path(), config, "s").m.embed(0, 0) != 77.0f);
}

TEST(step_0_and_large_steps_come_back) {
    const Config config = tiny_config(true);
    TrainState state = random_state(config, 1);
    for (int64_t step : {int64_t(0), int64_t(1), int64_t(1) << 40}) {
        state.step = step;
        save_checkpoint(path(), state, "s");
        EXPECT_EQUAL(load_checkpoint(path(), config, "s").step, step);
    }
}

TEST(tensors_of_another_shape_are_refused) {
    const Config config = tiny_config(true);
    save_checkpoint(path(), random_state(config, 1), "s");
    Config wider = config;
    wider.d_ff = 10;
    EXPECT_ERROR(load_checkpoint(path(), wider, "s"), "has shape [9, 8], but config.json asks for [10, 8]");
    EXPECT_ERROR(load_checkpoint(path(), wider, "s"), "mlp.gate_proj.weight");
    Config deeper = config;
    deeper.n_layers = 3;
    EXPECT_ERROR(load_checkpoint(path(), deeper, "s"), "weight/model.layers.2.input_layernorm.weight");
    EXPECT_ERROR(load_checkpoint(path(), tiny_config(false), "s"), "weight/lm_head.weight");
}

TEST(settings_of_another_run_are_refused_with_the_line_that_differs) {
    const Config config = tiny_config(true);
    save_checkpoint(path(), random_state(config, 1), "batch rows 8\nseed 1\nclip 1\n");
    const std::string other = "batch rows 8\nseed 2\nclip 1\n";
    EXPECT_ERROR(load_checkpoint(path(), config, other), "it had \"seed 1\", now \"seed 2\"");
    EXPECT_ERROR(load_checkpoint(path(), config, other), path());
    EXPECT_ERROR(load_checkpoint(path(), config, other), "or another --out to begin anew");
    EXPECT_ERROR(load_checkpoint(path(), config, "batch rows 80\n"), "\"batch rows 8\", now \"batch rows 80\"");
    EXPECT_ERROR(load_checkpoint(path(), config, "batch rows 8\nseed 1\n"), "it had \"clip 1\", now \"\"");
    EXPECT_ERROR(load_checkpoint(path(), config, ""), "it had \"batch rows 8\", now \"\"");
}

TEST(damaged_files_are_refused) {
    const Config config = tiny_config(true);
    save_checkpoint(path(), random_state(config, 1), "s");
    const std::string whole = read_text(path());
    for (size_t length : {whole.size() - 1, whole.size() / 2, size_t(100), size_t(7), size_t(0)}) {
        write_text(path(), whole.substr(0, length));
        EXPECT_ERROR(load_checkpoint(path(), config, "s"), path());
    }
    write_text(path(), "step 12345\n");
    EXPECT_ERROR(load_checkpoint(path(), config, "s"), path());
    std::filesystem::remove(path());
    EXPECT_ERROR(load_checkpoint(path(), config, "s"), "cannot open");
}

/// The file once more, with other metadata.
static void write_with(const TrainState& state, const std::map<std::string, std::string>& metadata) {
    save_checkpoint(path(), state, "s");
    std::vector<TensorToWrite> tensors;
    {
        const SafetensorsFile file(path());
        for (const TensorInfo& info : file.tensors()) {
            tensors.push_back({info.name, "F32", file.load(info.name).clone()});
        }
    }
    write_safetensors(path(), tensors, metadata);
}

TEST(metadata_that_is_missing_or_wrong_is_refused) {
    const Config config = tiny_config(true);
    const TrainState state = random_state(config, 1);
    write_with(state, {{"settings", "s"}, {"step", "12345"}});
    EXPECT_EQUAL(load_checkpoint(path(), config, "s").step, int64_t(12345));
    write_with(state, {});
    EXPECT_ERROR(load_checkpoint(path(), config, "s"), "is no checkpoint: its metadata has no settings");
    write_with(state, {{"settings", "s"}});
    EXPECT_ERROR(load_checkpoint(path(), config, "s"), "its metadata has no step");
    for (const std::string step : {"", "x", "12x", "-1", "1.5", "99999999999999999999"}) {
        write_with(state, {{"settings", "s"}, {"step", step}});
        EXPECT_ERROR(load_checkpoint(path(), config, "s"), "its step is \"" + step + "\", not a number");
    }
    EXPECT_ERROR(load_checkpoint("data/micro/model.safetensors", config, "s"), "is no checkpoint");
}

/// What save_checkpoint says in a process that may not write files of more than `bytes`; "" when it says nothing.
static std::string save_with_file_limit(const TrainState& state, rlim_t bytes) {
    const std::string said = scratch_folder() + "/said";
    write_text(said, "");
    const pid_t child = ::fork();
    if (child < 0) FAIL("fork failed");
    if (child == 0) {
        const struct rlimit limit = {bytes, bytes};
        std::signal(SIGXFSZ, SIG_IGN);  // the write then fails, as on a full disk
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(3);
        try {
            save_checkpoint(path(), state, "s");
        } catch (const Error& error) {
            write_text(said, error.what());
            ::_exit(1);
        }
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
    return read_text(said);
}

TEST(a_full_disk_leaves_the_checkpoint_before) {
    const Config config = tiny_config(true);
    const TrainState first = random_state(config, 1);
    const TrainState second = random_state(config, 2);
    save_checkpoint(path(), first, "s");
    const uintmax_t size = std::filesystem::file_size(path());
    for (rlim_t limit : {rlim_t(1000), rlim_t(4096), rlim_t(size - 1)}) {
        const std::string said = save_with_file_limit(second, limit);
        if (said.find("cannot write " + path()) == std::string::npos) FAIL("it says \"" + said + "\"");
        expect_same_state(load_checkpoint(path(), config, "s"), first, config);
        EXPECT(!std::filesystem::exists(path() + ".part"));
    }
    EXPECT_EQUAL(save_with_file_limit(second, rlim_t(size)), std::string());
    expect_same_state(load_checkpoint(path(), config, "s"), second, config);
}

[[noreturn]] static void save_until_killed(const TrainState states[2]) {
    try {
        for (int i = 0;; ++i) {
            save_checkpoint(path(), states[i % 2], "s");
        }
    } catch (const Error&) {
        ::_exit(1);
    }
}

// A process that does nothing but save, one state and the other in turn, is killed at ten moments.
TEST(a_kill_at_any_moment_leaves_a_whole_checkpoint) {
    const Config config = tiny_config(true);
    const TrainState states[2] = {random_state(config, 1), random_state(config, 2)};
    save_checkpoint(path(), states[0], "s");
    Rng rng = make_rng(1);
    for (int kill = 0; kill < 10; ++kill) {
        const pid_t child = ::fork();
        if (child < 0) FAIL("fork failed");
        if (child == 0) save_until_killed(states);
        ::usleep(useconds_t(1000 + next_below(rng, 20000)));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        const TrainState read = load_checkpoint(path(), config, "s");
        const bool is_first = read.m.embed(0, 0) == states[0].m.embed(0, 0);
        expect_same_state(read, states[is_first ? 0 : 1], config);
    }
}

TEST(a_folder_that_cannot_be_written_is_an_error) {
    const TrainState state = random_state(tiny_config(true), 1);
    const std::string nowhere = scratch_folder() + "/no/checkpoint.safetensors";
    EXPECT_ERROR(save_checkpoint(nowhere, state, "s"), "cannot write " + nowhere);
    std::filesystem::remove_all(path() + ".part");          // of a process that was killed
    std::filesystem::create_directories(path() + ".part");  // nothing can be written beside it
    save_checkpoint(scratch_folder() + "/other", state, "s");
    std::filesystem::remove(path());
    EXPECT_ERROR(save_checkpoint(path(), state, "s"), "cannot write " + path());
    EXPECT(!std::filesystem::exists(path()));
    std::filesystem::remove(path() + ".part");
}

TEST_MAIN
