#include "model/save_model.h"

#include <charconv>
#include <deque>
#include <filesystem>
#include <map>

#include "base/error.h"
#include "formats/json.h"
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
static void add_matrix(std::vector<RawTensor>& tensors, const std::string& name, const Matrix& matrix) {
    const int64_t rows = matrix.rows();
    const int64_t cols = matrix.cols();
    if (matrix.type == NumberType::f32) {
        tensors.push_back({name, "F32", {rows, cols}, bytes_at(matrix.f32.data(), rows * cols * 4)});
        return;
    }
    if (matrix.type == NumberType::q8) {
        const int64_t blocks = q8_blocks(cols);
        tensors.push_back({name, "I8", {rows, cols}, bytes_at(matrix.quants, rows * cols)});
        tensors.push_back({name + q8_scale_suffix, "BF16", {rows, blocks}, bytes_at(matrix.scales, rows * blocks * 2)});
        return;
    }
    const std::string dtype = matrix.type == NumberType::bf16 ? "BF16" : "F16";
    tensors.push_back({name, dtype, {rows, cols}, bytes_at(matrix.halves, rows * cols * 2)});
}

static void add_raw(std::vector<RawTensor>& tensors, const WeightEntry& entry) {
    if (entry.matrix != nullptr) {
        add_matrix(tensors, entry.name, *entry.matrix);
        return;
    }
    const Tensor& x = *entry.tensor;
    tensors.push_back({entry.name, "F32", entry.shape, bytes_at(x.data(), x.size() * 4)});
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

/// Which of the stored tensors are matrices of the model; true: they are stored as [in, out]. GPT-2's names stand without
/// "transformer.", too.
static std::map<std::string, bool> stored_matrices(const Config& config) {
    Weights weights;
    std::map<std::string, bool> is_turned;
    const std::string prefix = "transformer.";
    for (const WeightEntry& entry : weight_entries(weights, config)) {
        if (entry.matrix == nullptr) continue;
        is_turned[entry.name] = entry.is_turned;
        if (entry.name.rfind(prefix, 0) == 0) is_turned[entry.name.substr(prefix.size())] = entry.is_turned;
    }
    return is_turned;
}

/// config.json's text with the type of the matrices in it.
static std::string config_with_type(const std::string& path, NumberType type) {
    const std::shared_ptr<MappedFile> file = MappedFile::open(path);
    const JsonDocument json(file->text(), path);
    std::string text(file->text());
    const JsonValue* quantization = json.find(json.root(), "quantization_config");
    if (quantization != nullptr) {
        json.fail(*quantization, "these weights are quantized already; begin with the folder that they came from");
    }
    if (type == NumberType::q8) {
        const size_t behind_brace = json.root().position + 1;
        return text.insert(behind_brace, "\n  \"quantization_config\": {\"quant_method\": \"stepwise_q8\"},");
    }
    for (const char* key : {"torch_dtype", "dtype"}) {
        const JsonValue* name = json.find(json.root(), key);
        if (!is_given(name)) continue;
        const std::string dtype = type == NumberType::f32 ? "F32" : type == NumberType::bf16 ? "BF16" : "F16";
        return text.replace(name->position, json.string(*name).size() + 2, json_quote(torch_dtype(dtype)));
    }
    return text;
}

void save_narrowed(const std::string& to, const ModelFolder& from, const Config& config, NumberType type) {
    const std::string config_text = config_with_type(from.config, type);
    const TensorFiles files(from);
    const std::map<std::string, bool> is_turned = stored_matrices(config);
    std::deque<Matrix> matrices;  // what the raw tensors point into
    std::vector<RawTensor> tensors;
    for (const TensorInfo& info : files.tensors()) {
        const SafetensorsFile& file = files.file_of(info.name);
        const auto matrix = is_turned.find(info.name);
        if (matrix == is_turned.end()) {
            tensors.push_back(file.raw(info.name));
            continue;
        }
        const Matrix stored = file.load_matrix(info.name, info.shape);
        const bool must_turn = matrix->second && type == NumberType::q8;
        matrices.push_back(narrowed(must_turn ? turned_around(stored) : stored, type, info.name));
        add_matrix(tensors, info.name, matrices.back());
    }
    make_model_folder(to);
    write_raw_safetensors(to + "/model.safetensors", tensors, {{"format", "pt"}});
    write_file(to + "/config.json", config_text);
    if (from.generation_config.empty()) return;
    write_file(to + "/generation_config.json", MappedFile::open(from.generation_config)->text());
}
