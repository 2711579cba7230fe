#pragma once

#include <string>
#include <vector>

#include "formats/model_folder.h"

/// The sizes and constants of a model of the Llama family, by the field's names; config.json's own names
/// stand at the right.
struct Config {
    int d_model = 0;              // hidden_size: numbers per token in the residual stream
    int n_layers = 0;             // num_hidden_layers
    int n_heads = 0;              // num_attention_heads: query heads
    int n_kv_heads = 0;           // num_key_value_heads: key and value heads, each shared by n_heads / n_kv_heads
    int head_dim = 0;             // head_dim, or hidden_size / num_attention_heads where the file has none
    int d_ff = 0;                 // intermediate_size: hidden units of the MLP
    int vocab = 0;                // vocab_size
    int window = 0;               // max_position_embeddings: the context window, in tokens
    float norm_eps = 0;           // rms_norm_eps
    double rope_theta = 0;        // rope_theta
    bool tied_head = false;       // tie_word_embeddings: the head is the embedding table
    int begin_token = -1;         // bos_token_id; -1 when there is none
    std::vector<int> end_tokens;  // eos_token_id of generation_config.json, or of config.json
};

/// Reads config.json and generation_config.json of the folder.
///
/// Throws Error, with file, line and key, when a key is missing or of another kind, a size is not positive,
/// heads do not divide, head_dim is odd, a special id is outside the vocabulary, or the file asks for
/// something that this forward pass does not do (another architecture, activation, RoPE scaling, biases).
Config read_config(const ModelFolder& folder);
