#include "golden.h"
#include "harness.h"
#include "model/embedding.h"

TEST(embedding_matches_golden) {
    const Golden golden("embedding");
    for (const std::string& name : golden.cases()) {
        const Tensor x = embed(golden.integers(name + "/tokens"), golden[name + "/weight"]);
        EXPECT_GOLDEN(golden, name + "/embed", x, 0, 0);  // copied, so exact
    }
}

TEST(the_first_and_the_last_id_of_the_vocabulary_are_inside) {
    const Tensor table = Tensor::from({3, 2}, {1, 2, 3, 4, 5, 6});
    EXPECT_SAME(embed({0, 2}, table), Tensor::from({2, 2}, {1, 2, 5, 6}));
}

TEST(an_id_outside_the_vocabulary_is_an_error_that_names_it) {
    const Tensor table = Tensor::zeros({3, 2});
    EXPECT_ERROR(embed({0, 3}, table), "token id 3 at position 1 is outside the vocabulary of 3");
    EXPECT_ERROR(embed({-1}, table), "token id -1 at position 0");
}

TEST(no_tokens_are_an_error) { EXPECT_ERROR(embed({}, Tensor::zeros({3, 2})), "no tokens"); }

TEST(the_vector_of_each_position_is_added) {
    const Tensor table = Tensor::from({3, 2}, {10, 20, 30, 40, 50, 60});
    Tensor x = Tensor::from({2, 2}, {1, 2, 3, 4});
    add_positions(x, table, 1);
    const Tensor want = Tensor::from({2, 2}, {31, 42, 53, 64});
    for (int64_t i = 0; i < 4; ++i) {
        EXPECT_EQUAL(x.data()[i], want.data()[i]);
    }
    EXPECT_ERROR(add_positions(x, table, 2), "more than the table has, 3");
}

TEST_MAIN
