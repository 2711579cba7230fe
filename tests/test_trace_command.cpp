#include <cmath>

#include "formats/safetensors.h"
#include "harness.h"
#include "program.h"

static ProgramResult trace_micro(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"trace", "--model", "data/micro"});
    return run_stepwise(arguments);
}

static std::string line_of(const std::string& text, const std::string& start) {
    const size_t found = ("\n" + text).find("\n" + start + " ");
    if (found == std::string::npos) FAIL("no line begins with " + start);
    return text.substr(found, text.find('\n', found) - found);
}

TEST(a_line_for_every_value_with_name_shape_first_values_and_rms) {
    const ProgramResult run = trace_micro({"aaabdaaab"});
    EXPECT_EQUAL(run.status, 0);
    int lines = 0;
    for (char c : run.out) {
        lines += c == '\n' ? 1 : 0;
    }
    EXPECT_EQUAL(lines, 4 + 17 + 6);
    EXPECT(line_of(run.out, "tokens").find("[3]            7 4 7") != std::string::npos);
    EXPECT_EQUAL(line_of(run.out, "tokens").find("rms"), std::string::npos);  // of names of tokens it would say nothing
    EXPECT(line_of(run.out, "embed").find("0.00000 -1.00000 0.00000 0.00000 0.00000 ..") != std::string::npos);
    EXPECT(line_of(run.out, "embed").find("rms 0.57735") != std::string::npos);  // sqrt(4 ones / 12)
    EXPECT(line_of(run.out, "layers.0.attn.scores").find("[2, 3, 3]") != std::string::npos);
    EXPECT(line_of(run.out, "layers.0.attn.scores").find("-inf") != std::string::npos);
    EXPECT(line_of(run.out, "sample.token").find("[1]") != std::string::npos);
}

TEST(ids_and_text_trace_alike) { EXPECT_EQUAL(trace_micro({"--ids", "7,4,7"}).out, trace_micro({"aaabdaaab"}).out); }

TEST(saved_values_compare_equal_and_a_different_run_does_not) {
    const std::string path = scratch_folder() + "/trace.safetensors";
    EXPECT_EQUAL(trace_micro({"--ids", "7,4,7", "--save", path}).status, 0);
    const SafetensorsFile file(path);
    EXPECT_EQUAL(file.load("logits").shape(), (std::vector<int64_t>{3, 8}));
    EXPECT_EQUAL(file.find("tokens")->dtype, "I32");
    EXPECT_EQUAL(file.tensors().size(), size_t(4 + 17 + 6));

    const ProgramResult same = trace_micro({"--ids", "7,4,7", "--compare", path});
    EXPECT_EQUAL(same.status, 0);
    EXPECT_EQUAL(same.out, "all 27 values that " + path + " holds agree\n");

    const ProgramResult other = trace_micro({"--ids", "7,4,1", "--compare", path});
    EXPECT_EQUAL(other.status, 1);
    EXPECT_EQUAL(other.out,
                 "first divergence: tokens at [2]: want 7, got 1; the largest difference of this value is 6\n"
                 "0 values before it agree\n");
    const ProgramResult shorter = trace_micro({"--ids", "7,4", "--compare", path});
    EXPECT(shorter.out.find("tokens: want shape [3], got [2]") != std::string::npos);
}

/// A saved trace with one number of one value changed.
static std::string changed_trace(const std::string& key, float value) {
    const std::string path = scratch_folder() + "/changed.safetensors";
    trace_micro({"--ids", "7,4,7", "--save", path});
    std::vector<TensorToWrite> tensors;
    const SafetensorsFile file(path);
    for (const TensorInfo& info : file.tensors()) {
        Tensor values = file.load(info.name).clone();
        if (info.name == key) values.data()[5] = value;
        tensors.push_back({info.name, info.dtype, values});
    }
    write_safetensors(path + ".new", tensors);
    return path + ".new";
}

TEST(compare_names_the_first_value_that_differs_and_where) {
    const ProgramResult run = trace_micro({"--ids", "7,4,7", "--compare", changed_trace("layers.0.mlp.gate", 9)});
    EXPECT_EQUAL(run.status, 1);
    EXPECT(run.out.find("first divergence: layers.0.mlp.gate at [1, 1]: want 9, got ") != std::string::npos);
    EXPECT(run.out.find("14 values before it agree") != std::string::npos);
}

TEST(compare_takes_nan_for_a_difference) {
    const ProgramResult run = trace_micro({"--ids", "7,4,7", "--compare", changed_trace("embed", NAN)});
    EXPECT_EQUAL(run.status, 1);
    EXPECT(run.out.find("first divergence: embed at [1, 1]: want nan") != std::string::npos);
}

TEST(tolerance_is_relative_to_the_largest_number_of_the_value) {
    const std::string path = changed_trace("embed", 0.01f);  // it is 0, and the largest is 1
    EXPECT_EQUAL(trace_micro({"--ids", "7,4,7", "--compare", path, "--tolerance", "0.009"}).status, 1);
    EXPECT_EQUAL(trace_micro({"--ids", "7,4,7", "--compare", path, "--tolerance", "0.011"}).status, 0);
}

TEST(a_file_without_any_of_the_values_is_an_error) {
    const ProgramResult run = trace_micro({"--ids", "7", "--compare", "data/micro/model.safetensors"});
    EXPECT_EQUAL(run.status, 1);
    EXPECT(run.err.find("holds none of the 27 values of this trace") != std::string::npos);
}

TEST(compare_accepts_the_expected_logits_of_an_independent_program) {
    const std::string folder = shared_path("models/families/llama2");
    const SafetensorsFile expected(folder + "/expected.safetensors");
    std::string ids;
    for (int64_t id : expected.load_integers("ids")) {
        ids += (ids.empty() ? "" : ",") + std::to_string(id);
    }
    const ProgramResult run =
        run_stepwise({"trace", "--model", folder, "--ids", ids, "--compare", folder + "/expected.safetensors"});
    EXPECT_EQUAL(run.status, 0);
}

TEST(bad_ids_are_errors) {
    EXPECT_EQUAL(trace_micro({"--ids", "1,x"}).status, 2);
    EXPECT_EQUAL(trace_micro({"--ids", ""}).status, 2);
    EXPECT_EQUAL(trace_micro({"--ids", "1,"}).status, 2);
    EXPECT_EQUAL(trace_micro({"--ids", "-1"}).status, 2);
    EXPECT_EQUAL(trace_micro({"--ids", "1", "a"}).status, 2);
    const ProgramResult outside = trace_micro({"--ids", "1,8"});
    EXPECT_EQUAL(outside.status, 1);
    EXPECT(outside.err.find("token id 8 at position 1 is outside the vocabulary of 8") != std::string::npos);
    const ProgramResult too_many = trace_micro({"--ids", "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1"});
    EXPECT(too_many.err.find("there are 17 tokens, and the context window of this model has 16") != std::string::npos);
}

TEST(a_file_without_a_name_is_wrong_usage) {
    for (const char* option : {"--save", "--compare"}) {
        const ProgramResult run = trace_micro({"--ids", "7", option, ""});
        EXPECT_EQUAL(run.status, 2);
        EXPECT(run.err.find(std::string(option) + " needs the name of a file") != std::string::npos);
    }
}

TEST(inspect_shows_sizes_parameters_and_cache_bytes) {
    const ProgramResult run = run_stepwise({"inspect", "--model", "data/micro"});
    EXPECT_EQUAL(run.status, 0);
    for (const char* part : {"d_model        4\n", "n_kv_heads     1\n", "parameters     140\n", "bytes          560\n",
                             "KV cache       16 bytes a token, 256 for a full window\n", "model.norm.weight",
                             "character-level BPE, 8 tokens, 3 merges, 1 added tokens"}) {
        if (run.out.find(part) == std::string::npos) FAIL(std::string("missing: ") + part);
    }
}

/// The last number of the line of a value.
static std::string drawn_token(const std::vector<std::string>& arguments) {
    const ProgramResult run = trace_micro(arguments);
    EXPECT_EQUAL(run.status, 0);
    const std::string line = line_of(run.out, "sample.token");
    const size_t start = line.find("[1]") + 3;
    return shown(std::stoi(line.substr(start)));
}

TEST(the_draw_follows_the_last_token_the_options_and_the_seed) {
    EXPECT_EQUAL(drawn_token({"--ids", "7,4,7", "--temperature", "0"}), "1");  // row 0 would say 4
    EXPECT_EQUAL(drawn_token({"--ids", "7,4,7", "--top-k", "1"}), "1");
    EXPECT_EQUAL(drawn_token({"--ids", "7,4,7", "--top-p", "0.1"}), "1");
    EXPECT_EQUAL(drawn_token({"--ids", "7,4,7", "--min-p", "1"}), "1");
    std::string tokens;
    for (int seed = 0; seed < 12; ++seed) {
        tokens += drawn_token({"--ids", "7,4,7", "--temperature", "3", "--seed", std::to_string(seed)});
    }
    EXPECT(tokens.find_first_not_of(tokens[0]) != std::string::npos);
}

TEST(the_whole_window_can_be_traced) {
    EXPECT_EQUAL(trace_micro({"--ids", "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1"}).status, 0);
}

TEST(rms_is_that_of_the_finite_numbers) {
    const std::string line = line_of(trace_micro({"--ids", "7,4,7"}).out, "layers.0.attn.scores");
    EXPECT(line.find("rms 1.01716") != std::string::npos);
}

TEST(special_tokens_are_text_unless_asked_for) {
    EXPECT_EQUAL(trace_micro({"</s>"}).status, 1);
    EXPECT_EQUAL(trace_micro({"--special", "</s>"}).status, 0);
}

// embed's largest number is 1, that of the logits above 4.
TEST(tolerance_is_relative_also_for_large_values) {
    const std::string path = changed_trace("logits", -1.87f);  // it is -1.91286, off by 0.043, a hundredth of 4.79
    EXPECT_EQUAL(trace_micro({"--ids", "7,4,7", "--compare", path, "--tolerance", "0.02"}).status, 0);
    EXPECT_EQUAL(trace_micro({"--ids", "7,4,7", "--compare", path, "--tolerance", "0.004"}).status, 1);
}

TEST_MAIN
