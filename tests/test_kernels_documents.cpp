#include "kernels/attention.h"

#include <cmath>

#include "gradient.h"
#include "harness.h"
#include "model/attention.h"
#include "model/softmax.h"
#include "train/attention_backward.h"
#include "train/softmax_backward.h"
#include "twins.h"

static const ChosenThreads one_thread(1);  // unless a test says otherwise

/// n_heads, n_kv_heads
static const std::vector<std::vector<int64_t>> head_counts = {{1, 1}, {2, 1}, {3, 3}, {4, 2}, {6, 2}};

/// A batch: queries, keys and values of N tokens, cut into documents.
struct Documents {
    std::vector<Span> spans;
    Tensor q;      // [N, n_heads, head_dim]
    Tensor k;      // [N, n_kv_heads, head_dim]
    Tensor v;      // [N, n_kv_heads, head_dim]
    Tensor d_mix;  // [N, n_heads, head_dim]
};

static Documents make_documents(const std::vector<int64_t>& lengths, const std::vector<int64_t>& heads,
                                int64_t head_dim, uint64_t seed) {
    Documents d;
    int64_t N = 0;
    for (int64_t length : lengths) {
        d.spans.push_back({N, length});
        N += length;
    }
    d.q = fenced(random_tensor({N, heads[0], head_dim}, seed));
    d.k = fenced(random_tensor({N, heads[1], head_dim}, seed + 1));
    d.v = fenced(random_tensor({N, heads[1], head_dim}, seed + 2));
    d.d_mix = fenced(random_tensor({N, heads[0], head_dim}, seed + 3));
    return d;
}

struct AttentionResult {
    std::vector<Tensor> weights;  // of each document
    Tensor mix;
    Tensor d_q;
    Tensor d_k;
    Tensor d_v;
};

/// Outputs full of NaN, for one who overwrites them.
static Tensor full_of_nan(const Shape& shape) {
    Tensor x = Tensor::zeros(shape);
    for (int64_t i = 0; i < x.size(); ++i) {
        x.data()[i] = NAN;
    }
    return fenced(x);
}

/// Both passes of the twin; the backward pass is given `weights`, if there are any, in place of its own.
static AttentionResult run_fast(const Documents& d, const std::vector<Tensor>& weights) {
    AttentionResult r;
    for (const Span& span : d.spans) {
        r.weights.push_back(full_of_nan({d.q.dim(1), span.length, span.length}));
    }
    r.mix = full_of_nan(d.q.shape());
    r.d_q = full_of_nan(d.q.shape());
    r.d_k = full_of_nan(d.k.shape());
    r.d_v = full_of_nan(d.v.shape());
    fast_document_attention(d.q, d.k, d.v, d.spans, r.weights, r.mix);
    const std::vector<Tensor>& used = weights.empty() ? r.weights : weights;
    fast_document_attention_backward(d.q, d.k, d.v, d.spans, used, d.d_mix, r.d_q, r.d_k, r.d_v);
    for (const Tensor& x : {r.mix, r.d_q, r.d_k, r.d_v}) {
        expect_fence(x, "attention");
    }
    for (const Tensor& x : r.weights) {
        expect_fence(x, "weights");
    }
    return r;
}

/// d_scores with every term positive: y (d_y + sum of y d_y).
static Tensor softmax_backward_magnitude(const Tensor& y, const Tensor& d_y) {
    const int64_t n = y.cols();
    Tensor magnitude = Tensor::zeros(y.shape());
    for (int64_t r = 0; r < y.size() / n; ++r) {
        double average = 0.0;
        for (int64_t i = 0; i < n; ++i) {
            average += double(y.data()[r * n + i]) * double(d_y.data()[r * n + i]);
        }
        for (int64_t i = 0; i < n; ++i) {
            magnitude.data()[r * n + i] =
                float(double(y.data()[r * n + i]) * (double(d_y.data()[r * n + i]) + average));
        }
    }
    return magnitude;
}

/// Both passes by the textbook's stages, document after document. `positive`: every term of the backward pass with its
/// magnitude, given positive inputs.
static AttentionResult run_textbook(const Documents& d, const std::vector<Tensor>& weights, bool positive) {
    const ChosenForm slow(true);
    AttentionResult r;
    r.mix = Tensor::zeros(d.q.shape());
    r.d_q = Tensor::zeros(d.q.shape());
    r.d_k = Tensor::zeros(d.k.shape());
    r.d_v = Tensor::zeros(d.v.shape());
    for (size_t i = 0; i < d.spans.size(); ++i) {
        const Span& span = d.spans[i];
        const Tensor q = d.q.rows_view(span.first, span.length);
        const Tensor k = d.k.rows_view(span.first, span.length);
        const Tensor v = d.v.rows_view(span.first, span.length);
        Tensor d_k = r.d_k.rows_view(span.first, span.length);
        Tensor d_v = r.d_v.rows_view(span.first, span.length);
        r.weights.push_back(weights.empty() ? softmax(attention_scores(q, k, 0)) : weights[i]);
        const Tensor& w = r.weights[i];
        const Tensor d_weights = attention_mix_backward(w, v, d.d_mix.rows_view(span.first, span.length), d_v);
        const Tensor d_scores = positive ? softmax_backward_magnitude(w, d_weights) : softmax_backward(w, d_weights);
        const Tensor d_q = attention_scores_backward(q, k, d_scores, d_k);
        const Tensor mix = attention_mix(w, v, 0);
        for (int64_t j = 0; j < mix.size(); ++j) {
            r.mix.rows_view(span.first, span.length).data()[j] = mix.data()[j];
            r.d_q.rows_view(span.first, span.length).data()[j] = d_q.data()[j];
        }
    }
    return r;
}

/// The weights: their scores are off by head_dim + 3 roundings of sum |q k| / sqrt(head_dim), the softmax by its own;
/// a score's error moves a weight by as much of itself, and the sum of the row by as much again.
static std::vector<double> allowed_weights(const Documents& d, const Span& span, const Tensor& weights) {
    const ChosenForm slow(true);
    const Tensor q = absolute(d.q.rows_view(span.first, span.length));
    const Tensor k = absolute(d.k.rows_view(span.first, span.length));
    const Tensor magnitude = attention_scores(q, k, 0);
    const int64_t T = span.length;
    std::vector<double> allowed;
    for (int64_t r = 0; r < weights.dim(0) * T; ++r) {
        double largest = 0.0;
        for (int64_t s = 0; s <= r % T; ++s) {
            largest = std::fmax(largest, double(magnitude.data()[r * T + s]));
        }
        const double of_scores = 2 * roundings(double(d.q.dim(2)) + 3) * largest;
        const double of_softmax = roundings(8 + 4 * largest + double(T) + 3);
        for (int64_t s = 0; s < T; ++s) {
            allowed.push_back((of_scores + of_softmax) * double(weights.data()[r * T + s]));
        }
    }
    return allowed;
}

static void expect_document_twins(const Documents& d, const std::string& name) {
    const AttentionResult want = run_textbook(d, {}, false);
    const AttentionResult got = run_fast(d, want.weights);
    double longest = 0.0;
    for (size_t i = 0; i < d.spans.size(); ++i) {
        const std::vector<double> allowed = allowed_weights(d, d.spans[i], want.weights[i]);
        expect_within(got.weights[i], want.weights[i], allowed, name + ": weights of " + std::to_string(i));
        longest = std::fmax(longest, double(d.spans[i].length));
    }
    // The mix, by the twin's own weights.
    const AttentionResult by_own = run_textbook(d, got.weights, false);
    Documents positive = d;
    positive.q = absolute(d.q);
    positive.k = absolute(d.k);
    positive.v = absolute(d.v);
    positive.d_mix = absolute(d.d_mix);
    const AttentionResult magnitude = run_textbook(positive, want.weights, true);
    const Tensor mix_magnitude = run_textbook(positive, got.weights, true).mix;
    expect_within(got.mix, by_own.mix, allowed_by(roundings(longest), mix_magnitude, by_own.mix), name + ": mix");
    // Back: d_weights head_dim roundings, their average T and one, then a difference, two products, and the last sum
    // of T (d_v, d_k: of all heads of the group); the textbook rounds d_weights and d_scores on its way.
    const double head_dim = double(d.q.dim(2));
    const double group = double(d.q.dim(1)) / double(d.k.dim(1));
    const double to_scores = head_dim + longest + 1 + 4 + 2;
    expect_within(got.d_v, want.d_v, allowed_by(roundings(longest + group), magnitude.d_v, want.d_v), name + ": d_v");
    expect_within(got.d_q, want.d_q, allowed_by(roundings(to_scores + longest), magnitude.d_q, want.d_q),
                  name + ": d_q");
    expect_within(got.d_k, want.d_k, allowed_by(roundings(to_scores + longest + group), magnitude.d_k, want.d_k),
                  name + ": d_k");
}

TEST(the_twins_of_attention_over_documents_agree) {
    const std::vector<std::vector<int64_t>> batches = {{1},        {2},           {17},        {33},         {1, 1, 1},
                                                       {3, 15, 2}, {16, 1, 7, 8}, {31, 17, 1}, {5, 5, 5, 33}};
    uint64_t seed = 0;
    for (const std::vector<int64_t>& lengths : batches) {
        for (const std::vector<int64_t>& heads : head_counts) {
            for (int64_t head_dim : {2, 6, 16, 34}) {
                const Documents d = make_documents(lengths, heads, head_dim, seed += 4);
                expect_document_twins(d, shown(lengths) + " heads " + shown(heads) + " of " + std::to_string(head_dim));
            }
        }
    }
    EXPECT_EQUAL(seed, uint64_t(4 * 180));
}

// Long documents are multiplied 64 rows at a time.
TEST(the_twins_agree_at_the_edges_of_blocks_of_rows) {
    uint64_t seed = 1000;
    for (const std::vector<int64_t>& lengths : std::vector<std::vector<int64_t>>{{63, 2}, {64}, {3, 65}, {130}}) {
        const Documents d = make_documents(lengths, {4, 2}, 6, seed += 4);
        expect_document_twins(d, shown(lengths));
    }
}

// Its tokens are the same numbers with rubbish in all other documents, before and behind.
TEST(a_document_sees_nothing_of_its_neighbours) {
    Documents d = make_documents({9, 14, 6}, {4, 2}, 6, 1);
    const AttentionResult all = run_fast(d, {});
    for (Tensor* x : {&d.q, &d.k, &d.v, &d.d_mix}) {
        *x = x->clone();
        const int64_t row = x->dim(1) * x->dim(2);
        for (int64_t i = 0; i < x->size(); ++i) {
            if (i / row < 9 || i / row >= 23) x->data()[i] = NAN;
        }
    }
    const AttentionResult alone = run_fast(d, {});
    EXPECT_SAME(alone.weights[1], all.weights[1]);
    EXPECT_SAME(alone.mix.rows_view(9, 14), all.mix.rows_view(9, 14));
    EXPECT_SAME(alone.d_q.rows_view(9, 14), all.d_q.rows_view(9, 14));
    EXPECT_SAME(alone.d_k.rows_view(9, 14), all.d_k.rows_view(9, 14));
    EXPECT_SAME(alone.d_v.rows_view(9, 14), all.d_v.rows_view(9, 14));
}

TEST(weights_of_the_future_are_exactly_0) {
    const AttentionResult r = run_fast(make_documents({1, 5, 20}, {3, 1}, 4, 2), {});
    for (const Tensor& weights : r.weights) {
        const int64_t T = weights.dim(1);
        for (int64_t h = 0; h < 3; ++h) {
            for (int64_t t = 0; t < T; ++t) {
                for (int64_t s = 0; s < T; ++s) {
                    EXPECT(s <= t ? weights(h, t, s) > 0 : weights(h, t, s) == 0);
                }
            }
        }
    }
}

TEST(nothing_outside_the_documents_is_touched) {
    for (const std::vector<int64_t>& heads : head_counts) {
        for (int64_t length : {1, 7, 17, 33}) {
            Documents d = make_documents({3, length}, heads, 6, 5);
            d.q = at_the_edge(d.q);
            d.k = at_the_edge(d.k);
            d.v = at_the_edge(d.v);
            d.d_mix = at_the_edge(d.d_mix);
            AttentionResult r = run_fast(d, {});
            for (Tensor* x : {&r.weights[0], &r.weights[1], &r.mix, &r.d_q, &r.d_k, &r.d_v}) {
                *x = at_the_edge(*x);
            }
            fast_document_attention(d.q, d.k, d.v, d.spans, r.weights, r.mix);
            fast_document_attention_backward(d.q, d.k, d.v, d.spans, r.weights, d.d_mix, r.d_q, r.d_k, r.d_v);
            EXPECT(std::isfinite(r.mix(0, 0, 0)));
        }
    }
}

TEST(attention_gives_the_same_bits_at_any_number_of_threads) {
    const Documents d = make_documents({40, 3, 25, 1, 60}, {6, 2}, 10, 3);
    const AttentionResult one = run_fast(d, {});
    for (int threads : {2, 3}) {
        const ChosenThreads chosen(threads);
        const AttentionResult more = run_fast(d, {});
        for (size_t i = 0; i < d.spans.size(); ++i) {
            EXPECT_SAME(more.weights[i], one.weights[i]);
        }
        EXPECT_SAME(more.mix, one.mix);
        EXPECT_SAME(more.d_q, one.d_q);
        EXPECT_SAME(more.d_k, one.d_k);
        EXPECT_SAME(more.d_v, one.d_v);
    }
}

TEST_MAIN
