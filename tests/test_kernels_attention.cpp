#include "kernels/attention.h"

#include <cmath>

#include "base/threads.h"
#include "gradient.h"
#include "harness.h"
#include "model/attention.h"
#include "model/softmax.h"
#include "twins.h"

static const ChosenThreads one_thread(1);  // unless a test says otherwise

/// n_heads, n_kv_heads
static const std::vector<std::vector<int64_t>> head_counts = {{1, 1}, {2, 1}, {3, 3}, {4, 2}, {6, 2}};

/// The first S rows of k or v, behind which are rows that must not be read.
static Tensor cache_of(const Tensor& rows, int64_t capacity) {
    Tensor cache = Tensor::zeros({capacity, rows.dim(1), rows.dim(2)});
    for (int64_t i = 0; i < cache.size(); ++i) {
        cache.data()[i] = i < rows.size() ? rows.data()[i] : NAN;
    }
    return fenced(cache);
}

// The dot product's head_dim roundings; the scale was rounded once, and its product is.
static void expect_scores_twins(const Tensor& q, const Tensor& k, int start, int seen, const std::string& name) {
    const ChosenForm slow(true);
    const Tensor want = attention_scores(q, k, start, seen);
    Tensor magnitude = attention_scores(absolute(q), absolute(k), start, seen);
    for (int64_t i = 0; i < magnitude.size(); ++i) {
        if (std::isinf(magnitude.data()[i])) magnitude.data()[i] = 0.0f;  // not seen: -inf in both
    }
    const ChosenForm fast(false);
    const double units = double(q.dim(2)) + 2;
    expect_within(attention_scores(q, k, start, seen), want, allowed_by(roundings(units), magnitude, want),
                  name + ": scores");
}

static void expect_mix_twins(const Tensor& weights, const Tensor& v, int start, const std::string& name) {
    const ChosenForm slow(true);
    const Tensor want = attention_mix(weights, v, start);
    const Tensor magnitude = attention_mix(weights, absolute(v), start);
    const ChosenForm fast(false);
    const double units = double(weights.dim(2));
    expect_within(attention_mix(weights, v, start), want, allowed_by(roundings(units), magnitude, want),
                  name + ": mix");
}

TEST(the_twins_of_attention_agree_with_and_without_a_cache) {
    uint64_t seed = 0;
    for (const std::vector<int64_t>& heads : head_counts) {
        for (int64_t T : {1, 2, 3, 15, 17, 33}) {
            for (int start : {0, 1, 16, 31}) {
                for (int64_t head_dim : {2, 6, 16, 34}) {
                    const int64_t S = start + T;
                    const Tensor q = fenced(random_tensor({T, heads[0], head_dim}, ++seed));
                    const Tensor k = cache_of(random_tensor({S, heads[1], head_dim}, ++seed), S + 3);
                    const Tensor v = cache_of(random_tensor({S, heads[1], head_dim}, ++seed), S + 3);
                    const std::string name = shape_text(q.shape()) + " at " + std::to_string(start);
                    expect_scores_twins(q, k, start, 0, name);
                    const ChosenForm slow(true);
                    expect_mix_twins(fenced(softmax(attention_scores(q, k, start))), v, start, name);
                }
            }
        }
    }
    EXPECT_EQUAL(seed, uint64_t(3 * 480));
}

TEST(the_twins_of_scores_agree_on_a_window) {
    const Tensor q = fenced(random_tensor({17, 4, 6}, 1));
    for (int start : {0, 3, 31}) {
        const Tensor k = cache_of(random_tensor({start + 17, 2, 6}, 2), start + 20);
        for (int seen : {1, 2, 16, 17, 100}) {
            expect_scores_twins(q, k, start, seen, std::to_string(seen) + " seen at " + std::to_string(start));
        }
    }
}

TEST(nothing_outside_queries_keys_and_values_is_touched) {
    for (const std::vector<int64_t>& heads : head_counts) {
        for (int64_t T : {1, 7, 17, 33}) {
            const Tensor q = at_the_edge(random_tensor({T, heads[0], 6}, 1));
            const Tensor k = at_the_edge(random_tensor({T + 3, heads[1], 6}, 2));
            const Tensor v = at_the_edge(random_tensor({T + 3, heads[1], 6}, 3));
            Tensor scores = at_the_edge(Tensor::zeros({heads[0], T, T + 3}));
            Tensor mix = at_the_edge(Tensor::zeros({T, heads[0], 6}));
            fast_attention_scores(q, k, 3, 0, scores);
            fast_attention_mix(at_the_edge(softmax(scores)), v, mix);
            EXPECT(std::isfinite(mix(0, 0, 0)));
        }
    }
}

TEST(scores_and_mix_give_the_same_bits_at_any_number_of_threads) {
    const ChosenForm fast(false);
    const Tensor q = random_tensor({80, 6, 10}, 1);
    const Tensor k = random_tensor({85, 2, 10}, 2);
    const Tensor v = random_tensor({85, 2, 10}, 3);
    EXPECT(worth_sharing(6 * 80 * 85 * 10));  // of smaller ones a thread would do all
    const Tensor scores = attention_scores(q, k, 5);
    const Tensor weights = softmax(scores);
    const Tensor mix = attention_mix(weights, v, 5);
    for (int threads : {2, 3}) {
        const ChosenThreads chosen(threads);
        EXPECT_SAME(attention_scores(q, k, 5), scores);
        EXPECT_SAME(attention_mix(weights, v, 5), mix);
    }
}

TEST_MAIN
