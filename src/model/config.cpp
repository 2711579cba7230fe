#include "model/config.h"

#include <climits>
#include <cmath>

#include "formats/mapped_file.h"
#include "model/config_fields.h"

int read_size(const JsonDocument& json, const char* key) {
    return int(json.integer(json.get(json.root(), key), 1, INT_MAX));
}

int read_size_or(const JsonDocument& json, const char* key, int otherwise) {
    const JsonValue* value = json.find(json.root(), key);
    return is_given(value) ? int(json.integer(*value, 1, INT_MAX)) : otherwise;
}

double read_positive_or(const JsonDocument& json, const JsonValue& object, const char* key, double otherwise) {
    const JsonValue* value = json.find(object, key);
    if (!is_given(value)) return otherwise;
    const double number = json.number(*value);
    if (number <= 0) json.fail(*value, json_quote(key) + " must be greater than 0, it is " + std::string(value->text));
    return number;
}

bool read_flag_or(const JsonDocument& json, const char* key, bool otherwise) {
    const JsonValue* value = json.find(json.root(), key);
    return is_given(value) ? json.boolean(*value) : otherwise;
}

static float read_norm_eps(const JsonDocument& json, const Family& family) {
    const char* key = family.layer_norm ? "layer_norm_epsilon" : "rms_norm_eps";
    const float eps = float(read_positive_or(json, json.root(), key, family.layer_norm ? 1e-5 : 1e-6));
    if (eps > 0 && std::isfinite(eps)) return eps;
    json.fail(json.get(json.root(), key), json_quote(key) + " does not fit a float32");
}

/// A flag that must not be set because this forward pass has no such part.
static void refuse_flag(const JsonDocument& json, const char* key, const std::string& what) {
    if (read_flag_or(json, key, false)) {
        json.fail(json.get(json.root(), key), json_quote(key) + " is true: " + what + " not supported");
    }
}

/// A key that must be missing or null, for the same reason.
static void refuse_value(const JsonDocument& json, const char* key) {
    const JsonValue* value = json.find(json.root(), key);
    if (is_given(value)) json.fail(*value, json_quote(key) + " is not supported");
}

/// The one way of quantizing that is read here (formats/safetensors.h) says its name.
static void check_quantization(const JsonDocument& json, const JsonValue& quantization) {
    const JsonValue* method = json.find(quantization, "quant_method");
    if (is_given(method) && json.string(*method) == "stepwise_q8") return;
    json.fail(quantization,
              "quantized weights of this kind are not supported; what is: \"quant_method\": \"stepwise_q8\", as "
              "`stepwise quantize` writes them");
}

/// The family by "model_type" or by "architectures"; both where both stand.
static const Family& read_family(const JsonDocument& json) {
    const Family* family = nullptr;
    const JsonValue* type = json.find(json.root(), "model_type");
    if (is_given(type)) {
        family = find_family(std::string(json.string(*type)));
        if (family == nullptr) {
            json.fail(*type,
                      "the model family " + json_quote(type->text) + " is not supported; supported: " + family_names());
        }
    }
    const JsonValue* names = json.find(json.root(), "architectures");
    if (is_given(names)) {
        for (const JsonValue& name : json.array(*names)) {
            const Family* named = find_architecture(std::string(json.string(name)));
            if (named == nullptr) {
                json.fail(name, "the architecture " + json_quote(name.text) +
                                    " is not supported; supported: " + architecture_names());
            }
            if (family == nullptr) family = named;
            if (named != family) {
                json.fail(name, "the architecture " + json_quote(name.text) + " is not that of the family \"" +
                                    family->name + "\"");
            }
        }
    }
    if (family == nullptr) {
        json.fail(json.root(), "neither \"model_type\" nor \"architectures\" says what kind of model this is");
    }
    return *family;
}

/// The activation must be the family's own.
static void check_activation(const JsonDocument& json, const Family& family) {
    for (const char* key : {"hidden_act", "hidden_activation", "activation_function"}) {
        const JsonValue* activation = json.find(json.root(), key);
        if (!is_given(activation)) continue;
        const std::string name(json.string(*activation));
        const bool is_tanh_gelu = name == "gelu_pytorch_tanh" || name == "gelu_new" || name == "gelu_fast";
        if (family.gelu ? is_tanh_gelu : name == "silu") continue;
        json.fail(*activation, "the activation " + json_quote(name) + " is not supported in this family; supported: " +
                                   (family.gelu ? "\"gelu_pytorch_tanh\", \"gelu_new\"" : "\"silu\""));
    }
}

static void check_options(const JsonDocument& json, const Family& family) {
    check_activation(json, family);
    const JsonValue* quantization = json.find(json.root(), "quantization_config");
    if (is_given(quantization)) check_quantization(json, *quantization);
    refuse_flag(json, "attention_bias", "projections with a bias are, in this family,");
    refuse_flag(json, "mlp_bias", "projections with a bias are, in this family,");
    refuse_flag(json, "scale_attn_by_inverse_layer_idx", "scores scaled by layer are");
    refuse_flag(json, "use_bidirectional_attention", "attention to the future is");
    if (!read_flag_or(json, "scale_attn_weights", true)) {
        json.fail(json.get(json.root(), "scale_attn_weights"),
                  "\"scale_attn_weights\" is false: unscaled scores are not supported");
    }
    refuse_value(json, "attn_logit_softcapping");
    refuse_value(json, "final_logit_softcapping");
}

/// GPT-2 has names of its own.
static void read_gpt2_sizes(const JsonDocument& json, Config& config) {
    config.d_model = read_size(json, "n_embd");
    config.n_layers = read_size(json, "n_layer");
    config.n_heads = read_size(json, "n_head");
    config.n_kv_heads = config.n_heads;
    const int64_t four_times = 4 * int64_t(config.d_model);
    config.d_ff = read_size_or(json, "n_inner", int(std::min<int64_t>(four_times, INT_MAX)));
    config.vocab = read_size(json, "vocab_size");
    config.window = read_size(json, "n_positions");
}

static void read_llama_sizes(const JsonDocument& json, Config& config) {
    config.d_model = read_size(json, "hidden_size");
    config.n_layers = read_size(json, "num_hidden_layers");
    config.n_heads = read_size(json, "num_attention_heads");
    config.n_kv_heads = read_size_or(json, "num_key_value_heads", config.n_heads);
    config.d_ff = read_size(json, "intermediate_size");
    config.vocab = read_size(json, "vocab_size");
    config.window = read_size(json, "max_position_embeddings");
}

static void read_head_sizes(const JsonDocument& json, Config& config) {
    const bool is_gemma = config.family.norms_outputs;
    if (is_gemma) {
        config.head_dim = read_size(json, "head_dim");
        json.get(json.root(), "query_pre_attn_scalar");
        config.query_scale = read_positive_or(json, json.root(), "query_pre_attn_scalar", 1.0);
    }
    const char* heads_key = config.family.learned_positions ? "n_head" : "num_attention_heads";
    const char* width_key = config.family.learned_positions ? "n_embd" : "hidden_size";
    const JsonValue* head_dim = json.find(json.root(), "head_dim");
    if (is_given(head_dim)) {
        config.head_dim = read_size(json, "head_dim");
    } else if (config.d_model % config.n_heads != 0) {
        json.fail(json.root(), std::string(heads_key) + " " + std::to_string(config.n_heads) + " does not divide " +
                                   width_key + " " + std::to_string(config.d_model) + ", and there is no head_dim");
    } else {
        config.head_dim = config.d_model / config.n_heads;
    }
    if (config.n_heads % config.n_kv_heads != 0) {
        json.fail(json.root(), "num_key_value_heads " + std::to_string(config.n_kv_heads) +
                                   " does not divide num_attention_heads " + std::to_string(config.n_heads));
    }
    if (config.head_dim % 2 != 0 && !config.family.learned_positions) {
        json.fail(json.root(),
                  "head_dim is " + std::to_string(config.head_dim) + ", but RoPE turns pairs: it must be even");
    }
}

/// A special token's id, or a list of them, each inside the vocabulary.
static std::vector<int> read_token_ids(const JsonDocument& json, const char* key, int vocab) {
    std::vector<int> ids;
    const JsonValue* value = json.find(json.root(), key);
    if (!is_given(value)) return ids;
    if (value->kind != JsonValue::Kind::array) {
        ids.push_back(int(json.integer(*value, 0, vocab - 1)));
        return ids;
    }
    for (const JsonValue& item : json.array(*value)) {
        ids.push_back(int(json.integer(item, 0, vocab - 1)));
    }
    return ids;
}

Config read_config(const ModelFolder& folder) {
    const std::shared_ptr<MappedFile> file = MappedFile::open(folder.config);
    const JsonDocument json(file->text(), folder.config);
    Config config;
    config.family = read_family(json);
    check_options(json, config.family);
    if (config.family.learned_positions) {
        read_gpt2_sizes(json, config);
    } else {
        read_llama_sizes(json, config);
    }
    read_head_sizes(json, config);
    config.norm_eps = read_norm_eps(json, config.family);
    read_rope(json, config);
    read_seen(json, config);
    config.tied_head = read_flag_or(json, "tie_word_embeddings", config.family.tied_unless_said);
    const std::vector<int> begin = read_token_ids(json, "bos_token_id", config.vocab);
    if (!begin.empty()) config.begin_token = begin[0];
    config.end_tokens = read_token_ids(json, "eos_token_id", config.vocab);
    if (folder.generation_config.empty()) return config;

    const std::shared_ptr<MappedFile> generation_file = MappedFile::open(folder.generation_config);
    const JsonDocument generation(generation_file->text(), folder.generation_config);
    const std::vector<int> end = read_token_ids(generation, "eos_token_id", config.vocab);
    if (!end.empty()) config.end_tokens = end;
    return config;
}
