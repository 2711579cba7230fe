#include <cmath>
#include <limits>

#include "base/rng.h"
#include "base/threads.h"
#include "gradient.h"
#include "harness.h"
#include "kernels/vec.h"
#include "train/cross_entropy.h"
#include "twins.h"

static const ChosenThreads one_thread(1);  // unless a test says otherwise
static const float infinity = std::numeric_limits<float>::infinity();

/// Logits, what should follow, and how much it counts.
struct Predictions {
    Tensor logits;             // [T, vocab]
    std::vector<int> targets;  // [T]
    std::vector<float> mask;   // [T]
};

static Predictions make_predictions(int64_t T, int64_t vocab, float spread, uint64_t seed) {
    Predictions p;
    p.logits = fenced(scaled(random_tensor({T, vocab}, seed), spread));
    Rng rng = make_rng(seed + 1);
    for (int64_t t = 0; t < T; ++t) {
        p.targets.push_back(int(next_below(rng, uint64_t(vocab))));
        p.mask.push_back(0.5f * float(next_below(rng, 4)));  // 0, a half, 1, one and a half
    }
    return p;
}

static double loss_of(const Predictions& p, bool textbook_is_on) {
    const ChosenForm form(textbook_is_on);
    return cross_entropy(p.logits, p.targets, p.mask);
}

static Tensor gradient_of(const Predictions& p, float scale, bool textbook_is_on) {
    const ChosenForm form(textbook_is_on);
    return cross_entropy_backward(p.logits, p.targets, p.mask, scale);
}

/// What the sum of exponentials of a row may be off by, in units: 4 for each exponential, its average distance from the
/// largest, which was rounded, and the additions.
static double units_of_the_sum(const Tensor& logits, int64_t t) {
    const int64_t vocab = logits.cols();
    double largest = -INFINITY;
    for (int64_t i = 0; i < vocab; ++i) {
        largest = std::fmax(largest, double(logits(t, i)));
    }
    double sum = 0.0;
    double distance = 0.0;
    for (int64_t i = 0; i < vocab; ++i) {
        const double exponential = std::exp(double(logits(t, i)) - largest);
        sum += exponential;
        if (exponential > 0) distance += exponential * (largest - double(logits(t, i)));
    }
    return 4 + distance / sum + std::ceil(double(vocab) / vec_width) + std::log2(double(vec_width));
}

// The loss of a row is largest - logit + log(sum): the difference and the whole are rounded to float32, and so is the
// logarithm, whose argument is off by so many units.
static void expect_loss_twins(const Predictions& p, const std::string& name) {
    double allowed = 0.0;
    for (int64_t t = 0; t < p.logits.rows(); ++t) {
        Predictions row = {p.logits.rows_view(t, 1), {p.targets[size_t(t)]}, {1.0f}};
        const double units = units_of_the_sum(p.logits, t) + 4 * loss_of(row, true) + std::log(double(p.logits.cols()));
        allowed += double(p.mask[size_t(t)]) * roundings(units);
    }
    const double off = std::fabs(loss_of(p, false) - loss_of(p, true));
    if (!(off <= allowed)) FAIL(name + ": off by " + shown(off) + ", allowed is " + shown(allowed));
}

static void expect_gradient_twins(const Predictions& p, float scale, const std::string& name) {
    const Tensor want = gradient_of(p, scale, true);
    std::vector<double> allowed;
    for (int64_t t = 0; t < want.rows(); ++t) {
        const double factor = std::fabs(double(scale) * double(p.mask[size_t(t)]));
        for (int64_t i = 0; i < want.cols(); ++i) {
            const bool is_target = i == p.targets[size_t(t)];
            // p = said; want = factor * (p - 1) at the target
            const double said = std::fabs(double(want(t, i)) + (is_target ? factor : 0.0));
            const double distance = said > 0 ? std::fmin(-std::log(said / factor), 100.0) + 1 : 0.0;
            const double units = units_of_the_sum(p.logits, t) + distance + 9;
            allowed.push_back(roundings(units) * said + 3 * unit * (is_target ? factor : 0.0) +
                              unit * std::fabs(double(want(t, i))) + 1.7e-38);
        }
    }
    expect_within(gradient_of(p, scale, false), want, allowed, name);
}

TEST(the_twins_of_cross_entropy_agree) {
    uint64_t seed = 0;
    for (int64_t T : {1, 2, 5, 17}) {
        for (int64_t vocab : {1, 2, 3, 15, 16, 17, 31, 33, 49, 500}) {
            for (float spread : {1.0f, 20.0f, 1000.0f}) {
                const Predictions p = make_predictions(T, vocab, spread, seed += 2);
                const std::string name = shape_text(p.logits.shape()) + " spread " + shown(spread);
                expect_loss_twins(p, name);
                expect_gradient_twins(p, 1.0f / float(T), name);
            }
        }
    }
    EXPECT_EQUAL(seed, uint64_t(240));
}

// Nothing that stands in a row that does not count may reach the loss or its gradient.
TEST(a_row_that_does_not_count_is_not_read) {
    for (float rubbish : {float(NAN), infinity, -infinity, 1e30f}) {
        Predictions p = make_predictions(3, 20, 2.0f, 1);
        p.mask = {1.0f, 0.0f, 1.0f};
        for (int64_t i = 0; i < 20; ++i) {
            p.logits(1, i) = rubbish;
        }
        EXPECT(std::fabs(loss_of(p, false) - loss_of(p, true)) < 64 * unit * loss_of(p, true));
        const Tensor d_logits = gradient_of(p, 0.5f, false);
        for (int64_t i = 0; i < 20; ++i) {
            EXPECT_EQUAL(d_logits(1, i), 0.0f);
            EXPECT(d_logits(0, i) != 0.0f && d_logits(2, i) != 0.0f);
        }
    }
}

// The twin does not look for NaN number by number: the loss itself becomes NaN, and `train_step` ends with an error.
TEST(a_row_that_counts_and_is_not_finite_makes_the_loss_nan) {
    for (float rubbish : {float(NAN), infinity}) {
        for (int64_t place : {0, 7, 15, 16, 19}) {
            Predictions p = make_predictions(2, 20, 2.0f, 1);
            p.mask = {1.0f, 1.0f};
            p.logits(1, place) = rubbish;
            EXPECT(std::isnan(loss_of(p, false)));
            EXPECT_ERROR(loss_of(p, true), "cross_entropy: the logits of token 1 hold");
        }
    }
    Predictions nothing = {Tensor::from({1, 2}, {-infinity, -infinity}), {0}, {1.0f}};
    EXPECT(std::isnan(loss_of(nothing, false)));
}

TEST(a_token_ruled_out_costs_infinitely_much_when_it_comes) {
    Predictions p = {Tensor::from({1, 3}, {-infinity, 1.0f, 1.0f}), {0}, {1.0f}};
    EXPECT_EQUAL(loss_of(p, false), double(infinity));
    EXPECT_SAME(gradient_of(p, 1.0f, false), Tensor::from({1, 3}, {-1.0f, 0.5f, 0.5f}));
}

TEST(losses_give_the_same_bits_at_any_number_of_threads) {
    const Predictions p = make_predictions(501, 77, 5.0f, 3);
    EXPECT(worth_sharing(501 * 77 * 8));  // of fewer a thread would do all
    const double loss = loss_of(p, false);
    const Tensor d_logits = gradient_of(p, 0.1f, false);
    const ChosenThreads two(2);
    EXPECT_EQUAL(loss_of(p, false), loss);
    EXPECT_SAME(gradient_of(p, 0.1f, false), d_logits);
}

TEST_MAIN
