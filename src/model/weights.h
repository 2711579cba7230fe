#pragma once

#include <string>
#include <vector>

#include "base/matrix.h"
#include "formats/safetensors.h"
#include "model/config.h"

/// The weights of one block. A matrix is [out, in], as PyTorch's Linear stores it: y = x W^T.
struct LayerWeights {
    Tensor attn_norm;  // [d_model]                         input_layernorm
    Matrix q;          // [n_heads * head_dim, d_model]     self_attn.q_proj
    Matrix k;          // [n_kv_heads * head_dim, d_model]  self_attn.k_proj
    Matrix v;          // [n_kv_heads * head_dim, d_model]  self_attn.v_proj
    Matrix o;          // [d_model, n_heads * head_dim]     self_attn.o_proj
    Tensor mlp_norm;   // [d_model]                         post_attention_layernorm
    Matrix gate;       // [d_ff, d_model]                   mlp.gate_proj
    Matrix up;         // [d_ff, d_model]                   mlp.up_proj
    Matrix down;       // [d_model, d_ff]                   mlp.down_proj
};

struct Weights {
    Matrix embed;                      // [vocab, d_model]  model.embed_tokens
    std::vector<LayerWeights> layers;  // n_layers of them  model.layers.N
    Tensor final_norm;                 // [d_model]         model.norm
    Matrix head;                       // [vocab, d_model]  lm_head; the embedding table itself when tied
};

/// One weight: its name in Hugging Face files, its shape, and the place in Weights where it belongs.
struct WeightEntry {
    std::string name;
    std::vector<int64_t> shape;
    Tensor* tensor;            // its numbers as float32; of a matrix: its f32, empty where it is narrow
    Matrix* matrix = nullptr;  // nullptr: a norm
};

/// Every weight of a model of this configuration, in the order of the file; the head only where it is not tied.
/// Gives `weights` its layers. The one list of names and shapes: reading, making, saving and training go by it.
std::vector<WeightEntry> weight_entries(Weights& weights, const Config& config);

/// Weights that are all zero, or gradients to be summed up. A tied head shares the embedding's numbers.
Weights zero_weights(const Config& config);

/// Takes each tensor by its Hugging Face name, with the shape that the configuration asks for.
/// Throws Error when one is missing, of another shape or dtype, or when the file holds a tensor that this
/// model does not have (but for the rotary `inv_freq` tables of old files, which are not needed, and an
/// `lm_head.weight` stored beside a tied embedding).
/// Matrices stay in the form they are stored in, and in the mapped file; norms become float32.
Weights read_weights(const SafetensorsFile& file, const Config& config);

/// Brings every matrix to `type` (see narrowed in base/matrix.h); what has it already is left where it is. Norms stay float32:
/// they are few, and each is used for a whole row. Throws Error that names the tensor when a number does not fit.
void convert_weights(Weights& weights, const Config& config, NumberType type);

/// Bytes of all weights in their present form, a tied head not counted twice.
int64_t weight_bytes(const Weights& weights, const Config& config);

/// "bf16", or the types that stand in it: "bf16, f32".
std::string weight_types(const Weights& weights, const Config& config);
