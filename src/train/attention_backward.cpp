#include "train/attention_backward.h"

#include <cmath>

#include "model/attention.h"

/// d_q[t][h] = sum over s <= t of d_scores[h][t][s] * k[s][kv(h)] * scale
static void collect_queries(const Tensor& k, const Tensor& d_scores, double scale, Tensor& d_q) {
    const int64_t T = d_q.dim(0);
    const int64_t n_heads = d_q.dim(1);
    const int64_t head_dim = d_q.dim(2);
    const int64_t group = group_size(n_heads, k.dim(1));
    //> attn.scores.backward.q  a query collects the keys that it looked at
    for (int64_t t = 0; t < T; ++t) {
        for (int64_t h = 0; h < n_heads; ++h) {
            const int64_t kv_head = h / group;
            for (int64_t i = 0; i < head_dim; ++i) {
                double sum = 0.0;
                for (int64_t s = 0; s <= t; ++s) {
                    sum += double(d_scores(h, t, s)) * double(k(s, kv_head, i));
                }
                d_q(t, h, i) = float(sum * scale);
            }
        }
    }
    //< attn.scores.backward.q
}

/// d_k[s][kv] += sum over h of the group, t >= s of d_scores[h][t][s] * q[t][h] * scale
static void collect_keys(const Tensor& q, const Tensor& d_scores, double scale, Tensor& d_k) {
    const int64_t T = d_k.dim(0);
    const int64_t n_kv_heads = d_k.dim(1);
    const int64_t head_dim = d_k.dim(2);
    const int64_t group = group_size(q.dim(1), n_kv_heads);
    //> attn.scores.backward.k  a key collects the queries of its group that looked at it, from its own token on
    for (int64_t s = 0; s < T; ++s) {
        for (int64_t kv_head = 0; kv_head < n_kv_heads; ++kv_head) {
            for (int64_t i = 0; i < head_dim; ++i) {
                double sum = 0.0;
                for (int64_t h = kv_head * group; h < (kv_head + 1) * group; ++h) {
                    for (int64_t t = s; t < T; ++t) {
                        sum += double(d_scores(h, t, s)) * double(q(t, h, i));
                    }
                }
                d_k(s, kv_head, i) = float(double(d_k(s, kv_head, i)) + sum * scale);
            }
        }
    }
    //< attn.scores.backward.k
}

Tensor attention_scores_backward(const Tensor& q, const Tensor& k, const Tensor& d_scores, Tensor& d_k) {
    const int64_t T = q.dim(0);
    const int64_t n_heads = q.dim(1);
    const int64_t head_dim = q.dim(2);
    expect_shape(q, {T, n_heads, head_dim}, "attention_scores_backward: q");
    expect_shape(k, {T, k.dim(1), head_dim}, "attention_scores_backward: k");
    expect_shape(d_scores, {n_heads, T, T}, "attention_scores_backward: d_scores");
    expect_shape(d_k, k.shape(), "attention_scores_backward: d_k");
    const double scale = 1.0 / std::sqrt(double(head_dim));
    Tensor d_q = Tensor::zeros({T, n_heads, head_dim});  // [T, n_heads, head_dim]
    collect_queries(k, d_scores, scale, d_q);
    collect_keys(q, d_scores, scale, d_k);
    return d_q;
}

/// d_weights[h][t][s] = d_mix[t][h] . v[s][kv(h)] for s <= t
static void collect_weights(const Tensor& v, const Tensor& d_mix, Tensor& d_weights) {
    const int64_t T = d_mix.dim(0);
    const int64_t n_heads = d_mix.dim(1);
    const int64_t head_dim = d_mix.dim(2);
    const int64_t group = group_size(n_heads, v.dim(1));
    //> attn.mix.backward.weights  dot what the loss asks of a token with each value that it saw
    for (int64_t h = 0; h < n_heads; ++h) {
        const int64_t kv_head = h / group;
        for (int64_t t = 0; t < T; ++t) {
            for (int64_t s = 0; s <= t; ++s) {
                double dot = 0.0;
                for (int64_t i = 0; i < head_dim; ++i) {
                    dot += double(d_mix(t, h, i)) * double(v(s, kv_head, i));
                }
                d_weights(h, t, s) = float(dot);
            }
        }
    }
    //< attn.mix.backward.weights
}

/// d_v[s][kv] += sum over h of the group, t >= s of weights[h][t][s] * d_mix[t][h]
static void collect_values(const Tensor& weights, const Tensor& d_mix, Tensor& d_v) {
    const int64_t T = d_v.dim(0);
    const int64_t n_kv_heads = d_v.dim(1);
    const int64_t head_dim = d_v.dim(2);
    const int64_t group = group_size(d_mix.dim(1), n_kv_heads);
    //> attn.mix.backward.v  a value collects from the heads of its group, by the weights that they gave it
    for (int64_t s = 0; s < T; ++s) {
        for (int64_t kv_head = 0; kv_head < n_kv_heads; ++kv_head) {
            for (int64_t i = 0; i < head_dim; ++i) {
                double sum = double(d_v(s, kv_head, i));
                for (int64_t h = kv_head * group; h < (kv_head + 1) * group; ++h) {
                    for (int64_t t = s; t < T; ++t) {
                        sum += double(weights(h, t, s)) * double(d_mix(t, h, i));
                    }
                }
                d_v(s, kv_head, i) = float(sum);
            }
        }
    }
    //< attn.mix.backward.v
}

Tensor attention_mix_backward(const Tensor& weights, const Tensor& v, const Tensor& d_mix, Tensor& d_v) {
    const int64_t n_heads = weights.dim(0);
    const int64_t T = weights.dim(1);
    const int64_t head_dim = v.dim(2);
    expect_shape(weights, {n_heads, T, T}, "attention_mix_backward: weights");
    expect_shape(v, {T, v.dim(1), head_dim}, "attention_mix_backward: v");
    expect_shape(d_mix, {T, n_heads, head_dim}, "attention_mix_backward: d_mix");
    expect_shape(d_v, v.shape(), "attention_mix_backward: d_v");
    Tensor d_weights = Tensor::zeros({n_heads, T, T});  // [n_heads, T, T]
    collect_weights(v, d_mix, d_weights);
    collect_values(weights, d_mix, d_v);
    return d_weights;
}
