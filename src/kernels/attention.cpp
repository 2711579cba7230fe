#include "kernels/attention.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/threads.h"
#include "kernels/matmul.h"
#include "kernels/row.h"

/// Head h of rows first .. of a [N, heads, head_dim] tensor as a [T, head_dim] matrix, and turned.
static MatrixView head_of(const Tensor& x, int64_t first, int64_t h) {
    const int64_t row_step = x.dim(1) * x.dim(2);
    return {x.data() + first * row_step + h * x.dim(2), row_step, 1};
}
static MatrixView head_transposed(const Tensor& x, int64_t first, int64_t h) {
    const MatrixView head = head_of(x, first, h);
    return {head.data, head.column_step, head.row_step};
}

/// Where head h of row `first` is written to.
static float* head_place(Tensor& x, int64_t first, int64_t h) { return x.data() + (first * x.dim(1) + h) * x.dim(2); }

void fast_attention_scores(const Tensor& q, const Tensor& k, int64_t start, int64_t seen, Tensor& scores) {
    const int64_t T = q.dim(0);
    const int64_t n_heads = q.dim(1);
    const int64_t head_dim = q.dim(2);
    const int64_t S = start + T;
    const int64_t group = n_heads / k.dim(1);
    const float scale = float(1.0 / std::sqrt(double(head_dim)));
    const float masked = -std::numeric_limits<float>::infinity();
    share(n_heads, n_heads * T * S * head_dim, [&](int64_t h) {
        static thread_local std::vector<float> panel;  // kept for the next token
        float* score = scores.data() + h * T * S;      // [T, S]
        matmul_alone(T, S, head_dim, head_of(q, 0, h), head_transposed(k, 0, h / group), score, S, false, panel);
        for (int64_t t = 0; t < T; ++t) {
            const int64_t first = seen > 0 ? start + t - seen + 1 : 0;
            for (int64_t s = 0; s < S; ++s) {
                const bool is_seen = s >= first && s <= start + t;
                score[t * S + s] = is_seen ? score[t * S + s] * scale : masked;
            }
        }
    });
}

void fast_attention_mix(const Tensor& weights, const Tensor& v, Tensor& mix) {
    const int64_t n_heads = weights.dim(0);
    const int64_t T = weights.dim(1);
    const int64_t S = weights.dim(2);
    const int64_t head_dim = v.dim(2);
    const int64_t group = n_heads / v.dim(1);
    share(n_heads, n_heads * T * S * head_dim, [&](int64_t h) {
        static thread_local std::vector<float> panel;                  // kept for the next token
        const MatrixView weight = {weights.data() + h * T * S, S, 1};  // [T, S]
        matmul_alone(T, head_dim, S, weight, head_of(v, 0, h / group), head_place(mix, 0, h), n_heads * head_dim, false,
                     panel);
    });
}

// The squares [T, T] of a document's attention hold nothing above their diagonal. They are multiplied `block_rows` rows at
// a time, each block up to its own last token or from its own first: at T = 256 that is 62% of the whole square's work.
constexpr int64_t block_rows = 64;

/// c = a b up to the diagonal, and what else the blocks hold.   a [T, K], b [K, T], c [T, T]
static void matmul_to_diagonal(int64_t T, int64_t K, const MatrixView& a, const MatrixView& b, float* c,
                               std::vector<float>& panel) {
    for (int64_t t = 0; t < T; t += block_rows) {
        const int64_t rows = std::min(block_rows, T - t);
        const MatrixView block = {a.data + t * a.row_step, a.row_step, a.column_step};
        matmul_alone(rows, t + rows, K, block, b, c + t * T, T, false, panel);
    }
}

/// c = square b, where row t of the square is zero behind t.   square [T, T], b [T, N], c [T, N], rows c_row_step apart
static void matmul_past(const float* square, int64_t T, int64_t N, const MatrixView& b, float* c, int64_t c_row_step,
                        std::vector<float>& panel) {
    for (int64_t t = 0; t < T; t += block_rows) {
        const int64_t rows = std::min(block_rows, T - t);
        matmul_alone(rows, N, t + rows, {square + t * T, T, 1}, b, c + t * c_row_step, c_row_step, false, panel);
    }
}

/// c = square^T b, added to c when `accumulate`: row s sums over tokens from s on.
static void matmul_future(const float* square, int64_t T, int64_t N, const MatrixView& b, float* c, int64_t c_row_step,
                          bool accumulate, std::vector<float>& panel) {
    for (int64_t s = 0; s < T; s += block_rows) {
        const int64_t rows = std::min(block_rows, T - s);
        const MatrixView turned = {square + s * T + s, 1, T};  // [rows, T - s]
        const MatrixView rest = {b.data + s * b.row_step, b.row_step, b.column_step};
        matmul_alone(rows, N, T - s, turned, rest, c + s * c_row_step, c_row_step, accumulate, panel);
    }
}

/// The weights of one head of one document, [T, T]: softmax of the causal scores, zeros in the future.
static void head_weights(const MatrixView& q, const MatrixView& k_transposed, int64_t T, int64_t head_dim,
                         float* weight, std::vector<float>& panel) {
    const float scale = float(1.0 / std::sqrt(double(head_dim)));
    matmul_to_diagonal(T, head_dim, q, k_transposed, weight, panel);
    for (int64_t t = 0; t < T; ++t) {
        float* row = weight + t * T;
        for (int64_t s = 0; s <= t; ++s) {
            row[s] *= scale;
        }
        row_softmax(row, t + 1, row);
        for (int64_t s = t + 1; s < T; ++s) {
            row[s] = 0.0f;
        }
    }
}

void fast_document_attention(const Tensor& q, const Tensor& k, const Tensor& v, const std::vector<Span>& documents,
                             std::vector<Tensor>& weights, Tensor& mix) {
    const int64_t n_heads = q.dim(1);
    const int64_t head_dim = q.dim(2);
    const int64_t n_kv_heads = k.dim(1);
    const int64_t group = n_heads / n_kv_heads;
    const int64_t tasks = int64_t(documents.size()) * n_kv_heads;
#pragma omp parallel
    {
        std::vector<float> panel;
#pragma omp for schedule(dynamic)
        for (int64_t task = 0; task < tasks; ++task) {
            const int64_t d = task / n_kv_heads;
            const int64_t kv_head = task % n_kv_heads;
            const int64_t first = documents[size_t(d)].first;
            const int64_t T = documents[size_t(d)].length;
            for (int64_t h = kv_head * group; h < (kv_head + 1) * group; ++h) {
                float* weight = weights[size_t(d)].data() + h * T * T;  // [T, T]
                head_weights(head_of(q, first, h), head_transposed(k, first, kv_head), T, head_dim, weight, panel);
                matmul_past(weight, T, head_dim, head_of(v, first, kv_head), head_place(mix, first, h),
                            n_heads * head_dim, panel);
            }
        }
    }
}

/// d_scores / sqrt(head_dim) of one head of one document, [T, T], from its weights and d_weights, in place of the latter.
static void head_scores_backward(const float* weight, int64_t T, int64_t head_dim, float* d_weight) {
    const float scale = float(1.0 / std::sqrt(double(head_dim)));
    for (int64_t t = 0; t < T; ++t) {
        float* row = d_weight + t * T;
        row_softmax_backward(weight + t * T, row, t + 1, row);
        for (int64_t s = 0; s <= t; ++s) {
            row[s] *= scale;
        }
        for (int64_t s = t + 1; s < T; ++s) {
            row[s] = 0.0f;
        }
    }
}

void fast_document_attention_backward(const Tensor& q, const Tensor& k, const Tensor& v,
                                      const std::vector<Span>& documents, const std::vector<Tensor>& weights,
                                      const Tensor& d_mix, Tensor& d_q, Tensor& d_k, Tensor& d_v) {
    const int64_t n_heads = q.dim(1);
    const int64_t head_dim = q.dim(2);
    const int64_t n_kv_heads = k.dim(1);
    const int64_t group = n_heads / n_kv_heads;
    const int64_t q_step = n_heads * head_dim;
    const int64_t kv_step = n_kv_heads * head_dim;
    const int64_t tasks = int64_t(documents.size()) * n_kv_heads;
#pragma omp parallel
    {
        std::vector<float> panel;
        std::vector<float> d_score;
#pragma omp for schedule(dynamic)
        for (int64_t task = 0; task < tasks; ++task) {
            const int64_t d = task / n_kv_heads;
            const int64_t kv_head = task % n_kv_heads;
            const int64_t first = documents[size_t(d)].first;
            const int64_t T = documents[size_t(d)].length;
            d_score.resize(size_t(T * T));
            for (int64_t h = kv_head * group; h < (kv_head + 1) * group; ++h) {
                const bool add = h > kv_head * group;  // the group's first head begins the sums of d_k and d_v
                const float* weight = weights[size_t(d)].data() + h * T * T;  // [T, T]
                matmul_to_diagonal(T, head_dim, head_of(d_mix, first, h), head_transposed(v, first, kv_head),
                                   d_score.data(), panel);
                head_scores_backward(weight, T, head_dim, d_score.data());
                matmul_future(weight, T, head_dim, head_of(d_mix, first, h), head_place(d_v, first, kv_head), kv_step,
                              add, panel);
                matmul_past(d_score.data(), T, head_dim, head_of(k, first, kv_head), head_place(d_q, first, h), q_step,
                            panel);
                matmul_future(d_score.data(), T, head_dim, head_of(q, first, h), head_place(d_k, first, kv_head),
                              kv_step, add, panel);
            }
        }
    }
}
