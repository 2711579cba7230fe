#include <cmath>
#include <numbers>

#include "base/threads.h"
#include "gradient.h"
#include "harness.h"
#include "kernels/rows.h"
#include "kernels/vec.h"
#include "model/mlp.h"
#include "model/norm.h"
#include "twins.h"

// The fast twins of what GPT-2 and Gemma have in place of SwiGLU and RMSNorm; bounds in docs/numerics.md, "Kernels".

static const ChosenThreads one_thread(1);  // unless a test says otherwise
static const std::vector<int64_t> lengths = {1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 100, 777};

/// What gelu(x) times `factor` may be off by.
static double allowed_gelu(float x, double factor, double want) {
    const double cube = double(x) * double(x) * double(x);
    const double twice_u = 2 * std::sqrt(2 / std::numbers::pi) * (double(x) + 0.044715 * cube);
    const double distance = std::fmin(std::fabs(twice_u), 200.0) / (1 + std::exp(twice_u));  // |2u| (1 - s)
    const double textbook = 0x1p-52;  // 1 + tanh(u) in double, which cancels where u is far below 0
    return roundings(11 + 7 * distance) * std::fabs(want) + textbook * std::fabs(double(x) * factor);
}

TEST(the_twins_of_geglu_and_gelu_agree) {
    uint64_t seed = 0;
    for (int64_t rows : {1, 5, 17}) {
        for (int64_t n : lengths) {
            for (float spread : {0.001f, 1.0f, 8.0f, 300.0f}) {
                const Tensor gate = fenced(scaled(random_tensor({rows, n}, ++seed), spread));
                const Tensor up = fenced(random_tensor({rows, n}, ++seed));
                const ChosenForm slow(true);
                const Tensor want = geglu(gate, up);
                const Tensor want_alone = gelu(gate);
                std::vector<double> allowed;
                std::vector<double> allowed_alone;
                for (int64_t i = 0; i < want.size(); ++i) {
                    const float x = gate.data()[i];
                    allowed.push_back(allowed_gelu(x, double(up.data()[i]), double(want.data()[i])));
                    allowed_alone.push_back(allowed_gelu(x, 1.0, double(want_alone.data()[i])));
                }
                const ChosenForm fast(false);
                const std::string name = shape_text(gate.shape()) + " spread " + shown(spread);
                expect_within(geglu(gate, up), want, allowed, name);
                expect_within(gelu(gate), want_alone, allowed_alone, name + ": gelu");
            }
        }
    }
}

TEST(gelu_of_huge_numbers_is_the_number_or_nothing) {
    const ChosenForm fast(false);
    const Tensor y = gelu(Tensor::from({1, 5}, {1e30f, 20.0f, 0.0f, -20.0f, -1e30f}));
    EXPECT_EQUAL(y(0, 0), 1e30f);
    EXPECT_EQUAL(y(0, 1), 20.0f);
    EXPECT_EQUAL(y(0, 2), 0.0f);
    EXPECT(std::fabs(y(0, 3)) < 1e-36f);
    EXPECT(std::fabs(y(0, 4)) < 1e-7f);
}

TEST(the_twins_of_layer_norm_agree) {
    uint64_t seed = 0;
    for (int64_t rows : {1, 5}) {
        for (int64_t n : lengths) {
            for (float shift : {0.0f, 3.0f, 1000.0f}) {
                Tensor x = random_tensor({rows, n}, ++seed);
                for (int64_t i = 0; i < x.size(); ++i) {
                    x.data()[i] += shift;
                }
                x = fenced(x);
                const Tensor weight = fenced(random_tensor({n}, ++seed));
                const Tensor bias = fenced(random_tensor({n}, ++seed));
                const ChosenForm slow(true);
                const Tensor want = layer_norm(x, weight, bias, 1e-5f);
                const double additions = std::ceil(double(n) / vec_width) + std::log2(double(vec_width));
                std::vector<double> allowed;
                for (int64_t t = 0; t < rows; ++t) {
                    double mean = 0.0;
                    double magnitude = 0.0;
                    double variance = 0.0;
                    for (int64_t i = 0; i < n; ++i) {
                        mean += double(x(t, i)) / double(n);
                        magnitude += std::fabs(double(x(t, i))) / double(n);
                    }
                    for (int64_t i = 0; i < n; ++i) {
                        variance += (double(x(t, i)) - mean) * (double(x(t, i)) - mean) / double(n);
                    }
                    const double deviation = std::sqrt(variance + 1e-5);
                    for (int64_t i = 0; i < n; ++i) {
                        const double normed = std::fabs(double(x(t, i)) - mean) / deviation;
                        const double w = std::fabs(double(weight(i)));
                        const double of_mean = roundings(additions + 3) * magnitude / deviation * (1 + normed);
                        const double of_scale = roundings((additions + 3) / 2 + 8) * normed;
                        allowed.push_back(w * (of_mean + of_scale) +
                                          3 * unit * (w * normed + std::fabs(double(bias(i)))));
                    }
                }
                const ChosenForm fast(false);
                expect_within(layer_norm(x, weight, bias, 1e-5f), want, allowed,
                              shape_text(x.shape()) + " shifted by " + shown(shift));
            }
        }
    }
}

TEST(nothing_outside_the_rows_is_touched) {
    for (int64_t n : lengths) {
        const Tensor x = at_the_edge(random_tensor({3, n}, 1));
        const Tensor up = at_the_edge(random_tensor({3, n}, 2));
        const Tensor weight = at_the_edge(random_tensor({n}, 3));
        Tensor y = at_the_edge(Tensor::zeros({3, n}));
        fast_geglu(x, up, y);
        fast_gelu(x, y);
        fast_layer_norm(x, weight, weight, 1e-5f, y);
        EXPECT(std::isfinite(y(2, n - 1)));
    }
}

TEST(rows_give_the_same_bits_at_any_number_of_threads) {
    const ChosenForm fast(false);
    const Tensor x = random_tensor({701, 53}, 1);
    const Tensor up = random_tensor({701, 53}, 2);
    const Tensor weight = random_tensor({53}, 3);
    EXPECT(worth_sharing(x.size() * 8));  // of a smaller one a thread would do all
    const std::vector<Tensor> one = {geglu(x, up), gelu(x), layer_norm(x, weight, weight, 1e-5f)};
    const ChosenThreads chosen(2);
    EXPECT_SAME(geglu(x, up), one[0]);
    EXPECT_SAME(gelu(x), one[1]);
    EXPECT_SAME(layer_norm(x, weight, weight, 1e-5f), one[2]);
}

TEST_MAIN
