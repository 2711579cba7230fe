// Malformed config.json and generation_config.json, through the real program.
#include <filesystem>

#include "hostile.h"

static const std::vector<std::string> inspect = {"inspect", "--model", "FOLDER"};
static const std::vector<std::string> trace = {"trace", "--model", "FOLDER", "--ids", "1,2"};
static const std::vector<std::string> generate = {"generate",     "--model", "FOLDER",   "ab",
                                                  "--max-tokens", "4",       "--no-echo"};
static const char* const file = "config.json";

/// The micro model with one thing in config.json changed.
static HostileCase config_case(const std::string& from, const std::string& to, const std::string& part) {
    return {from + " -> " + to, "data/micro", replaced(file, from, to), inspect, {file, part}, ""};
}

static HostileCase text_case(const std::string& name, const std::string& text, const std::string& part) {
    return {name, "data/micro", written(file, text), generate, {file, part}, ""};
}

static std::vector<HostileCase> json_cases() {
    return {
        text_case("empty", "", "config.json:1:1: the text ends too early"),
        text_case("white space", " \n\n", "config.json:3:1: the text ends too early"),
        text_case("zeros", std::string(100, '\0'), "expected a value"),
        text_case("a byte order mark", "\xef\xbb\xbf{}",
                  "config.json:1:1: the text begins with a byte order mark (BOM)"),
        text_case("UTF-16", std::string("\xff\xfe{\0}\0", 6), "expected a value"),
        text_case("null", "null", "must be an object, it is null"),
        text_case("a list", "[{}]", "must be an object, it is an array"),
        text_case("a string", "\"llama\"", "must be an object, it is a string"),
        text_case("nothing in it", "{}", "neither \"model_type\" nor \"architectures\""),
        text_case("nested 100,000 deep", std::string(100000, '['), "config.json:1:102: nested deeper than 100"),
        text_case(
            "objects nested deep",
            [] {
                std::string text;
                for (int i = 0; i < 50000; ++i) {
                    text += "{\"a\":";
                }
                return text;
            }(),
            "nested deeper than 100"),
        text_case("two values", "{} {}", "unexpected text after the end"),
        text_case("a comment", "// llama\n{}", "expected a value"),
        text_case("safetensors instead", little_endian(2) + "{}", "expected a value"),
        config_case("\"hidden_size\": 4,", "\"hidden_size\": 4", "expected '}' or ','"),
        config_case("\"hidden_size\": 4,", "hidden_size: 4,", "expected a key in double quotes"),
        config_case("\"eos_token_id\": 0", "\"eos_token_id\": 0,", "expected a key in double quotes"),
        config_case("\"hidden_size\": 4,", "\"hidden_size\": 4, \"hidden_size\": 8,", "\"hidden_size\" stands twice"),
        config_case("\"hidden_size\": 4,", "\"hidden_size\": 04,", "must not begin with 0"),
        config_case("\"hidden_size\": 4,", "\"hidden_size\": 0x4,", "expected '}' or ','"),
        config_case("\"hidden_size\": 4,", "\"hidden_size\": NaN,", "expected a value"),
        config_case("\"silu\"", "\"si\\lu\"", "unknown escape"),
        config_case("\"silu\"", "\"\\ud800\"", "surrogate"),
        config_case("\"silu\"", "\"\\udc00\\ud800\"", "surrogate"),
        config_case("\"silu\"", "\"\xff\"", "not UTF-8"),
        config_case("\"silu\"", "\"si\nlu\"", "control character"),
        config_case("\"silu\"", "\"silu", "control character"),
    };
}

TEST(texts_that_are_no_json_are_errors) { run_hostile_cases(json_cases()); }

static std::vector<HostileCase> size_cases() {
    std::vector<HostileCase> cases;
    for (const char* key :
         {"hidden_size\": 4", "intermediate_size\": 4", "num_hidden_layers\": 1", "num_attention_heads\": 2",
          "num_key_value_heads\": 1", "head_dim\": 2", "vocab_size\": 8", "max_position_embeddings\": 16"}) {
        const std::string pair = std::string("\"") + key;
        const std::string name = pair.substr(0, pair.rfind(':'));
        for (const char* value :
             {"0", "-1", "2147483648", "9223372036854775808", "18446744073709551615", "4.0", "\"4\""}) {
            cases.push_back(config_case(pair, name + ": " + value, name + " must be a whole number"));
        }
    }
    for (const char* key : {"hidden_size\": 4", "intermediate_size\": 4", "num_hidden_layers\": 1",
                            "num_attention_heads\": 2", "vocab_size\": 8", "max_position_embeddings\": 16"}) {
        const std::string pair = std::string("\"") + key;
        const std::string name = pair.substr(0, pair.rfind(':'));
        cases.push_back(config_case(pair + ",", "", "the key " + name + " is missing"));
        cases.push_back(config_case(pair, name + ": null", name + " must be a whole number, it is null"));
    }
    return cases;
}

TEST(sizes_that_are_no_positive_whole_numbers_are_errors) { run_hostile_cases(size_cases()); }

/// The error stands in the weights, which are not those of the configuration, and must name that file.
static HostileCase weights_case(const std::string& from, const std::string& to, const std::string& part) {
    HostileCase hostile = config_case(from, to, part);
    hostile.command = generate;
    hostile.parts = {"model.safetensors", part};
    return hostile;
}

static std::vector<HostileCase> relation_cases() {
    return {
        weights_case("heads\": 2", "heads\": 3", "asks for [6, 4]"),
        config_case("\"num_key_value_heads\": 1", "\"num_key_value_heads\": 3",
                    "num_key_value_heads 3 does not divide num_attention_heads 2"),
        config_case("\"num_key_value_heads\": 1", "\"num_key_value_heads\": 2147483647", "does not divide"),
        config_case("\"head_dim\": 2", "\"head_dim\": 3", "head_dim is 3, but RoPE turns pairs"),
        config_case("\"head_dim\": 2", "\"head_dim\": 2147483647", "head_dim is 2147483647"),
        config_case("\"num_attention_heads\": 2,\n  \"num_key_value_heads\": 1,\n  \"head_dim\": 2",
                    "\"num_attention_heads\": 3", "num_attention_heads 3 does not divide hidden_size 4"),
        config_case("\"num_attention_heads\": 2,\n  \"num_key_value_heads\": 1,\n  \"head_dim\": 2",
                    "\"num_attention_heads\": 4", "head_dim is 1"),
        weights_case("\"head_dim\": 2", "\"head_dim\": 2147483646", "asks for [4294967292, 4]"),
        weights_case("\"num_attention_heads\": 2", "\"num_attention_heads\": 2147483647", "asks for [4294967294, 4]"),
        weights_case("\"num_hidden_layers\": 1", "\"num_hidden_layers\": 2147483647",
                     "holds 11 tensors, too few for 2147483647 layers"),
        weights_case("\"num_hidden_layers\": 1", "\"num_hidden_layers\": 2", "there is no tensor model.layers.1."),
        weights_case("\"vocab_size\": 8", "\"vocab_size\": 2147483647", "asks for [2147483647, 4]"),
        weights_case("\"vocab_size\": 8", "\"vocab_size\": 9", "has shape [8, 4], but config.json asks for [9, 4]"),
        weights_case("\"vocab_size\": 8", "\"vocab_size\": 7", "asks for [7, 4]"),
        weights_case("\"hidden_size\": 4", "\"hidden_size\": 2147483647", "asks for [8, 2147483647]"),
        weights_case("\"intermediate_size\": 4", "\"intermediate_size\": 2147483647", "asks for [2147483647, 4]"),
        weights_case("\"tie_word_embeddings\": true", "\"tie_word_embeddings\": false",
                     "there is no tensor lm_head.weight"),
    };
}

TEST(sizes_that_do_not_fit_each_other_are_errors) { run_hostile_cases(relation_cases()); }

static std::vector<HostileCase> number_cases() {
    return {
        config_case("1e-05", "0", "\"rms_norm_eps\" must be greater than 0"),
        config_case("1e-05", "-1e-05", "\"rms_norm_eps\" must be greater than 0, it is -1e-05"),
        config_case("1e-05", "1e999", "does not fit a double"),
        config_case("1e-05", "\"1e-05\"", "\"rms_norm_eps\" must be a number, it is a string"),
        config_case("10000.0", "0.0", "\"rope_theta\" must be greater than 0"),
        config_case("10000.0", "-1", "\"rope_theta\" must be greater than 0"),
        config_case("10000.0", "[10000.0]", "\"rope_theta\" must be a number, it is an array"),
        config_case("\"rope_theta\": 10000.0", "\"rope_parameters\": {\"rope_type\": \"default\"}",
                    "the key \"rope_theta\" is missing"),
        config_case("\"rope_theta\": 10000.0", "\"rope_parameters\": 10000.0", "\"rope_parameters\" must be an object"),
        config_case("\"rope_theta\": 10000.0", R"("rope_scaling": {"rope_type": "llama3"})",
                    "the key \"factor\" is missing"),
        config_case("\"rope_theta\": 10000.0",
                    R"("rope_scaling": {"type": "llama3", "factor": 2, "low_freq_factor": 4, "high_freq_factor": 4, )"
                    R"("original_max_position_embeddings": 8})",
                    "\"high_freq_factor\" must be greater than \"low_freq_factor\""),
        config_case("\"rope_theta\": 10000.0", R"("rope_scaling": {"type": "linear", "factor": 0})",
                    "\"factor\" must be greater than 0"),
        config_case("\"rope_theta\": 10000.0", R"("rope_scaling": {"rope_type": null, "type": "yarn"})",
                    "the RoPE type \"yarn\" is not supported"),
        config_case("\"rope_theta\": 10000.0", R"("rope_scaling": {"type": 7})", "\"type\" must be a string"),
        config_case("\"rope_theta\": 10000.0", R"("rope_scaling": "linear")", "\"rope_scaling\" must be an object"),
    };
}

TEST(numbers_and_rope_settings_that_cannot_be_are_errors) { run_hostile_cases(number_cases()); }

static std::vector<HostileCase> kind_cases() {
    return {
        config_case("\"attention_bias\": false", "\"attention_bias\": true", "\"attention_bias\" is true"),
        config_case("\"mlp_bias\": false", "\"mlp_bias\": \"no\"", "\"mlp_bias\" must be true or false"),
        config_case("\"silu\"", "\"gelu_pytorch_tanh\"", "the activation \"gelu_pytorch_tanh\" is not supported"),
        config_case("\"silu\"", "0", "\"hidden_act\" must be a string"),
        config_case("\"llama\"", "\"bloom\"", "the model family \"bloom\" is not supported; supported: gpt2, llama,"),
        config_case("\"llama\"", "\"gpt2\"",
                    "the architecture \"LlamaForCausalLM\" is not that of the family \"gpt2\""),
        config_case("\"llama\"", "[\"llama\"]", "\"model_type\" must be a string"),
        config_case("\"LlamaForCausalLM\"", "\"BloomForCausalLM\"",
                    "the architecture \"BloomForCausalLM\" is not supported; supported: GPT2LMHeadModel,"),
        config_case("\"LlamaForCausalLM\"", "null", "must be a string"),
        config_case("\"tie_word_embeddings\": true", "\"tie_word_embeddings\": 1",
                    "\"tie_word_embeddings\" must be true or false"),
    };
}

TEST(models_of_another_kind_are_errors) { run_hostile_cases(kind_cases()); }

static std::vector<HostileCase> token_cases() {
    std::vector<HostileCase> cases;
    for (const char* value : {"8", "-1", "2147483648", "4294967296", "9223372036854775808", "0.0", "\"</s>\"", "true",
                              "{}", "[0, 8]", "[-1]", "[\"0\"]", "[[0]]"}) {
        const std::string text = value;
        cases.push_back(config_case("\"eos_token_id\": 0", "\"eos_token_id\": " + text, "config.json:21:"));
        cases.push_back(config_case("\"eos_token_id\": 0", "\"bos_token_id\": " + text, "config.json:21:"));
        HostileCase generation = {"generation_config " + text,
                                  "data/micro",
                                  written("generation_config.json", "{\n\"eos_token_id\": " + text + "}"),
                                  generate,
                                  {"generation_config.json:2:"},
                                  ""};
        cases.push_back(generation);
    }
    for (const char* text : {"", "[]", "{", "null", "{\"eos_token_id\": 0, \"eos_token_id\": 0}", "\xff"}) {
        cases.push_back({std::string("generation_config is ") + text,
                         "data/micro",
                         written("generation_config.json", text),
                         inspect,
                         {"generation_config.json:1:"},
                         ""});
    }
    return cases;
}

TEST(special_tokens_outside_the_vocabulary_are_errors) { run_hostile_cases(token_cases()); }

// A small file must not make the program ask for gigabytes that are then touched.
TEST(a_huge_window_costs_nothing) {
    limit_time();
    const std::string folder = copy_of_folder("data/micro");
    replaced(file, "\"max_position_embeddings\": 16", "\"max_position_embeddings\": 2147483647")(folder);
    const ProgramResult result = run_stepwise(command_for(generate, folder));
    EXPECT_EQUAL(result.err, std::string());
    EXPECT_EQUAL(result.status, 0);
    EXPECT_EQUAL(run_stepwise(command_for(inspect, folder)).status, 0);
}

// A line that does not fit a buffer lost its end and its line feed, or a number its last digits.
TEST(long_values_are_shown_whole) {
    limit_time();
    const std::string folder = copy_of_folder("data/micro");
    std::string ids = "0";
    for (int i = 1; i < 100; ++i) {
        ids += ", " + std::to_string(i % 8);
    }
    write_text(folder + "/generation_config.json", "{\"eos_token_id\": [" + ids + "]}");
    const ProgramResult inspected = run_stepwise(command_for(inspect, folder));
    EXPECT(inspected.out.find(" " + ids + "\n") != std::string::npos);
    const std::string long_folder = scratch_folder() + "/" + std::string(200, 'x');
    std::filesystem::copy("data/micro", long_folder);
    const ProgramResult long_path = run_stepwise(command_for(inspect, long_folder));
    EXPECT(long_path.out.find(long_folder + "\n") != std::string::npos);
}

TEST(a_config_cut_anywhere_is_an_error) {
    limit_time();
    const std::string text = read_text("data/micro/config.json");
    const size_t last_brace = text.rfind('}');
    int cuts = 0;
    for (size_t length = 0; length <= last_brace; length += 3) {
        const std::string folder = copy_of_folder("data/micro");
        write_text(folder + "/config.json", text.substr(0, length));
        const std::string complaint = complaint_about(run_stepwise(command_for(trace, folder)), {file});
        if (!complaint.empty()) FAIL("cut to " + std::to_string(length) + " bytes: " + complaint);
        ++cuts;
    }
    EXPECT(cuts > 150);
}

TEST(the_table_is_long_enough) {
    const size_t cases = json_cases().size() + size_cases().size() + relation_cases().size() + number_cases().size() +
                         kind_cases().size() + token_cases().size();
    EXPECT(cases >= 170);
}

TEST_MAIN
