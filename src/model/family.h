#pragma once

#include <string>

/// What one family of models does otherwise than another: the options of the one forward pass. The table of families in
/// family.cpp has a row for each.
struct Family {
    const char* name = "";          // "model_type" of config.json
    const char* architecture = "";  // its one entry in "architectures"

    bool learned_positions = false;  // a vector for each position is added to the embedding; no RoPE
    bool layer_norm = false;         // LayerNorm with a bias, in place of RMSNorm
    bool norm_plus_one = false;      // a norm's weights are stored less 1
    bool norms_outputs = false;      // attention and MLP are normed once more, before they are added to the stream
    bool head_norms = false;         // each query and key head is normed before RoPE
    bool scales_embedding = false;   // the embedding is multiplied by sqrt(d_model)
    bool qkv_bias = false;           // the projections to q, k and v have a bias
    bool other_biases = false;       // so have those back to the stream, and those of the MLP
    bool gated_mlp = false;          // two projections up, one the gate of the other; else one
    bool gelu = false;               // the activation is GELU in its tanh form, in place of SiLU
    bool fused_rows = false;         // q, k, v are the rows of one stored matrix, gate and up those of another
    bool turned_matrices = false;    // matrices are stored [in, out]
    bool tied_unless_said = false;   // the head is the embedding table where config.json does not say
};

/// The family of that name or architecture, or nullptr.
const Family* find_family(const std::string& name);
const Family* find_architecture(const std::string& architecture);

/// "gpt2", "llama", ... and their architectures, for messages.
std::string family_names();
std::string architecture_names();
