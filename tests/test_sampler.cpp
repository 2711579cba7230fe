#include <cmath>
#include <limits>

#include "base/tap.h"
#include "golden.h"
#include "harness.h"
#include "sampler/sampler.h"

static const float infinity = std::numeric_limits<float>::infinity();

/// Each step is fed the golden distribution of the step before. Cases whose probabilities are exact binary
/// fractions have no logits: no softmax gives those.
TEST(every_step_matches_golden) {
    const Golden golden("sampler");
    for (const std::string& name : golden.cases()) {
        const float temperature = float(golden.number(name + "/temperature"));
        if (golden.has(name + "/logits")) {
            // One rounding of the scaled logits, whose error exp multiplies by their size, and one of the result.
            const Tensor probs = apply_temperature(golden[name + "/logits"], temperature);
            EXPECT_GOLDEN(golden, name + "/after_temperature", probs, 4 * one_ulp, 2e-7);
        }
        const int top_k = golden.integers(name + "/top_k")[0];
        const float top_p = float(golden.number(name + "/top_p"));
        const float min_p = float(golden.number(name + "/min_p"));
        const Tensor after_top_k = apply_top_k(golden[name + "/after_temperature"], top_k);
        EXPECT_GOLDEN(golden, name + "/after_top_k", after_top_k, 2 * one_ulp, 0);
        const Tensor after_top_p = apply_top_p(golden[name + "/after_top_k"], top_p);
        EXPECT_GOLDEN(golden, name + "/after_top_p", after_top_p, 2 * one_ulp, 0);
        const Tensor after_min_p = apply_min_p(golden[name + "/after_top_p"], min_p);
        EXPECT_GOLDEN(golden, name + "/after_min_p", after_min_p, 2 * one_ulp, 0);
    }
}

TEST(fixed_coins_draw_the_golden_tokens) {
    const Golden golden("sampler");
    for (const std::string& name : golden.cases()) {
        const Tensor coins = golden[name + "/coins"];
        const std::vector<int> tokens = golden.integers(name + "/tokens");
        for (int64_t i = 0; i < coins.size(); ++i) {
            const int token = draw(golden[name + "/after_min_p"], coins(i));
            if (token != tokens[size_t(i)]) FAIL(name + ": coin " + shown(coins(i)) + " drew " + shown(token));
        }
    }
}

// A coin of 0 with `cumulated >= coin` picks token 0 (yalm).
TEST(a_token_of_probability_zero_is_never_drawn) {
    const Tensor probs = Tensor::from({4}, {0, 0.5f, 0.5f, 0});
    EXPECT_EQUAL(draw(probs, 0.0f), 1);
    EXPECT_EQUAL(draw(probs, 0.5f), 2);  // the border belongs to the next token
    EXPECT_EQUAL(draw(probs, 1 - 0x1p-24f), 2);
}

TEST(a_sum_that_rounding_leaves_below_the_coin_draws_the_last_kept_token) {
    const Tensor probs = Tensor::from({4}, {0.25f, 0.5f, 0.2499f, 0});
    EXPECT_EQUAL(draw(probs, 0.99999f), 2);
    EXPECT_ERROR(draw(Tensor::zeros({3}), 0.5f), "no token has a probability");
}

TEST(temperature_zero_takes_the_largest_logit_and_the_lower_id_among_equals) {
    EXPECT_SAME(apply_temperature(Tensor::from({4}, {1, 3, 3, 2}), 0), Tensor::from({4}, {0, 1, 0, 0}));
    EXPECT_SAME(apply_temperature(Tensor::from({2}, {-infinity, -5}), 0), Tensor::from({2}, {0, 1}));
}

TEST(a_tiny_temperature_is_nearly_zero_and_no_nan) {
    const Tensor probs = apply_temperature(Tensor::from({3}, {100, 101, -300}), 1e-38f);
    EXPECT_SAME(probs, Tensor::from({3}, {0, 1, 0}));
}

TEST(top_k_keeps_exactly_k_and_the_lower_id_among_equals) {
    const Tensor probs = Tensor::from({4}, {0.125f, 0.375f, 0.125f, 0.375f});
    EXPECT_SAME(apply_top_k(probs, 1), Tensor::from({4}, {0, 1, 0, 0}));
    EXPECT_SAME(apply_top_k(probs, 3), Tensor::from({4}, {0.125f / 0.875f, 0.375f / 0.875f, 0, 0.375f / 0.875f}));
    EXPECT_SAME(apply_top_k(probs, 0), probs);
    EXPECT_SAME(apply_top_k(probs, 4), probs);
    EXPECT_SAME(apply_top_k(probs, 1000), probs);
}

// `>` for `>=` keeps one too many here (transformers #18976); dropping the token that crosses keeps one too few
// (llama.cpp #1953).
TEST(top_p_is_the_shortest_prefix_whose_mass_is_at_least_p) {
    const Tensor probs = Tensor::from({4}, {0.125f, 0.5f, 0.25f, 0.125f});
    EXPECT_SAME(apply_top_p(probs, 0.75f), Tensor::from({4}, {0, 0.5f / 0.75f, 0.25f / 0.75f, 0}));
    EXPECT_SAME(apply_top_p(probs, 0.7500001f), Tensor::from({4}, {0.125f / 0.875f, 0.5f / 0.875f, 0.25f / 0.875f, 0}));
    EXPECT_SAME(apply_top_p(probs, 0.5f), Tensor::from({4}, {0, 1, 0, 0}));
    EXPECT_SAME(apply_top_p(probs, 0), Tensor::from({4}, {0, 1, 0, 0}));
    EXPECT_SAME(apply_top_p(probs, 1), probs);
}

// temperature, top-k, top-p: another order keeps other tokens, and a top-p over a distribution that was not
// renormalised after top-k another number of them (mlx-lm #388).
TEST(the_steps_come_in_their_order) {
    SamplerOptions options;
    options.temperature = 0.5f;
    options.top_p = 0.8f;
    TapRecorder taps;
    Rng rng = make_rng(1);
    sample(Tensor::from({3}, {3, 2, 1}), options, rng);
    EXPECT_SAME(taps.get("sample.probs"), Tensor::from({3}, {1, 0, 0}));

    options = SamplerOptions();
    options.top_k = 2;
    options.top_p = 0.6f;  // of the two that are left, the first has 0.5 / 0.8
    const Tensor logits = Tensor::from({3}, {std::log(0.5f), std::log(0.3f), std::log(0.2f)});
    sample(logits, options, rng);
    EXPECT_SAME(taps.get("sample.top_p"), Tensor::from({3}, {1, 0, 0}));
}

TEST(every_step_is_tapped_in_order) {
    TapRecorder taps;
    Rng rng = make_rng(3);
    const int token = sample(Tensor::from({2}, {0, 0}), SamplerOptions(), rng);
    const std::vector<std::string> names = {"sample.temperature", "sample.top_k", "sample.top_p",
                                            "sample.min_p",       "sample.probs", "sample.token"};
    EXPECT_EQUAL(taps.records.size(), names.size());
    for (size_t i = 0; i < names.size(); ++i) {
        EXPECT_EQUAL(taps.records[i].key, names[i]);
    }
    EXPECT_EQUAL(taps.get("sample.token")(0), float(token));
}

TEST(min_p_keeps_equals_of_the_likeliest_at_one) {
    const Tensor probs = Tensor::from({4}, {0.375f, 0.125f, 0.375f, 0.125f});
    EXPECT_SAME(apply_min_p(probs, 1), Tensor::from({4}, {0.5f, 0, 0.5f, 0}));
    EXPECT_SAME(apply_min_p(probs, 0.125f / 0.375f), Tensor::from({4}, {0.5f, 0, 0.5f, 0}));  // 1/3 rounds up
    EXPECT_SAME(apply_min_p(probs, 0.25f), probs);
}

/// Chi-square of many draws against the exact distribution. With 4 degrees of freedom a value above 23.5 has
/// probability 0.0001; the seeds are fixed, so the test gives the same answer each time.
TEST(draws_follow_the_distribution) {
    const Tensor logits = Tensor::from({5}, {0.3f, -1.2f, 2.0f, 0.0f, 1.1f});
    SamplerOptions options;
    options.temperature = 1.5f;
    const Tensor probs = apply_temperature(logits, options.temperature);
    for (uint64_t seed = 1; seed <= 5; ++seed) {
        const int draws = 20000;
        std::vector<int> counts(5, 0);
        Rng rng = make_rng(seed);
        for (int i = 0; i < draws; ++i) {
            ++counts[size_t(sample(logits, options, rng))];
        }
        double chi_square = 0;
        for (int64_t i = 0; i < 5; ++i) {
            const double expected = draws * double(probs(i));
            chi_square += (counts[size_t(i)] - expected) * (counts[size_t(i)] - expected) / expected;
        }
        EXPECT(chi_square < 23.5);
        EXPECT(chi_square > 0.05);  // too good would be wrong as well
    }
}

TEST(the_first_draws_of_neighbouring_seeds_differ) {
    const Tensor logits = Tensor::zeros({64});
    std::vector<int> seen(64, 0);
    for (uint64_t seed = 0; seed < 64; ++seed) {
        Rng rng = make_rng(seed);
        ++seen[size_t(sample(logits, SamplerOptions(), rng))];
    }
    int different = 0;
    for (int count : seen) {
        different += count > 0 ? 1 : 0;
    }
    EXPECT(different >= 30 && different <= 52);  // 64 balls into 64 bins: 40.6 on average, deviation 3.1
}

TEST(logits_that_make_no_distribution_are_errors) {
    EXPECT_ERROR(apply_temperature(Tensor::from({3}, {0, NAN, 1}), 1), "logit 1 is NaN");
    EXPECT_ERROR(apply_min_p(Tensor::from({3}, {0, NAN, 1}), 0.5f), "probability 1 is NaN");
    EXPECT_ERROR(apply_temperature(Tensor::from({3}, {NAN, 0, 1}), 0), "logit 0 is NaN");
    EXPECT_ERROR(apply_temperature(Tensor::from({2}, {-infinity, -infinity}), 1), "infinite");
    EXPECT_ERROR(apply_temperature(Tensor::from({2}, {0, infinity}), 0), "infinite");
}

static void check(float temperature, int top_k, float top_p, float min_p) {
    SamplerOptions options;
    options.temperature = temperature;
    options.top_k = top_k;
    options.top_p = top_p;
    options.min_p = min_p;
    check_sampler_options(options);
}

TEST(options_out_of_range_are_errors) {
    check(0, 0, 0, 0);
    check(2, 5, 1, 1);
    EXPECT_ERROR(check(-1, 0, 1, 0), "temperature must be 0 or more");
    EXPECT_ERROR(check(NAN, 0, 1, 0), "temperature");
    EXPECT_ERROR(check(infinity, 0, 1, 0), "temperature");
    EXPECT_ERROR(check(1, -1, 1, 0), "top-k");
    EXPECT_ERROR(check(1, 0, 1.1f, 0), "top-p");
    EXPECT_ERROR(check(1, 0, NAN, 0), "top-p");
    EXPECT_ERROR(check(1, 0, 1, -0.1f), "min-p");
}

TEST(a_k_just_above_the_vocabulary_keeps_all) {
    const Tensor probs = Tensor::from({3}, {0.5f, 0.25f, 0.25f});
    EXPECT_SAME(apply_top_k(probs, 4), probs);
}

// So that a seed's coins do not shift when an option changes.
TEST(every_token_takes_one_coin_at_temperature_zero_too) {
    SamplerOptions greedy;
    greedy.temperature = 0;
    Rng rng = make_rng(9);
    Rng expected = make_rng(9);
    sample(Tensor::from({2}, {0, 1}), greedy, rng);
    next_float(expected);
    EXPECT_EQUAL(next_bits(rng), next_bits(expected));
}

TEST(a_small_temperature_is_not_zero) {
    const Tensor probs = apply_temperature(Tensor::from({2}, {0, 0.0005f}), 0.0005f);
    EXPECT_CLOSE(probs, Tensor::from({2}, {0.26894142f, 0.73105858f}), 1e-5, 0);  // softmax of 0 and 1
}

TEST_MAIN
