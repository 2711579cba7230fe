#include "model/config.h"

#include <climits>
#include <cmath>

#include "formats/json.h"
#include "formats/mapped_file.h"

static int read_size(const JsonDocument& json, const char* key) {
    return int(json.integer(json.get(json.root(), key), 1, INT_MAX));
}

static int read_size_or(const JsonDocument& json, const char* key, int otherwise) {
    const JsonValue* value = json.find(json.root(), key);
    return is_given(value) ? int(json.integer(*value, 1, INT_MAX)) : otherwise;
}

/// A positive real number; `otherwise` where the key is missing.
static double read_positive_or(const JsonDocument& json, const char* key, double otherwise) {
    const JsonValue* value = json.find(json.root(), key);
    if (!is_given(value)) return otherwise;
    const double number = json.number(*value);
    if (number <= 0) json.fail(*value, json_quote(key) + " must be greater than 0, it is " + std::string(value->text));
    return number;
}

static float read_norm_eps(const JsonDocument& json) {
    const float eps = float(read_positive_or(json, "rms_norm_eps", 1e-6));
    if (eps > 0 && std::isfinite(eps)) return eps;
    json.fail(json.get(json.root(), "rms_norm_eps"), "\"rms_norm_eps\" does not fit a float32");
}

/// A flag that must be absent, null or false because this forward pass has no such part.
static void refuse_flag(const JsonDocument& json, const char* key) {
    const JsonValue* value = json.find(json.root(), key);
    if (is_given(value) && json.boolean(*value)) {
        json.fail(*value, json_quote(key) + " is true: projections with a bias are not supported yet");
    }
}

/// The one way of quantizing that is read here (formats/safetensors.h) says its name.
static void check_quantization(const JsonDocument& json, const JsonValue& quantization) {
    const JsonValue* method = json.find(quantization, "quant_method");
    if (is_given(method) && json.string(*method) == "stepwise_q8") return;
    json.fail(quantization,
              "quantized weights of this kind are not supported; what is: \"quant_method\": \"stepwise_q8\", as "
              "`stepwise quantize` writes them");
}

static void check_family(const JsonDocument& json) {
    const JsonValue* type = json.find(json.root(), "model_type");
    if (is_given(type) && json.string(*type) != "llama") {
        json.fail(*type, "the model family " + json_quote(type->text) + " is not supported; supported: \"llama\"");
    }
    const JsonValue* names = json.find(json.root(), "architectures");
    if (is_given(names)) {
        for (const JsonValue& name : json.array(*names)) {
            if (json.string(name) == "LlamaForCausalLM") continue;
            json.fail(name, "the architecture " + json_quote(name.text) +
                                " is not supported; supported: \"LlamaForCausalLM\"");
        }
    }
    const bool names_none = !is_given(names) || names->items.empty();
    if (!is_given(type) && names_none) {
        json.fail(json.root(), "neither \"model_type\" nor \"architectures\" says what kind of model this is");
    }
}

static void check_rope_type(const JsonDocument& json, const JsonValue& parameters) {
    const JsonValue* type = json.find(parameters, "rope_type");
    if (!is_given(type)) type = json.find(parameters, "type");  // the name of older files
    if (!is_given(type) || json.string(*type) == "default") return;
    json.fail(*type, "the RoPE type " + json_quote(type->text) + " is not supported yet; supported: \"default\"");
}

/// RoPE here turns the whole of a head.
static void refuse_partial_rotary(const JsonDocument& json, const JsonValue& object) {
    const JsonValue* factor = json.find(object, "partial_rotary_factor");
    if (is_given(factor) && json.number(*factor) != 1) {
        json.fail(*factor, "a \"partial_rotary_factor\" other than 1 is not supported");
    }
}

static void check_options(const JsonDocument& json) {
    const JsonValue* activation = json.find(json.root(), "hidden_act");
    if (is_given(activation) && json.string(*activation) != "silu") {
        json.fail(*activation,
                  "the activation " + json_quote(activation->text) + " is not supported; supported: \"silu\"");
    }
    const JsonValue* scaling = json.find(json.root(), "rope_scaling");
    if (is_given(scaling)) {
        check_rope_type(json, *scaling);
        const bool has_factor = is_given(json.find(*scaling, "factor"));
        if (has_factor) json.fail(*scaling, "\"rope_scaling\" has a factor, but no supported RoPE type has one yet");
    }
    refuse_partial_rotary(json, json.root());
    const JsonValue* parameters = json.find(json.root(), "rope_parameters");
    if (is_given(parameters)) refuse_partial_rotary(json, *parameters);
    const JsonValue* quantization = json.find(json.root(), "quantization_config");
    if (is_given(quantization)) check_quantization(json, *quantization);
    refuse_flag(json, "attention_bias");
    refuse_flag(json, "mlp_bias");
}

static void read_sizes(const JsonDocument& json, Config& config) {
    config.d_model = read_size(json, "hidden_size");
    config.n_layers = read_size(json, "num_hidden_layers");
    config.n_heads = read_size(json, "num_attention_heads");
    config.n_kv_heads = read_size_or(json, "num_key_value_heads", config.n_heads);
    config.d_ff = read_size(json, "intermediate_size");
    config.vocab = read_size(json, "vocab_size");
    config.window = read_size(json, "max_position_embeddings");
    const JsonValue* head_dim = json.find(json.root(), "head_dim");
    if (is_given(head_dim)) {
        config.head_dim = read_size(json, "head_dim");
    } else if (config.d_model % config.n_heads != 0) {
        json.fail(json.root(), "num_attention_heads " + std::to_string(config.n_heads) +
                                   " does not divide hidden_size " + std::to_string(config.d_model) +
                                   ", and there is no head_dim");
    } else {
        config.head_dim = config.d_model / config.n_heads;
    }
    if (config.n_heads % config.n_kv_heads != 0) {
        json.fail(json.root(), "num_key_value_heads " + std::to_string(config.n_kv_heads) +
                                   " does not divide num_attention_heads " + std::to_string(config.n_heads));
    }
    if (config.head_dim % 2 != 0) {
        json.fail(json.root(),
                  "head_dim is " + std::to_string(config.head_dim) + ", but RoPE turns pairs: it must be even");
    }
}

/// RoPE's base: `rope_theta`, or inside `rope_parameters` in files of transformers 5; 10000 in old files
/// that have neither (the value of Su et al. 2021).
static double read_rope_theta(const JsonDocument& json) {
    const JsonValue* parameters = json.find(json.root(), "rope_parameters");
    if (!is_given(parameters)) return read_positive_or(json, "rope_theta", 10000.0);
    check_rope_type(json, *parameters);
    const JsonValue& theta = json.get(*parameters, "rope_theta");
    const double number = json.number(theta);
    if (number <= 0) json.fail(theta, "\"rope_theta\" must be greater than 0");
    return number;
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
    check_family(json);
    check_options(json);
    Config config;
    read_sizes(json, config);
    config.norm_eps = read_norm_eps(json);
    config.rope_theta = read_rope_theta(json);
    const JsonValue* tied = json.find(json.root(), "tie_word_embeddings");
    config.tied_head = is_given(tied) && json.boolean(*tied);
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
