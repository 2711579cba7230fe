#include <cstdlib>

#include "harness.h"
#include "program.h"

static ProgramResult generate_micro(std::vector<std::string> arguments, const std::string& input = "") {
    arguments.insert(arguments.begin(), {"generate", "--model", "data/micro"});
    return run_stepwise(arguments, input);
}

TEST(the_prompt_and_its_continuation_are_printed) {
    const ProgramResult run = generate_micro({"--temperature", "0", "aaab"});
    EXPECT_EQUAL(run.status, 0);
    EXPECT_EQUAL(run.out, "aaabdaaabac\n");
    EXPECT_EQUAL(run.err, "");
}

TEST(no_echo_prints_the_continuation_only) {
    EXPECT_EQUAL(generate_micro({"--temperature=0", "--no-echo", "aaab"}).out, "daaabac\n");
}

TEST(stop_ends_before_the_text_and_may_stand_several_times) {
    const ProgramResult run = generate_micro({"--temperature", "0", "--stop", "zz", "--stop", "ba", "aaab"});
    EXPECT_EQUAL(run.out, "aaabdaaa\n");
}

TEST(the_prompt_may_come_on_standard_input) {
    EXPECT_EQUAL(generate_micro({"--temperature", "0", "-"}, "aaab").out, "aaabdaaabac\n");
}

TEST(stats_count_tokens_and_name_the_reason) {
    const ProgramResult run = generate_micro({"--temperature", "0", "--stats", "--seed", "5", "aaab"});
    EXPECT_EQUAL(run.out, "aaabdaaabac\n");
    for (const char* part :
         {"prompt tokens        1\n", "completion tokens    5\n", "total tokens         6\n", "time to first token  ",
          "tokens per second    ", "KV cache             80 bytes (16 a token)\n", "finish               end token\n",
          "seed                 5\n"}) {
        if (run.err.find(part) == std::string::npos) FAIL(std::string("missing: ") + part);
    }
}

TEST(explain_shows_what_each_step_kept) {
    const ProgramResult run = generate_micro({"--temperature", "1", "--top-k", "3", "--top-p", "0.7", "--seed", "1",
                                              "--max-tokens", "1", "--explain", "aaab"});
    EXPECT_EQUAL(run.status, 0);
    for (const char* part :
         {"step 1\n", "sample.temperature  8 tokens: \"d\" 67.", "sample.top_k        3 tokens: \"d\"",
          "sample.top_p        1 token: \"d\" 100.00%", "sample.token        4 \"d\"\n"}) {
        if (run.err.find(part) == std::string::npos) FAIL(std::string("missing: ") + part + " in\n" + run.err);
    }
}

TEST(the_same_seed_prints_the_same_bytes) {
    const std::vector<std::string> arguments = {"--seed", "42", "--temperature", "1.5", "--max-tokens", "10", "a"};
    const ProgramResult first = generate_micro(arguments);
    EXPECT_EQUAL(generate_micro(arguments).out, first.out);
    bool any_different = false;
    for (const char* seed : {"1", "2", "3", "4"}) {
        const ProgramResult other = generate_micro({"--seed", seed, "--temperature", "1.5", "--max-tokens", "10", "a"});
        any_different = any_different || other.out != first.out;
    }
    EXPECT(any_different);
}

TEST(a_special_token_in_a_prompt_is_text_unless_asked_for) {
    const ProgramResult plain = generate_micro({"--temperature", "0", "</s>"});
    EXPECT_EQUAL(plain.status, 1);  // the micro model has no character '<'
    EXPECT(plain.err.find("\"<\", which is no token of this vocabulary") != std::string::npos);
    EXPECT_EQUAL(generate_micro({"--temperature", "0", "--special", "--max-tokens", "1", "</s>"}).status, 0);
}

TEST(an_empty_prompt_without_a_begin_token_says_what_to_do) {
    for (const std::vector<std::string>& words : {std::vector<std::string>{""}, std::vector<std::string>{}}) {
        const ProgramResult run = generate_micro(words);
        EXPECT_EQUAL(run.status, 1);
        EXPECT(
            run.err.find("the prompt is empty, and this model has no begin token to start from; give it some text") !=
            std::string::npos);
    }
}

/// The text of the fast twins and of the textbook loops, which must be one.
static void expect_same_text(const std::string& model, const std::vector<std::string>& how) {
    std::vector<std::string> arguments = {"generate", "--model", model, "--max-tokens", "120"};
    arguments.insert(arguments.end(), how.begin(), how.end());
    arguments.push_back("Once upon a time");
    const ProgramResult fast = run_stepwise(arguments);
    arguments.push_back("--textbook");
    const ProgramResult textbook = run_stepwise(arguments);
    EXPECT_EQUAL(fast.status, 0);
    EXPECT(fast.out.size() > 200);
    EXPECT_EQUAL(fast.out, textbook.out);
}

TEST(the_textbook_loops_write_the_same_text) {
    for (const char* seed : {"1", "2", "10"}) {
        expect_same_text("data/model", {"--seed", seed});
        if (checked_build) return;
    }
    expect_same_text("data/model", {"--temperature", "0"});
}

TEST(the_textbook_loops_write_the_same_text_with_a_model_of_others) {
    const std::string model = shared_path("models/stories260K");
    expect_same_text(model, {"--temperature", "0"});
    expect_same_text(model, {"--seed", "3"});
}

TEST(an_empty_prompt_starts_from_the_begin_token_where_there_is_one) {
    const std::string model = shared_path("models/stories260K");
    const ProgramResult run =
        run_stepwise({"generate", "--model", model, "--temperature", "0", "--max-tokens", "4", ""});
    EXPECT_EQUAL(run.status, 0);
    EXPECT_EQUAL(run.out.substr(0, 5), "Once ");
    const ProgramResult spaces =
        run_stepwise({"generate", "--model", model, "--temperature", "0", "--max-tokens", "2", "   "});
    EXPECT_EQUAL(spaces.status, 0);
    EXPECT_EQUAL(spaces.out.substr(0, 3), "   ");
}

// llama.cpp #7332: a begin token that the user wrote is not doubled.
TEST(a_begin_token_that_the_user_wrote_is_not_doubled) {
    const std::string model = shared_path("models/stories260K");
    const std::vector<std::string> options = {"generate",     "--model", model,       "--temperature", "0",
                                              "--max-tokens", "3",       "--no-echo", "--stats",       "--special"};
    std::vector<std::string> with_begin = options;
    with_begin.push_back("<s>Once");
    std::vector<std::string> without = options;
    without.push_back("Once");
    const ProgramResult a = run_stepwise(with_begin);
    const ProgramResult b = run_stepwise(without);
    EXPECT_EQUAL(a.out, b.out);
    EXPECT_EQUAL(a.err.substr(0, 30), b.err.substr(0, 30));  // prompt tokens
}

TEST(invalid_utf8_in_a_prompt_is_kept_as_bytes) {
    const std::string model = shared_path("models/stories260K");
    const ProgramResult run =
        run_stepwise({"generate", "--model", model, "--temperature", "0", "--max-tokens", "3", "a\xff\xc3"});
    EXPECT_EQUAL(run.status, 0);
    EXPECT_EQUAL(run.out.substr(0, 3), "a\xff\xc3");
}

TEST(a_prompt_longer_than_the_window_is_an_error_and_prints_nothing) {
    const ProgramResult run = generate_micro({"cccccccccccccccccccccccccc"});
    EXPECT_EQUAL(run.status, 1);
    EXPECT_EQUAL(run.out, "");
    EXPECT_EQUAL(
        run.err,
        "stepwise: error: the prompt has 26 tokens, and the context window of this model 16: no room is left for "
        "a new one; shorten the prompt to at most 15 tokens\n");
}

TEST(switched_off_samplers_are_accepted) {
    EXPECT_EQUAL(generate_micro({"--top-k", "0", "--top-p", "1", "--min-p", "0", "--temperature", "0", "aaab"}).out,
                 "aaabdaaabac\n");
}

static void expect_usage_error(const std::vector<std::string>& arguments, const std::string& part) {
    const ProgramResult run = run_stepwise(arguments);
    EXPECT_EQUAL(run.status, 2);
    EXPECT_EQUAL(run.out, "");
    if (run.err.find(part) == std::string::npos) FAIL("missing: " + part + " in\n" + run.err);
}

TEST(wrong_usage_ends_with_status_two_and_says_what_is_allowed) {
    const std::string m = "--model=data/micro";
    expect_usage_error({"generate", m, "--temperature", "-1", "a"},
                       "--temperature must be a number from 0 to 1000, not \"-1\"");
    expect_usage_error({"generate", m, "--temperature", "nan", "a"}, "not \"nan\"");
    expect_usage_error({"generate", m, "--top-k", "-1", "a"}, "--top-k must be a whole number from 0");
    expect_usage_error({"generate", m, "--top-k", "1.5", "a"}, "not \"1.5\"");
    expect_usage_error({"generate", m, "--top-p", "1.5", "a"}, "--top-p must be a number from 0 to 1");
    expect_usage_error({"generate", m, "--seed", "x", "a"}, "--seed");
    expect_usage_error({"generate", m, "--max-tokens", "99999999999", "a"}, "--max-tokens");
    expect_usage_error({"generate", m, "--nonsense", "a"}, "there is no option --nonsense; there are: --model");
    expect_usage_error({"generate", m, "a", "--seed"}, "--seed needs a value: --seed N");
    expect_usage_error({"generate", m, "--stats=1", "a"}, "--stats takes no value");
    expect_usage_error({"generate", m, "two", "words"}, "put it in quotes");
    expect_usage_error({"generate", m, "--stop", "", "a"}, "--stop needs a text");
    expect_usage_error({"nonsense"}, "there is no command \"nonsense\"");
    expect_usage_error({"a\nstepwise: error: b"}, "there is no command \"a\\nstepwise: error: b\"\n");
    expect_usage_error({}, "usage: stepwise COMMAND");
}

TEST(a_text_that_begins_with_a_dash_goes_behind_two) {
    const ProgramResult run = generate_micro({"--temperature", "0", "--", "-a"});
    EXPECT_EQUAL(run.status, 1);  // the micro model has no '-', but it was taken as text
    EXPECT(run.err.find("the text holds \"-\"") != std::string::npos);
}

TEST(help_is_no_error) {
    for (const char* command : {"generate", "tokenize", "trace", "inspect", "train-tokenizer"}) {
        const ProgramResult run = run_stepwise({command, "--help"});
        EXPECT_EQUAL(run.status, 0);
        EXPECT_EQUAL(run.out.substr(0, 9 + std::string(command).size()), std::string("stepwise ") + command);
        EXPECT_EQUAL(run.err, "");
    }
    EXPECT_EQUAL(run_stepwise({"--help"}).status, 0);
    EXPECT_EQUAL(run_stepwise({"help", "trace"}).out, run_stepwise({"trace", "--help"}).out);
    EXPECT_EQUAL(run_stepwise({"help", "nonsense"}).out, run_stepwise({"--help"}).out);
}

TEST(the_last_of_a_repeated_option_counts) {
    EXPECT_EQUAL(generate_micro({"--temperature", "0", "--max-tokens", "9", "--max-tokens", "1", "aaab"}).out,
                 "aaabd\n");
}

TEST(behind_two_dashes_all_are_words) {
    expect_usage_error({"generate", "--model=data/micro", "--", "a", "--"}, "put it in quotes");
    const ProgramResult help = generate_micro({"--", "--help"});
    EXPECT_EQUAL(help.status, 1);  // taken as a prompt, whose '-' the micro model has not
}

TEST(help_may_be_the_value_of_an_option) {
    EXPECT_EQUAL(generate_micro({"--temperature", "0", "--stop", "--help", "aaab"}).out, "aaabdaaabac\n");
}

TEST(min_p_and_the_default_temperature_are_applied) {
    const ProgramResult all = generate_micro({"--min-p", "1", "--seed", "1", "--max-tokens", "1", "--explain", "aaab"});
    EXPECT(all.err.find("sample.min_p        1 token: \"d\"") != std::string::npos);
    EXPECT(all.err.find("sample.temperature  8 tokens: \"d\" 76.6") != std::string::npos);  // sharper than 67.96%
}

TEST(a_full_disk_behind_standard_output_is_an_error) {
    const std::string command =
        stepwise_path() + " inspect --model data/micro > /dev/full 2> " + scratch_folder() + "/full";
    EXPECT(std::system(command.c_str()) != 0);
    EXPECT(read_text(scratch_folder() + "/full").find("cannot write to standard output: No space") !=
           std::string::npos);
}

TEST_MAIN
