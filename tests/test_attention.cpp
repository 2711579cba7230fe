#include <cmath>

#include "golden.h"
#include "harness.h"
#include "model/attention.h"
#include "model/softmax.h"

TEST(attention_matches_golden) {
    const Golden golden("attention");
    for (const std::string& name : golden.cases()) {
        const int start = golden.integers(name + "/start")[0];
        const Tensor scores = attention_scores(golden[name + "/q"], golden[name + "/k"], start);
        EXPECT_GOLDEN(golden, name + "/scores", scores, one_ulp, 1e-12);
        EXPECT_GOLDEN(golden, name + "/weights", softmax(golden[name + "/scores"]), one_ulp, 1e-12);
        const Tensor mix = attention_mix(golden[name + "/weights"], golden[name + "/v"], start);
        EXPECT_GOLDEN(golden, name + "/mix", mix.reshape(golden[name + "/mix"].shape()), one_ulp, 1e-12);
    }
}

// One-hot vectors, so that every score says which key was read: query head h reads key/value head
// h / group, neighbours share one (meta-llama #384: repeat-interleave, not tile).
TEST(neighbouring_query_heads_share_a_key_head) {
    Tensor q = Tensor::zeros({1, 4, 2});
    Tensor k = Tensor::zeros({1, 2, 2});
    for (int64_t h = 0; h < 4; ++h) {
        q(0, h, 0) = 1;
        q(0, h, 1) = 10;
    }
    k(0, 0, 0) = 1;  // key head 0 picks the 1, key head 1 the 10
    k(0, 1, 1) = 1;
    const Tensor scores = attention_scores(q, k, 0);
    const float root = std::sqrt(2.0f);
    EXPECT_CLOSE(scores, Tensor::from({4, 1, 1}, {1 / root, 1 / root, 10 / root, 10 / root}), 2 * one_ulp, 0);

    const Tensor weights = Tensor::from({4, 1, 1}, {1, 1, 1, 1});
    const Tensor v = Tensor::from({1, 2, 1}, {5, 7});
    EXPECT_SAME(attention_mix(weights, v, 0), Tensor::from({1, 4, 1}, {5, 5, 7, 7}));
}

// pytorch #103082: with a cache the causal mask is aligned to the bottom right.
TEST(with_a_cache_a_token_sees_the_past_and_itself) {
    const Tensor q = Tensor::from({2, 1, 2}, {1, 1, 1, 1});
    const Tensor k = Tensor::from({5, 1, 2}, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1});
    const Tensor scores = attention_scores(q, k, 3);
    EXPECT_EQUAL(scores.shape(), (std::vector<int64_t>{1, 2, 5}));
    for (int64_t s = 0; s < 5; ++s) {
        EXPECT_EQUAL(std::isinf(scores(0, 0, s)), s > 3);
        EXPECT(!std::isinf(scores(0, 1, s)));
    }
}

TEST(rows_of_the_cache_that_are_not_written_yet_are_not_read) {
    const Tensor q = Tensor::from({1, 1, 2}, {1, 2});
    Tensor k = Tensor::from({3, 1, 2}, {3, 4, 5, 6, NAN, NAN});
    const Tensor scores = attention_scores(q, k, 1);
    EXPECT_EQUAL(scores.dim(2), int64_t(2));
    const Tensor mix = attention_mix(softmax(scores), k, 1);
    EXPECT(!std::isnan(mix(0, 0, 0)));
}

/// A window counts the token itself: with 2 a token sees the one before it and itself, whatever is cached.
TEST(a_window_counts_the_token_itself) {
    const Tensor ones = Tensor::from({4, 1, 2}, {1, 1, 1, 1, 1, 1, 1, 1});
    for (int start : {0, 1, 3}) {
        const Tensor q = ones.rows_view(start, 4 - start);
        const Tensor scores = attention_scores(q, ones, start, 2);  // [1, 4 - start, 4]
        for (int t = 0; t < 4 - start; ++t) {
            const int position = start + t;
            for (int s = 0; s < 4; ++s) {
                const bool is_seen = s == position || s == position - 1;
                EXPECT_EQUAL(std::isfinite(scores(0, t, s)), is_seen);
            }
        }
    }
}

TEST(shapes_that_do_not_fit_are_errors) {
    EXPECT_ERROR(attention_scores(Tensor::zeros({1, 3, 2}), Tensor::zeros({1, 2, 2}), 0), "cannot share");
    EXPECT_ERROR(attention_scores(Tensor::zeros({1, 3, 2}), Tensor::zeros({1, 0, 2}), 0), "cannot share");
    EXPECT_ERROR(
        attention_scores(Tensor::zeros({2, 2, 2}), Tensor::zeros({2, 1, 2}), 1),
        "attention_scores: k has shape [2, 1, 2], expected at least 3 rows (start + T) of n_kv_heads heads of 2 "
        "numbers");
    EXPECT_ERROR(attention_scores(Tensor::zeros({1, 2, 2}), Tensor::zeros({1, 1, 4}), 0), "heads of 2 numbers");
    EXPECT_ERROR(attention_scores(Tensor::zeros({1, 2, 2}), Tensor::zeros({1, 2}), 0), "k has shape [1, 2], expected");
    EXPECT_ERROR(attention_mix(Tensor::zeros({2, 1, 3}), Tensor::zeros({2, 1, 4}), 2),
                 "attention_mix: v has shape [2, 1, 4], expected at least 3 rows");
    EXPECT_ERROR(attention_mix(Tensor::zeros({2, 1, 3}), Tensor::zeros({3, 1, 4}), 1),
                 "attention_mix: weights: has shape [2, 1, 3], expected [2, 1, 2]");
}

TEST_MAIN
