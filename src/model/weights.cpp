#include "model/weights.h"

#include <set>

#include "base/error.h"

/// Fetches tensors and remembers which were asked for.
struct TensorFetcher {
    const SafetensorsFile& file;
    std::set<std::string> taken;

    Tensor take(const std::string& name, const std::vector<int64_t>& shape) {
        taken.insert(name);
        const TensorInfo* info = file.find(name);
        const bool is_integer = info != nullptr && (info->dtype == "I32" || info->dtype == "I64");
        if (is_integer)
            throw Error(file.path() + ": tensor " + name + " has dtype " + info->dtype +
                        "; weights are F32, F16 or BF16");
        return file.load(name, shape);
    }
};

static LayerWeights read_layer(TensorFetcher& fetcher, const Config& config, int layer) {
    const std::string prefix = "model.layers." + std::to_string(layer) + ".";
    const int64_t d_model = config.d_model;
    const int64_t d_ff = config.d_ff;
    const int64_t q_width = int64_t(config.n_heads) * config.head_dim;
    const int64_t kv_width = int64_t(config.n_kv_heads) * config.head_dim;
    LayerWeights w;
    w.attn_norm = fetcher.take(prefix + "input_layernorm.weight", {d_model});
    w.q = fetcher.take(prefix + "self_attn.q_proj.weight", {q_width, d_model});
    w.k = fetcher.take(prefix + "self_attn.k_proj.weight", {kv_width, d_model});
    w.v = fetcher.take(prefix + "self_attn.v_proj.weight", {kv_width, d_model});
    w.o = fetcher.take(prefix + "self_attn.o_proj.weight", {d_model, q_width});
    w.mlp_norm = fetcher.take(prefix + "post_attention_layernorm.weight", {d_model});
    w.gate = fetcher.take(prefix + "mlp.gate_proj.weight", {d_ff, d_model});
    w.up = fetcher.take(prefix + "mlp.up_proj.weight", {d_ff, d_model});
    w.down = fetcher.take(prefix + "mlp.down_proj.weight", {d_model, d_ff});
    return w;
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
    TensorFetcher fetcher = {file, {}};
    Weights weights;
    weights.embed = fetcher.take("model.embed_tokens.weight", {config.vocab, config.d_model});
    for (int layer = 0; layer < config.n_layers; ++layer) {
        weights.layers.push_back(read_layer(fetcher, config, layer));
    }
    weights.final_norm = fetcher.take("model.norm.weight", {config.d_model});
    weights.head = config.tied_head ? weights.embed : fetcher.take("lm_head.weight", {config.vocab, config.d_model});
    refuse_extra_tensors(fetcher, config);
    return weights;
}
