#include "model/config_fields.h"

#include <climits>

/// "rope_type", or "type" in older files; "default" where neither stands.
static std::string rope_type(const JsonDocument& json, const JsonValue& object) {
    const JsonValue* type = json.find(object, "rope_type");
    if (!is_given(type)) type = json.find(object, "type");
    if (!is_given(type)) return "default";
    const std::string name(json.string(*type));
    if (name == "default" || name == "linear" || name == "llama3") return name;
    json.fail(*type, "the RoPE type " + json_quote(name) +
                         " is not supported; supported: \"default\", \"linear\", \"llama3\"");
}

/// RoPE here turns the whole of a head.
static void refuse_partial_rotary(const JsonDocument& json, const JsonValue& object) {
    const JsonValue* factor = json.find(object, "partial_rotary_factor");
    if (is_given(factor) && json.number(*factor) != 1) {
        json.fail(*factor, "a \"partial_rotary_factor\" other than 1 is not supported");
    }
}

/// A key that this type of scaling cannot do without.
static double read_needed(const JsonDocument& json, const JsonValue& object, const char* key) {
    json.get(object, key);
    return read_positive_or(json, object, key, 1.0);
}

/// What `object` ("rope_scaling", or "rope_parameters" in newer files) says of scaling.
static void read_scaling(const JsonDocument& json, const JsonValue& object, RopeSettings& settings) {
    refuse_partial_rotary(json, object);
    const std::string type = rope_type(json, object);
    if (type == "default") {
        const bool has_factor = is_given(json.find(object, "factor"));
        if (has_factor) json.fail(object, "RoPE is scaled by a \"factor\" here, but no type says how");
        return;
    }
    settings.factor = read_needed(json, object, "factor");
    if (type == "linear") {
        settings.scaling = RopeSettings::Scaling::linear;
        return;
    }
    settings.scaling = RopeSettings::Scaling::llama3;
    settings.low_freq_factor = read_needed(json, object, "low_freq_factor");
    settings.high_freq_factor = read_needed(json, object, "high_freq_factor");
    settings.original_window = read_needed(json, object, "original_max_position_embeddings");
    if (settings.high_freq_factor <= settings.low_freq_factor) {
        json.fail(object, "\"high_freq_factor\" must be greater than \"low_freq_factor\"");
    }
}

/// One object of the newer form: theta and scaling together.
static RopeSettings read_parameters(const JsonDocument& json, const JsonValue& object) {
    json.get(object, "rope_theta");
    RopeSettings settings(read_positive_or(json, object, "rope_theta", 1.0));
    read_scaling(json, object, settings);
    return settings;
}

void read_rope(const JsonDocument& json, Config& config) {
    const bool has_two_thetas = config.family.norms_outputs;  // Gemma 3
    refuse_partial_rotary(json, json.root());
    const JsonValue* parameters = json.find(json.root(), "rope_parameters");
    const JsonValue* scaling = json.find(json.root(), "rope_scaling");
    if (is_given(parameters)) {
        const JsonValue* full = json.find(*parameters, "full_attention");
        config.rope = read_parameters(json, full == nullptr ? *parameters : *full);
        if (full == nullptr) {
            config.local_rope = has_two_thetas ? RopeSettings(10000.0) : config.rope;
        } else {
            config.local_rope = read_parameters(json, json.get(*parameters, "sliding_attention"));
        }
        if (!is_given(scaling)) return;
        RopeSettings unused;
        read_scaling(json, *scaling, unused);  // what is not supported is refused wherever it stands
        return;
    }
    config.rope = RopeSettings(read_positive_or(json, json.root(), "rope_theta", has_two_thetas ? 1e6 : 10000.0));
    if (is_given(scaling)) read_scaling(json, *scaling, config.rope);
    config.local_rope = config.rope;
    if (has_two_thetas) {
        config.local_rope = RopeSettings(read_positive_or(json, json.root(), "rope_local_base_freq", 10000.0));
    }
}

/// "layer_types": whether a layer has the window, layer by layer.
static std::vector<bool> read_layer_types(const JsonDocument& json, const JsonValue& types, int n_layers) {
    std::vector<bool> has_window;
    for (const JsonValue& type : json.array(types)) {
        const std::string name(json.string(type));
        if (name != "sliding_attention" && name != "full_attention") {
            json.fail(type, "the layer type " + json_quote(name) +
                                " is not supported; supported: \"full_attention\", \"sliding_attention\"");
        }
        has_window.push_back(name == "sliding_attention");
    }
    if (int(has_window.size()) != n_layers) {
        json.fail(types, "\"layer_types\" has " + std::to_string(has_window.size()) + " entries for " +
                             std::to_string(n_layers) + " layers");
    }
    return has_window;
}

/// Whether a layer has the window where no list says so: Gemma 3 gives it to all but every sixth (or `pattern`th) layer,
/// Qwen to those from max_window_layers on, the others to all.
static std::vector<bool> layers_with_window(const JsonDocument& json, const Config& config) {
    const std::string family = config.family.name;
    const bool is_qwen = family == "qwen2" || family == "qwen3";
    const bool is_gemma = family == "gemma3_text";
    const int pattern = is_gemma ? read_size_or(json, "sliding_window_pattern", 6) : 0;
    int first = 0;
    if (is_qwen) {
        const JsonValue* value = json.find(json.root(), "max_window_layers");
        first = is_given(value) ? int(json.integer(*value, 0, INT_MAX)) : 28;
    }
    std::vector<bool> has_window;
    for (int layer = 0; layer < config.n_layers; ++layer) {
        has_window.push_back(is_gemma ? (layer + 1) % pattern != 0 : layer >= first);
    }
    return has_window;
}

void read_seen(const JsonDocument& json, Config& config) {
    const std::string family = config.family.name;
    const bool is_qwen = family == "qwen2" || family == "qwen3";
    const bool knows_windows = is_qwen || family == "mistral" || family == "phi3" || family == "gemma3_text";
    if (!knows_windows) return;
    if (is_qwen && !read_flag_or(json, "use_sliding_window", false)) return;
    const JsonValue* size = json.find(json.root(), "sliding_window");
    const bool is_null = size != nullptr && !is_given(size);
    const bool is_missing = size == nullptr;
    if (is_null && family == "gemma3_text") {
        json.fail(*size, "\"sliding_window\" is null, but this family has layers with a window");
    }
    if (is_null || (is_missing && family == "phi3")) return;
    // 4096 is what their configurations mean when they say nothing.
    const int window = read_size_or(json, "sliding_window", 4096);
    constexpr int most_layers = 1000000;  // before places for them are made
    if (config.n_layers > most_layers) {
        json.fail(json.get(json.root(), "num_hidden_layers"),
                  std::to_string(config.n_layers) + " layers are more than any model has");
    }
    const JsonValue* types = json.find(json.root(), "layer_types");
    const std::vector<bool> has_window =
        is_given(types) ? read_layer_types(json, *types, config.n_layers) : layers_with_window(json, config);
    for (bool with_window : has_window) {
        config.seen.push_back(with_window ? window : 0);
    }
}

int seen_in_layer(const Config& config, int layer) { return config.seen.empty() ? 0 : config.seen[size_t(layer)]; }

const RopeSettings& rope_of_layer(const Config& config, int layer) {
    return seen_in_layer(config, layer) > 0 ? config.local_rope : config.rope;
}
