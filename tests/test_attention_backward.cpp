#include <cmath>

#include "golden.h"
#include "gradient.h"
#include "harness.h"
#include "model/attention.h"
#include "train/attention_backward.h"

TEST(attention_scores_backward_matches_golden) {
    const Golden golden("backward");
    for (const std::string& name : golden.cases("scores.")) {
        const Tensor k = golden[name + "/k"];
        Tensor d_k = Tensor::zeros(k.shape());
        const Tensor d_q = attention_scores_backward(golden[name + "/q"], k, golden[name + "/d_scores"], d_k);
        EXPECT_GOLDEN(golden, name + "/d_q", d_q, one_ulp, 1e-12);
        EXPECT_GOLDEN(golden, name + "/d_k", d_k, one_ulp, 1e-12);
    }
}

TEST(attention_mix_backward_matches_golden) {
    const Golden golden("backward");
    for (const std::string& name : golden.cases("mix.")) {
        const Tensor v = golden[name + "/v"];
        Tensor d_v = Tensor::zeros(v.shape());
        const Tensor d_weights = attention_mix_backward(golden[name + "/weights"], v, golden[name + "/d_mix"], d_v);
        EXPECT_GOLDEN(golden, name + "/d_weights", d_weights, one_ulp, 1e-12);
        EXPECT_GOLDEN(golden, name + "/d_v", d_v, one_ulp, 1e-12);
    }
}

// Three tokens, four query heads, of which 0 and 1 read key/value head 0, and 2 and 3 head 1.
static const size_t T = 3;
static const size_t n_heads = 4;
static const size_t n_kv_heads = 2;
static const size_t head_dim = 2;

/// sum over s <= t of a[h][t][s] * (b[t][h] . c[s][h / 2]), which is both losses: by the scores with a = d_scores / root,
/// b = q, c = k, and by the mix with a = weights, b = d_mix, c = v.
static double loss_of(const std::vector<double>& a, const std::vector<double>& b, const std::vector<double>& c) {
    double loss = 0;
    for (size_t h = 0; h < n_heads; ++h) {
        for (size_t t = 0; t < T; ++t) {
            for (size_t s = 0; s <= t; ++s) {
                for (size_t i = 0; i < head_dim; ++i) {
                    const double from_b = b[(t * n_heads + h) * head_dim + i];
                    const double from_c = c[(s * n_kv_heads + h / 2) * head_dim + i];
                    loss += a[(h * T + t) * T + s] * from_b * from_c;
                }
            }
        }
    }
    return loss;
}

TEST(attention_scores_backward_matches_finite_differences) {
    const Tensor q = random_tensor({T, n_heads, head_dim}, 1);
    const Tensor k = random_tensor({T, n_kv_heads, head_dim}, 2);
    const Tensor d_scores = random_tensor({n_heads, T, T}, 3);
    Tensor d_k = Tensor::zeros(k.shape());
    const Tensor d_q = attention_scores_backward(q, k, d_scores, d_k);
    std::vector<double> a = doubles(d_scores);
    for (double& number : a) {
        number /= std::sqrt(2.0);
    }
    const auto loss_by_q = [&](const std::vector<double>& moved) { return loss_of(a, moved, doubles(k)); };
    const auto loss_by_k = [&](const std::vector<double>& moved) { return loss_of(a, doubles(q), moved); };
    EXPECT_CLOSE(d_q, finite_difference(loss_by_q, q), one_ulp, finite_difference_error);
    EXPECT_CLOSE(d_k, finite_difference(loss_by_k, k), one_ulp, finite_difference_error);
}

TEST(attention_mix_backward_matches_finite_differences) {
    const Tensor weights = random_tensor({n_heads, T, T}, 4);
    const Tensor v = random_tensor({T, n_kv_heads, head_dim}, 5);
    const Tensor d_mix = random_tensor({T, n_heads, head_dim}, 6);
    Tensor d_v = Tensor::zeros(v.shape());
    const Tensor d_weights = attention_mix_backward(weights, v, d_mix, d_v);
    const auto by_weights = [&](const std::vector<double>& moved) {
        return loss_of(moved, doubles(d_mix), doubles(v));
    };
    const auto by_v = [&](const std::vector<double>& moved) {
        return loss_of(doubles(weights), doubles(d_mix), moved);
    };
    EXPECT_CLOSE(d_weights, finite_difference(by_weights, weights), one_ulp, finite_difference_error);
    EXPECT_CLOSE(d_v, finite_difference(by_v, v), one_ulp, finite_difference_error);
}

// head_dim 4, so the scale is exactly 1/2 (meta-llama #384: repeat-interleave, not tile).
TEST(a_key_head_collects_from_the_neighbouring_query_heads_that_share_it) {
    Tensor q = Tensor::zeros({1, 4, 4});
    Tensor k = Tensor::zeros({1, 2, 4});
    for (int64_t h = 0; h < 4; ++h) {
        q(0, h, 0) = 2;
    }
    k(0, 0, 1) = 20;
    k(0, 1, 1) = 40;
    Tensor d_k = Tensor::from({1, 2, 4}, {5, 0, 0, 0, 7, 0, 0, 0});  // what is there already is not scaled
    const Tensor d_q = attention_scores_backward(q, k, Tensor::from({4, 1, 1}, {1, 10, 100, 1000}), d_k);
    EXPECT_SAME(d_k, Tensor::from({1, 2, 4}, {16, 0, 0, 0, 1107, 0, 0, 0}));
    EXPECT_SAME(d_q, Tensor::from({1, 4, 4}, {0, 10, 0, 0, 0, 100, 0, 0, 0, 2000, 0, 0, 0, 20000, 0, 0}));
}

TEST(a_value_head_collects_from_the_neighbouring_query_heads_that_share_it) {
    const Tensor weights = Tensor::from({4, 1, 1}, {1, 1, 1, 1});
    const Tensor v = Tensor::from({1, 2, 1}, {5, 7});
    Tensor d_v = Tensor::zeros({1, 2, 1});
    const Tensor d_weights = attention_mix_backward(weights, v, Tensor::from({1, 4, 1}, {1, 10, 100, 1000}), d_v);
    EXPECT_SAME(d_v, Tensor::from({1, 2, 1}, {11, 1100}));
    EXPECT_SAME(d_weights, Tensor::from({4, 1, 1}, {5, 50, 700, 7000}));
}

TEST(a_token_gives_no_gradient_to_its_future) {
    const Tensor ones = Tensor::from({3, 1, 1}, {1, 1, 1});
    Tensor d_scores = Tensor::zeros({1, 3, 3});
    Tensor weights = Tensor::zeros({1, 3, 3});
    for (int64_t s = 0; s < 3; ++s) {
        d_scores(0, 1, s) = s <= 1 ? 1 : NAN;  // only the query of token 1 speaks; its future is rubbish
        weights(0, 1, s) = s <= 1 ? 1 : NAN;
    }
    Tensor d_k = Tensor::zeros({3, 1, 1});
    Tensor d_v = Tensor::zeros({3, 1, 1});
    EXPECT_SAME(attention_scores_backward(ones, ones, d_scores, d_k), Tensor::from({3, 1, 1}, {0, 2, 0}));
    EXPECT_SAME(d_k, Tensor::from({3, 1, 1}, {1, 1, 0}));
    const Tensor d_weights = attention_mix_backward(weights, ones, ones, d_v);
    EXPECT_SAME(d_v, Tensor::from({3, 1, 1}, {1, 1, 0}));
    EXPECT_SAME(d_weights, Tensor::from({1, 3, 3}, {1, 0, 0, 1, 1, 0, 1, 1, 1}));
}

TEST(gradients_of_keys_and_values_are_added_to_what_is_there_and_summed_in_double) {
    const Tensor threes = Tensor::from({1, 2, 1}, {3, 3});
    const Tensor one = Tensor::from({1, 1, 1}, {1});
    const Tensor ones = Tensor::from({2, 1, 1}, {1, 1});
    Tensor d_k = Tensor::from({1, 1, 1}, {1e8f});
    Tensor d_v = Tensor::from({1, 1, 1}, {1e8f});
    attention_scores_backward(threes, one, ones, d_k);
    attention_mix_backward(ones, one, threes, d_v);
    EXPECT_EQUAL(d_k(0, 0, 0), 1e8f + 8);  // 1e8 + 3 + 3, to the nearest float32
    EXPECT_EQUAL(d_v(0, 0, 0), 1e8f + 8);
    attention_scores_backward(threes, one, ones, d_k);
    attention_mix_backward(ones, one, threes, d_v);
    EXPECT_EQUAL(d_k(0, 0, 0), 1e8f + 16);  // 1e8 + 8 + 6
    EXPECT_EQUAL(d_v(0, 0, 0), 1e8f + 16);
}

TEST(gradients_of_queries_and_weights_are_summed_in_double) {
    const Tensor q = Tensor::zeros({3, 1, 1});
    const Tensor k = Tensor::from({3, 1, 1}, {1e8f, 1, -1e8f});
    Tensor d_scores = Tensor::zeros({1, 3, 3});
    for (int64_t s = 0; s < 3; ++s) {
        d_scores(0, 2, s) = 1;
    }
    Tensor d_k = Tensor::zeros({3, 1, 1});
    EXPECT_EQUAL(attention_scores_backward(q, k, d_scores, d_k)(2, 0, 0), 1.0f);
    const Tensor v = Tensor::from({1, 1, 3}, {1e8f, 1, -1e8f});
    Tensor d_v = Tensor::zeros({1, 1, 3});
    const Tensor d_mix = Tensor::from({1, 1, 3}, {1, 1, 1});
    EXPECT_EQUAL(attention_mix_backward(Tensor::zeros({1, 1, 1}), v, d_mix, d_v)(0, 0, 0), 1.0f);
}

TEST(shapes_of_scores_that_do_not_fit_are_errors) {
    const Tensor q = Tensor::zeros({3, 4, 2});
    const Tensor k = Tensor::zeros({3, 2, 2});
    const Tensor d_scores = Tensor::zeros({4, 3, 3});
    Tensor d_k = Tensor::zeros({3, 2, 2});
    Tensor three = Tensor::zeros({3, 3, 2});
    EXPECT_ERROR(attention_scores_backward(q, three, d_scores, three), "4 query heads cannot share 3");
    EXPECT_ERROR(attention_scores_backward(q, Tensor::zeros({4, 2, 2}), d_scores, d_k), "k: has shape [4, 2, 2]");
    EXPECT_ERROR(attention_scores_backward(q, Tensor::zeros({3, 2, 4}), d_scores, d_k), "k: has shape [3, 2, 4]");
    EXPECT_ERROR(attention_scores_backward(Tensor::zeros({3, 8}), k, d_scores, d_k), "shape [3, 8]");
    EXPECT_ERROR(attention_scores_backward(q, k, Tensor::zeros({4, 3, 4}), d_k), "d_scores: has shape [4, 3, 4]");
    EXPECT_ERROR(attention_scores_backward(q, k, d_scores, three), "d_k: has shape [3, 3, 2], expected [3, 2, 2]");
}

TEST(shapes_of_a_mix_that_do_not_fit_are_errors) {
    const Tensor weights = Tensor::zeros({4, 3, 3});
    const Tensor v = Tensor::zeros({3, 2, 2});
    const Tensor d_mix = Tensor::zeros({3, 4, 2});
    Tensor d_v = Tensor::zeros({3, 2, 2});
    Tensor three = Tensor::zeros({3, 3, 2});
    EXPECT_ERROR(attention_mix_backward(weights, three, d_mix, three), "4 query heads cannot share 3");
    EXPECT_ERROR(attention_mix_backward(Tensor::zeros({4, 3, 5}), v, d_mix, d_v), "weights: has shape [4, 3, 5]");
    EXPECT_ERROR(attention_mix_backward(weights, Tensor::zeros({5, 2, 2}), d_mix, d_v), "v: has shape [5, 2, 2]");
    EXPECT_ERROR(attention_mix_backward(weights, v, Tensor::zeros({3, 8}), d_v), "shape [3, 8]");
    EXPECT_ERROR(attention_mix_backward(weights, v, d_mix, three), "d_v: has shape [3, 3, 2], expected [3, 2, 2]");
}

TEST_MAIN
