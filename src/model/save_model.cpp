#include "model/save_model.h"

#include <charconv>
#include <filesystem>

#include "base/error.h"
#include "formats/mapped_file.h"
#include "formats/safetensors.h"

/// As few digits as read back as the same number; of a float32 fewer are needed than of a double.
static std::string float_text(float number) {
    char text[32];
    return std::string(text, std::to_chars(text, text + sizeof(text), number).ptr);
}
static std::string double_text(double number) {
    char text[32];
    return std::string(text, std::to_chars(text, text + sizeof(text), number).ptr);
}

/// [2, 3], or 2 when there is one.
static std::string end_tokens_text(const std::vector<int>& end_tokens) {
    if (end_tokens.size() == 1) return std::to_string(end_tokens[0]);
    std::string text;
    for (int id : end_tokens) {
        text += (text.empty() ? "" : ", ") + std::to_string(id);
    }
    return "[" + text + "]";
}

/// The two keys of special tokens, each only where there is one.
static std::string special_token_lines(const Config& config) {
    std::string lines;
    if (config.begin_token >= 0) lines += ",\n  \"bos_token_id\": " + std::to_string(config.begin_token);
    if (!config.end_tokens.empty()) lines += ",\n  \"eos_token_id\": " + end_tokens_text(config.end_tokens);
    return lines;
}

static std::string config_json(const Config& config, const std::string& dtype_line) {
    std::string json = "{\n  \"architectures\": [\"LlamaForCausalLM\"],\n  \"model_type\": \"llama\"";
    json += ",\n  \"hidden_size\": " + std::to_string(config.d_model);
    json += ",\n  \"num_hidden_layers\": " + std::to_string(config.n_layers);
    json += ",\n  \"num_attention_heads\": " + std::to_string(config.n_heads);
    json += ",\n  \"num_key_value_heads\": " + std::to_string(config.n_kv_heads);
    json += ",\n  \"head_dim\": " + std::to_string(config.head_dim);
    json += ",\n  \"intermediate_size\": " + std::to_string(config.d_ff);
    json += ",\n  \"vocab_size\": " + std::to_string(config.vocab);
    json += ",\n  \"max_position_embeddings\": " + std::to_string(config.window);
    json += ",\n  \"rms_norm_eps\": " + float_text(config.norm_eps);
    json += ",\n  \"rope_theta\": " + double_text(config.rope_theta);
    json += std::string(",\n  \"tie_word_embeddings\": ") + (config.tied_head ? "true" : "false");
    json += ",\n  \"hidden_act\": \"silu\",\n  \"attention_bias\": false,\n  \"mlp_bias\": false";
    return json + special_token_lines(config) + dtype_line + "\n}\n";
}

std::string config_to_json(const Config& config) { return config_json(config, ""); }

/// The name that config.json has for a dtype of safetensors. Throws Error for one that weights are not stored in.
static std::string torch_dtype(const std::string& dtype) {
    if (dtype == "F32") return "float32";
    if (dtype == "BF16") return "bfloat16";
    if (dtype == "F16") return "float16";
    throw Error("weights are stored as F32, BF16 or F16, not as " + dtype);
}

void make_model_folder(const std::string& folder) {
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    if (problem) throw Error("cannot make the folder " + folder + ": " + problem.message());
}

void save_model(const std::string& folder, const Model& model, const std::string& dtype) {
    const std::string dtype_line = ",\n  \"torch_dtype\": \"" + torch_dtype(dtype) + "\"";
    make_model_folder(folder);
    Weights weights = model.weights;  // handles: no number is copied
    std::vector<TensorToWrite> tensors;
    for (const WeightEntry& entry : weight_entries(weights, model.config)) {
        tensors.push_back({entry.name, dtype, *entry.tensor});
    }
    const std::string special = special_token_lines(model.config);
    write_safetensors(folder + "/model.safetensors", tensors, {{"format", "pt"}});
    write_file(folder + "/config.json", config_json(model.config, dtype_line));
    write_file(folder + "/generation_config.json", special.empty() ? "{}\n" : "{" + special.substr(1) + "\n}\n");
}
