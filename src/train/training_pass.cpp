#include "train/training_pass.h"

#include <cstring>

#include "base/error.h"
#include "base/tap.h"
#include "base/textbook.h"
#include "base/unset_tensor.h"
#include "kernels/attention.h"
#include "model/attention.h"
#include "model/block.h"
#include "model/embedding.h"
#include "model/linear.h"
#include "model/mlp.h"
#include "model/norm.h"
#include "model/rope.h"
#include "model/softmax.h"
#include "train/attention_backward.h"
#include "train/cross_entropy.h"
#include "train/embedding_backward.h"
#include "train/linear_backward.h"
#include "train/mlp_backward.h"
#include "train/norm_backward.h"
#include "train/rope_backward.h"
#include "train/softmax_backward.h"

/// Copies `rows` over the rows of `to` that begin at `first`.
static void put_rows(Tensor& to, int64_t first, const Tensor& rows) {
    Tensor place = to.rows_view(first, rows.rows());
    std::memcpy(place.data(), rows.data(), size_t(rows.size()) * sizeof(float));
}

/// Turns the queries and keys of every document, whose positions all begin at 0.
static Tensor turn_documents(const Tensor& x, const Batch& batch, const RopeSettings& settings) {
    Tensor turned = Tensor::zeros(x.shape());  // [N, heads, head_dim]
    for (const Span& document : batch.documents) {
        const Tensor rows = x.rows_view(document.first, document.length);  // [T, heads, head_dim]
        put_rows(turned, document.first, rope(rows, 0, settings));
    }
    return turned;
}

/// Attention inside each document; fills trace.weights and trace.mix.
static void attend(const Batch& batch, LayerTrace& trace) {
    Tensor mix = Tensor::zeros(trace.q.shape());                     // [N, n_heads, head_dim]
    trace.mix = mix.reshape({mix.dim(0), mix.dim(1) * mix.dim(2)});  // [N, n_heads * head_dim]
    trace.weights.clear();
    if (!textbook()) {
        for (const Span& document : batch.documents) {
            trace.weights.push_back(unset_tensor({trace.q.dim(1), document.length, document.length}));
        }
        fast_document_attention(trace.q, trace.k, trace.v, batch.documents, trace.weights, mix);
        return;
    }
    for (const Span& document : batch.documents) {
        const Tensor q = trace.q.rows_view(document.first, document.length);  // [T, n_heads, head_dim]
        const Tensor k = trace.k.rows_view(document.first, document.length);  // [T, n_kv_heads, head_dim]
        const Tensor v = trace.v.rows_view(document.first, document.length);  // [T, n_kv_heads, head_dim]
        const Tensor weights = softmax(attention_scores(q, k, 0));            // [n_heads, T, T]
        put_rows(mix, document.first, attention_mix(weights, v, 0));
        trace.weights.push_back(weights);
    }
}

/// `block` of model/block.h, over a batch.
static Tensor block_forward(const Tensor& x, const LayerWeights& w, const Config& config, const Batch& batch,
                            LayerTrace& trace) {
    const int64_t N = x.rows();
    trace.x = x;
    trace.attn_norm = rms_norm(x, w.attn_norm, config.norm_eps);  // [N, d_model]
    const Tensor q = linear(trace.attn_norm, w.q).reshape({N, config.n_heads, config.head_dim});
    const Tensor k = linear(trace.attn_norm, w.k).reshape({N, config.n_kv_heads, config.head_dim});
    trace.v = linear(trace.attn_norm, w.v).reshape({N, config.n_kv_heads, config.head_dim});
    trace.q = turn_documents(q, batch, config.rope);
    trace.k = turn_documents(k, batch, config.rope);
    attend(batch, trace);
    trace.attn_residual = residual_add(x, linear(trace.mix, w.o));                // [N, d_model]
    trace.mlp_norm = rms_norm(trace.attn_residual, w.mlp_norm, config.norm_eps);  // [N, d_model]
    trace.gate = linear(trace.mlp_norm, w.gate);                                  // [N, d_ff]
    trace.up = linear(trace.mlp_norm, w.up);                                      // [N, d_ff]
    trace.act = swiglu(trace.gate, trace.up);                                     // [N, d_ff]
    return residual_add(trace.attn_residual, linear(trace.act, w.down));          // [N, d_model]
}

Trace training_forward(const Model& model, const Batch& batch) {
    const Config& config = model.config;
    for (const Span& document : batch.documents) {
        if (document.length > config.window) {
            throw Error("a document of " + std::to_string(document.length) +
                        " tokens is longer than the context window, " + std::to_string(config.window));
        }
    }
    Trace trace;
    trace.layers.resize(size_t(config.n_layers));
    Tensor x = embed(batch.tokens, model.weights.embed);  // [N, d_model]
    for (int layer = 0; layer < config.n_layers; ++layer) {
        x = block_forward(x, model.weights.layers[size_t(layer)], config, batch, trace.layers[size_t(layer)]);
    }
    trace.x = x;
    trace.final_norm = rms_norm(x, model.weights.final_norm, config.norm_eps);  // [N, d_model]
    trace.logits = linear(trace.final_norm, model.weights.head);                // [N, vocab]
    return trace;
}

/// The gradients by q, k (after RoPE) and v of one block, all documents.
struct AttentionGradients {
    Tensor d_q;  // [N, n_heads, head_dim]
    Tensor d_k;  // [N, n_kv_heads, head_dim]
    Tensor d_v;  // [N, n_kv_heads, head_dim]
};

static AttentionGradients attend_backward(const Batch& batch, const LayerTrace& trace, const Tensor& d_mix, int layer) {
    AttentionGradients gradients = {Tensor::zeros(trace.q.shape()), Tensor::zeros(trace.k.shape()),
                                    Tensor::zeros(trace.v.shape())};
    if (!textbook()) {
        fast_document_attention_backward(trace.q, trace.k, trace.v, batch.documents, trace.weights, d_mix,
                                         gradients.d_q, gradients.d_k, gradients.d_v);
        return gradients;
    }
    for (size_t d = 0; d < batch.documents.size(); ++d) {
        const Span& document = batch.documents[d];
        const Tensor q = trace.q.rows_view(document.first, document.length);
        const Tensor k = trace.k.rows_view(document.first, document.length);
        const Tensor v = trace.v.rows_view(document.first, document.length);
        const Tensor d_rows = d_mix.rows_view(document.first, document.length);
        Tensor d_k = gradients.d_k.rows_view(document.first, document.length);
        Tensor d_v = gradients.d_v.rows_view(document.first, document.length);
        //> grad.attention  back through mix, softmax and scores
        const Tensor d_weights = attention_mix_backward(trace.weights[d], v, d_rows, d_v);  // [n_heads, T, T]
        const Tensor d_scores = softmax_backward(trace.weights[d], d_weights);              // [n_heads, T, T]
        const Tensor d_q = attention_scores_backward(q, k, d_scores, d_k);                  // [T, n_heads, head_dim]
        //< grad.attention
        tap("grad.attn.weights", layer, d_weights);
        tap("grad.attn.scores", layer, d_scores);
        put_rows(gradients.d_q, document.first, d_q);
    }
    return gradients;
}

static Tensor turn_documents_back(const Tensor& d_turned, const Batch& batch, const RopeSettings& settings) {
    Tensor d_x = Tensor::zeros(d_turned.shape());  // [N, heads, head_dim]
    for (const Span& document : batch.documents) {
        const Tensor rows = d_turned.rows_view(document.first, document.length);  // [T, heads, head_dim]
        put_rows(d_x, document.first, rope_backward(rows, 0, settings));
    }
    return d_x;
}

/// The attention half of a block, backwards: from d_residual, the gradient by attn.residual, to that by the block's x.
static Tensor attention_backward(const Tensor& d_residual, const LayerWeights& w, const Config& config,
                                 const Batch& batch, const LayerTrace& trace, int layer, LayerWeights& g) {
    const int64_t N = d_residual.rows();
    const std::vector<int64_t> q_rows = {N, int64_t(config.n_heads) * config.head_dim};
    const std::vector<int64_t> kv_rows = {N, int64_t(config.n_kv_heads) * config.head_dim};
    tap("grad.attn.residual", layer, d_residual);
    const Tensor d_mix = linear_backward(trace.mix, w.o.f32, d_residual, g.o.f32).reshape(trace.q.shape());
    tap("grad.attn.mix", layer, d_mix);
    const AttentionGradients turned = attend_backward(batch, trace, d_mix, layer);
    tap("grad.attn.q_rope", layer, turned.d_q);
    tap("grad.attn.k_rope", layer, turned.d_k);
    const Tensor d_q = turn_documents_back(turned.d_q, batch, config.rope).reshape(q_rows);
    const Tensor d_k = turn_documents_back(turned.d_k, batch, config.rope).reshape(kv_rows);
    const Tensor d_v = turned.d_v.reshape(kv_rows);
    tap("grad.attn.q", layer, d_q);
    tap("grad.attn.k", layer, d_k);
    tap("grad.attn.v", layer, d_v);
    //> grad.project  q, k and v are all made from attn.norm: their three gradients add up
    Tensor d_norm = linear_backward(trace.attn_norm, w.q.f32, d_q, g.q.f32);                 // [N, d_model]
    d_norm = residual_add(d_norm, linear_backward(trace.attn_norm, w.k.f32, d_k, g.k.f32));  // [N, d_model]
    d_norm = residual_add(d_norm, linear_backward(trace.attn_norm, w.v.f32, d_v, g.v.f32));  // [N, d_model]
    //< grad.project
    tap("grad.attn.norm", layer, d_norm);
    const Tensor d_x = rms_norm_backward(trace.x, w.attn_norm, config.norm_eps, d_norm, g.attn_norm);
    return residual_add(d_residual, d_x);  // the stream goes around the attention, and through it
}

/// The MLP half of a block, backwards: from d_residual, the gradient by mlp.residual, to that by attn.residual.
static Tensor mlp_half_backward(const Tensor& d_residual, const LayerWeights& w, const Config& config,
                                const LayerTrace& trace, int layer, LayerWeights& g) {
    tap("grad.mlp.residual", layer, d_residual);
    const Tensor d_act = linear_backward(trace.act, w.down.f32, d_residual, g.down.f32);  // [N, d_ff]
    tap("grad.mlp.act", layer, d_act);
    Tensor d_gate;  // [N, d_ff]
    Tensor d_up;    // [N, d_ff]
    swiglu_backward(trace.gate, trace.up, d_act, d_gate, d_up);
    tap("grad.mlp.gate", layer, d_gate);
    tap("grad.mlp.up", layer, d_up);
    Tensor d_norm = linear_backward(trace.mlp_norm, w.gate.f32, d_gate, g.gate.f32);           // [N, d_model]
    d_norm = residual_add(d_norm, linear_backward(trace.mlp_norm, w.up.f32, d_up, g.up.f32));  // [N, d_model]
    tap("grad.mlp.norm", layer, d_norm);
    const Tensor d_x = rms_norm_backward(trace.attn_residual, w.mlp_norm, config.norm_eps, d_norm, g.mlp_norm);
    return residual_add(d_residual, d_x);
}

void training_backward(const Model& model, const Batch& batch, const Trace& trace, float scale, Weights& gradients) {
    const Config& config = model.config;
    const Weights& weights = model.weights;
    //> backward  the forward pass in reverse: head, norm, every block from the last to the first, embedding
    const Tensor d_logits = cross_entropy_backward(trace.logits, batch.targets, batch.mask, scale);  // [N, vocab]
    tap("grad.logits", d_logits);
    const Tensor d_norm =
        linear_backward(trace.final_norm, weights.head.f32, d_logits, gradients.head.f32);  // [N, d_model]
    tap("grad.final.norm", d_norm);
    Tensor d_x = rms_norm_backward(trace.x, weights.final_norm, config.norm_eps, d_norm, gradients.final_norm);
    for (int layer = config.n_layers - 1; layer >= 0; --layer) {
        const LayerWeights& w = weights.layers[size_t(layer)];
        const LayerTrace& layer_trace = trace.layers[size_t(layer)];
        LayerWeights& g = gradients.layers[size_t(layer)];
        d_x = mlp_half_backward(d_x, w, config, layer_trace, layer, g);
        d_x = attention_backward(d_x, w, config, batch, layer_trace, layer, g);
    }
    tap("grad.embed", d_x);
    embed_backward(batch.tokens, d_x, gradients.embed.f32);
    //< backward
}
