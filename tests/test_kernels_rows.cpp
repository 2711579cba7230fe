#include <cmath>
#include <limits>

#include "base/threads.h"
#include "gradient.h"
#include "harness.h"
#include "kernels/rows.h"
#include "kernels/vec.h"
#include "model/block.h"
#include "model/mlp.h"
#include "model/norm.h"
#include "model/softmax.h"
#include "train/mlp_backward.h"
#include "train/norm_backward.h"
#include "train/softmax_backward.h"
#include "twins.h"

static const ChosenThreads one_thread(1);  // unless a test says otherwise
static const float infinity = std::numeric_limits<float>::infinity();

/// Additions, one on top of the other, in a sum of n numbers: those of one place of a register, and the halvings.
static double additions(int64_t n) { return std::ceil(double(n) / vec_width) + std::log2(double(vec_width)); }

static const std::vector<int64_t> lengths = {1, 2, 3, 7, 8, 15, 16, 17, 31, 32, 33, 49, 64, 100, 777};
static const std::vector<int64_t> row_counts = {1, 2, 5, 17};

// An exponential is off by 2 ulps = 4 units, and by one unit for each unit of x - max, which was rounded; the sum by
// the average of that, and its additions; then the quotient, a product, and the textbook's own rounding. Below exp(-87)
// the twin is 0.
static std::vector<double> allowed_softmax(const Tensor& x, const Tensor& want) {
    const int64_t n = x.cols();
    std::vector<double> allowed;
    for (int64_t r = 0; r < x.size() / n; ++r) {
        const float* row = x.data() + r * n;
        double largest = -INFINITY;
        double average = 0.0;
        for (int64_t i = 0; i < n; ++i) {
            largest = std::fmax(largest, double(row[i]));
        }
        for (int64_t i = 0; i < n; ++i) {
            const double p = double(want.data()[r * n + i]);
            if (p > 0) average += p * (largest - double(row[i]));
        }
        for (int64_t i = 0; i < n; ++i) {
            const double distance = std::fmin(largest - double(row[i]), 200.0);
            const double units = (4 + distance) + (4 + average + additions(n)) + 3;
            allowed.push_back(roundings(units) * double(want.data()[r * n + i]) + 1.7e-38);
        }
    }
    return allowed;
}

static void expect_softmax_twins(const Tensor& x, const std::string& name) {
    const ChosenForm slow(true);
    const Tensor want = softmax(x);
    const ChosenForm fast(false);
    expect_within(softmax(x), want, allowed_softmax(x, want), name);
}

TEST(the_twins_of_softmax_agree) {
    uint64_t seed = 0;
    for (int64_t rows : row_counts) {
        for (int64_t n : lengths) {
            for (float spread : {1.0f, 30.0f, 1000.0f}) {
                const Tensor x = fenced(scaled(random_tensor({rows, n}, ++seed), spread));
                expect_softmax_twins(x, shape_text(x.shape()) + " spread " + shown(spread));
            }
        }
    }
    EXPECT_EQUAL(seed, uint64_t(180));
    expect_softmax_twins(fenced(random_tensor({3, 5, 7}, 1)), "three axes");
    expect_softmax_twins(Tensor::from({2, 3}, {3e38f, -3e38f, 0, 1e4f, 1e4f, 1e4f}), "as large as can be");
}

TEST(what_is_masked_gets_exactly_0) {
    const ChosenForm fast(false);
    for (int64_t n : lengths) {
        for (int64_t seen = 1; seen <= n; seen += 1 + n / 20) {
            Tensor x = Tensor::zeros({1, n});
            for (int64_t i = 0; i < n; ++i) {
                x(0, i) = i < seen ? 5.0f : -infinity;
            }
            const Tensor y = softmax(x);
            for (int64_t i = 0; i < n; ++i) {
                if (i < seen)
                    EXPECT(std::fabs(y(0, i) * float(seen) - 1) < 4 * float(unit));
                else
                    EXPECT_EQUAL(y(0, i), 0.0f);
            }
        }
    }
}

TEST(the_twins_of_softmax_backward_agree) {
    uint64_t seed = 0;
    for (int64_t rows : row_counts) {
        for (int64_t n : lengths) {
            const ChosenForm slow(true);
            const Tensor y = fenced(softmax(scaled(random_tensor({rows, n}, ++seed), 3.0f)));
            const Tensor d_y = fenced(random_tensor({rows, n}, ++seed));
            const Tensor want = softmax_backward(y, d_y);
            std::vector<double> allowed;
            for (int64_t r = 0; r < rows; ++r) {
                double magnitude = 0.0;
                for (int64_t i = 0; i < n; ++i) {
                    magnitude += std::fabs(double(y(r, i)) * double(d_y(r, i)));
                }
                for (int64_t i = 0; i < n; ++i) {  // the average, a difference, a product; the textbook's rounding
                    const double all = double(y(r, i)) * (std::fabs(double(d_y(r, i))) + magnitude);
                    allowed.push_back(roundings(additions(n) + 4) * all);
                }
            }
            const ChosenForm fast(false);
            expect_within(softmax_backward(y, d_y), want, allowed, shape_text(y.shape()));
        }
    }
}

TEST(the_twins_of_rms_norm_agree) {
    uint64_t seed = 0;
    for (int64_t rows : row_counts) {
        for (int64_t n : lengths) {
            for (float size : {1e-4f, 1.0f, 1e6f, 1e18f, 1e25f}) {  // the last: squares beyond float32
                const Tensor x = fenced(scaled(random_tensor({rows, n}, ++seed), size));
                const Tensor weight = fenced(random_tensor({n}, ++seed));
                const ChosenForm slow(true);
                const Tensor want = rms_norm(x, weight, 1e-5f);
                const ChosenForm fast(false);
                // The mean of the squares is off by its additions, a product and a quotient, eps is added, and the
                // root takes half of it all; root, quotient and two products follow, and the textbook's rounding.
                const double units = (additions(n) + 3) / 2 + 5;
                expect_within(rms_norm(x, weight, 1e-5f), want, allowed_by(roundings(units), absolute(want), want),
                              shape_text(x.shape()) + " of size " + shown(size));
            }
        }
    }
}

/// The gradient by x with every term positive: scale (|w d_y| + |x| scale^2 mean(|x w d_y|)).
static Tensor norm_backward_magnitude(const Tensor& x, const Tensor& weight, const Tensor& d_y, double eps) {
    const int64_t n = x.cols();
    Tensor magnitude = Tensor::zeros(x.shape());
    for (int64_t t = 0; t < x.rows(); ++t) {
        double squares = 0.0;
        double mean = 0.0;
        for (int64_t i = 0; i < n; ++i) {
            squares += double(x(t, i)) * double(x(t, i)) / double(n);
            mean += std::fabs(double(x(t, i)) * double(weight(i)) * double(d_y(t, i))) / double(n);
        }
        const double scale = 1.0 / std::sqrt(squares + eps);
        for (int64_t i = 0; i < n; ++i) {
            const double direct = std::fabs(double(weight(i)) * double(d_y(t, i)));
            const double through_root = std::fabs(double(x(t, i))) * scale * scale * mean;
            magnitude(t, i) = float(scale * (direct + through_root));
        }
    }
    return magnitude;
}

TEST(the_twins_of_rms_norm_backward_agree) {
    uint64_t seed = 0;
    for (int64_t rows : row_counts) {
        for (int64_t n : lengths) {
            const Tensor x = fenced(random_tensor({rows, n}, ++seed));
            const Tensor weight = fenced(random_tensor({n}, ++seed));
            const Tensor d_y = fenced(random_tensor({rows, n}, ++seed));
            const Tensor before = random_tensor({n}, ++seed);
            const ChosenForm slow(true);
            Tensor want_weight = before.clone();
            const Tensor want = rms_norm_backward(x, weight, 1e-5f, d_y, want_weight);
            Tensor weight_magnitude = absolute(before);
            rms_norm_backward(absolute(x), absolute(weight), 1e-5f, absolute(d_y), weight_magnitude);
            const ChosenForm fast(false);
            Tensor got_weight = fenced(before);
            const Tensor got = rms_norm_backward(x, weight, 1e-5f, d_y, got_weight);
            expect_fence(got_weight, "d_weight");
            // scale three times, as above; the mean of x w d_y; six products, a quotient and a difference
            const double scale_units = (additions(n) + 3) / 2 + 2;
            const double units = 3 * scale_units + additions(n) + 9;
            const Tensor magnitude = norm_backward_magnitude(x, weight, d_y, 1e-5);
            const std::string name = shape_text(x.shape());
            expect_within(got, want, allowed_by(roundings(units), magnitude, want), name + ": d_x");
            const double weight_units = scale_units + 2 + double(rows);  // two products, and a sum over the rows
            expect_within(got_weight, want_weight, allowed_by(roundings(weight_units), weight_magnitude, want_weight),
                          name + ": d_weight");
        }
    }
}

// Exponential 4 units, a sum and a quotient, two products: 8; the textbook rounds twice. Where exp(-gate) goes beyond
// exp(88), sigmoid stops at 6e-39.
TEST(the_twins_of_swiglu_agree) {
    uint64_t seed = 0;
    for (int64_t rows : row_counts) {
        for (int64_t n : lengths) {
            for (float spread : {1.0f, 20.0f, 300.0f}) {
                const Tensor gate = fenced(scaled(random_tensor({rows, n}, ++seed), spread));
                const Tensor up = fenced(random_tensor({rows, n}, ++seed));
                const ChosenForm slow(true);
                const Tensor want = swiglu(gate, up);
                const ChosenForm fast(false);
                std::vector<double> allowed;
                for (int64_t i = 0; i < want.size(); ++i) {
                    allowed.push_back(roundings(10) * std::fabs(double(want.data()[i])) + 2e-36);
                }
                expect_within(swiglu(gate, up), want, allowed, shape_text(gate.shape()) + " spread " + shown(spread));
            }
        }
    }
}

// slope = s (1 + g (1 - s)): s is off by 6 units, 1 - s by as much of s, which g multiplies; five more operations.
TEST(the_twins_of_swiglu_backward_agree) {
    uint64_t seed = 0;
    for (int64_t rows : row_counts) {
        for (int64_t n : lengths) {
            for (float spread : {1.0f, 20.0f, 300.0f}) {
                const Tensor gate = fenced(scaled(random_tensor({rows, n}, ++seed), spread));
                const Tensor up = fenced(random_tensor({rows, n}, ++seed));
                const Tensor d_act = fenced(random_tensor({rows, n}, ++seed));
                Tensor want_gate;
                Tensor want_up;
                Tensor got_gate;
                Tensor got_up;
                const ChosenForm slow(true);
                swiglu_backward(gate, up, d_act, want_gate, want_up);
                const ChosenForm fast(false);
                swiglu_backward(gate, up, d_act, got_gate, got_up);
                std::vector<double> allowed_gate;
                std::vector<double> allowed_up;
                for (int64_t i = 0; i < gate.size(); ++i) {
                    const double g = double(gate.data()[i]);
                    const double s = 1 / (1 + std::exp(-g));
                    const double d = std::fabs(double(d_act.data()[i]));
                    const double slope = s * (1 + std::fabs(g));
                    allowed_gate.push_back(roundings(13) * d * std::fabs(double(up.data()[i])) * slope + 2e-36);
                    allowed_up.push_back(roundings(9) * d * std::fabs(g) * s + 2e-36);
                }
                const std::string name = shape_text(gate.shape()) + " spread " + shown(spread);
                expect_within(got_gate, want_gate, allowed_gate, name + ": d_gate");
                expect_within(got_up, want_up, allowed_up, name + ": d_up");
            }
        }
    }
}

TEST(nothing_outside_the_rows_is_touched) {
    for (int64_t rows : row_counts) {
        for (int64_t n : lengths) {
            const Tensor x = at_the_edge(random_tensor({rows, n}, 1));
            const Tensor d_y = at_the_edge(random_tensor({rows, n}, 2));
            const Tensor weight = at_the_edge(random_tensor({n}, 3));
            Tensor y = at_the_edge(Tensor::zeros({rows, n}));
            Tensor d_x = at_the_edge(Tensor::zeros({rows, n}));
            Tensor d_weight = at_the_edge(Tensor::zeros({n}));
            Tensor losses = at_the_edge(Tensor::zeros({rows}));
            const std::vector<int> targets(size_t(rows), int(n - 1));
            fast_softmax(x, y);
            fast_softmax_backward(y, d_y, d_x);
            fast_rms_norm(x, weight, 1e-5f, y);
            fast_rms_norm_backward(x, weight, 1e-5f, d_y, d_x, d_weight);
            fast_swiglu(x, d_y, y);
            fast_swiglu_backward(x, d_y, y, d_x, y);
            fast_cross_entropy(x, targets, losses);
            fast_cross_entropy_backward(x, targets, std::vector<float>(size_t(rows), 1.0f), d_x);
            EXPECT(std::isfinite(losses(rows - 1)));
        }
    }
}

TEST(residual_add_and_its_twin_are_the_same_at_any_number_of_threads) {
    for (const Shape& shape : {Shape{1, 1}, Shape{3, 17}, Shape{701, 401}}) {
        const Tensor x = random_tensor(shape, 1);
        const Tensor delta = random_tensor(shape, 2);
        const ChosenForm slow(true);
        const Tensor want = residual_add(x, delta);
        const ChosenForm fast(false);
        EXPECT_SAME(residual_add(x, delta), want);
        const ChosenThreads chosen(2);
        EXPECT_SAME(residual_add(x, delta), want);
    }
}

TEST(rows_give_the_same_bits_at_any_number_of_threads) {
    const ChosenForm fast(false);
    const Tensor x = random_tensor({701, 53}, 1);
    const Tensor d_y = random_tensor({701, 53}, 2);
    const Tensor weight = random_tensor({53}, 3);
    EXPECT(worth_sharing(x.size() * 8));  // of a smaller one a thread would do all
    std::vector<Tensor> results[2];
    for (int threads : {1, 2}) {
        const ChosenThreads chosen(threads);
        std::vector<Tensor>& result = results[threads - 1];
        const Tensor y = softmax(x);
        Tensor d_weight = random_tensor({53}, 4);
        Tensor d_gate;
        Tensor d_up;
        swiglu_backward(x, d_y, y, d_gate, d_up);
        result = {y, softmax_backward(y, d_y), rms_norm(x, weight, 1e-5f), swiglu(x, d_y), d_gate, d_up};
        result.push_back(rms_norm_backward(x, weight, 1e-5f, d_y, d_weight));
        result.push_back(d_weight);
    }
    EXPECT_EQUAL(results[0].size(), size_t(8));
    for (size_t i = 0; i < results[0].size(); ++i) {
        EXPECT_SAME(results[1][i], results[0][i]);
    }
}

TEST_MAIN
