#include "model/weights.h"

#include <set>

#include "base/error.h"

/// Fetches tensors and remembers which were asked for.
struct TensorFetcher {
    const SafetensorsFile& file;
    std::set<std::string> taken;

    void take(const WeightEntry& entry) {
        taken.insert(entry.name);
        const TensorInfo* info = file.find(entry.name);
        const bool is_integer = info != nullptr && (info->dtype == "I32" || info->dtype == "I64");
        if (is_integer)
            throw Error(file.path() + ": tensor " + entry.name + " has dtype " + info->dtype +
                        "; weights are F32, F16 or BF16");
        if (entry.matrix == nullptr) {
            *entry.tensor = file.load(entry.name, entry.shape);
            return;
        }
        *entry.matrix = file.load_matrix(entry.name, entry.shape);
        if (entry.matrix->type == NumberType::q8) taken.insert(entry.name + q8_scale_suffix);
    }
};

static void add_layer_entries(std::vector<WeightEntry>& entries, LayerWeights& w, const Config& config, int layer) {
    const std::string prefix = "model.layers." + std::to_string(layer) + ".";
    const int64_t d_model = config.d_model;
    const int64_t d_ff = config.d_ff;
    const int64_t q_width = int64_t(config.n_heads) * config.head_dim;
    const int64_t kv_width = int64_t(config.n_kv_heads) * config.head_dim;
    entries.push_back({prefix + "input_layernorm.weight", {d_model}, &w.attn_norm});
    entries.push_back({prefix + "self_attn.q_proj.weight", {q_width, d_model}, &w.q.f32, &w.q});
    entries.push_back({prefix + "self_attn.k_proj.weight", {kv_width, d_model}, &w.k.f32, &w.k});
    entries.push_back({prefix + "self_attn.v_proj.weight", {kv_width, d_model}, &w.v.f32, &w.v});
    entries.push_back({prefix + "self_attn.o_proj.weight", {d_model, q_width}, &w.o.f32, &w.o});
    entries.push_back({prefix + "post_attention_layernorm.weight", {d_model}, &w.mlp_norm});
    entries.push_back({prefix + "mlp.gate_proj.weight", {d_ff, d_model}, &w.gate.f32, &w.gate});
    entries.push_back({prefix + "mlp.up_proj.weight", {d_ff, d_model}, &w.up.f32, &w.up});
    entries.push_back({prefix + "mlp.down_proj.weight", {d_model, d_ff}, &w.down.f32, &w.down});
}

std::vector<WeightEntry> weight_entries(Weights& weights, const Config& config) {
    weights.layers.resize(size_t(config.n_layers));
    std::vector<WeightEntry> entries;
    entries.push_back(
        {"model.embed_tokens.weight", {config.vocab, config.d_model}, &weights.embed.f32, &weights.embed});
    for (int layer = 0; layer < config.n_layers; ++layer) {
        add_layer_entries(entries, weights.layers[size_t(layer)], config, layer);
    }
    entries.push_back({"model.norm.weight", {config.d_model}, &weights.final_norm});
    if (!config.tied_head)
        entries.push_back({"lm_head.weight", {config.vocab, config.d_model}, &weights.head.f32, &weights.head});
    return entries;
}

Weights zero_weights(const Config& config) {
    Weights weights;
    for (const WeightEntry& entry : weight_entries(weights, config)) {
        *entry.tensor = Tensor::zeros(entry.shape);
    }
    if (config.tied_head) weights.head = weights.embed;
    return weights;
}

static bool ends_with(const std::string& text, const std::string& end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// A tensor that nobody asked for means that file and configuration are not of one model (a bias, say, that
/// the forward pass would silently leave out).
static void refuse_extra_tensors(const TensorFetcher& fetcher, const Config& config) {
    for (const TensorInfo& info : fetcher.file.tensors()) {
        if (fetcher.taken.count(info.name) > 0) continue;
        if (ends_with(info.name, ".rotary_emb.inv_freq")) continue;
        if (config.tied_head && info.name == "lm_head.weight") continue;
        throw Error(fetcher.file.path() + ": holds a tensor " + info.name + " " + shape_text(info.shape) +
                    " that a model of this configuration does not have; does config.json belong to it?");
    }
}

Weights read_weights(const SafetensorsFile& file, const Config& config) {
    if (size_t(config.n_layers) > file.tensors().size() + 1) {  // before places for them are made
        throw Error(file.path() + ": holds " + std::to_string(file.tensors().size()) + " tensors, too few for " +
                    std::to_string(config.n_layers) + " layers; does config.json belong to it?");
    }
    TensorFetcher fetcher = {file, {}};
    Weights weights;
    for (const WeightEntry& entry : weight_entries(weights, config)) {
        fetcher.take(entry);
    }
    if (config.tied_head) weights.head = weights.embed;
    refuse_extra_tensors(fetcher, config);
    return weights;
}

void convert_weights(Weights& weights, const Config& config, NumberType type) {
    for (const WeightEntry& entry : weight_entries(weights, config)) {
        if (entry.matrix != nullptr) *entry.matrix = narrowed(*entry.matrix, type, entry.name);
    }
    if (config.tied_head) weights.head = weights.embed;
}

int64_t weight_bytes(const Weights& weights, const Config& config) {
    Weights handles = weights;  // no number is copied
    int64_t bytes = 0;
    for (const WeightEntry& entry : weight_entries(handles, config)) {
        const NumberType type = entry.matrix == nullptr ? NumberType::f32 : entry.matrix->type;
        const int64_t cols = entry.shape.back();
        const int64_t rows = entry.shape.size() == 2 ? entry.shape[0] : 1;
        bytes += matrix_bytes(rows, cols, type);
    }
    return bytes;
}

std::string weight_types(const Weights& weights, const Config& config) {
    Weights handles = weights;
    std::set<std::string> names;
    for (const WeightEntry& entry : weight_entries(handles, config)) {
        if (entry.matrix != nullptr) names.insert(number_type_name(entry.matrix->type));
    }
    std::string text;
    for (const std::string& name : names) {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}
