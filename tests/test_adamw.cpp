#include <cmath>
#include <limits>

#include "base/rng.h"
#include "golden.h"
#include "harness.h"
#include "train/adamw.h"

// docs/numerics.md, "Optimizer", says where these come from.
constexpr double after_ten_steps = 5e-7;        // of the largest number of the tensor
constexpr double after_one_step = 2 * one_ulp;  // of each number
constexpr double of_the_step = 4 * one_ulp;     // times the learning rate: the error of the step itself

/// What one golden case gives: the options, and the state before and after each step.
struct GoldenRun {
    GoldenRun(const Golden& file, const std::string& case_name) : golden(file), name(case_name) {
        options.beta1 = float(golden.number(name + "/beta1"));
        options.beta2 = float(golden.number(name + "/beta2"));
        options.eps = float(golden.number(name + "/eps"));
        options.weight_decay = float(golden.number(name + "/weight_decay"));
        decays = golden.integers(name + "/decays")[0] != 0;
        learning_rates = golden[name + "/learning_rates"];
        start = golden[name + "/start"];
    }

    /// One step's share of a tensor of shape [steps, ...].
    Tensor at(const std::string& key, int64_t step) const {
        const Tensor all = golden[name + "/" + key];
        Tensor part = Tensor::zeros(start.shape());
        for (int64_t i = 0; i < part.size(); ++i) {
            part.data()[i] = all.data()[step * part.size() + i];
        }
        return part;
    }

    const Golden& golden;
    std::string name;
    AdamWOptions options;
    bool decays = false;
    Tensor learning_rates;
    Tensor start;
};

static void expect_close_to_largest(const Tensor& got, const Tensor& want, const std::string& what) {
    expect_close(got, want, 0, after_ten_steps * largest_magnitude(want), what, __FILE__, __LINE__);
}

TEST(ten_steps_match_golden) {
    const Golden golden("adamw");
    EXPECT_EQUAL(golden.cases().size(), size_t(8));
    for (const std::string& name : golden.cases()) {
        const GoldenRun run(golden, name);
        EXPECT_EQUAL(run.learning_rates.size(), int64_t(10));
        Tensor p = run.start.clone();
        Tensor m = Tensor::zeros(p.shape());
        Tensor v = Tensor::zeros(p.shape());
        for (int64_t i = 0; i < 10; ++i) {
            const float rate = run.learning_rates(i);
            adamw_step(p, run.at("gradients", i), m, v, i + 1, rate, run.decays, run.options);
            const std::string where = name + ", step " + std::to_string(i + 1) + ": ";
            expect_close_to_largest(p, run.at("parameter", i), where + "parameter");
            expect_close_to_largest(m, run.at("m", i), where + "m");
            expect_close_to_largest(v, run.at("v", i), where + "v");
            // v is a sum of squares: nothing cancels, so each number is right on its own
            expect_close(v, run.at("v", i), after_ten_steps, 1e-30, where + "v, each", __FILE__, __LINE__);
        }
    }
}

// Fed with the golden state before the step, each number is held to a few roundings of its own: a small number cannot
// be wrong in the shadow of a large neighbour.
TEST(each_single_step_matches_golden_number_by_number) {
    const Golden golden("adamw");
    for (const std::string& name : golden.cases()) {
        const GoldenRun run(golden, name);
        for (int64_t i = 0; i < 10; ++i) {
            Tensor p = i == 0 ? run.start.clone() : run.at("parameter", i - 1);
            Tensor m = i == 0 ? Tensor::zeros(p.shape()) : run.at("m", i - 1);
            Tensor v = i == 0 ? Tensor::zeros(p.shape()) : run.at("v", i - 1);
            const Tensor m_before = m.clone();
            const Tensor gradient = run.at("gradients", i);
            const double rate = double(run.learning_rates(i));
            adamw_step(p, gradient, m, v, i + 1, float(rate), run.decays, run.options);
            const std::string where = name + ", step " + std::to_string(i + 1) + ": ";
            const double larger = std::fmax(largest_magnitude(m_before), largest_magnitude(gradient));
            expect_close(p, run.at("parameter", i), after_one_step, of_the_step * rate, where + "p", __FILE__,
                         __LINE__);
            expect_close(m, run.at("m", i), one_ulp, one_ulp * larger, where + "m", __FILE__, __LINE__);
            expect_close(v, run.at("v", i), after_one_step, 1e-30, where + "v", __FILE__, __LINE__);
        }
    }
}

/// Numbers in [-scale, scale).
static Tensor random_tensor(Rng& rng, const std::vector<int64_t>& shape, float scale) {
    Tensor x = Tensor::zeros(shape);
    for (int64_t i = 0; i < x.size(); ++i) {
        x.data()[i] = scale * (2.0f * next_float(rng) - 1.0f);
    }
    return x;
}

// m / sqrt(v) is the gradient's sign in the first step, once both are freed of their zero start.
TEST(the_first_step_is_as_long_as_the_learning_rate_whatever_the_gradient) {
    for (const float scale : {1e-4f, 1e-2f, 1.0f, 1e4f, 1e15f}) {
        for (const float sign : {-1.0f, 1.0f}) {
            Tensor p = Tensor::zeros({1});
            Tensor m = Tensor::zeros({1});
            Tensor v = Tensor::zeros({1});
            const float rate = 0.01f;
            adamw_step(p, Tensor::from({1}, {sign * scale}), m, v, 1, rate, true, AdamWOptions());
            const double share_of_eps = 1e-8 / double(scale);
            EXPECT_CLOSE(p, Tensor::from({1}, {-sign * rate}), 1.01 * share_of_eps + 4 * one_ulp, 0);
        }
    }
}

// eps stands outside the root: a gradient as large as eps makes half a step, not 1/10000 of one.
TEST(a_gradient_as_small_as_eps_makes_half_a_step) {
    Tensor p = Tensor::zeros({1});
    Tensor m = Tensor::zeros({1});
    Tensor v = Tensor::zeros({1});
    adamw_step(p, Tensor::from({1}, {1e-8f}), m, v, 1, 0.01f, true, AdamWOptions());
    EXPECT_CLOSE(p, Tensor::from({1}, {-0.005f}), 8 * one_ulp, 0);
}

TEST(without_a_gradient_only_the_decay_shrinks) {
    Rng rng = make_rng(1);
    const Tensor start = random_tensor(rng, {5, 7}, 2.0f);
    const Tensor no_gradient = Tensor::zeros({5, 7});
    Tensor shrinking = start.clone();
    Tensor norm_weight = start.clone();
    Tensor m = Tensor::zeros({5, 7});
    Tensor v = Tensor::zeros({5, 7});
    Tensor want = start.clone();
    AdamWOptions options;
    options.weight_decay = 0.25f;
    for (int64_t step = 1; step <= 8; ++step) {
        adamw_step(shrinking, no_gradient, m, v, step, 0.5f, true, options);
        adamw_step(norm_weight, no_gradient, m, v, step, 0.5f, false, options);
        for (int64_t i = 0; i < want.size(); ++i) {
            want.data()[i] *= 1.0f - 0.5f * 0.25f;
        }
    }
    EXPECT_CLOSE(shrinking, want, 8 * one_ulp, 0);
    EXPECT_SAME(norm_weight, start);
    EXPECT_SAME(m, no_gradient);
    EXPECT_SAME(v, no_gradient);
}

// 1 - 1e-5 * 0.1 is 1 - 9.5e-7 in float32: scaling by it would decay 5% too little, every number alike.
TEST(a_small_decay_keeps_its_digits) {
    Rng rng = make_rng(4);
    const int64_t size = 4000;
    const Tensor start = random_tensor(rng, {size}, 1.0f);
    Tensor p = start.clone();
    Tensor m = Tensor::zeros({size});
    Tensor v = Tensor::zeros({size});
    adamw_step(p, Tensor::zeros({size}), m, v, 1, 1e-5f, true, AdamWOptions());
    double lost = 0;
    double had = 0;
    for (int64_t i = 0; i < size; ++i) {
        lost += std::fabs(double(start(i))) - std::fabs(double(p(i)));
        had += std::fabs(double(start(i)));
    }
    EXPECT(std::fabs(lost / had - 1e-6) < 0.01 * 1e-6);
}

TEST(the_decay_never_enters_the_means) {
    Rng rng = make_rng(2);
    const Tensor gradient = random_tensor(rng, {4, 4}, 1.0f);
    Tensor p = random_tensor(rng, {4, 4}, 100.0f);
    Tensor q = p.clone();
    Tensor m_of_p = Tensor::zeros({4, 4});
    Tensor v_of_p = Tensor::zeros({4, 4});
    Tensor m_of_q = Tensor::zeros({4, 4});
    Tensor v_of_q = Tensor::zeros({4, 4});
    for (int64_t step = 1; step <= 3; ++step) {
        adamw_step(p, gradient, m_of_p, v_of_p, step, 0.1f, true, AdamWOptions());
        adamw_step(q, gradient, m_of_q, v_of_q, step, 0.1f, false, AdamWOptions());
    }
    EXPECT_SAME(m_of_p, m_of_q);
    EXPECT_SAME(v_of_p, v_of_q);
    for (int64_t i = 0; i < p.size(); ++i) {
        EXPECT(std::fabs(p.data()[i]) < std::fabs(q.data()[i]));
    }
}

// Also shows that the vector part of the loop and its remainder round alike, whatever the length.
TEST(every_number_goes_its_own_way) {
    Rng rng = make_rng(3);
    for (int64_t size = 1; size <= 37; ++size) {
        Tensor p = random_tensor(rng, {size}, 1.0f);
        Tensor m = Tensor::zeros({size});
        Tensor v = Tensor::zeros({size});
        const Tensor first = random_tensor(rng, {size}, 1.0f);
        const Tensor second = random_tensor(rng, {size}, 1e-3f);
        const Tensor start = p.clone();
        adamw_step(p, first, m, v, 1, 0.1f, true, AdamWOptions());
        adamw_step(p, second, m, v, 2, 0.2f, true, AdamWOptions());
        for (int64_t i = 0; i < size; ++i) {
            Tensor alone = Tensor::from({1}, {start(i)});
            Tensor m_alone = Tensor::zeros({1});
            Tensor v_alone = Tensor::zeros({1});
            adamw_step(alone, Tensor::from({1}, {first(i)}), m_alone, v_alone, 1, 0.1f, true, AdamWOptions());
            adamw_step(alone, Tensor::from({1}, {second(i)}), m_alone, v_alone, 2, 0.2f, true, AdamWOptions());
            EXPECT_SAME(alone, Tensor::from({1}, {p(i)}));
            EXPECT_SAME(m_alone, Tensor::from({1}, {m(i)}));
            EXPECT_SAME(v_alone, Tensor::from({1}, {v(i)}));
        }
    }
}

static void step_with(int64_t step, float learning_rate, const AdamWOptions& options) {
    Tensor p = Tensor::zeros({2});
    Tensor m = Tensor::zeros({2});
    Tensor v = Tensor::zeros({2});
    adamw_step(p, Tensor::zeros({2}), m, v, step, learning_rate, true, options);
}

static AdamWOptions options_of(float beta1, float beta2, float eps, float weight_decay) {
    AdamWOptions options;
    options.beta1 = beta1;
    options.beta2 = beta2;
    options.eps = eps;
    options.weight_decay = weight_decay;
    return options;
}

TEST(what_makes_no_sense_is_an_error) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float infinity = std::numeric_limits<float>::infinity();
    EXPECT_ERROR(step_with(0, 0.1f, AdamWOptions()), "steps count from 1, not from 0");
    EXPECT_ERROR(step_with(1, -0.1f, AdamWOptions()), "learning rate -0.1");
    EXPECT_ERROR(step_with(1, nan, AdamWOptions()), "learning rate nan");
    EXPECT_ERROR(step_with(1, infinity, AdamWOptions()), "learning rate inf");
    EXPECT_ERROR(step_with(1, 0.1f, options_of(1.0f, 0.9f, 1e-8f, 0)), "below 1");
    EXPECT_ERROR(step_with(1, 0.1f, options_of(-0.1f, 0.9f, 1e-8f, 0)), "below 1");
    EXPECT_ERROR(step_with(1, 0.1f, options_of(0.9f, 1.0f, 1e-8f, 0)), "below 1");
    EXPECT_ERROR(step_with(1, 0.1f, options_of(0.9f, -0.1f, 1e-8f, 0)), "below 1");
    EXPECT_ERROR(step_with(1, 0.1f, options_of(0.9f, nan, 1e-8f, 0)), "below 1");
    EXPECT_ERROR(step_with(1, 0.1f, options_of(0.9f, 0.9f, 0.0f, 0)), "eps must be above 0");
    EXPECT_ERROR(step_with(1, 0.1f, options_of(0.9f, 0.9f, 1e-8f, -1)), "weight_decay");
    EXPECT_ERROR(step_with(1, 0.1f, options_of(0.9f, 0.9f, 1e-8f, nan)), "weight_decay");
    step_with(1, 0.0f, options_of(0, 0, 1e-8f, 0));  // the least that is allowed
}

TEST(shapes_that_differ_are_errors) {
    Tensor p = Tensor::zeros({2, 3});
    Tensor m = Tensor::zeros({2, 3});
    Tensor v = Tensor::zeros({2, 3});
    Tensor other = Tensor::zeros({3, 2});
    EXPECT_ERROR(adamw_step(p, other, m, v, 1, 0.1f, true, AdamWOptions()), "gradient: has shape [3, 2]");
    EXPECT_ERROR(adamw_step(p, p, other, v, 1, 0.1f, true, AdamWOptions()), "m: has shape [3, 2]");
    EXPECT_ERROR(adamw_step(p, p, m, other, 1, 0.1f, true, AdamWOptions()), "v: has shape [3, 2]");
}

TEST_MAIN
