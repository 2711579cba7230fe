#include <sys/wait.h>
#include <unistd.h>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "base/rng.h"
#include "harness.h"
#include "program.h"
#include "train/train_log.h"

// The way from a corpus to a model folder, through the real program.

static std::string in_scratch(const std::string& name) { return scratch_folder() + "/" + name; }

static void run_well(const std::vector<std::string>& arguments, const std::string& input = "") {
    const ProgramResult result = run_stepwise(arguments, input);
    if (result.status != 0) FAIL(arguments[0] + ": status " + std::to_string(result.status) + ": " + result.err);
}

/// Corpus, tokenizer, token files and a small configuration, made once.
static void prepare() {
    if (std::filesystem::exists(in_scratch("config.json"))) return;
    for (const std::string name : {"train", "valid"}) {
        std::vector<std::string> corpus = {"corpus", "--documents", "200", "--jsonl", "--out", in_scratch(name)};
        if (name == "valid") corpus.push_back("--held-out");
        run_well(corpus);
    }
    run_well({"corpus", "--documents", "200", "--out", in_scratch("train.txt")});
    run_well({"train-tokenizer", "--vocab-size", "400", "--special", "<s>", "--special", "</s>", "--begin", "<s>",
              "--out", in_scratch("tokenizer.json"), in_scratch("train.txt")});
    for (const std::string name : {"train", "valid"}) {
        run_well({"tokenize", "--model", in_scratch("tokenizer.json"), "--jsonl", "--end", "</s>", "--save",
                  in_scratch(name + ".safetensors")},
                 read_text(in_scratch(name)));
    }
    write_text(
        in_scratch("config.json"),
        "{\"model_type\": \"llama\", \"hidden_size\": 16, \"num_hidden_layers\": 2, \"num_attention_heads\": 2,\n"
        "\"num_key_value_heads\": 1, \"intermediate_size\": 32, \"vocab_size\": 400,\n"
        "\"max_position_embeddings\": 1024, \"rms_norm_eps\": 1e-5, \"rope_theta\": 10000,\n"
        "\"tie_word_embeddings\": true, \"bos_token_id\": 398, \"eos_token_id\": 399}\n");
}

/// stepwise train into scratch/<out>, with more options behind.
static std::vector<std::string> train_words(const std::string& out, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"train",
                                      "--config",
                                      in_scratch("config.json"),
                                      "--tokenizer",
                                      in_scratch("tokenizer.json"),
                                      "--tokens",
                                      in_scratch("train.safetensors"),
                                      "--validation",
                                      in_scratch("valid.safetensors"),
                                      "--out",
                                      in_scratch(out),
                                      "--steps",
                                      "30",
                                      "--warmup",
                                      "5",
                                      "--batch",
                                      "2",
                                      "--length",
                                      "64",
                                      "--save-every",
                                      "5",
                                      "--log-every",
                                      "5",
                                      "--validate-every",
                                      "10",
                                      "--validation-batches",
                                      "2"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

TEST(a_run_makes_a_folder_that_the_other_commands_load) {
    prepare();
    const ProgramResult result =
        run_stepwise(train_words("whole", {"--plot", in_scratch("loss.svg"), "--floor", "0.5"}));
    if (result.status != 0) FAIL(result.err);
    EXPECT_EQUAL(result.out, std::string());
    EXPECT(result.err.find("step 30/30") != std::string::npos);
    EXPECT(result.err.find('\r') == std::string::npos);  // not a terminal: plain lines
    run_well({"inspect", "--model", in_scratch("whole")});
    run_well({"generate", "--model", in_scratch("whole"), "--max-tokens", "3", "Once"});
    run_well({"eval", "--model", in_scratch("whole"), "--documents", "5", "--stories", "1"});
    EXPECT(read_text(in_scratch("loss.svg")).find("</svg>") != std::string::npos);
    const std::vector<TrainLogRow> log = read_train_log(in_scratch("whole/train_log.csv"));
    EXPECT_EQUAL(log.size(), size_t(6));
    EXPECT_EQUAL(log.back().step, int64_t(30));
    EXPECT_EQUAL(log[0].validation_loss.has_value(), false);
    EXPECT_EQUAL(log[1].validation_loss.has_value(), true);
    EXPECT(log.back().loss < log.front().loss);
}

/// What must be the same in two runs: the model, the checkpoint, and the log without its speeds.
static std::string results_of(const std::string& out) {
    std::string text = read_text(in_scratch(out + "/model.safetensors"));
    text += read_text(in_scratch(out + "/checkpoint.safetensors"));
    for (TrainLogRow row : read_train_log(in_scratch(out + "/train_log.csv"))) {
        row.tokens_per_second = 1;
        text += train_log_text({row});
    }
    return text;
}

/// Starts the run in another process and kills it after so many milliseconds; true when it ended by itself before.
static bool run_and_kill(const std::vector<std::string>& words, int milliseconds) {
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
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status);
}

TEST(a_run_that_is_killed_again_and_again_ends_with_the_same_bytes) {
    prepare();
    run_well(train_words("straight", {"--save-every", "1"}));
    Rng rng = make_rng(1);
    int killed = 0;
    for (int attempt = 0; attempt < 10; ++attempt) {
        killed += !run_and_kill(train_words("killed", {"--save-every", "1"}), int(next_below(rng, 60)));
    }
    EXPECT(killed > 0);
    run_well(train_words("killed", {"--save-every", "1"}));
    EXPECT(results_of("killed") == results_of("straight"));
}

TEST(textbook_loops_learn_alike) {
    prepare();
    run_well(train_words("fast", {"--steps", "6"}));
    run_well(train_words("textbook", {"--steps", "6", "--textbook"}));
    const double fast = read_train_log(in_scratch("fast/train_log.csv")).back().loss;
    const double textbook = read_train_log(in_scratch("textbook/train_log.csv")).back().loss;
    EXPECT(std::abs(fast - textbook) < 1e-4 * textbook);
    EXPECT(read_text(in_scratch("fast/model.safetensors")) != read_text(in_scratch("textbook/model.safetensors")));
}

static void expect_failure(const std::vector<std::string>& words, int status, const std::string& message) {
    const ProgramResult result = run_stepwise(words);
    if (result.status != status) FAIL("status " + std::to_string(result.status) + ": " + result.err);
    if (result.err.find(message) == std::string::npos) FAIL("no \"" + message + "\" in: " + result.err);
}

TEST(bad_input_is_an_error_that_says_what_to_do) {
    prepare();
    run_well(train_words("before"));
    const std::string checkpoint = read_text(in_scratch("before/checkpoint.safetensors"));
    expect_failure(train_words("before", {"--learning-rate", "0.5"}), 1, "learning rate");
    expect_failure(train_words("before", {"--steps", "40"}), 1, "steps 30");
    EXPECT(read_text(in_scratch("before/checkpoint.safetensors")) == checkpoint);
    expect_failure(train_words("x", {"--length", "3000"}), 2, "more than the context window, 1024");
    expect_failure(train_words("x", {"--warmup", "30"}), 2, "--warmup must be less than --steps");
    expect_failure(train_words("x", {"--dtype", "F64"}), 2, "F32, BF16 or F16");
    expect_failure(train_words("x", {"--tokens", in_scratch("nowhere")}), 1, "nowhere");
    expect_failure(train_words("tokenizer.json"), 1, "tokenizer.json");  // a file stands where the folder should be
    expect_failure({"train"}, 2, "--out is needed");
    write_text(in_scratch("small.json"), read_text(in_scratch("config.json")));
    std::string small = read_text(in_scratch("config.json"));
    small.replace(small.find("400"), 3, "300");
    small.replace(small.find("398"), 3, "298");
    small.replace(small.find("399"), 3, "299");
    write_text(in_scratch("small.json"), small);
    expect_failure(train_words("x", {"--config", in_scratch("small.json")}), 1,
                   "outside the model's vocabulary of 300");
    run_well(
        {"tokenize", "--model", in_scratch("tokenizer.json"), "--jsonl", "--save", in_scratch("empty.safetensors")});
    expect_failure(train_words("x", {"--tokens", in_scratch("empty.safetensors")}), 1, "empty.safetensors");
}

TEST(a_full_disk_ends_the_run_and_loses_nothing) {
    prepare();
    run_well(train_words("full", {"--steps", "30"}));
    const std::string results = results_of("full");
    std::filesystem::create_directories(in_scratch("limited"));
    std::string command = "ulimit -f 40; exec " + stepwise_path();  // 40 blocks of 512 bytes: less than a checkpoint
    for (const std::string& word : train_words("limited")) {
        command += " " + word;
    }
    const int status = std::system(("( " + command + " ) 2> " + in_scratch("message")).c_str());
    EXPECT_EQUAL(WEXITSTATUS(status), 1);
    EXPECT(read_text(in_scratch("message")).find("cannot write") != std::string::npos);
    EXPECT(!std::filesystem::exists(in_scratch("limited/checkpoint.safetensors")));
    run_well(train_words("limited"));
    EXPECT(results_of("limited") == results);
}

TEST_MAIN
