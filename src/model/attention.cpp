#include "model/attention.h"

#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/tap.h"
#include "base/textbook.h"
#include "kernels/attention.h"
#include "kernels/fused_attention.h"
#include "model/linear.h"
#include "model/norm.h"
#include "model/rope.h"
#include "model/softmax.h"

int64_t group_size(int64_t n_heads, int64_t n_kv_heads) {
    //> attn.group  so many neighbouring query heads share a key head
    if (n_kv_heads == 0 || n_heads % n_kv_heads != 0) {
        throw Error("attention: " + std::to_string(n_heads) + " query heads cannot share " +
                    std::to_string(n_kv_heads) + " key/value heads evenly");
    }
    return n_heads / n_kv_heads;
    //< attn.group
}

/// Keys and values: at least S rows of heads of head_dim numbers. (How many heads: see group_size.)
static void check_rows(const Tensor& x, int64_t S, int64_t head_dim, const char* what) {
    if (x.rank() == 3 && x.dim(0) >= S && x.dim(2) == head_dim) return;
    throw Error(std::string(what) + " has shape " + shape_text(x.shape()) + ", expected at least " + std::to_string(S) +
                " rows (start + T) of n_kv_heads heads of " + std::to_string(head_dim) + " numbers");
}

Tensor attention_scores(const Tensor& q, const Tensor& k, int start, int seen) {
    const int64_t T = q.dim(0);
    const int64_t n_heads = q.dim(1);
    const int64_t head_dim = q.dim(2);
    const int64_t S = start + T;
    check_rows(k, S, head_dim, "attention_scores: k");
    const int64_t group = group_size(n_heads, k.dim(1));
    const double scale = 1.0 / std::sqrt(double(head_dim));
    const float masked = -std::numeric_limits<float>::infinity();
    Tensor scores = Tensor::zeros({n_heads, T, S});  // [n_heads, T, S]
    if (!textbook()) {
        fast_attention_scores(q, k, start, seen, scores);
        return scores;
    }
    //> attn.scores  dot every query with each key that it sees
    for (int64_t h = 0; h < n_heads; ++h) {
        const int64_t kv_head = h / group;
        for (int64_t t = 0; t < T; ++t) {
            const int64_t position = start + t;
            for (int64_t s = 0; s < S; ++s) {
                const bool is_future = s > position;
                const bool is_too_far = seen > 0 && s <= position - seen;
                if (is_future || is_too_far) {
                    scores(h, t, s) = masked;
                    continue;
                }
                double dot = 0.0;
                for (int64_t i = 0; i < head_dim; ++i) {
                    dot += double(q(t, h, i)) * double(k(s, kv_head, i));
                }
                scores(h, t, s) = float(dot * scale);
            }
        }
    }
    //< attn.scores
    return scores;
}

Tensor attention_mix(const Tensor& weights, const Tensor& v, int start) {
    const int64_t n_heads = weights.dim(0);
    const int64_t T = weights.dim(1);
    const int64_t S = weights.dim(2);
    expect_shape(weights, {n_heads, T, start + T}, "attention_mix: weights");
    const int64_t head_dim = v.cols();
    check_rows(v, S, head_dim, "attention_mix: v");
    const int64_t group = group_size(n_heads, v.dim(1));
    Tensor mix = Tensor::zeros({T, n_heads, head_dim});  // [T, n_heads, head_dim]
    if (!textbook()) {
        fast_attention_mix(weights, v, mix);
        return mix;
    }
    //> attn.mix  average the values that a token may see, by its weights
    for (int64_t t = 0; t < T; ++t) {
        const int64_t position = start + t;
        for (int64_t h = 0; h < n_heads; ++h) {
            const int64_t kv_head = h / group;
            for (int64_t i = 0; i < head_dim; ++i) {
                double sum = 0.0;
                for (int64_t s = 0; s <= position; ++s) {
                    sum += double(weights(h, t, s)) * double(v(s, kv_head, i));
                }
                mix(t, h, i) = float(sum);
            }
        }
    }
    //< attn.mix
    return mix;
}

Tensor attention_fused(const Tensor& q, const Tensor& k, const Tensor& v, int start, int seen) {
    const int64_t S = start + q.dim(0);
    check_rows(k, S, q.dim(2), "attention_fused: k");
    check_rows(v, S, q.dim(2), "attention_fused: v");
    expect_shape(v, {v.dim(0), k.dim(1), v.dim(2)}, "attention_fused: v");
    group_size(q.dim(1), k.dim(1));
    Tensor mix = Tensor::zeros(q.shape());  // [T, n_heads, head_dim]
    fast_attention(q, k, v, start, seen, mix);
    return mix;
}

/// Each head of [T, heads, head_dim] normed for itself. Some families do so, so that no score grows beyond bounds.
static Tensor norm_heads(const Tensor& x, const Tensor& weight, float eps) {
    const Tensor rows = x.reshape({x.dim(0) * x.dim(1), x.dim(2)});  // [T * heads, head_dim]
    return rms_norm(rows, weight, eps).reshape(x.shape());
}

/// A projection seen as heads, with its bias where there is one.
static Tensor project(const Tensor& x, const Matrix& weight, const Tensor& bias, int heads, int head_dim) {
    Tensor y = linear(x, weight);  // [T, heads * head_dim]
    add_bias(y, bias);
    return y.reshape({x.rows(), heads, head_dim});
}

/// Scores are divided by sqrt(head_dim); a model that wants another number there has its queries multiplied.
static void scale_queries(Tensor& q, double query_scale) {
    const float factor = float(std::sqrt(double(q.dim(2)) / query_scale));
    for (int64_t i = 0; i < q.size(); ++i) {
        q.data()[i] *= factor;
    }
}

/// What each query takes from the values. `seen` as in attention_scores.
static Tensor attend(const Tensor& q, const Tensor& keys, const Tensor& values, int start, int seen, int layer) {
    if (!textbook() && !tap_listened()) {
        return attention_fused(q, keys, values, start, seen);  // nobody looks at the matrices: they are not made
    }
    Tensor scores = attention_scores(q, keys, start, seen);  // [n_heads, T, S]
    tap("attn.scores", layer, scores);
    Tensor weights = softmax(scores);  // [n_heads, T, S]
    tap("attn.weights", layer, weights);
    return attention_mix(weights, values, start);
}

Tensor attention(const Tensor& x, const LayerWeights& w, const Config& config, int layer, KVCache& cache) {
    const int64_t T = x.rows();
    const int start = cache.length;
    const int head_dim = config.head_dim;

    //> attn.project  three views of each token: what it looks for, what it offers, what it says
    Tensor q = project(x, w.q, w.q_bias, config.n_heads, head_dim);     // [T, n_heads, head_dim]
    Tensor k = project(x, w.k, w.k_bias, config.n_kv_heads, head_dim);  // [T, n_kv_heads, head_dim]
    Tensor v = project(x, w.v, w.v_bias, config.n_kv_heads, head_dim);  // [T, n_kv_heads, head_dim]
    //< attn.project
    tap("attn.q", layer, q);
    tap("attn.k", layer, k);
    tap("attn.v", layer, v);

    if (config.family.head_norms) {
        q = norm_heads(q, w.q_norm, config.norm_eps);
        k = norm_heads(k, w.k_norm, config.norm_eps);
        tap("attn.q_norm", layer, q);
        tap("attn.k_norm", layer, k);
    }
    if (!config.family.learned_positions) {
        q = rope(q, start, rope_of_layer(config, layer));
        k = rope(k, start, rope_of_layer(config, layer));
        tap("attn.q_rope", layer, q);
        tap("attn.k_rope", layer, k);
    }

    append_to_cache(cache, layer, k, v);
    const Tensor& keys = cache.keys[size_t(layer)];      // [capacity, n_kv_heads, head_dim]
    const Tensor& values = cache.values[size_t(layer)];  // [capacity, n_kv_heads, head_dim]

    if (config.query_scale > 0) scale_queries(q, config.query_scale);
    Tensor mix = attend(q, keys, values, start, seen_in_layer(config, layer), layer);
    mix = mix.reshape({T, int64_t(config.n_heads) * head_dim});
    tap("attn.mix", layer, mix);    // [T, n_heads * head_dim]
    Tensor out = linear(mix, w.o);  // [T, d_model]
    add_bias(out, w.o_bias);
    tap("attn.out", layer, out);
    return out;
}
