#pragma once

#include <string>
#include <vector>

#include "base/rope_settings.h"
#include "formats/model_folder.h"
#include "model/family.h"

/// The sizes and constants of a model, by the field's names; config.json's own names stand at the right (GPT-2's in
/// brackets).
struct Config {
    Family family = *find_family("llama");
    int d_model = 0;              // hidden_size (n_embd): numbers per token in the residual stream
    int n_layers = 0;             // num_hidden_layers (n_layer)
    int n_heads = 0;              // num_attention_heads (n_head): query heads
    int n_kv_heads = 0;           // num_key_value_heads: key and value heads, each shared by n_heads / n_kv_heads
    int head_dim = 0;             // head_dim, or hidden_size / num_attention_heads where the file has none
    int d_ff = 0;                 // intermediate_size (n_inner, or 4 n_embd): hidden units of the MLP
    int vocab = 0;                // vocab_size
    int window = 0;               // max_position_embeddings (n_positions): the context window, in tokens
    float norm_eps = 0;           // rms_norm_eps (layer_norm_epsilon)
    RopeSettings rope;            // rope_theta, rope_scaling; or rope_parameters
    RopeSettings local_rope;      // of layers that see the latest tokens only, where these have one of their own
    std::vector<int> seen;        // in each layer, how many tokens a token sees, itself included; 0, or none here: all
    double query_scale = 0;       // scores are divided by its root: query_pre_attn_scalar; 0: head_dim
    bool tied_head = false;       // tie_word_embeddings: the head is the embedding table
    int begin_token = -1;         // bos_token_id; -1 when there is none
    std::vector<int> end_tokens;  // eos_token_id of generation_config.json, or of config.json
};

/// Reads config.json and generation_config.json of the folder.
///
/// Throws Error, with file, line and key, when a key is missing or of another kind, a size is not positive,
/// heads do not divide, head_dim is odd, a special id is outside the vocabulary, or the file asks for
/// something that this forward pass does not do (an architecture, activation or RoPE type that is not in docs/formats.md).
Config read_config(const ModelFolder& folder);

/// How many tokens a token sees in that layer, itself included; 0: all.
int seen_in_layer(const Config& config, int layer);

/// RoPE's settings in that layer.
const RopeSettings& rope_of_layer(const Config& config, int layer);
