#include "model/weights.h"

// The names of the weights, family by family.

using Entries = std::vector<WeightEntry>;

static void add_vector(Entries& entries, const std::string& name, int64_t size, Tensor& tensor) {
    entries.push_back({name, {size}, &tensor});
}

static void add_matrix(Entries& entries, const std::string& name, int64_t rows, int64_t cols, Matrix& matrix) {
    entries.push_back({name, {rows, cols}, &matrix.f32, &matrix});
}

/// The last entry is one of several that are stored as one: its rows begin at first_row of stored_rows.
static void as_part(Entries& entries, int64_t first_row, int64_t stored_rows) {
    entries.back().first_row = first_row;
    entries.back().stored_rows = stored_rows;
}

/// q, k and v: three matrices, or the rows of one.
static void add_projections(Entries& entries, const std::string& prefix, LayerWeights& w, const Config& config) {
    const int64_t d_model = config.d_model;
    const int64_t q_width = int64_t(config.n_heads) * config.head_dim;
    const int64_t kv_width = int64_t(config.n_kv_heads) * config.head_dim;
    if (config.family.fused_rows) {
        const std::string name = prefix + "self_attn.qkv_proj.weight";
        const int64_t all = q_width + 2 * kv_width;
        //> weights.fused  q, k, v one below another, as many rows as each needs
        add_matrix(entries, name, q_width, d_model, w.q);
        as_part(entries, 0, all);
        add_matrix(entries, name, kv_width, d_model, w.k);
        as_part(entries, q_width, all);
        add_matrix(entries, name, kv_width, d_model, w.v);
        as_part(entries, q_width + kv_width, all);
        //< weights.fused
    } else {
        add_matrix(entries, prefix + "self_attn.q_proj.weight", q_width, d_model, w.q);
        add_matrix(entries, prefix + "self_attn.k_proj.weight", kv_width, d_model, w.k);
        add_matrix(entries, prefix + "self_attn.v_proj.weight", kv_width, d_model, w.v);
    }
    if (config.family.qkv_bias) {
        add_vector(entries, prefix + "self_attn.q_proj.bias", q_width, w.q_bias);
        add_vector(entries, prefix + "self_attn.k_proj.bias", kv_width, w.k_bias);
        add_vector(entries, prefix + "self_attn.v_proj.bias", kv_width, w.v_bias);
    }
    if (config.family.head_norms) {
        add_vector(entries, prefix + "self_attn.q_norm.weight", config.head_dim, w.q_norm);
        add_vector(entries, prefix + "self_attn.k_norm.weight", config.head_dim, w.k_norm);
    }
    add_matrix(entries, prefix + "self_attn.o_proj.weight", d_model, q_width, w.o);
}

/// gate, up and down; gate and up may be the rows of one, gate first.
static void add_mlp(Entries& entries, const std::string& prefix, LayerWeights& w, const Config& config) {
    const int64_t d_model = config.d_model;
    const int64_t d_ff = config.d_ff;
    if (config.family.fused_rows) {
        const std::string name = prefix + "mlp.gate_up_proj.weight";
        add_matrix(entries, name, d_ff, d_model, w.gate);
        as_part(entries, 0, 2 * d_ff);
        add_matrix(entries, name, d_ff, d_model, w.up);
        as_part(entries, d_ff, 2 * d_ff);
    } else {
        add_matrix(entries, prefix + "mlp.gate_proj.weight", d_ff, d_model, w.gate);
        add_matrix(entries, prefix + "mlp.up_proj.weight", d_ff, d_model, w.up);
    }
    add_matrix(entries, prefix + "mlp.down_proj.weight", d_model, d_ff, w.down);
}

static void add_llama_layer(Entries& entries, LayerWeights& w, const Config& config, int layer) {
    const std::string prefix = "model.layers." + std::to_string(layer) + ".";
    const int64_t d_model = config.d_model;
    add_vector(entries, prefix + "input_layernorm.weight", d_model, w.attn_norm);
    add_projections(entries, prefix, w, config);
    if (config.family.norms_outputs) {
        add_vector(entries, prefix + "post_attention_layernorm.weight", d_model, w.attn_out_norm);
        add_vector(entries, prefix + "pre_feedforward_layernorm.weight", d_model, w.mlp_norm);
    } else {
        add_vector(entries, prefix + "post_attention_layernorm.weight", d_model, w.mlp_norm);
    }
    add_mlp(entries, prefix, w, config);
    if (config.family.norms_outputs) {
        add_vector(entries, prefix + "post_feedforward_layernorm.weight", d_model, w.mlp_out_norm);
    }
}

/// A matrix and its bias as GPT-2 stores them: the matrix [in, out].
static void add_turned(Entries& entries, const std::string& name, int64_t rows, int64_t cols, Matrix& matrix,
                       Tensor& bias) {
    add_matrix(entries, name + ".weight", rows, cols, matrix);
    entries.back().is_turned = true;
    add_vector(entries, name + ".bias", rows, bias);
}

/// One of q, k and v, which GPT-2 stores as one: number `which` of three alike.
static void add_turned_third(Entries& entries, const std::string& name, int64_t d_model, int which, Matrix& matrix,
                             Tensor& bias) {
    add_turned(entries, name, d_model, d_model, matrix, bias);
    as_part(entries, which * d_model, 3 * d_model);
    WeightEntry& weight = entries[entries.size() - 2];
    weight.first_row = which * d_model;
    weight.stored_rows = 3 * d_model;
}

static void add_gpt2_layer(Entries& entries, LayerWeights& w, const Config& config, int layer) {
    const std::string prefix = "transformer.h." + std::to_string(layer) + ".";
    const int64_t d_model = config.d_model;
    const int64_t d_ff = config.d_ff;
    add_vector(entries, prefix + "ln_1.weight", d_model, w.attn_norm);
    add_vector(entries, prefix + "ln_1.bias", d_model, w.attn_norm_bias);
    add_turned_third(entries, prefix + "attn.c_attn", d_model, 0, w.q, w.q_bias);
    add_turned_third(entries, prefix + "attn.c_attn", d_model, 1, w.k, w.k_bias);
    add_turned_third(entries, prefix + "attn.c_attn", d_model, 2, w.v, w.v_bias);
    add_turned(entries, prefix + "attn.c_proj", d_model, d_model, w.o, w.o_bias);
    add_vector(entries, prefix + "ln_2.weight", d_model, w.mlp_norm);
    add_vector(entries, prefix + "ln_2.bias", d_model, w.mlp_norm_bias);
    add_turned(entries, prefix + "mlp.c_fc", d_ff, d_model, w.up, w.up_bias);
    add_turned(entries, prefix + "mlp.c_proj", d_model, d_ff, w.down, w.down_bias);
}

std::vector<WeightEntry> weight_entries(Weights& weights, const Config& config) {
    weights.layers.resize(size_t(config.n_layers));
    const bool is_gpt2 = config.family.learned_positions;
    std::vector<WeightEntry> entries;
    add_matrix(entries, is_gpt2 ? "transformer.wte.weight" : "model.embed_tokens.weight", config.vocab, config.d_model,
               weights.embed);
    if (is_gpt2) add_matrix(entries, "transformer.wpe.weight", config.window, config.d_model, weights.positions);
    for (int layer = 0; layer < config.n_layers; ++layer) {
        LayerWeights& w = weights.layers[size_t(layer)];
        if (is_gpt2) {
            add_gpt2_layer(entries, w, config, layer);
        } else {
            add_llama_layer(entries, w, config, layer);
        }
    }
    add_vector(entries, is_gpt2 ? "transformer.ln_f.weight" : "model.norm.weight", config.d_model, weights.final_norm);
    if (is_gpt2) add_vector(entries, "transformer.ln_f.bias", config.d_model, weights.final_norm_bias);
    if (!config.tied_head) add_matrix(entries, "lm_head.weight", config.vocab, config.d_model, weights.head);
    return entries;
}
