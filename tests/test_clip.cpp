#include <cmath>
#include <limits>

#include "golden.h"
#include "harness.h"
#include "train/clip.h"

static std::vector<Tensor> gradients_of(const Golden& golden, const std::string& name) {
    std::vector<Tensor> gradients;
    for (int i = 0; i < golden.integers(name + "/count")[0]; ++i) {
        gradients.push_back(golden[name + "/gradient" + std::to_string(i)]);
    }
    return gradients;
}

static Tensor one_number(double x) { return Tensor::from({1}, {float(x)}); }

TEST(norm_and_scale_match_golden) {
    const Golden golden("clip");
    EXPECT_EQUAL(golden.cases().size(), size_t(5));
    int clipped = 0;
    for (const std::string& name : golden.cases()) {
        const std::vector<Tensor> gradients = gradients_of(golden, name);
        const double max_norm = golden.number(name + "/max_norm");
        const double norm = gradient_norm(gradients);
        EXPECT_GOLDEN(golden, name + "/norm", one_number(norm), one_ulp, 0);
        const double scale = double(clip_scale(norm, max_norm));
        const bool clips = scale < 1;
        // PyTorch divides by norm + 1e-6, and this by norm: brought back to PyTorch's, the two are the same.
        const double as_torch = clips ? scale * norm / (norm + 1e-6) : scale;
        EXPECT_GOLDEN(golden, name + "/scale", one_number(as_torch), 2 * one_ulp, 0);
        if (clips) ++clipped;
    }
    EXPECT_EQUAL(clipped, 4);
}

TEST(the_norm_is_of_all_tensors_together) {
    const std::vector<Tensor> gradients = {Tensor::from({2}, {1, -2}), Tensor::from({1, 1}, {-4}), Tensor::zeros({0}),
                                           Tensor::from({2, 2}, {2, 0, 0, 0})};
    EXPECT_EQUAL(gradient_norm(gradients), 5.0);
    EXPECT_EQUAL(gradient_norm({}), 0.0);
}

// In float32, 1e8 + 0.01 is 1e8: a sum kept there would miss all the small ones.
TEST(many_small_numbers_count_beside_a_large_one) {
    Tensor gradient = Tensor::zeros({1000001});
    for (int64_t i = 0; i < gradient.size(); ++i) {
        gradient(i) = 0.125f;
    }
    gradient(0) = 10000.0f;
    const double want = std::sqrt(1e8 + 1e6 * 0.015625);
    EXPECT(std::fabs(gradient_norm({gradient}) - want) < 1e-12 * want);
}

TEST(large_and_tiny_gradients_have_a_norm) {
    EXPECT_EQUAL(gradient_norm({Tensor::from({2}, {3e30f, 4e30f})}), std::hypot(double(3e30f), double(4e30f)));
    EXPECT_EQUAL(gradient_norm({Tensor::from({1}, {1e-40f})}), double(1e-40f));
}

TEST(what_is_short_enough_stays_and_what_is_longer_becomes_max_norm) {
    EXPECT_EQUAL(clip_scale(0.0, 1.0), 1.0f);
    EXPECT_EQUAL(clip_scale(0.999, 1.0), 1.0f);
    EXPECT_EQUAL(clip_scale(1.0, 1.0), 1.0f);
    EXPECT_EQUAL(clip_scale(4.0, 1.0), 0.25f);
    EXPECT_EQUAL(clip_scale(4.0, 2.0), 0.5f);
    EXPECT_EQUAL(clip_scale(1e30, std::numeric_limits<double>::infinity()), 1.0f);

    Tensor gradient = Tensor::from({3}, {30, -40, 120});
    const float scale = clip_scale(gradient_norm({gradient}), 0.5);
    for (int64_t i = 0; i < gradient.size(); ++i) {
        gradient(i) *= scale;
    }
    EXPECT_CLOSE(one_number(gradient_norm({gradient})), one_number(0.5), one_ulp, 0);
}

TEST(a_gradient_that_is_no_number_is_an_error_that_says_where_and_what_to_do) {
    const float infinity = std::numeric_limits<float>::infinity();
    const Tensor fine = Tensor::zeros({3});
    EXPECT_ERROR(gradient_norm({fine, Tensor::from({2, 2}, {0, 0, -infinity, 0})}),
                 "gradient 1 of shape [2, 2] is -inf at [1, 0]");
    EXPECT_ERROR(gradient_norm({Tensor::from({1}, {NAN}), fine}), "gradient 0 of shape [1] is nan at [0]");
    EXPECT_ERROR(gradient_norm({Tensor::from({1}, {NAN})}), "lower the learning rate");
    EXPECT_ERROR(clip_scale(std::nan(""), 1.0), "lower the learning rate");
    EXPECT_ERROR(clip_scale(std::numeric_limits<double>::infinity(), 1.0), "the gradient norm is inf");
    EXPECT_ERROR(clip_scale(-1.0, 1.0), "the gradient norm is -1");
    EXPECT_ERROR(clip_scale(1.0, 0.0), "cannot be clipped to a norm of 0");
    EXPECT_ERROR(clip_scale(1.0, -1.0), "cannot be clipped");
    EXPECT_ERROR(clip_scale(1.0, std::nan("")), "cannot be clipped");
}

TEST_MAIN
