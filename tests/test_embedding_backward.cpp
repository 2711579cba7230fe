#include "golden.h"
#include "gradient.h"
#include "harness.h"
#include "train/embedding_backward.h"

TEST(embed_backward_matches_golden) {
    const Golden golden("backward");
    for (const std::string& name : golden.cases("embedding.")) {
        Tensor d_table = Tensor::zeros(golden[name + "/d_table"].shape());
        embed_backward(golden.integers(name + "/tokens"), golden[name + "/d_x"], d_table);
        EXPECT_GOLDEN(golden, name + "/d_table", d_table, one_ulp, 1e-12);
    }
}

static const std::vector<int> some_tokens = {2, 0, 2, 2, 3};

TEST(embed_backward_matches_finite_differences) {
    const Tensor table = random_tensor({5, 2}, 1);
    const Tensor d_x = random_tensor({5, 2}, 2);
    Tensor d_table = Tensor::zeros({5, 2});
    embed_backward(some_tokens, d_x, d_table);
    const auto loss = [&](const std::vector<double>& moved) {
        double sum = 0;
        for (size_t t = 0; t < some_tokens.size(); ++t) {
            const size_t row = size_t(some_tokens[t]) * 2;
            sum += double(d_x(int64_t(t), 0)) * moved[row] + double(d_x(int64_t(t), 1)) * moved[row + 1];
        }
        return sum;
    };
    EXPECT_CLOSE(d_table, finite_difference(loss, table), one_ulp, finite_difference_error);
}

TEST(a_token_collects_from_all_its_places_and_a_missing_one_gets_nothing) {
    Tensor d_table = Tensor::zeros({4, 2});
    embed_backward({2, 0, 2}, Tensor::from({3, 2}, {1, 2, 30, 40, 500, 600}), d_table);
    EXPECT_SAME(d_table, Tensor::from({4, 2}, {30, 40, 0, 0, 501, 602, 0, 0}));
}

// The head of a tied model has written to the same tensor before.
TEST(the_gradient_of_the_table_is_added_to_what_is_there) {
    Tensor d_table = Tensor::from({2, 1}, {7, 8});
    embed_backward({1, 1}, Tensor::from({2, 1}, {10, 20}), d_table);
    embed_backward({1}, Tensor::from({1, 1}, {100}), d_table);
    EXPECT_SAME(d_table, Tensor::from({2, 1}, {7, 138}));
}

// Added one by one in float32, each 3 would be lost beside the 1e8.
TEST(the_sum_over_the_places_is_kept_in_double) {
    Tensor d_table = Tensor::from({1, 1}, {1e8f});
    embed_backward({0, 0}, Tensor::from({2, 1}, {3, 3}), d_table);
    EXPECT_EQUAL(d_table(0, 0), 1e8f + 8);  // 100000006, to the nearest float32
}

TEST(an_id_outside_the_vocabulary_is_an_error_that_changes_nothing) {
    Tensor d_table = Tensor::zeros({3, 2});
    const Tensor d_x = Tensor::from({2, 2}, {1, 1, 1, 1});
    EXPECT_ERROR(embed_backward({0, 3}, d_x, d_table), "token id 3 at position 1 is outside the vocabulary of 3");
    EXPECT_ERROR(embed_backward({-1, 0}, d_x, d_table), "token id -1 at position 0");
    EXPECT_SAME(d_table, Tensor::zeros({3, 2}));
}

TEST(shapes_that_do_not_fit_are_errors) {
    Tensor d_table = Tensor::zeros({3, 2});
    EXPECT_ERROR(embed_backward({}, Tensor::zeros({0, 2}), d_table), "no tokens");
    EXPECT_ERROR(embed_backward({1}, Tensor::zeros({2, 2}), d_table), "d_x: has shape [2, 2], expected [1, 2]");
    EXPECT_ERROR(embed_backward({1}, Tensor::zeros({1, 3}), d_table), "expected [1, 2]");
    Tensor three_axes = Tensor::zeros({3, 1, 2});
    EXPECT_ERROR(embed_backward({1}, Tensor::zeros({1, 2}), three_axes), "d_table: has shape [3, 1, 2]");
}

TEST_MAIN
