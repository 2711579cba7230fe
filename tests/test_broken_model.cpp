#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "cli/console_text.h"
#include "formats/default_model.h"
#include "formats/safetensors.h"
#include "harness.h"
#include "program.h"

// What is read without complaint, and then cannot be run: broken numbers, a window or a text that is too large.

static std::string copy_of_micro() {
    const std::string folder = scratch_folder() + "/broken";
    std::filesystem::remove_all(folder);
    std::filesystem::copy("data/micro", folder);
    return folder;
}

/// The micro model with one number of one weight changed.
static std::string micro_with(const std::string& name, int64_t at, float value) {
    const std::string folder = copy_of_micro();
    std::vector<TensorToWrite> tensors;
    const SafetensorsFile file("data/micro/model.safetensors");
    for (const TensorInfo& info : file.tensors()) {
        Tensor numbers = file.load(info.name).clone();
        if (info.name == name) numbers.data()[at] = value;
        tensors.push_back({info.name, info.dtype, numbers});
    }
    write_safetensors(folder + "/model.safetensors", tensors);
    return folder;
}

static void expect_part(const std::string& text, const std::string& part) {
    if (text.find(part) == std::string::npos) FAIL("missing: " + part + " in\n" + text);
}

static int line_count(const std::string& text) { return int(std::count(text.begin(), text.end(), '\n')); }

static const char* const q_weight = "model.layers.0.self_attn.q_proj.weight";

TEST(trace_of_a_pass_that_fails_shows_the_values_until_then_and_where_they_broke) {
    const std::string folder = micro_with(q_weight, 6, NAN);  // row 1, column 2
    const ProgramResult run = run_stepwise({"trace", "--textbook", "--model", folder, "--ids", "7,4,7"});
    EXPECT_EQUAL(run.status, 1);
    EXPECT_EQUAL(line_count(run.out), 9);  // tokens, embed, norm, q, k, v, two after RoPE, scores
    expect_part(run.out, "layers.0.attn.scores");
    expect_part(run.out, "nan");
    expect_part(run.err,
                "stepwise: error: softmax: value 0 of a row is NaN; the first value that is not finite is "
                "layers.0.attn.q at [0, 0, 1]: NaN; look at the weights that make it, in " +
                    folder);
}

// The fast softmax does not look for NaN: the sampler is the first to notice, and the place is found all the same.
TEST(trace_without_the_textbook_loops_finds_the_same_place) {
    const std::string folder = micro_with(q_weight, 6, NAN);
    const ProgramResult run = run_stepwise({"trace", "--model", folder, "--ids", "7,4,7"});
    EXPECT_EQUAL(run.status, 1);
    expect_part(run.out, "layers.0.attn.scores");
    expect_part(run.err,
                "the first value that is not finite is layers.0.attn.q at [0, 0, 1]: NaN; look at the weights");
}

TEST(trace_names_an_infinity_and_passes_over_masked_scores) {
    const std::string folder = micro_with("model.layers.0.mlp.down_proj.weight", 0, INFINITY);
    const ProgramResult run = run_stepwise({"trace", "--model", folder, "--ids", "7,4,7"});
    EXPECT_EQUAL(run.status, 1);
    expect_part(run.out, "layers.0.attn.scores     [2, 3, 3]");  // -inf at [0, 0, 1]
    expect_part(run.err, "the first value that is not finite is layers.0.mlp.out at [");
}

TEST(trace_saves_and_compares_what_was_computed_before_a_pass_failed) {
    const std::string good = scratch_folder() + "/good.safetensors";
    EXPECT_EQUAL(run_stepwise({"trace", "--model", "data/micro", "--ids", "7,4,7", "--save", good}).status, 0);
    const std::string folder = micro_with(q_weight, 6, NAN);
    const std::string saved = scratch_folder() + "/saved.safetensors";
    const ProgramResult run =
        run_stepwise({"trace", "--textbook", "--model", folder, "--ids", "7,4,7", "--save", saved, "--compare", good});
    EXPECT_EQUAL(run.status, 1);
    expect_part(run.out, "first divergence: layers.0.attn.q at [0, 0, 1]: want ");
    EXPECT_EQUAL(SafetensorsFile(saved).tensors().size(), size_t(9));
    expect_part(run.err, "softmax: value 0 of a row is NaN");
}

TEST(trace_of_a_sound_model_whose_input_is_wrong_blames_no_weights) {
    const ProgramResult run = run_stepwise({"trace", "--model", "data/micro", "--ids", "1,8"});
    EXPECT_EQUAL(run.status, 1);
    EXPECT_EQUAL(run.out, "");  // there is nothing yet but the input
    EXPECT(run.err.find("finite") == std::string::npos);
}

TEST(generate_with_broken_numbers_ends_its_line_and_names_the_model) {
    const std::string folder = micro_with("model.norm.weight", 0, NAN);
    const ProgramResult run = run_stepwise({"generate", "--model", folder, "--temperature", "0", "aaab"});
    EXPECT_EQUAL(run.status, 1);
    EXPECT_EQUAL(run.out, "aaab\n");
    EXPECT_EQUAL(run.err, "stepwise: error: " + folder + ": this model's numbers are broken: sampler: logit 0 is NaN " +
                              "(stepwise trace --model " + folder + " shows the first value that is)\n");
    EXPECT_EQUAL(run_stepwise({"generate", "--model", folder, "--no-echo", "aaab"}).out, "");
    EXPECT_EQUAL(run_stepwise({"generate", "--model", folder, "--special", "</s>"}).out, "</s>\n");
}

/// Its name is no path that could be typed.
TEST(the_default_model_is_traced_without_a_name) {
    const std::string told = broken_model(default_model_path, Error("sampler: logit 0 is NaN")).what();
    EXPECT_EQUAL(told, std::string(default_model_path) + ": this model's numbers are broken: sampler: logit 0 is NaN " +
                           "(stepwise trace shows the first value that is)");
}

/// The micro model with the longest window that a file can ask for.
static std::string micro_with_the_longest_window() {
    const std::string folder = copy_of_micro();
    std::string config = read_text(folder + "/config.json");
    const std::string from = "\"max_position_embeddings\": 16";
    EXPECT(config.find(from) != std::string::npos);
    config.replace(config.find(from), from.size(), "\"max_position_embeddings\": 2147483647");
    write_text(folder + "/config.json", config);
    return folder;
}

/// With 4 GB of address space there is no memory for a cache of 2^31 - 1 tokens at 16 bytes.
TEST(a_cache_that_memory_cannot_hold_is_an_error_that_says_what_to_do) {
    const std::string folder = micro_with_the_longest_window();
    const std::string errors = scratch_folder() + "/errors";
    const std::string output = scratch_folder() + "/output";
    const std::string command = "ulimit -v 4000000; " + stepwise_path() + " generate --model " + folder +
                                " --temperature 0 --max-tokens 2147483647 aaab > " + output + " 2> " + errors;
    if (stepwise_path().find("sanitize") != std::string::npos) skip_test("the sanitizers need the address space");
    EXPECT(std::system(command.c_str()) != 0);
    EXPECT_EQUAL(read_text(output), "");
    EXPECT_EQUAL(read_text(errors),
                 "stepwise: error: there is no memory for a cache of 2147483647 tokens at 16 bytes a token; "
                 "a lower --max-tokens needs less\n");
}

TEST(a_text_that_memory_cannot_hold_is_an_error_that_says_what_to_do) {
    if (stepwise_path().find("sanitize") != std::string::npos) skip_test("the sanitizers need the address space");
    const std::string errors = scratch_folder() + "/errors";
    const std::string command = "ulimit -v 300000; head -c 600000000 /dev/zero | " + stepwise_path() +
                                " tokenize --model data/micro > /dev/null 2> " + errors;
    EXPECT(std::system(command.c_str()) != 0);
    EXPECT_EQUAL(
        read_text(errors),
        "stepwise: error: out of memory; a smaller model, a shorter text or a lower --max-tokens needs less\n");
}

TEST(a_large_weight_is_not_shown_as_another_number) {
    const float huge = 0x1p119f;  // 664613997892457936451903530140172288
    const std::string folder = micro_with("model.embed_tokens.weight", 4, huge);  // the first number of token 1
    const std::string out = run_stepwise({"trace", "--model", folder, "--ids", "1,2"}).out;
    const size_t line = out.find("\nembed ");
    EXPECT(line != std::string::npos);
    double shown = 0;
    EXPECT_EQUAL(std::sscanf(out.c_str() + out.find(']', line) + 1, "%lf", &shown), 1);
    EXPECT(shown > 6e35 && shown < 7e35);
}

TEST_MAIN
