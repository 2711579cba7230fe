#include <filesystem>

#include "harness.h"
#include "model/config.h"

/// config.json of an old Llama file: without head_dim, num_key_value_heads, rope_theta, model_type.
static const char* const old_style = R"({
  "architectures": ["LlamaForCausalLM"],
  "hidden_size": 8, "intermediate_size": 12, "num_hidden_layers": 2, "num_attention_heads": 4,
  "vocab_size": 10, "max_position_embeddings": 32, "rms_norm_eps": 1e-06, "hidden_act": "silu",
  "bos_token_id": 1, "eos_token_id": 2
})";

/// The same as transformers 5 writes it.
static const char* const new_style = R"({
  "architectures": ["LlamaForCausalLM"], "model_type": "llama", "dtype": "bfloat16", "transformers_version": "5.0.0",
  "hidden_size": 8, "intermediate_size": 12, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
  "head_dim": 6, "vocab_size": 10, "max_position_embeddings": 32, "rms_norm_eps": 1e-05, "hidden_act": "silu",
  "rope_parameters": {"rope_theta": 500000.0, "rope_type": "default"}, "rope_scaling": null,
  "attention_bias": false, "mlp_bias": false, "tie_word_embeddings": true, "bos_token_id": null, "eos_token_id": [2, 7]
})";

static Config read_texts(const std::string& config, const std::string& generation_config = "") {
    ModelFolder folder;
    folder.config = scratch_folder() + "/config.json";
    write_text(folder.config, config);
    if (!generation_config.empty()) {
        folder.generation_config = scratch_folder() + "/generation_config.json";
        write_text(folder.generation_config, generation_config);
    }
    return read_config(folder);
}

/// old_style with `from` replaced, which must be in it.
static std::string changed(const std::string& from, const std::string& to, const char* text = old_style) {
    std::string result = text;
    const size_t found = result.find(from);
    if (found == std::string::npos) FAIL("the text does not hold " + from);
    return result.replace(found, from.size(), to);
}

/// old_style with one more member.
static std::string with(const std::string& member) { return changed("\"hidden_size\"", member + ", \"hidden_size\""); }

TEST(an_old_file_gets_the_values_of_its_time) {
    const Config config = read_texts(old_style);
    EXPECT_EQUAL(config.d_model, 8);
    EXPECT_EQUAL(config.d_ff, 12);
    EXPECT_EQUAL(config.n_layers, 2);
    EXPECT_EQUAL(config.n_heads, 4);
    EXPECT_EQUAL(config.n_kv_heads, 4);  // as many as heads
    EXPECT_EQUAL(config.head_dim, 2);    // hidden_size / heads
    EXPECT_EQUAL(config.vocab, 10);
    EXPECT_EQUAL(config.window, 32);
    EXPECT_EQUAL(config.norm_eps, 1e-6f);
    EXPECT_EQUAL(config.rope.theta, 10000.0);
    EXPECT(!config.tied_head);
    EXPECT_EQUAL(config.begin_token, 1);
    EXPECT_EQUAL(config.end_tokens, std::vector<int>{2});
}

TEST(a_new_file_is_read_by_its_newer_names) {
    const Config config = read_texts(new_style);
    EXPECT_EQUAL(config.n_kv_heads, 2);
    EXPECT_EQUAL(config.head_dim, 6);  // stands there, and is not hidden_size / heads
    EXPECT_EQUAL(config.norm_eps, 1e-5f);
    EXPECT_EQUAL(config.rope.theta, 500000.0);
    EXPECT(config.tied_head);
    EXPECT_EQUAL(config.begin_token, -1);
    EXPECT_EQUAL(config.end_tokens, (std::vector<int>{2, 7}));
}

TEST(the_models_of_this_repository_are_read) {
    ModelFolder micro = open_model_folder("data/micro");
    const Config config = read_config(micro);
    EXPECT_EQUAL(config.d_model, 4);
    EXPECT_EQUAL(config.vocab, 8);
    EXPECT_EQUAL(config.end_tokens, std::vector<int>{0});
    EXPECT(config.tied_head);
    EXPECT_EQUAL(read_config(open_model_folder("data/golden/models/gqa")).n_kv_heads, 2);
}

TEST(constants_come_from_the_file) {
    EXPECT_EQUAL(read_texts(with("\"rope_theta\": 500000")).rope.theta, 500000.0);
    EXPECT_EQUAL(read_texts(with("\"rope_theta\": null")).rope.theta, 10000.0);
    EXPECT_EQUAL(read_texts(changed("1e-06", "0.5")).norm_eps, 0.5f);
    EXPECT_EQUAL(read_texts(changed("\"rms_norm_eps\": 1e-06, ", "")).norm_eps, 1e-6f);
    EXPECT_EQUAL(read_texts(with("\"rope_theta\": 7.0, \"rope_parameters\": {\"rope_theta\": 9.0}")).rope.theta, 9.0);
    EXPECT_EQUAL(read_texts(with("\"rope_scaling\": {\"rope_type\": \"default\"}")).rope.theta, 10000.0);
}

TEST(special_tokens_are_one_id_a_list_or_none) {
    EXPECT_EQUAL(read_texts(changed("\"eos_token_id\": 2", "\"eos_token_id\": [3, 0, 9]")).end_tokens,
                 (std::vector<int>{3, 0, 9}));
    EXPECT_EQUAL(read_texts(changed("\"eos_token_id\": 2", "\"eos_token_id\": null")).end_tokens.size(), size_t(0));
    EXPECT_EQUAL(read_texts(changed("\"eos_token_id\": 2", "\"eos_token_id\": []")).end_tokens.size(), size_t(0));
    EXPECT_EQUAL(read_texts(changed("\"bos_token_id\": 1, ", "")).begin_token, -1);
    EXPECT_EQUAL(read_texts(changed("\"bos_token_id\": 1, ", "\"bos_token_id\": 0, ")).begin_token, 0);
}

// Llama 3's chat models end a turn with a token that only generation_config.json names.
TEST(generation_config_overrides_the_end_tokens) {
    EXPECT_EQUAL(read_texts(old_style, "{\"eos_token_id\": [4, 5]}").end_tokens, (std::vector<int>{4, 5}));
    EXPECT_EQUAL(read_texts(old_style, "{\"eos_token_id\": 6}").end_tokens, std::vector<int>{6});
    EXPECT_EQUAL(read_texts(old_style, "{\"temperature\": 0.6}").end_tokens, std::vector<int>{2});
    EXPECT_EQUAL(read_texts(old_style, "{\"eos_token_id\": null}").end_tokens, std::vector<int>{2});
    EXPECT_ERROR(read_texts(old_style, "{\"eos_token_id\": 10}"),
                 "generation_config.json:1:18: \"eos_token_id\" must be");
    EXPECT_ERROR(read_texts(old_style, "[]"), "generation_config.json:1:1:");
    EXPECT_ERROR(read_texts(old_style, "{"), "generation_config.json:1:2:");
}

TEST(a_missing_size_is_named) {
    for (const char* key : {"hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads",
                            "vocab_size", "max_position_embeddings"}) {
        const std::string text = changed(std::string("\"") + key + "\"", "\"unused\"");
        EXPECT_ERROR(read_texts(text), std::string("config.json:1:1: the key \"") + key + "\" is missing");
    }
}

TEST(a_size_that_is_no_positive_whole_number_is_refused) {
    for (const char* key : {"hidden_size\": 8", "intermediate_size\": 12", "num_hidden_layers\": 2",
                            "num_attention_heads\": 4", "vocab_size\": 10", "max_position_embeddings\": 32"}) {
        const std::string pair = key;
        const std::string name = pair.substr(0, pair.find('"'));
        for (const char* value :
             {"0", "-1", "2147483648", "9223372036854775807", "1e3", "8.0", "\"8\"", "null", "true", "[8]", "{}"}) {
            EXPECT_ERROR(read_texts(changed(pair, name + "\": " + value)), "config.json:");
            EXPECT_ERROR(read_texts(changed(pair, name + "\": " + value)), "\"" + name + "\" must be a whole number");
        }
    }
}

TEST(heads_that_do_not_divide_are_refused) {
    EXPECT_ERROR(read_texts(changed("heads\": 4", "heads\": 3")),
                 "num_attention_heads 3 does not divide hidden_size 8");
    EXPECT_ERROR(read_texts(with("\"num_key_value_heads\": 3")),
                 "num_key_value_heads 3 does not divide num_attention_heads 4");
    EXPECT_ERROR(read_texts(with("\"num_key_value_heads\": 8")), "num_key_value_heads 8 does not divide");
    EXPECT_ERROR(read_texts(with("\"num_key_value_heads\": 0")),
                 "\"num_key_value_heads\" must be a whole number from 1");
    EXPECT_ERROR(read_texts(with("\"head_dim\": 3")), "head_dim is 3, but RoPE turns pairs");
    EXPECT_ERROR(read_texts(changed("heads\": 4", "heads\": 8")), "head_dim is 1");
    EXPECT_ERROR(read_texts(with("\"head_dim\": 0")), "\"head_dim\" must be a whole number from 1");
    EXPECT_ERROR(read_texts(with("\"head_dim\": -2")), "it is -2");
    EXPECT_EQUAL(read_texts(with("\"num_key_value_heads\": null, \"head_dim\": null")).n_kv_heads, 4);
}

TEST(constants_that_make_no_sense_are_refused) {
    for (const char* value : {"0", "-1e-5", "\"1e-5\"", "1e999", "true"}) {
        EXPECT_ERROR(read_texts(changed("1e-06", value)), "rms_norm_eps");
        EXPECT_ERROR(read_texts(with(std::string("\"rope_theta\": ") + value)), "rope_theta");
    }
    EXPECT_ERROR(read_texts(with("\"rope_parameters\": {}")), "the key \"rope_theta\" is missing");
    EXPECT_ERROR(read_texts(with("\"rope_parameters\": {\"rope_theta\": 0}")), "\"rope_theta\" must be greater than 0");
    EXPECT_ERROR(read_texts(with("\"rope_parameters\": []")), "\"rope_parameters\" must be an object");
    EXPECT_ERROR(read_texts(with("\"tie_word_embeddings\": \"yes\"")), "\"tie_word_embeddings\" must be true or false");
}

// float32 has neither 1e-60 nor 1e60: an eps of 0 divides by 0 for a zero row, one of infinity gives all zeros.
TEST(an_eps_that_is_no_positive_float32_is_refused) {
    EXPECT_ERROR(read_texts(changed("1e-06", "1e-60")), "rms_norm_eps");
    EXPECT_ERROR(read_texts(changed("1e-06", "1e60")), "rms_norm_eps");
}

TEST(special_tokens_outside_the_vocabulary_are_refused) {
    for (const char* value : {"10", "-1", "4294967298", "\"2\"", "2.0", "[2, 10]", "[[2]]", "{}"}) {
        EXPECT_ERROR(read_texts(changed("\"eos_token_id\": 2", std::string("\"eos_token_id\": ") + value)),
                     "config.json:5:");
        EXPECT_ERROR(read_texts(changed("\"bos_token_id\": 1", std::string("\"bos_token_id\": ") + value)),
                     "config.json:5:");
    }
}

TEST(other_models_are_refused_by_name) {
    EXPECT_ERROR(read_texts(with("\"model_type\": \"bloom\"")),
                 "the model family \"bloom\" is not supported; supported: gpt2, llama, mistral, qwen2, qwen3, phi3, "
                 "gemma3_text");
    EXPECT_ERROR(read_texts(with("\"model_type\": \"qwen2\"")),
                 "\"LlamaForCausalLM\" is not that of the family \"qwen2\"");
    EXPECT_ERROR(read_texts(with("\"model_type\": 1")), "\"model_type\" must be a string");
    EXPECT_ERROR(read_texts(changed("LlamaForCausalLM", "QwenForCausalLM")),
                 "the architecture \"QwenForCausalLM\" is not supported");
    EXPECT_ERROR(read_texts(changed("\"LlamaForCausalLM\"", "\"LlamaForCausalLM\", \"X\"")), "the architecture \"X\"");
    EXPECT_ERROR(read_texts(changed("[\"LlamaForCausalLM\"]", "null")), "neither \"model_type\" nor \"architectures\"");
    EXPECT_ERROR(read_texts(changed("[\"LlamaForCausalLM\"]", "\"LlamaForCausalLM\"")),
                 "\"architectures\" must be an array");
}

// An empty list names no architecture at all.
TEST(an_empty_list_of_architectures_says_nothing) {
    EXPECT_ERROR(read_texts(changed("[\"LlamaForCausalLM\"]", "[]")), "what kind of model");
}

TEST(what_the_forward_pass_does_not_do_is_refused) {
    EXPECT_ERROR(read_texts(changed("silu", "gelu")), "the activation \"gelu\" is not supported");
    EXPECT_ERROR(read_texts(with("\"attention_bias\": true")), "\"attention_bias\" is true: projections with a bias");
    EXPECT_ERROR(read_texts(with("\"mlp_bias\": true")), "\"mlp_bias\" is true");
    EXPECT_ERROR(read_texts(with("\"attention_bias\": 1")), "\"attention_bias\" must be true or false");
    EXPECT_ERROR(read_texts(with(R"("rope_scaling": {"rope_type": "llama3", "factor": 8.0})")),
                 "the key \"low_freq_factor\" is missing");
    EXPECT_ERROR(read_texts(with(R"("rope_scaling": {"type": "dynamic", "factor": 2.0})")),
                 "the RoPE type \"dynamic\" is not supported; supported: \"default\", \"linear\", \"llama3\"");
    EXPECT_ERROR(read_texts(with(R"("rope_scaling": {"rope_type": null, "type": "yarn"})")), "the RoPE type \"yarn\"");
    EXPECT_ERROR(read_texts(with(R"("rope_parameters": {"rope_theta": 1e4, "rope_type": "yarn"})")),
                 "the RoPE type \"yarn\"");
}

TEST(a_rope_scaling_without_a_type_is_not_passed_over) {
    EXPECT_ERROR(read_texts(with(R"("rope_scaling": {"factor": 2.0})")),
                 "RoPE is scaled by a \"factor\" here, but no type says how");
}

TEST(what_is_no_json_object_is_refused_with_its_place) {
    EXPECT_ERROR(read_texts("[]"), "config.json:1:1: this must be an object, it is an array");
    EXPECT_ERROR(read_texts("{\n\"a\": }"), "config.json:2:6: expected a value");
    EXPECT_ERROR(read_texts(" "), "config.json:1:2: the text ends too early");
    EXPECT_ERROR(read_texts(with("\"vocab_size\": 4")), "\"vocab_size\" stands twice");
    ModelFolder folder;
    folder.config = "data/micro";
    EXPECT_ERROR(read_config(folder), "data/micro: it is a directory");
}

TEST(a_missing_head_dim_follows_from_the_query_heads) {
    EXPECT_EQUAL(read_texts(with("\"num_key_value_heads\": 2")).head_dim, 2);  // 8 / 4, not 8 / 2
}

TEST(parts_of_a_head_or_quantized_weights_are_refused) {
    EXPECT_ERROR(read_texts(with("\"partial_rotary_factor\": 0.5")), "\"partial_rotary_factor\" other than 1");
    EXPECT_ERROR(read_texts(with(R"("rope_parameters": {"rope_theta": 1e4, "partial_rotary_factor": 0.5})")),
                 "\"partial_rotary_factor\"");
    EXPECT_EQUAL(read_texts(with("\"partial_rotary_factor\": 1.0")).d_model, 8);
    EXPECT_ERROR(read_texts(with("\"quantization_config\": {\"bits\": 4}")), "quantized weights");
}

TEST(the_first_of_several_begin_tokens_counts) {
    EXPECT_EQUAL(read_texts(changed("\"bos_token_id\": 1", "\"bos_token_id\": [3, 4]")).begin_token, 3);
}

TEST_MAIN
