#include <algorithm>
#include <cmath>
#include <filesystem>

#include "harness.h"
#include "program.h"
#include "small_run.h"
#include "train/train_log.h"

// The way from a corpus to a model folder, through the real program.

static void expect_loads(const std::string& out) {
    run_well({"inspect", "--model", in_scratch(out)});
    run_well({"generate", "--model", in_scratch(out), "--max-tokens", "3", "Once"});
}

TEST(a_run_makes_a_folder_that_the_other_commands_load) {
    prepare_small_run();
    const ProgramResult result =
        run_stepwise(train_words("whole", {"--plot", in_scratch("loss.svg"), "--floor", "0.5"}));
    if (result.status != 0) FAIL(result.err);
    EXPECT_EQUAL(result.out, std::string());
    expect_loads("whole");
    run_well({"eval", "--model", in_scratch("whole"), "--documents", "50", "--stories", "1", "--threads", "1"});
    EXPECT(read_text(in_scratch("whole/tokenizer.json")) == read_text(in_scratch("tokenizer.json")));
    const std::string plot = read_text(in_scratch("loss.svg"));
    EXPECT(plot.rfind("<svg", 0) == 0 || plot.rfind("<?xml", 0) == 0);
    EXPECT(plot.find("</svg>") != std::string::npos);
}

TEST(the_log_has_a_row_for_each_fifth_step) {
    prepare_small_run();
    run_well(train_words("logged", {"--floor", "0.5"}));
    const std::vector<TrainLogRow> log = read_train_log(in_scratch("logged/train_log.csv"));
    EXPECT_EQUAL(log.size(), size_t(6));
    for (size_t i = 0; i < log.size(); ++i) {
        EXPECT_EQUAL(log[i].step, int64_t(5 * i + 5));
        EXPECT_EQUAL(log[i].validation_loss.has_value(), i % 2 == 1);
        EXPECT(log[i].tokens_per_second > 0);
    }
    EXPECT(std::abs(log[0].learning_rate - 1e-3 * 5 / 6) < 1e-8);  // the fifth of five steps on the way up
    EXPECT(std::abs(log.back().learning_rate - 1e-4) < 1e-7);
    EXPECT(log.back().loss < log.front().loss);
    EXPECT(*log.back().validation_loss < *log[1].validation_loss);
}

// Not a terminal: whole lines, one in ten rows of the log, and the last.
TEST(progress_is_told_in_plain_lines_on_standard_error) {
    prepare_small_run();
    const ProgramResult result = run_stepwise(train_words("told", {"--log-every", "1"}));
    EXPECT_EQUAL(result.status, 0);
    EXPECT_EQUAL(result.out, std::string());
    EXPECT(result.err.find('\r') == std::string::npos);
    EXPECT(result.err.find('\033') == std::string::npos);
    for (const char* part : {"step 10/30  loss ", "step 20/30  loss ", "step 30/30  loss ", "wrote "}) {
        if (result.err.find(part) == std::string::npos) FAIL(std::string("no ") + part + " in: " + result.err);
    }
    EXPECT(result.err.find("step 11/30") == std::string::npos);
}

TEST(textbook_loops_learn_alike) {
    prepare_small_run();
    run_well(train_words("fast", {"--steps", "6"}));
    run_well(train_words("textbook", {"--steps", "6", "--textbook"}));
    expect_loads("textbook");
    const double fast = read_train_log(in_scratch("fast/train_log.csv")).back().loss;
    const double textbook = read_train_log(in_scratch("textbook/train_log.csv")).back().loss;
    EXPECT(std::abs(fast - textbook) < 1e-4 * textbook);
    EXPECT(read_text(in_scratch("fast/model.safetensors")) != read_text(in_scratch("textbook/model.safetensors")));
}

TEST(the_bytes_are_the_same_at_any_number_of_threads) {
    prepare_small_run();
    run_well(train_words("one", {"--steps", "6"}));
    run_well(train_words("three", {"--steps", "6", "--threads", "3"}));
    EXPECT(results_of("one") == results_of("three"));
}

TEST(a_checkpoint_before_the_first_row_of_the_log_needs_no_plot) {
    prepare_small_run();
    run_well(train_words("early", {"--steps", "6", "--save-every", "1", "--plot", in_scratch("early.svg")}));
    EXPECT(read_text(in_scratch("early.svg")).find("</svg>") != std::string::npos);
}

TEST(weights_are_stored_as_asked_for) {
    prepare_small_run();
    for (const std::string dtype : {"F32", "BF16", "F16"}) {
        run_well(train_words(dtype, {"--steps", "6", "--dtype", dtype}));
        expect_loads(dtype);
    }
    const auto bytes = std::filesystem::file_size(in_scratch("F32/model.safetensors"));
    EXPECT(std::filesystem::file_size(in_scratch("BF16/model.safetensors")) < bytes * 6 / 10);
    EXPECT(read_text(in_scratch("BF16/checkpoint.safetensors")) == read_text(in_scratch("F32/checkpoint.safetensors")));
}

TEST(every_needed_option_is_named_when_it_is_missing) {
    prepare_small_run();
    for (const std::string option : {"--config", "--tokenizer", "--tokens", "--validation", "--out"}) {
        std::vector<std::string> words = train_words("x");
        const auto at = std::find(words.begin(), words.end(), option);
        words.erase(at, at + 2);
        expect_failure(words, 2, option + " is needed");
    }
    expect_failure(train_words("x", {"more"}), 2, "train takes options only");
    expect_failure(train_words("x", {"--length", "1025"}), 2, "more than the context window, 1024");
    expect_failure(train_words("x", {"--warmup", "30"}), 2, "--warmup must be less than --steps");
    expect_failure(train_words("x", {"--dtype", "F64"}), 2, "F32, BF16 or F16");
    expect_failure(train_words("x", {"--steps", "0"}), 2, "--steps");
    EXPECT(!std::filesystem::exists(in_scratch("x")));
}

TEST(files_that_cannot_be_used_are_errors_before_the_first_step) {
    prepare_small_run();
    for (const std::string option : {"--config", "--tokenizer", "--tokens", "--validation"}) {
        expect_failure(train_words("y", {option, in_scratch("nowhere")}), 1, "nowhere");
        expect_failure(train_words("y", {option, in_scratch("train.txt")}), 1, "train.txt");
    }
    expect_failure(train_words("tokenizer.json"), 1, "tokenizer.json");  // a file stands where the folder should be
    expect_failure(train_words("tokenizer.json/below"), 1, "tokenizer.json/below");
    std::string small = read_text(in_scratch("config.json"));
    small.replace(small.find("400"), 3, "300");
    small.replace(small.find("394"), 3, "294");
    small.replace(small.find("395"), 3, "295");
    write_text(in_scratch("small.json"), small);
    expect_failure(train_words("y", {"--config", in_scratch("small.json")}), 1,
                   "outside the model's vocabulary of 300");
    run_well({"train-tokenizer", "--vocab-size", "280", "--out", in_scratch("other.json"), in_scratch("train.txt")});
    expect_failure(train_words("y", {"--tokenizer", in_scratch("other.json")}), 1, "they do not belong together");
    run_well(
        {"tokenize", "--model", in_scratch("tokenizer.json"), "--jsonl", "--save", in_scratch("empty.safetensors")});
    expect_failure(train_words("y", {"--tokens", in_scratch("empty.safetensors")}), 1, "empty.safetensors: holds no");
    expect_failure(train_words("y", {"--validation", in_scratch("empty.safetensors")}), 1, "empty.safetensors");
    EXPECT(!std::filesystem::exists(in_scratch("y")));
}

TEST_MAIN
