#include <filesystem>

#include "harness.h"
#include "program.h"

// From a model folder and a prompt to tokens: what a template adds, and a tokenizer that does not fit.

// llama.cpp #7332, with a tokenizer and a model of our own: the template's token, written out by the user, is not
// doubled, and an empty prompt starts from the begin token where no template adds one.
TEST(begin_tokens_are_neither_doubled_nor_missing) {
    const std::string folder = scratch_folder() + "/begin";
    std::filesystem::copy("data/micro", folder);
    std::string config = read_text(folder + "/config.json");
    config.replace(config.find("\"eos_token_id\""), 0, "\"bos_token_id\": 7, ");
    write_text(folder + "/config.json", config);
    const std::vector<std::string> options = {"generate", "--model", folder,     "--temperature",
                                              "0",        "--stats", "--special"};
    std::vector<std::string> empty = options;
    empty.push_back("");
    EXPECT_EQUAL(run_stepwise(empty).out, "daaabac\n");

    std::string tokenizer = read_text(folder + "/tokenizer.json");
    const std::string from = "\"post_processor\": null";
    tokenizer.replace(tokenizer.find(from), from.size(),
                      R"("post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "</s>"}},
                      {"Sequence": {"id": "A"}}], "special_tokens": {"</s>": {"ids": [0]}}})");
    write_text(folder + "/tokenizer.json", tokenizer);
    std::vector<std::string> written = options;
    written.push_back("</s>aaab");
    EXPECT_EQUAL(run_stepwise(written).err.substr(0, 23), "prompt tokens        2\n");
    std::vector<std::string> implied = options;
    implied.push_back("aaab");
    EXPECT_EQUAL(run_stepwise(implied).err.substr(0, 23), "prompt tokens        2\n");
}

/// An ordinary token may stand in a template as well: a prompt that begins with that token keeps it.
TEST(a_prompt_that_begins_as_the_template_does_loses_nothing) {
    const std::string folder = scratch_folder() + "/template";
    std::filesystem::copy("data/micro", folder);
    std::string tokenizer = read_text(folder + "/tokenizer.json");
    const std::string from = "\"post_processor\": null";
    tokenizer.replace(tokenizer.find(from), from.size(),
                      R"("post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "a"}},
                      {"Sequence": {"id": "A"}}], "special_tokens": {"a": {"ids": [1]}}})");
    write_text(folder + "/tokenizer.json", tokenizer);
    EXPECT_EQUAL(run_stepwise({"tokenize", "--model", folder}, "a").out, "1 1\n");
    const ProgramResult run = run_stepwise({"generate", "--model", folder, "--stats", "a"});
    EXPECT_EQUAL(run.err.substr(0, 23), "prompt tokens        2\n");
}

/// The tokenizer.json of the micro model with its end token's id changed, or with fewer tokens.
static ProgramResult run_with_tokenizer(const std::string& from, const std::string& to) {
    const std::string folder = scratch_folder() + "/fit";
    std::filesystem::remove_all(folder);
    std::filesystem::copy("data/micro", folder);
    std::string tokenizer = read_text(folder + "/tokenizer.json");
    EXPECT(tokenizer.find(from) != std::string::npos);
    tokenizer.replace(tokenizer.find(from), from.size(), to);
    write_text(folder + "/tokenizer.json", tokenizer);
    return run_stepwise({"generate", "--model", folder, "--temperature", "0", "a"});
}

TEST(a_tokenizer_must_fit_the_vocabulary) {
    const ProgramResult beyond = run_with_tokenizer("\"c\": 3", "\"c\": 3, \"x\": 8");
    EXPECT_EQUAL(beyond.status, 1);
    EXPECT(beyond.err.find("9 tokens with ids up to 8, but the model has a vocabulary of 8") != std::string::npos);
}

TEST_MAIN
