#include <cmath>
#include <limits>

#include "golden.h"
#include "gradient.h"
#include "harness.h"
#include "train/cross_entropy.h"

static const float infinity = std::numeric_limits<float>::infinity();
static const float not_a_number = std::numeric_limits<float>::quiet_NaN();

TEST(cross_entropy_matches_golden) {
    const Golden golden("backward");
    for (const std::string& name : golden.cases("cross_entropy.")) {
        const Tensor logits = golden[name + "/logits"];
        const std::vector<int> targets = golden.integers(name + "/targets");
        const std::vector<float> mask = golden.floats(name + "/mask");
        // The loss is a double: only the golden one was rounded.
        const double want = golden.number(name + "/loss");
        const double off = std::fabs(cross_entropy(logits, targets, mask) - want);
        if (!(off <= one_ulp / 2 * want + 1e-15)) FAIL(name + "/loss is off by " + shown(off));
        const float scale = float(golden.number(name + "/scale"));
        const Tensor d_logits = cross_entropy_backward(logits, targets, mask, scale);
        EXPECT_GOLDEN(golden, name + "/d_logits", d_logits, one_ulp, 1e-15);
    }
}

TEST(cross_entropy_backward_matches_finite_differences) {
    const Tensor logits = scaled(random_tensor({4, 5}, 1), 3);
    const std::vector<int> targets = {4, 0, 2, 2};
    const std::vector<float> mask = {1, 0.25f, 0, 2};
    const auto loss = [&](const std::vector<double>& moved) {
        double sum = 0;
        for (size_t t = 0; t < 4; ++t) {
            double exponentials = 0;
            for (size_t i = 0; i < 5; ++i) {
                exponentials += std::exp(moved[t * 5 + i]);
            }
            sum -= double(mask[t]) * std::log(std::exp(moved[t * 5 + size_t(targets[t])]) / exponentials);
        }
        return 0.5 * sum;
    };
    EXPECT_CLOSE(cross_entropy_backward(logits, targets, mask, 0.5f), finite_difference(loss, logits), one_ulp,
                 finite_difference_error);
}

/// The loss above is the test's own; this is the one that the log shows. The logits are multiples of h: nothing is rounded.
TEST(the_gradient_tells_how_the_loss_changes_when_a_logit_does) {
    const Tensor logits = Tensor::from({2, 3}, {0.5f, -1, 2, 0.25f, 3, -0.75f});
    const std::vector<int> targets = {1, 0};
    const std::vector<float> mask = {1, 0.5f};
    const double h = 0x1p-10;
    const Tensor d_logits = cross_entropy_backward(logits, targets, mask, 1);
    for (int64_t i = 0; i < logits.size(); ++i) {
        Tensor more = logits.clone();
        Tensor less = logits.clone();
        more.data()[i] += float(h);
        less.data()[i] -= float(h);
        const double change = cross_entropy(more, targets, mask) - cross_entropy(less, targets, mask);
        const double truncated = h * h / 6;  // times the third derivative, which is below 1/8
        EXPECT(std::fabs(change / (2 * h) - double(d_logits.data()[i])) < truncated);
    }
}

TEST(who_knows_nothing_is_surprised_by_the_logarithm_of_the_vocabulary) {
    const Tensor logits = Tensor::from({2, 4}, {3, 3, 3, 3, -7, -7, -7, -7});
    EXPECT_EQUAL(cross_entropy(logits, {0, 3}, {1, 1}), 2 * std::log(4.0));
    EXPECT_EQUAL(cross_entropy(logits, {1, 2}, {1, 0.5f}), 1.5 * std::log(4.0));
    EXPECT_EQUAL(cross_entropy(logits, {1, 2}, {0, 0}), 0.0);
}

TEST(the_gradient_is_what_was_said_less_what_should_have_been_said) {
    const Tensor logits = Tensor::from({2, 4}, {3, 3, 3, 3, -7, -7, -7, -7});
    const Tensor d_logits = cross_entropy_backward(logits, {0, 3}, {1, 0.5f}, 8);
    EXPECT_SAME(d_logits, Tensor::from({2, 4}, {-6, 2, 2, 2, 1, 1, 1, -3}));
}

// p is exp(-1000), which is 0 in double, and its logarithm -inf.
TEST(a_target_thought_impossible_costs_the_distance_to_the_best_logit) {
    const Tensor logits = Tensor::from({1, 2}, {1000, 0});
    EXPECT_EQUAL(cross_entropy(logits, {1}, {1}), 1000.0);
    EXPECT_EQUAL(cross_entropy(logits, {0}, {1}), 0.0);
    EXPECT_SAME(cross_entropy_backward(logits, {1}, {1}, 1), Tensor::from({1, 2}, {1, -1}));
    EXPECT_EQUAL(cross_entropy(Tensor::from({1, 2}, {0, -infinity}), {1}, {1}), double(infinity));
}

TEST(a_shift_of_the_logits_changes_nothing) {
    const Tensor logits = Tensor::from({1, 4}, {0, 1, 2.5f, -3});
    const Tensor shifted = Tensor::from({1, 4}, {64, 65, 66.5f, 61});  // exact in float32
    EXPECT_EQUAL(cross_entropy(shifted, {2}, {1}), cross_entropy(logits, {2}, {1}));
    EXPECT_SAME(cross_entropy_backward(shifted, {2}, {1}, 1), cross_entropy_backward(logits, {2}, {1}, 1));
    const Tensor far_below = Tensor::from({1, 2}, {-3e38f, -3e38f});  // a maximum that starts at a constant fails here
    EXPECT_EQUAL(cross_entropy(far_below, {1}, {1}), std::log(2.0));
}

TEST(a_row_of_the_gradient_sums_to_zero) {
    const Tensor logits = scaled(random_tensor({6, 9}, 2), 5);
    const Tensor d_logits = cross_entropy_backward(logits, {0, 8, 3, 3, 5, 1}, {1, 1, 0.5f, 1, 2, 1}, 1);
    for (int64_t t = 0; t < 6; ++t) {
        double sum = 0;
        double size_of_terms = 0;
        for (int64_t i = 0; i < 9; ++i) {
            sum += double(d_logits(t, i));
            size_of_terms += std::fabs(double(d_logits(t, i)));
        }
        EXPECT(size_of_terms > 1e-3);
        EXPECT(std::fabs(sum) <= one_ulp / 2 * size_of_terms + 1e-15);  // each number was rounded once
    }
}

TEST(a_token_that_does_not_count_is_not_read_and_gets_exactly_zero) {
    const Tensor logits = Tensor::from({3, 2}, {not_a_number, infinity, 2, 2, -infinity, -infinity});
    EXPECT_EQUAL(cross_entropy(logits, {0, 1, 1}, {0, 1, 0}), std::log(2.0));
    EXPECT_SAME(cross_entropy_backward(logits, {0, 1, 1}, {0, 1, 0}, 1),
                Tensor::from({3, 2}, {0, 0, 0.5f, -0.5f, 0, 0}));
}

TEST(what_cannot_be_a_distribution_is_an_error_that_names_the_token) {
    const std::vector<int> targets = {0, 0};
    const std::vector<float> mask = {1, 1};
    const Tensor with_nan = Tensor::from({2, 2}, {1, 2, 3, not_a_number});
    const Tensor with_infinity = Tensor::from({2, 2}, {1, 2, 3, infinity});
    const Tensor with_nothing = Tensor::from({2, 2}, {-infinity, -infinity, 1, 2});
    EXPECT_ERROR(cross_entropy(with_nan, targets, mask), "the logits of token 1 hold NaN at 1");
    EXPECT_ERROR(cross_entropy(Tensor::from({1, 2}, {not_a_number, 0}), {1}, {1}), "NaN at 0");
    EXPECT_ERROR(cross_entropy(with_infinity, targets, mask), "token 1 hold +inf");
    EXPECT_ERROR(cross_entropy(with_nothing, targets, mask), "token 0 hold nothing but -inf");
    EXPECT_ERROR(cross_entropy_backward(with_nan, targets, mask, 1), "token 1 hold NaN");
    EXPECT_ERROR(cross_entropy_backward(with_infinity, targets, mask, 1), "token 1 hold +inf");
    EXPECT_ERROR(cross_entropy_backward(with_nothing, targets, mask, 1), "token 0 hold nothing but -inf");
    EXPECT_ERROR(cross_entropy_backward(Tensor::zeros({2, 2}), targets, mask, not_a_number), "scale");
    EXPECT_ERROR(cross_entropy_backward(Tensor::zeros({2, 2}), targets, mask, infinity), "scale");
}

/// Both functions say the same.
static void expect_refusal(const Tensor& logits, const std::vector<int>& targets, const std::vector<float>& mask,
                           const std::string& part) {
    EXPECT_ERROR(cross_entropy(logits, targets, mask), part);
    EXPECT_ERROR(cross_entropy_backward(logits, targets, mask, 1), part);
}

TEST(targets_and_masks_that_do_not_fit_are_errors) {
    const Tensor logits = Tensor::zeros({2, 3});
    expect_refusal(logits, {0, 3}, {1, 1}, "target id 3 at position 1 is outside the vocabulary of 3");
    expect_refusal(logits, {-1, 0}, {0, 1}, "target id -1 at position 0");
    expect_refusal(logits, {0}, {1}, "logits: has shape [2, 3], expected [1, 3]");
    expect_refusal(logits, {0, 1}, {1}, "1 weights in the mask for 2 targets");
    expect_refusal(logits, {0, 1}, {1, -1}, "the mask at position 1 is -1");
    expect_refusal(logits, {0, 1}, {not_a_number, 1}, "the mask at position 0 is nan");
    expect_refusal(logits, {0, 1}, {1, infinity}, "the mask at position 1 is inf");
    expect_refusal(Tensor::zeros({2, 1, 3}), {0, 1}, {1, 1}, "logits: has shape [2, 1, 3]");
}

TEST_MAIN
