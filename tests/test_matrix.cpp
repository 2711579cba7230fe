#include "base/matrix.h"

#include <cmath>
#include <limits>

#include "base/half.h"
#include "gradient.h"
#include "harness.h"
#include "twins.h"

static const NumberType narrow_types[] = {NumberType::bf16, NumberType::f16, NumberType::q8};

TEST(a_tensor_is_a_matrix_of_float32) {
    const Tensor x = Tensor::from({2, 3}, {1, 2, 3, 4, 5, 6});
    const Matrix matrix = x;
    EXPECT(matrix.type == NumberType::f32);
    EXPECT_EQUAL(matrix.rows(), 2);
    EXPECT_EQUAL(matrix.cols(), 3);
    EXPECT_EQUAL(matrix(1, 0), 4.0f);
    EXPECT(widened(matrix).data() == x.data());  // as it is, not copied
}

TEST(halves_are_rounded_to_the_nearest) {
    const Tensor x = random_tensor({3, 37}, 1);
    const Matrix bf16 = narrowed(x, NumberType::bf16, "x");
    const Matrix f16 = narrowed(x, NumberType::f16, "x");
    for (int64_t row = 0; row < 3; ++row) {
        for (int64_t i = 0; i < 37; ++i) {
            EXPECT_EQUAL(bf16(row, i), float_from_bf16(bf16_from_float(x(row, i))));
            EXPECT_EQUAL(f16(row, i), float_from_f16(f16_from_float(x(row, i))));
        }
    }
}

// Blocks of 32 along the row, the last one shorter; each number within half a scale, each scale as small as it may be.
TEST(q8_is_off_by_at_most_half_a_scale) {
    for (int64_t cols : {1, 2, 31, 32, 33, 64, 65, 100}) {
        Tensor x = random_tensor({5, cols}, uint64_t(cols));
        for (int64_t row = 0; row < 5; ++row) {
            for (int64_t i = 0; i < cols; ++i) {
                x(row, i) *= float(std::ldexp(1.0, int(9 * row - i / 32 * 7)));  // each block of another size
            }
        }
        const Matrix q8 = narrowed(x, NumberType::q8, "x");
        EXPECT_EQUAL(q8.rows(), 5);
        EXPECT_EQUAL(q8.cols(), cols);
        for (int64_t row = 0; row < 5; ++row) {
            for (int64_t i = 0; i < cols; ++i) {
                double largest = 0;
                for (int64_t j = i / 32 * 32; j < std::min(cols, i / 32 * 32 + 32); ++j) {
                    largest = std::fmax(largest, std::fabs(double(x(row, j))));
                }
                const double scale = double(float_from_bf16(q8.scales[row * q8_blocks(cols) + i / 32]));
                const bool is_scale = scale >= largest / 127 * (1 - 0x1p-23) && scale <= largest / 127 * (1 + 0x1p-7);
                if (!is_scale) FAIL("a scale of " + shown(scale) + ", and the largest number is " + shown(largest));
                EXPECT_EQUAL(double(q8(row, i)), scale * q8.quants[row * cols + i]);
                EXPECT(std::fabs(double(q8(row, i)) - double(x(row, i))) <= scale / 2 * (1 + 0x1p-20));
            }
        }
    }
}

TEST(halves_are_narrowed_to_themselves_and_no_matrix_is_copied_to_its_own_type) {
    for (NumberType type : narrow_types) {
        const Matrix once = narrowed(random_tensor({4, 70}, 3), type, "x");
        const Matrix again = narrowed(widened(once), type, "x");
        if (type != NumberType::q8) EXPECT_SAME(widened(again), widened(once));
        EXPECT(narrowed(once, type, "x").owner == once.owner);  // as it is, not copied
    }
}

TEST(rows_widen_to_what_the_numbers_say) {
    for (NumberType type : narrow_types) {
        const Matrix narrow = narrowed(random_tensor({3, 45}, 4), type, "x");
        const Tensor wide = widened(narrow);
        EXPECT_EQUAL(shape_text(wide.shape()), "[3, 45]");
        for (int64_t row = 0; row < 3; ++row) {
            std::vector<float> numbers(45);
            widen_row(narrow, row, numbers.data());
            for (int64_t i = 0; i < 45; ++i) {
                EXPECT_EQUAL(numbers[size_t(i)], narrow(row, i));
                EXPECT_EQUAL(wide(row, i), narrow(row, i));
            }
        }
    }
}

TEST(zeros_stay_zeros_and_the_smallest_numbers_do_no_harm) {
    for (NumberType type : narrow_types) {
        EXPECT_SAME(widened(narrowed(Tensor::zeros({2, 40}), type, "x")), Tensor::zeros({2, 40}));
        const Matrix tiny = narrowed(Tensor::from({1, 2}, {0x1p-149f, -0x1p-140f}), type, "x");
        EXPECT(std::fabs(double(tiny(0, 0))) <= 0x1p-133);
        EXPECT(std::fabs(double(tiny(0, 1))) <= 0x1p-133);
        EXPECT_EQUAL(narrowed(Tensor::zeros({0, 7}), type, "x").rows(), 0);
        EXPECT_EQUAL(narrowed(Tensor::zeros({3, 0}), type, "x").cols(), 0);
    }
}

TEST(numbers_that_have_no_finite_narrow_form_are_errors) {
    const auto of = [](float number, NumberType type) {
        narrowed(Tensor::from({2, 2}, {1, -2, 3, number}), type, "layers.0.w");
    };
    for (NumberType type : narrow_types) {
        for (float bad : {NAN, HUGE_VALF, -HUGE_VALF}) {
            EXPECT_ERROR(of(bad, type), "layers.0.w: the number at [1, 1]");
        }
    }
    EXPECT_ERROR(of(std::numeric_limits<float>::max(), NumberType::bf16), "no finite form as bf16");
    EXPECT_ERROR(of(-65520.0f, NumberType::f16), "no finite form as f16");
    of(-65519.0f, NumberType::f16);
    of(65520.0f, NumberType::bf16);
    of(65520.0f, NumberType::q8);
    of(3e38f, NumberType::q8);
}

TEST(rows_of_a_matrix_are_its_rows_in_every_form) {
    const Tensor x = random_tensor({5, 40}, 3);  // two blocks a row, each with a scale of its own
    for (NumberType type : narrow_types) {
        const Matrix whole = narrowed(x, type, "x");
        const Matrix part = rows_of(whole, 2, 3);
        EXPECT_EQUAL(part.rows(), 3);
        EXPECT_SAME(widened(part), widened(whole).rows_view(2, 3));
    }
}

TEST(bytes_are_counted_with_the_scales) {
    EXPECT_EQUAL(matrix_bytes(3, 33, NumberType::f32), 396);
    EXPECT_EQUAL(matrix_bytes(3, 33, NumberType::bf16), 198);
    EXPECT_EQUAL(matrix_bytes(3, 33, NumberType::f16), 198);
    EXPECT_EQUAL(matrix_bytes(3, 33, NumberType::q8), 99 + 12);
}

TEST(types_have_names) {
    for (NumberType type : {NumberType::f32, NumberType::bf16, NumberType::f16, NumberType::q8}) {
        EXPECT(number_type_of(number_type_name(type)) == type);
    }
    EXPECT_EQUAL(std::string(number_type_name(NumberType::q8)), "q8");
    EXPECT_ERROR(number_type_of("q4"), "f32, bf16, f16 and q8");
}

TEST_MAIN
