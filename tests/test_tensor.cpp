#include <algorithm>
#include <cstdint>

#include "base/memory.h"
#include "base/unset_tensor.h"
#include "harness.h"

TEST(the_last_index_runs_fastest) {
    Tensor x = Tensor::zeros({2, 3, 4, 5});
    for (int64_t i = 0; i < x.size(); ++i) {
        x.data()[i] = float(i);
    }
    EXPECT_EQUAL(x(0, 0, 0, 1), 1.0f);
    EXPECT_EQUAL(x(0, 0, 1, 0), 5.0f);
    EXPECT_EQUAL(x(0, 1, 0, 0), 20.0f);
    EXPECT_EQUAL(x(1, 0, 0, 0), 60.0f);
    EXPECT_EQUAL(x(1, 2, 3, 4), 119.0f);
    const Tensor matrix = x.reshape({24, 5});
    EXPECT_EQUAL(matrix(23, 4), 119.0f);
    const Tensor cube = x.reshape({4, 5, 6});
    EXPECT_EQUAL(cube(1, 2, 3), 45.0f);
}

TEST(zeros_is_all_zeros_and_knows_its_shape) {
    const Tensor x = Tensor::zeros({3, 2});
    EXPECT_EQUAL(x.rank(), 2);
    EXPECT_EQUAL(x.rows(), int64_t(3));
    EXPECT_EQUAL(x.cols(), int64_t(2));
    EXPECT_EQUAL(x.dim(0), int64_t(3));
    EXPECT_EQUAL(x.size(), int64_t(6));
    EXPECT_EQUAL(x.shape(), (std::vector<int64_t>{3, 2}));
    for (int64_t i = 0; i < x.size(); ++i) {
        EXPECT_EQUAL(x.data()[i], 0.0f);
    }
}

TEST(from_takes_numbers_row_after_row) {
    const Tensor x = Tensor::from({2, 2}, {1, 2, 3, 4});
    EXPECT_EQUAL(x(0, 1), 2.0f);
    EXPECT_EQUAL(x(1, 0), 3.0f);
    EXPECT_ERROR(Tensor::from({2, 2}, {1, 2, 3}), "3 values do not fill shape [2, 2]");
    EXPECT_ERROR(Tensor::from({2}, {1, 2, 3}), "3 values do not fill shape [2]");
}

TEST(rank_0_is_one_number_and_a_zero_length_is_none) {
    EXPECT_EQUAL(Tensor::from({}, {7}).size(), int64_t(1));
    EXPECT_EQUAL(Tensor::from({}, {7}).rank(), 0);
    EXPECT_EQUAL(Tensor::zeros({0, 5}).size(), int64_t(0));
    EXPECT_EQUAL(Tensor::zeros({5, 0}).size(), int64_t(0));
    EXPECT_EQUAL(Tensor::zeros({0, 5}).clone().shape(), (std::vector<int64_t>{0, 5}));
}

TEST(a_tensor_without_a_shape_holds_nothing) {
    const Tensor x;
    EXPECT_EQUAL(x.size(), int64_t(0));
    EXPECT(x.data() == nullptr);
    EXPECT_EQUAL(x.clone().size(), int64_t(0));
}

TEST(a_copy_shares_the_numbers_and_a_clone_does_not) {
    Tensor x = Tensor::from({2}, {1, 2});
    Tensor shared = x;
    const Tensor separate = x.clone();
    shared(0) = 5;
    EXPECT_EQUAL(x(0), 5.0f);
    EXPECT_EQUAL(separate(0), 1.0f);
}

TEST(a_reshape_shares_the_numbers_and_keeps_them_alive) {
    Tensor seen;
    {
        const Tensor x = Tensor::from({2, 6}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
        seen = x.reshape({2, 3, 2});
    }
    EXPECT_EQUAL(seen(1, 2, 1), 11.0f);  // under the address sanitizer: memory that is still there
    EXPECT_ERROR(seen.reshape({5}), "[2, 3, 2] does not hold as many numbers as [5]");
    EXPECT_ERROR(seen.reshape({-2, -6}), "negative size");
}

TEST(borrowed_numbers_live_as_long_as_their_owner) {
    auto numbers = std::make_shared<std::vector<float>>(std::vector<float>{1, 2, 3});
    const std::weak_ptr<std::vector<float>> watched = numbers;
    {
        Tensor x = Tensor::borrow({3}, numbers->data(), numbers);
        numbers.reset();
        EXPECT(!watched.expired());
        EXPECT_EQUAL(x(2), 3.0f);
    }
    EXPECT(watched.expired());
}

// llama2.c #164: sizes multiplied as int wrap to a small buffer that is then written past its end.
TEST(a_size_that_overflows_is_an_error) {
    EXPECT_EQUAL(checked_size(Shape{204800, 13824}, "x"), int64_t(204800) * 13824);  // above 2^31
    EXPECT_ERROR(checked_size(Shape{INT64_MAX, 2}, "cache"),
                 "cache: shape [9223372036854775807, 2] is larger than memory");
    EXPECT_ERROR(checked_size(Shape{INT64_MAX / 4 + 1}, "x"), "larger than memory");  // its bytes overflow
    EXPECT_ERROR(checked_size(Shape{int64_t(1) << 32, int64_t(1) << 32}, "x"), "larger than memory");  // wraps to 0
    EXPECT_ERROR(Tensor::zeros({3, -1}), "shape [3, -1] has a negative size");
    EXPECT_ERROR(Tensor::zeros({0, -1}), "negative size");
    EXPECT_ERROR(Tensor::zeros({1, 1, 1, 1, 1}), "more than 4 axes");
    EXPECT_EQUAL(checked_size(Shape{INT64_MAX / 4}, "x"), INT64_MAX / 4);
}

// What one tensor gave back is given to the next: zeros all the same, and never to two at a time.
TEST(memory_that_is_used_again_is_zero_and_nobody_elses) {
    for (int64_t n : {1, 15, 16, 17, 1000, 1024, 1025, 100000, (1 << 20) + 1, 3 << 20}) {
        for (int round = 0; round < 3; ++round) {
            std::vector<Tensor> tensors;
            for (int i = 0; i < 3; ++i) {
                Tensor x = Tensor::zeros({n});
                for (int64_t j = 0; j < n; ++j) {
                    if (x(j) != 0.0f) FAIL(std::to_string(n) + ": not zero at " + std::to_string(j));
                    x(j) = float(i + 1);
                }
                EXPECT(reinterpret_cast<uintptr_t>(x.data()) % 64 == 0);
                tensors.push_back(x);
            }
            for (int i = 0; i < 3; ++i) {
                EXPECT_EQUAL(tensors[size_t(i)](0), float(i + 1));
                EXPECT_EQUAL(tensors[size_t(i)](n - 1), float(i + 1));
            }
        }
    }
}

TEST(large_memory_that_is_kept_is_zero_where_zeros_are_asked_for) {
    const Shape shape = {3, 1000, 1000};
    Tensor earlier = Tensor::zeros(shape);  // goes back to the system, later, too
    keep_freed_memory();
    for (int round = 0; round < 2; ++round) {
        Tensor x = unset_tensor(shape);
        std::fill(x.data(), x.data() + x.size(), 1.0f);
        x = Tensor();
        earlier = Tensor();
        EXPECT_EQUAL(largest_magnitude(Tensor::zeros(shape)), 0.0);
    }
    EXPECT_EQUAL(unset_tensor({2, 0}).size(), int64_t(0));
    EXPECT_ERROR(unset_tensor({3, -1}), "shape [3, -1] has a negative size");
}

TEST(shapes_are_shown_and_compared) {
    EXPECT_EQUAL(shape_text(Shape{}), std::string("[]"));
    EXPECT_EQUAL(shape_text(Shape{7, 6, 4}), std::string("[7, 6, 4]"));
    const Tensor x = Tensor::zeros({2, 3});
    expect_shape(x, {2, 3}, "x");
    EXPECT_ERROR(expect_shape(x, {3, 2}, "attention: q"), "attention: q: has shape [2, 3], expected [3, 2]");
    EXPECT_ERROR(expect_shape(x, {6}, "x"), "expected [6]");
}

TEST(indexes_outside_are_caught_in_checked_builds) {
#ifdef STEPWISE_CHECKED
    Tensor x = Tensor::zeros({2, 3});
    EXPECT_ERROR(x(2, 0), "index [2, 0] is outside shape [2, 3]");
    EXPECT_ERROR(x(0, 3), "index [0, 3]");  // inside the memory, outside the row
    EXPECT_ERROR(x(-1, 0), "index [-1, 0]");
    EXPECT_ERROR(x(0), "index [0] is outside shape [2, 3]");
    EXPECT_ERROR(x(0, 0, 0), "index [0, 0, 0]");
    EXPECT_ERROR(Tensor::zeros({0})(0), "index [0] is outside shape [0]");
    EXPECT_EQUAL(x.dim(1), int64_t(3));
    EXPECT_ERROR(x.dim(2), "shape [2, 3] has no axis 2");
    EXPECT_ERROR(x.dim(-1), "has no axis -1");
    EXPECT_ERROR(Tensor::from({}, {1}).cols(), "shape [] has no axis -1");
    EXPECT_ERROR(Tensor().rows(), "shape [] has no axis 0");
#else
    skip_test("this build does not check indexes (make debug and make sanitize do)");
#endif
}

TEST(the_last_row_and_the_names_of_places) {
    EXPECT_SAME(last_row(Tensor::from({2, 3}, {1, 2, 3, 4, 5, 6})), Tensor::from({3}, {4, 5, 6}));
    EXPECT_ERROR(last_row(Tensor::zeros({0, 3})), "no last row");
    EXPECT_EQUAL(index_text(5, Shape{2, 3}), "[1, 2]");
    EXPECT_EQUAL(largest_magnitude(Tensor::from({3}, {1, -2, 0.5f})), 2.0);
}

TEST(a_view_of_rows_shares_the_numbers_and_keeps_them_alive) {
    Tensor view;
    {
        Tensor x = Tensor::from({3, 2, 2}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
        view = x.rows_view(1, 2);
        view(0, 1, 0) = 66;
        EXPECT_EQUAL(x(1, 1, 0), 66.0f);
        x(2, 1, 1) = 111;
    }
    EXPECT_SAME(view, Tensor::from({2, 2, 2}, {4, 5, 66, 7, 8, 9, 10, 111}));
    EXPECT_SAME(view.rows_view(1, 1), Tensor::from({1, 2, 2}, {8, 9, 10, 111}));  // a view of a view
}

TEST(a_view_may_be_whole_or_empty_but_not_reach_outside) {
    const Tensor x = Tensor::from({3, 2}, {0, 1, 2, 3, 4, 5});
    EXPECT_SAME(x.rows_view(0, 3), x);
    EXPECT(x.rows_view(0, 3).data() == x.data());
    EXPECT_EQUAL(x.rows_view(3, 0).shape(), (std::vector<int64_t>{0, 2}));
    EXPECT_EQUAL(Tensor::zeros({0, 4}).rows_view(0, 0).shape(), (std::vector<int64_t>{0, 4}));
    EXPECT_SAME(Tensor::from({3}, {7, 8, 9}).rows_view(1, 2), Tensor::from({2}, {8, 9}));
    EXPECT_ERROR(x.rows_view(1, 3), "rows_view: 3 rows from row 1 on are not in shape [3, 2]");
    EXPECT_ERROR(x.rows_view(4, 0), "0 rows from row 4");
    EXPECT_ERROR(x.rows_view(-1, 2), "2 rows from row -1");
    EXPECT_ERROR(x.rows_view(2, -1), "-1 rows from row 2");
    EXPECT_ERROR(x.rows_view(1, INT64_MAX), "are not in shape [3, 2]");  // first + count would overflow
    EXPECT_ERROR(Tensor::from({}, {1}).rows_view(0, 1), "are not in shape []");
    EXPECT_ERROR(Tensor().rows_view(0, 0), "rows_view");
}

// A register that lies in two cache lines costs two reads.
TEST(numbers_begin_with_a_cache_line) {
    for (int64_t size = 1; size < 5000; size += 37) {
        const Tensor x = Tensor::zeros({size});
        EXPECT_EQUAL(reinterpret_cast<uintptr_t>(x.data()) % 64, uintptr_t(0));
        EXPECT_EQUAL(reinterpret_cast<uintptr_t>(x.clone().data()) % 64, uintptr_t(0));
    }
}

TEST_MAIN
