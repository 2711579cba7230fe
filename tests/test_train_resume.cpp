#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "base/rng.h"
#include "harness.h"
#include "program.h"
#include "small_run.h"

// A run that was cut short, whatever by, goes on and ends with the bytes of one that was not.

/// Starts the run in another process and kills it after so many microseconds; false when it ended by itself before.
static bool run_and_kill(const std::vector<std::string>& words, int64_t microseconds) {
    const pid_t child = ::fork();
    if (child == 0) {
        std::vector<char*> arguments = {const_cast<char*>("stepwise")};
        for (const std::string& word : words) {
            arguments.push_back(const_cast<char*>(word.c_str()));
        }
        arguments.push_back(nullptr);
        if (std::freopen("/dev/null", "w", stderr) == nullptr) ::_exit(126);
        ::execv(stepwise_path().c_str(), arguments.data());
        ::_exit(127);
    }
    std::this_thread::sleep_for(std::chrono::microseconds(microseconds));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFEXITED(status)) EXPECT_EQUAL(WEXITSTATUS(status), 0);  // no kill leaves what the next run cannot read
    return WIFSIGNALED(status);
}

/// Files that a kill left half-written, of those in the folder.
static int parts_in(const std::string& out) {
    int parts = 0;
    for (const auto& entry : std::filesystem::directory_iterator(in_scratch(out))) {
        if (entry.path().extension() == ".part") ++parts;
    }
    return parts;
}

// Every step makes a checkpoint, so most of the time the run is writing. A run that came to its end before the kill has
// passed, and another is begun.
TEST(a_run_that_is_killed_ten_times_ends_with_the_same_bytes) {
    prepare_small_run();
    const auto start = std::chrono::steady_clock::now();
    run_well(train_words("straight", {"--save-every", "1"}));
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    const std::string results = results_of("straight");
    Rng rng = make_rng(1);
    int killed = 0;
    int resumed = 0;
    while (killed < 10) {
        const bool resumes = std::filesystem::exists(in_scratch("killed/checkpoint.safetensors"));
        const double share = 1e-3 * double(next_below(rng, 300));
        if (run_and_kill(train_words("killed", {"--save-every", "1"}), int64_t(1e6 * share * seconds.count()))) {
            ++killed;
            resumed += resumes ? 1 : 0;
            continue;
        }
        EXPECT(results_of("killed") == results);
        std::filesystem::remove_all(in_scratch("killed"));
    }
    EXPECT(resumed > 0);
    run_well(train_words("killed", {"--save-every", "1"}));
    EXPECT(results_of("killed") == results);
    EXPECT_EQUAL(parts_in("killed"), 0);
}

/// A run that ends at its second checkpoint, of step 10, because its plot cannot be written: a folder has that name. At the
/// first there is no row of the log to be drawn.
static void run_to_first_checkpoint(const std::string& out) {
    std::filesystem::create_directories(in_scratch("folder.svg"));
    expect_failure(train_words(out, {"--log-every", "10", "--plot", in_scratch("folder.svg")}), 1,
                   "cannot write " + in_scratch("folder.svg"));
}

static std::vector<std::string> rare_rows(const std::string& out) { return train_words(out, {"--log-every", "10"}); }

TEST(a_checkpoint_is_never_ahead_of_the_other_files) {
    prepare_small_run();
    run_well(train_words("unblocked"));
    const std::string results = results_of("unblocked");
    for (const std::string blocked : {"train_log.csv", "config.json", "generation_config.json", "model.safetensors",
                                      "tokenizer.json", "checkpoint.safetensors.part"}) {
        const std::string out = "blocked." + blocked;
        std::filesystem::create_directories(in_scratch(out + "/" + blocked));
        expect_failure(train_words(out), 1, "cannot write " + in_scratch(out));
        EXPECT(!std::filesystem::exists(in_scratch(out + "/checkpoint.safetensors")));
        std::filesystem::remove(in_scratch(out + "/" + blocked));
        run_well(train_words(out));
        EXPECT(results_of(out) == results);
    }
    run_well(train_words("unblocked"));  // nothing is left to do
    EXPECT(results_of("unblocked") == results);
}

TEST(a_run_that_goes_on_says_from_where) {
    prepare_small_run();
    run_well(rare_rows("unnoted"));
    run_to_first_checkpoint("noted");
    const ProgramResult result = run_stepwise(rare_rows("noted"));
    EXPECT_EQUAL(result.status, 0);
    EXPECT(result.err.find("going on from step 5 of " + in_scratch("noted/checkpoint.safetensors")) !=
           std::string::npos);
    EXPECT(results_of("noted") == results_of("unnoted"));
}

/// The run under a limit of 40 blocks a file (512 or 1024 bytes each): the log fits, the weights do not.
static void expect_full_disk(const std::string& out) {
    std::string command = "ulimit -f 40; exec " + stepwise_path();
    for (const std::string& word : rare_rows(out)) {
        command += " " + word;
    }
    const int status = std::system(("( " + command + " ) 2> " + in_scratch("message")).c_str());
    EXPECT(WIFEXITED(status));
    EXPECT_EQUAL(WEXITSTATUS(status), 1);
    const std::string message = read_text(in_scratch("message"));
    EXPECT(message.find("cannot write " + in_scratch(out + "/model.safetensors")) != std::string::npos);
}

TEST(a_full_disk_ends_the_run_and_loses_nothing) {
    prepare_small_run();
    run_well(rare_rows("full"));
    expect_full_disk("limited");
    EXPECT(!std::filesystem::exists(in_scratch("limited/checkpoint.safetensors")));
    run_to_first_checkpoint("limited");
    const std::string checkpoint = read_text(in_scratch("limited/checkpoint.safetensors"));
    expect_full_disk("limited");
    EXPECT(read_text(in_scratch("limited/checkpoint.safetensors")) == checkpoint);
    EXPECT_EQUAL(parts_in("limited"), 0);
    run_well(rare_rows("limited"));
    EXPECT(results_of("limited") == results_of("full"));
}

struct ChangedSetting {
    std::string option;
    std::string value;
    std::string before;  // the line of the settings that the message shows, and what stands there now
    std::string now;
};

TEST(another_setting_is_an_error_that_names_it) {
    prepare_small_run();
    run_well(train_words("before"));
    const std::string results = results_of("before");
    const std::vector<ChangedSetting> changes = {
        {"--batch", "3", "batch rows 2", "batch rows 3"},
        {"--length", "65", "row tokens 64", "row tokens 65"},
        {"--accumulate", "2", "accumulate 1", "accumulate 2"},
        {"--seed", "2", "seed 1", "seed 2"},
        {"--clip", "2", "clip 1", "clip 2"},
        {"--learning-rate", "0.5", "learning rate 0.001", "learning rate 0.5"},
        {"--final-share", "0.2", "final share 0.1", "final share 0.2"},
        {"--warmup", "6", "warm-up steps 5", "warm-up steps 6"},
        {"--steps", "40", "steps 30", "steps 40"},
        {"--beta1", "0.5", "beta1 0.", "beta1 0.5"},
        {"--beta2", "0.5", "beta2 0.", "beta2 0.5"},
        {"--weight-decay", "0", "weight decay 0.1", "weight decay 0"},
        {"--tokens", in_scratch("valid.safetensors"), "data ", "data "},
    };
    for (const ChangedSetting& change : changes) {
        const std::vector<std::string> words = train_words("before", {change.option, change.value});
        expect_failure(words, 1, "it had \"" + change.before);
        expect_failure(words, 1, ", now \"" + change.now);
    }
    std::string wide = read_text(in_scratch("config.json"));
    wide.replace(wide.find("\"intermediate_size\": 32"), 23, "\"intermediate_size\": 64");
    write_text(in_scratch("wide.json"), wide);
    expect_failure(train_words("before", {"--config", in_scratch("wide.json")}), 1, "intermediate_size");
    EXPECT(results_of("before") == results);
}

TEST(a_broken_checkpoint_is_an_error_and_stays_as_it_is) {
    prepare_small_run();
    run_to_first_checkpoint("broken");
    const std::string path = in_scratch("broken/checkpoint.safetensors");
    const std::string whole = read_text(path);
    for (const std::string& broken : {whole.substr(0, whole.size() - 4), std::string("not one"), std::string()}) {
        write_text(path, broken);
        expect_failure(train_words("broken"), 1, path);
        EXPECT(read_text(path) == broken);
    }
    write_text(path, read_text(in_scratch("train.safetensors")));
    expect_failure(train_words("broken"), 1, "is no checkpoint");
}

TEST_MAIN
