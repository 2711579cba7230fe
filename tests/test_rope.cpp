#include <cmath>

#include "base/rng.h"
#include "golden.h"
#include "harness.h"
#include "model/linear.h"
#include "model/rope.h"

static Tensor random_tensor(const std::vector<int64_t>& shape, uint64_t seed) {
    Rng rng = make_rng(seed);
    Tensor x = Tensor::zeros(shape);
    for (int64_t i = 0; i < x.size(); ++i) {
        x.data()[i] = 2 * next_float(rng) - 1;
    }
    return x;
}

/// theta is stored as float32 in the golden file, and all that are used are exact in it.
TEST(rope_matches_golden) {
    const Golden golden("rope");
    for (const std::string& name : golden.cases()) {
        const Tensor x = golden[name + "/x"];
        const int start = golden.integers(name + "/start")[0];
        const double theta = golden.number(name + "/theta");
        // Angles of up to 131,002 rad in double are good to 3e-11; near a zero of a*cos - b*sin only the
        // absolute error is small.
        EXPECT_GOLDEN(golden, name + "/half_split", rope(x, start, theta), one_ulp, 1e-10);
        EXPECT_GOLDEN(golden, name + "/interleaved", rope_interleaved(x, start, theta), one_ulp, 1e-10);
    }
}

TEST(position_zero_turns_nothing) {
    const Tensor x = random_tensor({1, 3, 6}, 1);
    EXPECT_SAME(rope(x, 0, 10000), x);
}

static double score(const Tensor& q, const Tensor& k, int q_position, int k_position) {
    const Tensor turned_q = rope(q, q_position, 10000);
    const Tensor turned_k = rope(k, k_position, 10000);
    double dot = 0;
    for (int64_t i = 0; i < q.size(); ++i) {
        dot += double(turned_q.data()[i]) * double(turned_k.data()[i]);
    }
    return dot;
}

TEST(a_score_depends_on_the_distance_alone) {
    const Tensor q = random_tensor({1, 1, 8}, 2);
    const Tensor k = random_tensor({1, 1, 8}, 3);
    for (int distance = -3; distance <= 20; ++distance) {
        const double near = score(q, k, 10 + distance, 10);
        const double far = score(q, k, 1000 + distance, 1000);
        EXPECT(std::fabs(near - far) < 1e-6);  // each turned number is rounded to float32
    }
    EXPECT(std::fabs(score(q, k, 5, 3) - score(q, k, 5, 4)) > 1e-3);
}

TEST(a_turn_keeps_the_length_of_each_pair) {
    const Tensor x = random_tensor({4, 2, 6}, 4);
    const Tensor y = rope(x, 7, 10000);
    for (int64_t t = 0; t < 4; ++t) {
        for (int64_t head = 0; head < 2; ++head) {
            for (int64_t i = 0; i < 3; ++i) {
                const float before = std::hypot(x(t, head, i), x(t, head, i + 3));
                const float after = std::hypot(y(t, head, i), y(t, head, i + 3));
                EXPECT(std::fabs(before - after) < 1e-6f);
            }
        }
    }
}

TEST(a_token_is_turned_alike_alone_and_in_a_row) {
    const Tensor x = random_tensor({5, 2, 4}, 5);
    const Tensor all = rope(x, 11, 10000);
    const Tensor last = Tensor::borrow({1, 2, 4}, const_cast<float*>(x.data()) + 4 * 8, nullptr);
    const Tensor alone = rope(last, 15, 10000);
    for (int64_t i = 0; i < 8; ++i) {
        EXPECT_EQUAL(alone.data()[i], all.data()[4 * 8 + i]);
    }
}

// The mistake that gives plausible text for twenty tokens, then nonsense (llama2.c #286).
TEST(the_permutation_carries_a_weight_from_one_layout_to_the_other) {
    const int head_dim = 6;
    const Tensor x = random_tensor({3, 10}, 6);
    const Tensor weight = random_tensor({2 * head_dim, 10}, 7);
    const Tensor permuted = half_split_from_interleaved(weight, head_dim);
    const Tensor interleaved = rope_interleaved(linear(x, weight).reshape({3, 2, head_dim}), 4, 10000);
    const Tensor half_split = rope(linear(x, permuted).reshape({3, 2, head_dim}), 4, 10000);
    for (int64_t t = 0; t < 3; ++t) {
        for (int64_t head = 0; head < 2; ++head) {
            for (int64_t i = 0; i < head_dim / 2; ++i) {
                EXPECT_EQUAL(half_split(t, head, i), interleaved(t, head, 2 * i));
                EXPECT_EQUAL(half_split(t, head, i + head_dim / 2), interleaved(t, head, 2 * i + 1));
            }
        }
    }
}

TEST(without_the_permutation_the_layouts_differ) {
    const Tensor x = random_tensor({2, 1, 6}, 8);
    EXPECT(largest_magnitude(rope(x, 1, 10000)) > 0);
    bool any_different = false;
    const Tensor a = rope(x, 1, 10000);
    const Tensor b = rope_interleaved(x, 1, 10000);
    for (int64_t i = 0; i < x.size(); ++i) {
        any_different = any_different || std::fabs(a.data()[i] - b.data()[i]) > 0.01f;
    }
    EXPECT(any_different);
}

/// Pair 0 of a head of four turns by 1 radian a position, pair 1 by 0.01: in 64 positions 10.2 turns and 0.1.
TEST(llama3_slows_down_slow_turns_leaves_fast_ones_and_blends_between) {
    RopeSettings settings(10000.0);
    settings.scaling = RopeSettings::Scaling::llama3;
    settings.factor = 8;
    settings.low_freq_factor = 1;
    settings.high_freq_factor = 4;
    settings.original_window = 64;
    EXPECT_EQUAL(rope_frequency(settings, 0, 4), 1.0);
    EXPECT(std::abs(rope_frequency(settings, 1, 4) - 0.01 / 8) < 1e-15);
    settings.original_window = 2.5 * 6.283185307179586;  // 2.5 turns: half-way between 1 and 4
    EXPECT(std::abs(rope_frequency(settings, 0, 4) - (0.5 / 8 + 0.5)) < 1e-12);
    settings.original_window = 1.75 * 6.283185307179586;  // a quarter of the way, nearer to slow
    EXPECT(std::abs(rope_frequency(settings, 0, 4) - (0.75 / 8 + 0.25)) < 1e-12);
}

TEST(an_odd_head_dim_is_an_error) {
    EXPECT_ERROR(rope(Tensor::zeros({1, 1, 3}), 0, 10000), "is odd");
    EXPECT_ERROR(rope_interleaved(Tensor::zeros({1, 1, 3}), 0, 10000), "is odd");
    EXPECT_ERROR(half_split_from_interleaved(Tensor::zeros({6, 2}), 3), "is odd");
    EXPECT_ERROR(half_split_from_interleaved(Tensor::zeros({6, 2}), 4), "whole heads");
}

TEST_MAIN
