#pragma once

#include <string>
#include <vector>

#include "base/matrix.h"
#include "formats/tensor_files.h"
#include "model/config.h"

/// The weights of one block, by the names of Llama's files. A matrix is [out, in], as PyTorch's Linear stores it:
/// y = x W^T. What the family does not have is empty.
struct LayerWeights {
    Tensor attn_norm;       // [d_model]                         input_layernorm
    Tensor attn_norm_bias;  // [d_model]                         GPT-2
    Matrix q;               // [n_heads * head_dim, d_model]     self_attn.q_proj
    Matrix k;               // [n_kv_heads * head_dim, d_model]  self_attn.k_proj
    Matrix v;               // [n_kv_heads * head_dim, d_model]  self_attn.v_proj
    Tensor q_bias;          // [n_heads * head_dim]              GPT-2, Qwen 2
    Tensor k_bias;          // [n_kv_heads * head_dim]           GPT-2, Qwen 2
    Tensor v_bias;          // [n_kv_heads * head_dim]           GPT-2, Qwen 2
    Tensor q_norm;          // [head_dim]                        self_attn.q_norm: Qwen 3, Gemma 3
    Tensor k_norm;          // [head_dim]                        self_attn.k_norm: Qwen 3, Gemma 3
    Matrix o;               // [d_model, n_heads * head_dim]     self_attn.o_proj
    Tensor o_bias;          // [d_model]                         GPT-2
    Tensor attn_out_norm;   // [d_model]                         post_attention_layernorm of Gemma 3
    Tensor mlp_norm;        // [d_model]                         post_attention_layernorm, or Gemma's pre_feedforward_
    Tensor mlp_norm_bias;   // [d_model]                         GPT-2
    Matrix gate;            // [d_ff, d_model]                   mlp.gate_proj; not GPT-2
    Matrix up;              // [d_ff, d_model]                   mlp.up_proj
    Tensor up_bias;         // [d_ff]                            GPT-2
    Matrix down;            // [d_model, d_ff]                   mlp.down_proj
    Tensor down_bias;       // [d_model]                         GPT-2
    Tensor mlp_out_norm;    // [d_model]                         post_feedforward_layernorm of Gemma 3
};

struct Weights {
    Matrix embed;                      // [vocab, d_model]   model.embed_tokens
    Matrix positions;                  // [window, d_model]  wpe of GPT-2
    std::vector<LayerWeights> layers;  // n_layers of them   model.layers.N
    Tensor final_norm;                 // [d_model]          model.norm
    Tensor final_norm_bias;            // [d_model]          GPT-2
    Matrix head;                       // [vocab, d_model]   lm_head; the embedding table itself when tied
};

/// One weight: its name in Hugging Face files, its shape, and the place in Weights where it belongs. Some families store
/// several as one, or a matrix the other way round.
struct WeightEntry {
    std::string name;
    std::vector<int64_t> shape;
    Tensor* tensor;            // its numbers as float32; of a matrix: its f32, empty where it is narrow
    Matrix* matrix = nullptr;  // nullptr: a norm or a bias
    int64_t first_row = 0;     // where its rows begin in what is stored under that name,
    int64_t stored_rows = 0;   // and how many are stored there in all; 0: its own and no more
    bool is_turned = false;    // stored as [in, out]; 8-bit blocks are not, they lie along `in`
};

/// Every weight of a model of this configuration, in the order of the file; the head only where it is not tied.
/// Gives `weights` its layers. The one list of names and shapes: reading, making, saving and training go by it.
std::vector<WeightEntry> weight_entries(Weights& weights, const Config& config);

/// Weights that are all zero, or gradients to be summed up. A tied head shares the embedding's numbers.
Weights zero_weights(const Config& config);

/// Takes each tensor by its Hugging Face name, with the shape that the configuration asks for.
/// Throws Error when one is missing, of another shape or dtype, or when the files hold a tensor that this
/// model does not have (but for the rotary `inv_freq` tables of old files and the mask buffers of GPT-2, which are not needed, and
/// an `lm_head.weight` stored beside a tied embedding).
/// Matrices stay in the form they are stored in, and in the mapped file, but for those that are stored the other way round;
/// norms and biases become float32.
Weights read_weights(const TensorFiles& files, const Config& config);

/// Brings every matrix to `type` (see narrowed in base/matrix.h); what has it already is left where it is. Norms stay float32:
/// they are few, and each is used for a whole row. Throws Error that names the tensor when a number does not fit.
void convert_weights(Weights& weights, const Config& config, NumberType type);

/// Bytes of all weights in their present form, a tied head not counted twice.
int64_t weight_bytes(const Weights& weights, const Config& config);

/// "bf16", or the types that stand in it: "bf16, f32".
std::string weight_types(const Weights& weights, const Config& config);
