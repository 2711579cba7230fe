#include <filesystem>

#include "harness.h"
#include "model/transformer.h"
#include "program.h"

static std::string folder(const std::string& name) { return scratch_folder() + "/" + name; }

/// Greedy text of a folder, with more arguments.
static std::string text_of(const std::string& model, std::vector<std::string> arguments) {
    for (const char* argument : {"--temperature", "0", "--max-tokens", "30", "--model"}) {
        arguments.push_back(argument);
    }
    arguments.push_back(model);
    arguments.insert(arguments.begin(), "generate");
    arguments.push_back("Once upon a time");
    const ProgramResult run = run_stepwise(arguments);
    EXPECT_EQUAL(run.status, 0);
    return run.out;
}

// A folder written narrow, and the same weights narrowed when they are loaded.
TEST(a_folder_in_another_form_says_what_the_converted_model_says) {
    for (const std::string type : {"f32", "bf16", "f16", "q8"}) {
        const std::string out = folder(type);
        const ProgramResult run = run_stepwise({"quantize", "--model", "data/model", "--weights", type, "--out", out});
        EXPECT_EQUAL(run.status, 0);
        EXPECT_EQUAL(run.out, "");
        EXPECT(run.err.find("bf16 to " + type + ", 4216960 to ") != std::string::npos);
        const Model model = load_model(out);
        EXPECT_EQUAL(weight_types(model.weights, model.config), type);
        EXPECT_EQUAL(text_of(out, {}), text_of("data/model", {"--weights", type}));
    }
}

// The default model was rounded to bfloat16 when it was saved, so these forms change no number of it.
TEST(wider_forms_change_no_text) {
    const std::string text = text_of("data/model", {});
    EXPECT_EQUAL(text_of("data/model", {"--weights", "f32"}), text);
    EXPECT_EQUAL(text_of("data/model", {"--weights", "bf16"}), text);
    EXPECT_EQUAL(text_of("data/model", {"--weights", "f32", "--textbook"}), text);
    EXPECT_EQUAL(text_of("data/model", {"--weights", "q8", "--textbook"}), text_of("data/model", {"--weights", "q8"}));
}

TEST(q8_takes_a_little_more_than_a_byte_for_each_number) {
    const std::string out = folder("bytes");
    run_stepwise({"quantize", "--out", out, "--model", "data/model"});
    const double numbers = double(std::filesystem::file_size("data/model/model.safetensors")) / 2;
    const double bytes = double(std::filesystem::file_size(out + "/model.safetensors"));
    EXPECT(bytes > 1.0 * numbers);
    EXPECT(bytes < 1.1 * numbers);
    const ProgramResult inspect = run_stepwise({"inspect", "--model", out});
    const ProgramResult before = run_stepwise({"inspect", "--model", "data/model"});
    const auto parameters = [](const std::string& text) { return text.substr(text.find("parameters"), 25); };
    EXPECT_EQUAL(parameters(inspect.out), parameters(before.out));  // scales are none
}

TEST(wrong_usage_is_told_before_anything_is_written) {
    const std::string out = folder("never");
    for (const std::vector<std::string>& arguments : {std::vector<std::string>{"quantize"},
                                                      {"quantize", "--out", out, "--weights", "q4"},
                                                      {"quantize", "a", "--out", out}}) {
        EXPECT_EQUAL(run_stepwise(arguments).status, 2);
    }
    EXPECT(!std::filesystem::exists(out));
    const ProgramResult run = run_stepwise({"generate", "--weights", "int4", "x"});
    EXPECT_EQUAL(run.status, 2);
    EXPECT(run.err.find("f32, bf16, f16 and q8") != std::string::npos);
    EXPECT_EQUAL(run_stepwise({"quantize", "--model", "no/such", "--out", out}).status, 1);
    EXPECT(!std::filesystem::exists(out));
}

TEST_MAIN
