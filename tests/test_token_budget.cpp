#include "harness.h"
#include "program.h"

// `tokenize --count`: tokens, what they cost, and how they fit a window.

/// stepwise tokenize --count ... with a tokenizer for which each "a" is a token.
static ProgramResult count(const std::vector<std::string>& options, const std::string& input) {
    const std::string path = scratch_folder() + "/letters.json";
    write_text(path, R"({"model": {"vocab": {"a": 0, "b": 1, "\n": 2}, "merges": []}})");
    std::vector<std::string> arguments = {"tokenize", "--model", path, "--count"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return run_stepwise(arguments, input);
}

static std::string facts(const std::vector<std::string>& options, const std::string& input) {
    const ProgramResult result = count(options, input);
    if (result.status != 0) FAIL("status " + std::to_string(result.status) + ": " + result.err);
    EXPECT_EQUAL(result.err, std::string());
    return result.out;
}

static void expect_usage_error(const std::vector<std::string>& options, const std::string& message) {
    const ProgramResult result = count(options, "a");
    EXPECT_EQUAL(result.status, 2);
    EXPECT_EQUAL(result.out, std::string());
    if (result.err.find(message) == std::string::npos) FAIL("no \"" + message + "\" in: " + result.err);
}

TEST(tokens_are_counted) {
    EXPECT_EQUAL(facts({}, "aab"), std::string("prompt tokens       3\n"));
    EXPECT_EQUAL(facts({}, ""), std::string("prompt tokens       0\n"));
    EXPECT_EQUAL(facts({}, "a\n"), std::string("prompt tokens       2\n"));
}

TEST(jsonl_gives_one_count_a_line) {
    EXPECT_EQUAL(facts({"--jsonl"}, "\"aab\"\n{\"text\": \"\"}\n\"b\""), std::string("3\n0\n1\n"));
    const ProgramResult bad = count({"--jsonl"}, "\"a\"\n\"c\"\n");
    EXPECT_EQUAL(bad.status, 1);
    EXPECT_EQUAL(bad.out, std::string("1\n"));
    EXPECT(bad.err.find("line 2") != std::string::npos);
}

/// Special tokens cost as much as others.
TEST(what_the_template_adds_counts) {
    const std::string model = "data/golden/tokenizer/prefixed";
    EXPECT_EQUAL(run_stepwise({"tokenize", "--model", model, "--count"}, "").out,
                 std::string("prompt tokens       2\n"));
    EXPECT_EQUAL(run_stepwise({"tokenize", "--model", model, "--count", "--no-special"}, "").out,
                 std::string("prompt tokens       0\n"));
}

TEST(costs_are_exact) {
    EXPECT_EQUAL(facts({"--price-in", "3", "--price-out", "15.00", "--max-tokens", "100"}, "aab"),
                 std::string("prompt tokens       3\n"
                             "completion tokens   100  (as --max-tokens says)\n"
                             "tokens in all       103\n"
                             "prompt cost         0.000009  (at 3 for a million tokens)\n"
                             "completion cost     0.0015  (at 15 for a million tokens)\n"
                             "cost in all         0.001509\n"));
    // 0.1 and 0.2 have no exact binary form
    EXPECT_EQUAL(facts({"--price-in", ".1", "--price-out", "0.2", "--max-tokens", "1"}, "a"),
                 std::string("prompt tokens       1\n"
                             "completion tokens   1  (as --max-tokens says)\n"
                             "tokens in all       2\n"
                             "prompt cost         0.0000001  (at 0.1 for a million tokens)\n"
                             "completion cost     0.0000002  (at 0.2 for a million tokens)\n"
                             "cost in all         0.0000003\n"));
    EXPECT(facts({"--price-out", "123456789.123456789", "--max-tokens", "1000000000"}, "")
               .find("completion cost     123456789123.456789  (at") != std::string::npos);
    EXPECT(facts({"--price-in", "0"}, "a").find("prompt cost         0  (at 0 for") != std::string::npos);
    EXPECT(facts({"--price-in", "1000000"}, std::string(999, 'a')).find("prompt cost         999  (at") !=
           std::string::npos);
    EXPECT(facts({"--price-in", "999999.99"}, std::string(10, 'a')).find("prompt cost         9.9999999  (at") !=
           std::string::npos);
}

TEST(the_window_has_room_for_prompt_and_completion) {
    EXPECT_EQUAL(facts({"--window", "5"}, "aab"),
                 std::string("prompt tokens       3\nwindow              5\nleft                2\n"));
    EXPECT(facts({"--window", "5", "--max-tokens", "2"}, "aab").find("left                0\n") != std::string::npos);
    EXPECT(facts({"--window", "5", "--max-tokens", "3"}, "aab").find("too many            1  (it does not fit)\n") !=
           std::string::npos);
    EXPECT(facts({"--window", "1"}, "aab").find("too many            2") != std::string::npos);
}

/// A model folder knows its window; a tokenizer alone does not.
TEST(the_window_is_that_of_the_model) {
    const std::string micro = run_stepwise({"tokenize", "--model", "data/micro", "--count"}, "ab").out;
    EXPECT(micro.find("window              16\n") != std::string::npos);
    const std::string given = run_stepwise({"tokenize", "--model", "data/micro", "--count", "--window", "9"}, "ab").out;
    EXPECT(given.find("window              9\n") != std::string::npos);
    EXPECT(facts({}, "a").find("window") == std::string::npos);
}

TEST(values_that_make_no_sense_are_refused) {
    for (const char* price : {"-1", "", "x", "1e3", "1.2.3", ".", "0x1", "nan", "1,5", " 1", "1234567890123456789"}) {
        expect_usage_error({std::string("--price-in=") + price}, "--price-in must be a number from 0 up");
    }
    expect_usage_error({"--price-out=-2", "--max-tokens=1"}, "--price-out must be a number from 0 up");
    expect_usage_error({"--price-out", "2"}, "--price-out needs --max-tokens N");
    expect_usage_error({"--max-tokens=-1"}, "--max-tokens must be a whole number from 0");
    expect_usage_error({"--window=0"}, "--window must be a whole number from 1");
    expect_usage_error({"--window=1.5"}, "--window must be a whole number from 1");
    expect_usage_error({"--jsonl", "--window", "5"}, "--window does not go with --jsonl");
    expect_usage_error({"--pieces"}, "--count goes alone, or with --jsonl");
    expect_usage_error({"--decode"}, "--count goes alone, or with --jsonl");
    const ProgramResult alone = run_stepwise({"tokenize", "--price-in", "1"}, "a");
    EXPECT_EQUAL(alone.status, 2);
    EXPECT(alone.err.find("--price-in goes with --count") != std::string::npos);
}

TEST_MAIN
