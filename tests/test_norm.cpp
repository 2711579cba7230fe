#include "golden.h"
#include "harness.h"
#include "model/norm.h"

TEST(rms_norm_matches_golden) {
    const Golden golden("norm");
    for (const std::string& name : golden.cases()) {
        const float eps = float(golden.number(name + "/eps"));
        const Tensor y = rms_norm(golden[name + "/x"], golden[name + "/weight"], eps);
        EXPECT_GOLDEN(golden, name + "/y", y, one_ulp, 1e-12);
    }
}

TEST(rms_norm_ignores_the_scale_of_its_input_but_for_eps) {
    const Tensor weight = Tensor::from({3}, {1, 2, 0.5f});
    const Tensor small = rms_norm(Tensor::from({1, 3}, {1, -2, 3}), weight, 1e-12f);
    const Tensor large = rms_norm(Tensor::from({1, 3}, {1024, -2048, 3072}), weight, 1e-12f);
    EXPECT_CLOSE(large, small, one_ulp, 0);
}

TEST(eps_stands_inside_the_root) {
    const Tensor x = Tensor::from({1, 2}, {0, 0});
    const Tensor weight = Tensor::from({2}, {1, 1});
    EXPECT_SAME(rms_norm(x, weight, 1e-4f), x);
    const Tensor y = rms_norm(Tensor::from({1, 1}, {3e-3f}), Tensor::from({1}, {1}), 1.6e-5f);
    EXPECT_CLOSE(y, Tensor::from({1, 1}, {0.6f}), 1e-6, 0);  // 0.003 / sqrt(9e-6 + 1.6e-5)
}

TEST(each_token_is_normed_on_its_own) {
    const Tensor weight = Tensor::from({2}, {1, 1});
    const Tensor both = rms_norm(Tensor::from({2, 2}, {1, 7, 100, -3}), weight, 1e-5f);
    const Tensor second = rms_norm(Tensor::from({1, 2}, {100, -3}), weight, 1e-5f);
    EXPECT_EQUAL(both(1, 0), second(0, 0));
    EXPECT_EQUAL(both(1, 1), second(0, 1));
}

TEST(a_weight_of_another_length_is_an_error) {
    EXPECT_ERROR(rms_norm(Tensor::zeros({2, 4}), Tensor::zeros({3}), 1e-5f), "expected [4]");
}

TEST_MAIN
