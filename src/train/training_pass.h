#pragma once

#include <vector>

#include "model/transformer.h"
#include "train/batch.h"

// The forward pass once more, over a batch of documents, keeping what the backward pass needs; and that pass: from the
// loss back to every weight, stage by stage in reverse (Rumelhart, Hinton & Williams 1986). The gradient of the loss by
// a value is tapped under the value's name with "grad." before it.
// N is the number of tokens of the batch, all documents together; T that of one document.

/// What the forward pass keeps of one block.
struct LayerTrace {
    Tensor x;                     // [N, d_model] the residual stream as it comes in
    Tensor attn_norm;             // [N, d_model]
    Tensor q;                     // [N, n_heads, head_dim], after RoPE
    Tensor k;                     // [N, n_kv_heads, head_dim], after RoPE
    Tensor v;                     // [N, n_kv_heads, head_dim]
    std::vector<Tensor> weights;  // of each document, [n_heads, T, T]
    Tensor mix;                   // [N, n_heads * head_dim]
    Tensor attn_residual;         // [N, d_model]
    Tensor mlp_norm;              // [N, d_model]
    Tensor gate;                  // [N, d_ff]
    Tensor up;                    // [N, d_ff]
    Tensor act;                   // [N, d_ff]
};

struct Trace {
    std::vector<LayerTrace> layers;
    Tensor x;           // [N, d_model] the stream behind the last block
    Tensor final_norm;  // [N, d_model]
    Tensor logits;      // [N, vocab]
};

/// Runs every document of the batch through the model.
/// Throws Error when an id is outside the vocabulary or a document is longer than the context window.
Trace training_forward(const Model& model, const Batch& batch);

/// Adds to `gradients` the gradient of scale * (sum over the batch of mask * cross-entropy) by every weight.
///
/// trace      of the same model and batch
/// gradients  shaped like the weights; a tied head's gradient goes to the one table
void training_backward(const Model& model, const Batch& batch, const Trace& trace, float scale, Weights& gradients);
