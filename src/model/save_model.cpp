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
    json += ",\n  \"rope_theta\": " + double_text(config.rope.theta);
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

/// What stands beside the weights.
static void write_configs(const std::string& folder, const Config& config, const std::string& last_line) {
    const std::string special = special_token_lines(config);
    write_file(folder + "/config.json", config_json(config, last_line));
    write_file(folder + "/generation_config.json", special.empty() ? "{}\n" : "{" + special.substr(1) + "\n}\n");
}

void save_model(const std::string& folder, const Model& model, const std::string& dtype) {
    const std::string dtype_line = ",\n  \"torch_dtype\": \"" + torch_dtype(dtype) + "\"";
    make_model_folder(folder);
    Weights weights = model.weights;  // handles: no number is copied
    std::vector<TensorToWrite> tensors;
    for (const WeightEntry& entry : weight_entries(weights, model.config)) {
        const bool is_narrow = entry.matrix != nullptr && entry.matrix->type != NumberType::f32;
        tensors.push_back({entry.name, dtype, is_narrow ? widened(*entry.matrix) : *entry.tensor});
    }
    write_safetensors(folder + "/model.safetensors", tensors, {{"format", "pt"}});
    write_configs(folder, model.config, dtype_line);
}

static std::string_view bytes_at(const void* first, int64_t count) {
    return std::string_view(static_cast<const char*>(first), size_t(count));
}

/// One tensor, or, of 8-bit blocks, two: quants and scales.
static void add_raw(std::vector<RawTensor>& tensors, const WeightEntry& entry) {
    const bool is_f32 = entry.matrix == nullptr || entry.matrix->type == NumberType::f32;
    if (is_f32) {
        tensors.push_back({entry.name, "F32", entry.shape, bytes_at(entry.tensor->data(), entry.tensor->size() * 4)});
        return;
    }
    const Matrix& matrix = *entry.matrix;
    const int64_t rows = matrix.rows();
    const int64_t cols = matrix.cols();
    if (matrix.type == NumberType::q8) {
        const int64_t blocks = q8_blocks(cols);
        tensors.push_back({entry.name, "I8", entry.shape, bytes_at(matrix.quants, rows * cols)});
        tensors.push_back(
            {entry.name + q8_scale_suffix, "BF16", {rows, blocks}, bytes_at(matrix.scales, rows * blocks * 2)});
        return;
    }
    const std::string dtype = matrix.type == NumberType::bf16 ? "BF16" : "F16";
    tensors.push_back({entry.name, dtype, entry.shape, bytes_at(matrix.halves, rows * cols * 2)});
}

/// The line of config.json for matrices of this type.
static std::string type_line(const std::string& types) {
    if (types == "bf16") return ",\n  \"torch_dtype\": \"bfloat16\"";
    if (types == "f16") return ",\n  \"torch_dtype\": \"float16\"";
    const bool has_blocks = types.find("q8") != std::string::npos;
    if (has_blocks) return ",\n  \"quantization_config\": {\"quant_method\": \"stepwise_q8\"}";
    return ",\n  \"torch_dtype\": \"float32\"";
}

void save_model_as_it_is(const std::string& folder, const Model& model) {
    make_model_folder(folder);
    Weights weights = model.weights;  // handles: no number is copied
    std::vector<RawTensor> tensors;
    for (const WeightEntry& entry : weight_entries(weights, model.config)) {
        add_raw(tensors, entry);
    }
    write_raw_safetensors(folder + "/model.safetensors", tensors, {{"format", "pt"}});
    write_configs(folder, model.config, type_line(weight_types(weights, model.config)));
}
