// Malformed folders of each family, through the real program: what a file of another family would silently be.
#include "hostile.h"

static const std::vector<std::string> inspect = {"inspect", "--model", "FOLDER"};
static const std::string models = "data/golden/models/";
static const char* const config_file = "config.json";
static const char* const weights_file = "model.safetensors";
static const char* const index_file = "model.safetensors.index.json";

static HostileCase config_case(const std::string& model, const std::string& from, const std::string& to,
                               const std::string& part) {
    return {model + ": " + from + " -> " + to,
            models + model,
            replaced(config_file, from, to),
            inspect,
            {config_file, part},
            ""};
}

/// A tensor is there under another name: one is missing, and one too many.
static HostileCase tensor_case(const std::string& model, const std::string& from, const std::string& to,
                               const std::string& part) {
    return {model + ": " + from + " -> " + to,
            models + model,
            header_replaced(from, to),
            inspect,
            {weights_file, part},
            ""};
}

static HostileCase index_case(const std::string& from, const std::string& to, const std::string& part) {
    return {"index: " + from + " -> " + to,
            models + "llama-sharded",
            replaced(index_file, from, to),
            inspect,
            {index_file, part},
            ""};
}

static const std::string first_shard = "model-00001-of-00002.safetensors";
static const std::string second_shard = "model-00002-of-00002.safetensors";

static std::vector<HostileCase> shard_cases() {
    const std::string head = "\"lm_head.weight\": \"" + first_shard + "\"";
    const std::string sharded = models + "llama-sharded";
    return {
        {"a missing shard",
         sharded,
         removed(second_shard),
         inspect,
         {index_file, "the file " + second_shard + " with tensor ", "is not there"},
         ""},
        {"a shard cut short", sharded, cut(second_shard, 900), inspect, {second_shard, "cut short"}, ""},
        {"a shard that is a folder", sharded, directory_in_place_of(second_shard), inspect, {second_shard}, ""},
        index_case(head, "\"lm_head.weight\": \"" + second_shard + "\"",
                   "tensor lm_head.weight is not in the file " + second_shard),
        index_case(head, head + ", " + head, "\"lm_head.weight\" stands twice"),
        index_case(head, "\"lm_head.weight\": \"model-00003-of-00002.safetensors\"",
                   "the file model-00003-of-00002.safetensors with tensor lm_head.weight is not there"),
        index_case(head, "\"lm_head.weight\": \"../llama-sharded/" + first_shard + "\"", "no name of a file"),
        index_case(head, "\"lm_head.weight\": 1", "must be a string"),
        index_case("\"weight_map\"", "\"weights\"", "\"weight_map\" is missing"),
        {"a tensor that the index forgets",
         sharded,
         replaced(index_file, head + ",", ""),
         inspect,
         {first_shard, "holds a tensor lm_head.weight that", "does not name"},
         ""},
        {"an index that is no JSON", sharded, cut(index_file, 100), inspect, {index_file}, ""},
        {"an index without a tensor",
         sharded,
         written(index_file, "{\"weight_map\": {}}"),
         inspect,
         {index_file, "too few for 3 layers"},
         ""},
    };
}

TEST(shards_that_do_not_fit_their_index_are_errors) { run_hostile_cases(shard_cases()); }

static std::vector<HostileCase> tensor_cases() {
    return {
        // a norm missing, or where none belongs
        tensor_case("llama3", "model.layers.1.input_layernorm.weight", "model.layers.1.input_norm.weight",
                    "there is no tensor model.layers.1.input_layernorm.weight"),
        tensor_case("qwen3", "layers.0.self_attn.q_norm.weight", "layers.0.self_attn.w_norm.weight",
                    "there is no tensor model.layers.0.self_attn.q_norm.weight"),
        tensor_case("gemma3", "layers.1.post_feedforward_layernorm", "layers.1.port_feedforward_layernorm",
                    "there is no tensor model.layers.1.post_feedforward_layernorm.weight"),
        tensor_case("gpt2", "ln_f.bias", "ln_g.bias", "there is no tensor transformer.ln_f.bias"),
        // biases, or none, where the other belongs
        tensor_case("qwen2", "layers.0.self_attn.k_proj.bias", "layers.0.self_attn.x_proj.bias",
                    "there is no tensor model.layers.0.self_attn.k_proj.bias"),
        {"llama for qwen2",
         models + "qwen2",
         both(replaced(config_file, "\"qwen2\"", "\"llama\""),
              replaced(config_file, "Qwen2ForCausalLM", "LlamaForCausalLM")),
         inspect,
         {weights_file, "holds a tensor model.layers.0.self_attn.k_proj.bias [6]", "does not have"},
         ""},
        {"mistral for qwen3",
         models + "qwen3",
         both(replaced(config_file, "\"qwen3\"", "\"mistral\""),
              replaced(config_file, "Qwen3ForCausalLM", "MistralForCausalLM")),
         inspect,
         {weights_file, "holds a tensor model.layers.0.self_attn.k_norm.weight"},
         ""},
        // fused weights of another height, matrices the other way round
        tensor_case("phi3", "\"model.layers.0.self_attn.qkv_proj.weight\":{\"dtype\":\"F32\",\"shape\":[40,24]",
                    "\"model.layers.0.self_attn.qkv_proj.weight\":{\"dtype\":\"F32\",\"shape\":[24,40]",
                    "has shape [24, 40], but config.json asks for [40, 24]"),
        {"phi3 with more heads",
         models + "phi3",
         replaced(config_file, "\"num_key_value_heads\": 2", "\"num_key_value_heads\": 3"),
         inspect,
         {weights_file, "has shape [40, 24], but config.json asks for [48, 24]"},
         ""},
        tensor_case("gpt2", "\"h.0.attn.c_attn.weight\":{\"dtype\":\"F32\",\"shape\":[15,45]",
                    "\"h.0.attn.c_attn.weight\":{\"dtype\":\"F32\",\"shape\":[45,15]",
                    "has shape [45, 15], but config.json asks for [15, 45]"),
        tensor_case("gpt2", "\"h.0.attn.c_attn.bias\":{\"dtype\":\"F32\",\"shape\":[45]",
                    "\"h.0.attn.c_attn.bias\":{\"dtype\":\"F32\",\"shape\":[9,5]", "has shape [9, 5]"),
        tensor_case("gpt2", "wpe.weight", "wxe.weight", "there is no tensor transformer.wpe.weight"),
    };
}

TEST(tensors_of_another_family_are_errors) { run_hostile_cases(tensor_cases()); }

static std::vector<HostileCase> config_cases() {
    return {
        config_case("llama3", "\"llama3\"", "\"yarn\"", "the RoPE type \"yarn\" is not supported; supported:"),
        config_case("phi3", "\"rope_scaling\": null", "\"rope_scaling\": {\"type\": \"longrope\"}",
                    "the RoPE type \"longrope\" is not supported"),
        config_case("llama-sharded", "\"rope_type\": \"linear\"",
                    "\"rope_type\": \"linear\", \"partial_rotary_factor\": 0.5",
                    "\"partial_rotary_factor\" other than 1"),
        config_case("mistral", "\"sliding_window\": 4", "\"sliding_window\": 0", "\"sliding_window\" must be a whole"),
        config_case("mistral", "\"sliding_window\": 4", "\"sliding_window\": -4", "\"sliding_window\" must be a whole"),
        config_case("mistral", "\"sliding_window\": 4", "\"sliding_window\": \"4\"", "it is a string"),
        config_case("mistral", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 2147483647",
                    "2147483647 layers are more than"),
        config_case("gemma3-types", "\"full_attention\",", "", "\"layer_types\" has 2 entries for 3 layers"),
        config_case("gemma3-types", "\"full_attention\"", "\"linear_attention\"",
                    "the layer type \"linear_attention\" is not supported; supported:"),
        config_case("gemma3", "\"sliding_window\": 4", "\"sliding_window\": null",
                    "this family has layers with a window"),
        config_case("gemma3", "\"sliding_window_pattern\": 3", "\"sliding_window_pattern\": 0", "must be a whole"),
        config_case("gemma3", "\"query_pre_attn_scalar\": 5", "\"query_pre_attn_scalar\": 0", "greater than 0"),
        config_case("gemma3", "  \"query_pre_attn_scalar\": 5,", "", "\"query_pre_attn_scalar\" is missing"),
        config_case("gemma3", "\"attn_logit_softcapping\": null", "\"attn_logit_softcapping\": 50.0",
                    "\"attn_logit_softcapping\" is not supported"),
        config_case("gemma3", "\"final_logit_softcapping\": null", "\"final_logit_softcapping\": 30.0",
                    "\"final_logit_softcapping\" is not supported"),
        config_case("gemma3", "\"gelu_pytorch_tanh\"", "\"gelu\"", "the activation \"gelu\" is not supported"),
        config_case("gemma3-types", "\"use_bidirectional_attention\": false", "\"use_bidirectional_attention\": true",
                    "\"use_bidirectional_attention\" is true"),
        config_case("gpt2", "\"gelu_new\"", "\"relu\"", "the activation \"relu\" is not supported"),
        config_case("gpt2", "\"n_head\": 3", "\"n_head\": 4", "n_head 4 does not divide n_embd 15"),
        config_case("gpt2", "  \"n_positions\": 23,", "", "\"n_positions\" is missing"),
        config_case("qwen3", "\"attention_bias\": false", "\"attention_bias\": true", "\"attention_bias\" is true"),
        config_case("qwen3", "\"qwen3\"", "\"qwen3_moe\"", "the model family \"qwen3_moe\" is not supported"),
        config_case("phi3", "\"Phi3ForCausalLM\"", "\"PhiForCausalLM\"",
                    "the architecture \"PhiForCausalLM\" is not supported; supported: GPT2LMHeadModel,"),
        config_case("qwen2-window", "\"max_window_layers\": 1", "\"max_window_layers\": -1", "must be a whole"),
        config_case("gemma3", "\"eos_token_id\": [", "\"eos_token_id\": [99,", "must be a whole number from 0 to 40"),
    };
}

TEST(settings_that_a_family_does_not_have_are_errors) { run_hostile_cases(config_cases()); }

TEST_MAIN
