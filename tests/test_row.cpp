#include "kernels/row.h"

#include <cmath>
#include <limits>

#include "gradient.h"
#include "harness.h"
#include "kernels/vec.h"
#include "twins.h"

static const float infinity = std::numeric_limits<float>::infinity();

/// Additions, one on top of the other, in a sum of n numbers: those of one place of a register, and the halvings.
static double additions(int64_t n) { return std::ceil(double(n) / vec_width) + std::log2(double(vec_width)); }

/// Lengths around one, two and four registers of any width, and long ones.
static std::vector<int64_t> lengths() {
    std::vector<int64_t> result;
    for (int64_t n = 1; n <= 70; ++n) {
        result.push_back(n);
    }
    result.push_back(1000);
    result.push_back(4097);
    return result;
}

TEST(the_maximum_is_found_in_every_place) {
    for (int64_t n = 1; n <= 70; ++n) {
        for (int64_t place = 0; place < n; ++place) {
            Tensor row = Tensor::zeros({n});
            for (int64_t i = 0; i < n; ++i) {
                row(i) = i == place ? -3.0f : -5.0f - float(i);  // below 0: what stands behind the row must not count
            }
            EXPECT_EQUAL(row_max(fenced(row).data(), n), -3.0f);
        }
    }
    EXPECT_EQUAL(row_max(Tensor::from({3}, {-infinity, -infinity, -infinity}).data(), 3), -infinity);
}

TEST(dot_products_are_exact_for_whole_numbers_and_within_rounding_for_others) {
    for (int64_t n : lengths()) {
        const Tensor a = whole_numbers({n}, uint64_t(n));
        const Tensor b = whole_numbers({n}, uint64_t(n) + 1);
        const Tensor x = random_tensor({n}, uint64_t(n) + 2);
        const Tensor y = random_tensor({n}, uint64_t(n) + 3);
        double exact = 0.0;
        double sum = 0.0;
        double magnitude = 0.0;
        for (int64_t i = 0; i < n; ++i) {
            exact += double(a(i)) * double(b(i));
            sum += double(x(i)) * double(y(i));
            magnitude += std::fabs(double(x(i)) * double(y(i)));
        }
        EXPECT_EQUAL(double(row_dot(fenced(a).data(), fenced(b).data(), n)), exact);
        const double off = std::fabs(double(row_dot(fenced(x).data(), fenced(y).data(), n)) - sum);
        EXPECT(off <= roundings(additions(n) + 1) * magnitude);
    }
}

TEST(exponentials_and_their_sum_are_within_rounding) {
    for (int64_t n : lengths()) {
        const Tensor row = scaled(random_tensor({n}, uint64_t(n)), 10.0f);
        const float shift = 11.0f;  // not what makes the largest 0: a number behind the row would show as exp(-11)
        Tensor out = fenced(Tensor::zeros({n}));
        const float sum = row_exp(fenced(row).data(), n, shift, out.data());
        expect_fence(out, "row_exp");
        double want = 0.0;
        for (int64_t i = 0; i < n; ++i) {
            const double exponential = std::exp(double(row(i)) - double(shift));
            const double of_the_shift = unit * 21;  // |row - shift| is at most 21, and rounded once
            EXPECT(std::fabs(double(out(i)) - exponential) <= (roundings(4) + of_the_shift) * exponential);
            want += exponential;
        }
        EXPECT(std::fabs(double(sum) - want) <= (roundings(4 + additions(n)) + unit * 21) * want);
    }
}

// The zeros that fill up the last register must not be summed, even where exp(0 - shift) is as large as can be.
TEST(nothing_behind_the_end_of_a_row_is_summed) {
    for (int64_t n = 1; n <= 70; ++n) {
        Tensor row = Tensor::zeros({n});
        for (int64_t i = 0; i < n; ++i) {
            row(i) = -1000.0f;
        }
        Tensor out = Tensor::zeros({n});
        EXPECT_EQUAL(row_exp(fenced(row).data(), n, -1000.0f, out.data()), float(n));
    }
}

/// y may be x, and so may d_x be d_y.
TEST(rows_may_be_changed_in_place) {
    for (int64_t n : lengths()) {
        const Tensor x = scaled(random_tensor({n}, uint64_t(n)), 5.0f);
        const Tensor d_y = random_tensor({n}, uint64_t(n) + 1);
        Tensor y = Tensor::zeros({n});
        row_softmax(x.data(), n, y.data());
        Tensor in_place = fenced(x);
        row_softmax(in_place.data(), n, in_place.data());
        expect_fence(in_place, "row_softmax");
        EXPECT_SAME(in_place, y);
        Tensor d_x = Tensor::zeros({n});
        row_softmax_backward(y.data(), d_y.data(), n, d_x.data());
        Tensor d_in_place = fenced(d_y);
        row_softmax_backward(y.data(), d_in_place.data(), n, d_in_place.data());
        expect_fence(d_in_place, "row_softmax_backward");
        EXPECT_SAME(d_in_place, d_x);
    }
}

TEST(nothing_outside_a_row_is_touched) {
    for (int64_t n : lengths()) {
        const Tensor x = at_the_edge(random_tensor({n}, 1));
        const Tensor d_y = at_the_edge(random_tensor({n}, 2));
        Tensor y = at_the_edge(Tensor::zeros({n}));
        Tensor d_x = at_the_edge(Tensor::zeros({n}));
        EXPECT(row_max(x.data(), n) >= x(0));
        EXPECT(std::isfinite(row_dot(x.data(), d_y.data(), n)));
        row_softmax(x.data(), n, y.data());
        row_softmax_backward(y.data(), d_y.data(), n, d_x.data());
        EXPECT_EQUAL(row_left(n - 1, n), int64_t(1));
    }
}

TEST_MAIN
