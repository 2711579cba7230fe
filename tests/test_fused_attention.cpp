#include "kernels/fused_attention.h"

#include <algorithm>
#include <cmath>

#include "base/threads.h"
#include "gradient.h"
#include "harness.h"
#include "kernels/attention_block.h"
#include "kernels/vec.h"
#include "model/attention.h"
#include "model/softmax.h"
#include "twins.h"

static const ChosenThreads one_thread(1);  // unless a test says otherwise

struct Sizes {
    int64_t T;
    int64_t start;
    int64_t n_heads;
    int64_t n_kv_heads;
    int64_t head_dim;
    int64_t seen = 0;
};

static std::string name_of(const Sizes& shape) {
    return shape_text(Shape{shape.T, shape.n_heads, shape.head_dim}) + " at " + std::to_string(shape.start) + ", " +
           std::to_string(shape.n_kv_heads) + " key heads, " + std::to_string(shape.seen) + " seen";
}

/// A cache with room behind the given rows, which holds NaN.
static Tensor cache_of(const Tensor& rows) {
    Tensor cache = Tensor::zeros({rows.dim(0) + 3, rows.dim(1), rows.dim(2)});
    for (int64_t i = 0; i < cache.size(); ++i) {
        cache.data()[i] = i < rows.size() ? rows.data()[i] : NAN;
    }
    return fenced(cache);
}

static Tensor textbook_attention(const Tensor& q, const Tensor& k, const Tensor& v, int start, int seen) {
    const ChosenForm slow(true);
    return attention_mix(softmax(attention_scores(q, k, start, seen)), v, start);
}

/// docs/numerics.md: what a weight may be off by, relative to itself, on both sides of the division.
static double weight_units(const Tensor& q, const Tensor& k, int start) {
    const ChosenForm slow(true);
    const double S = double(start + q.dim(0));
    const Tensor scores = attention_scores(q, k, start);
    const Tensor magnitudes = attention_scores(absolute(q), absolute(k), start);
    double largest = 0.0;  // of any score, by its terms' sizes: the maximum lies as far from any other as twice that
    for (int64_t i = 0; i < magnitudes.size(); ++i) {
        if (std::isinf(scores.data()[i])) continue;
        largest = std::max(largest, double(magnitudes.data()[i]));
    }
    const double of_a_score = (double(q.dim(2)) + 3) * largest;
    const double blocks = std::ceil(S / double(block_keys));
    const double of_an_exponential = 4 + 2 * largest;
    return 2 * (of_a_score + of_an_exponential + 6 * blocks + double(block_keys)) + 3;
}

static void expect_fused_twin(const Sizes& shape, float size, uint64_t seed) {
    const int start = int(shape.start);
    const int64_t S = shape.start + shape.T;
    const Tensor q = fenced(scaled(random_tensor({shape.T, shape.n_heads, shape.head_dim}, seed), size));
    const Tensor k = random_tensor({S, shape.n_kv_heads, shape.head_dim}, seed + 1);
    const Tensor v = random_tensor({S, shape.n_kv_heads, shape.head_dim}, seed + 2);
    Tensor mix = fenced(Tensor::from(q.shape(), std::vector<float>(size_t(q.size()), NAN)));
    fast_attention(q, cache_of(k), cache_of(v), start, shape.seen, mix);
    expect_fence(mix, name_of(shape));
    const Tensor want = textbook_attention(q, k, v, start, int(shape.seen));
    const Tensor magnitude = textbook_attention(q, k, absolute(v), start, int(shape.seen));
    expect_within(mix, want, allowed_by(roundings(weight_units(q, k, start)), magnitude, want), name_of(shape));
}

TEST(the_fused_twin_agrees_with_scores_softmax_and_mix) {
    uint64_t seed = 0;
    for (const std::vector<int64_t>& heads : std::vector<std::vector<int64_t>>{{1, 1}, {3, 3}, {4, 2}, {6, 1}}) {
        for (int64_t head_dim : {1, 2, 3, 15, 16, 17, 33}) {
            for (int64_t T : {1, 2, 3, 15, 17, 33}) {
                for (int64_t start : {0, 1, 63}) {
                    const Sizes shape = {T, start, heads[0], heads[1], head_dim};
                    expect_fused_twin(shape, 1.0f, seed += 3);
                }
            }
        }
    }
    EXPECT_EQUAL(seed, uint64_t(3 * 504));
}

TEST(so_it_does_with_a_window) {
    uint64_t seed = 0;
    for (int64_t seen : {1, 2, 3, 15, 17, 64, 65}) {
        for (int64_t head_dim : {3, 16}) {
            for (int64_t start : {0, 1, 63}) {
                expect_fused_twin({1, start, 4, 2, head_dim, seen}, 1.0f, seed += 3);
                expect_fused_twin({33, start, 6, 2, head_dim, seen}, 4.0f, seed += 3);
                expect_fused_twin({90, start, 1, 1, head_dim, seen}, 4.0f, seed += 3);
            }
        }
    }
}

// Several blocks of keys, several strips and tasks of queries; heads as wide as registers are read in place.
TEST(it_agrees_beyond_one_block_and_with_large_scores) {
    for (int64_t head_dim : {8, 16, 48, 64, 80}) {
        expect_fused_twin({1, block_keys - 1, 2, 1, head_dim}, 1.0f, 1);
        expect_fused_twin({1, 3 * block_keys, 4, 2, head_dim}, 10.0f, 2);
    }
    expect_fused_twin({2 * block_keys + 1, 0, 2, 2, 16}, 1.0f, 3);
    expect_fused_twin({98, 2 * block_keys - 1, 6, 2, 7}, 10.0f, 4);
    expect_fused_twin({195, 1, 1, 1, 4}, 30.0f, 5);
}

/// With queries of zeros all weights are alike, and sums of whole numbers are exact: the mean, off by the rounding of
/// 1 / n and that of the product. A key left out, taken twice or taken from the future moves it by more.
static void expect_means(const Sizes& shape) {
    const int64_t group = shape.n_heads / shape.n_kv_heads;
    const Tensor q = Tensor::zeros({shape.T, shape.n_heads, shape.head_dim});
    const Tensor k = random_tensor({shape.start + shape.T, shape.n_kv_heads, shape.head_dim}, 1);
    const Tensor v = whole_numbers(k.shape(), 2);
    Tensor mix = Tensor::zeros(q.shape());
    fast_attention(q, cache_of(k), cache_of(v), shape.start, shape.seen, mix);
    for (int64_t h = 0; h < shape.n_heads; ++h) {
        for (int64_t i = 0; i < shape.head_dim; ++i) {
            double sum = 0.0;
            for (int64_t s = 0; s < shape.start + shape.T; ++s) {
                sum += double(v(s, h / group, i));
                if (s < shape.start) continue;
                const double mean = sum / double(s + 1);
                EXPECT(std::fabs(double(mix(s - shape.start, h, i)) - mean) <= roundings(2) * std::fabs(mean));
            }
        }
    }
}

TEST(equal_weights_give_the_mean_of_what_a_token_may_see) {
    expect_means({150, 0, 2, 1, 3});
    expect_means({70, 61, 3, 3, 16});
    for (int64_t start : {0, 15, 16, 17, 63, 64, 200}) {
        expect_means({1, start, 4, 2, 16});
    }
}

/// The answers to the tokens first .. end - 1 of a prompt whose keys and values are all in the cache.
static Tensor answers(const Tensor& q, const Tensor& k, const Tensor& v, int64_t first, int64_t end, int64_t seen = 0) {
    const int64_t row = q.dim(1) * q.dim(2);
    const Tensor part = Tensor::borrow({end - first, q.dim(1), q.dim(2)}, const_cast<float*>(q.data()) + first * row,
                                       std::shared_ptr<void>());
    Tensor mix = Tensor::zeros(part.shape());
    fast_attention(part, k, v, first, seen, mix);
    return mix;
}

static void expect_rows_same(const Tensor& part, const Tensor& whole, int64_t first) {
    for (int64_t i = 0; i < part.size(); ++i) {
        EXPECT(part.data()[i] == whole.data()[first * whole.dim(1) * whole.dim(2) + i]);
    }
}

TEST(a_token_gets_the_same_bits_alone_and_in_a_prompt_however_it_is_split) {
    for (const std::vector<int64_t>& heads : std::vector<std::vector<int64_t>>{{2, 2}, {6, 2}, {7, 1}}) {
        for (int64_t head_dim : {6, 16, 40, 64}) {
            const Tensor q = scaled(random_tensor({141, heads[0], head_dim}, 1), 4.0f);
            const Tensor k = random_tensor({141, heads[1], head_dim}, 2);
            const Tensor v = random_tensor({141, heads[1], head_dim}, 3);
            const Tensor whole = answers(q, k, v, 0, 141);
            for (int64_t t = 0; t < 141; ++t) {
                expect_rows_same(answers(q, k, v, t, t + 1), whole, t);
            }
            for (int64_t split : {1, 5, 63, 64, 65, 100}) {
                expect_rows_same(answers(q, k, v, 0, split), whole, 0);
                expect_rows_same(answers(q, k, v, split, 141), whole, split);
            }
        }
    }
}

TEST(threads_change_no_bit) {
    const Tensor q = random_tensor({400, 6, 16}, 1);
    const Tensor k = random_tensor({400, 2, 16}, 2);
    const Tensor v = random_tensor({400, 2, 16}, 3);
    const Tensor long_k = random_tensor({3000, 2, 16}, 4);
    const Tensor long_q = random_tensor({3000, 6, 16}, 5);
    EXPECT(worth_sharing(6 * 2999 * 16));  // of a smaller one a thread would do all
    const Tensor many = answers(q, k, v, 0, 400);
    const Tensor one = answers(long_q, long_k, long_k, 2998, 2999);
    for (int threads : {2, 3}) {
        const ChosenThreads chosen(threads);
        EXPECT_SAME(answers(q, k, v, 0, 400), many);
        EXPECT_SAME(answers(long_q, long_k, long_k, 2998, 2999), one);
    }
}

TEST(nothing_outside_queries_keys_and_values_is_touched) {
    for (int64_t T : {1, 7, 30, 70}) {
        for (int64_t head_dim : {6, 16, 19, 64}) {
            const Tensor q = at_the_edge(random_tensor({T, 6, head_dim}, 1));
            const Tensor k = at_the_edge(random_tensor({T + 3, 3, head_dim}, 2));
            const Tensor v = at_the_edge(random_tensor({T + 3, 3, head_dim}, 3));
            Tensor mix = at_the_edge(Tensor::zeros(q.shape()));
            fast_attention(q, k, v, 3, 0, mix);
            fast_attention(q, k, v, 3, 2, mix);
            EXPECT(std::isfinite(mix(T - 1, 5, head_dim - 1)));
        }
    }
}

// A value that cannot be used must not be touched by a weight of 0 either: 0 times infinity is NaN.
TEST(the_future_changes_no_bit_of_the_past) {
    const Tensor q = random_tensor({100, 4, 16}, 1);
    Tensor k = random_tensor({100, 2, 16}, 2);
    Tensor v = random_tensor({100, 2, 16}, 3);
    const Tensor before = answers(q, k, v, 0, 100);
    for (int64_t t : {1, 44, 64, 99}) {
        Tensor other_k = k.clone();
        Tensor other_v = v.clone();
        for (int64_t s = t; s < 100; ++s) {
            for (int64_t h = 0; h < 2; ++h) {
                other_k(s, h, 3) = NAN;
                other_v(s, h, 5) = INFINITY;
            }
        }
        const Tensor after = answers(q, other_k, other_v, 0, 100);
        for (int64_t i = 0; i < t * 4 * 16; ++i) {
            EXPECT(after.data()[i] == before.data()[i]);
        }
    }
}

// The key with the huge score takes all, wherever it lies: every block before it is scaled to nothing, every one
// behind it adds nothing.
TEST(a_huge_score_takes_all_the_weight) {
    for (int64_t T : {1, 200}) {
        for (int64_t chosen : {0, 3, 63, 64, 130, 198}) {
            Tensor q = Tensor::zeros({T, 1, 16});
            Tensor k = Tensor::zeros({200, 1, 16});
            const Tensor v = random_tensor({200, 1, 16}, 3);
            for (int64_t t = 0; t < T; ++t) {
                q(t, 0, 2) = 1e15f;
            }
            for (int64_t s = 0; s < 200; ++s) {
                k(s, 0, 2) = s == chosen ? 1e15f : -1e15f;
            }
            Tensor mix = Tensor::zeros(q.shape());
            fast_attention(q, k, v, 200 - T, 0, mix);
            for (int64_t i = 0; i < 16; ++i) {
                EXPECT(mix(T - 1, 0, i) == v(chosen, 0, i));
            }
        }
    }
}

// One-hot queries and keys: what is read says which key/value head it came from.
TEST(neighbouring_query_heads_share_a_key_head) {
    for (int64_t T : {1, 9}) {
        const Tensor q = Tensor::zeros({T, 6, 16});
        const Tensor k = Tensor::zeros({T, 2, 16});
        Tensor v = Tensor::zeros({T, 2, 16});
        for (int64_t t = 0; t < T; ++t) {
            v(t, 0, 0) = 5;
            v(t, 1, 0) = 7;
        }
        Tensor mix = Tensor::zeros(q.shape());
        fast_attention(q, k, v, 0, 0, mix);
        for (int64_t h = 0; h < 6; ++h) {
            const double want = h < 3 ? 5.0 : 7.0;
            EXPECT(std::fabs(double(mix(T - 1, h, 0)) - want) <= roundings(3) * want);
        }
    }
}

TEST_MAIN
