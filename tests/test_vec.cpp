#include "kernels/vec.h"

#include <cmath>
#include <limits>

#include "gradient.h"
#include "harness.h"
#include "kernels/row.h"
#include "twins.h"

// `vec_exp` is tested twice: as the kernels have it compiled (row_exp with nothing taken off), and as it is written.

static const float infinity = std::numeric_limits<float>::infinity();

static std::vector<float> exp_by_kernels(const std::vector<float>& x) {
    std::vector<float> y(x.size());
    row_exp(x.data(), int64_t(x.size()), 0.0f, y.data());
    return y;
}

static std::vector<float> exp_as_written(const std::vector<float>& x) {
    std::vector<float> y(x.size());
    for (size_t i = 0; i < x.size(); i += size_t(vec_width)) {
        const int64_t count = row_left(int64_t(i), int64_t(x.size()));
        vec_store_part(y.data() + i, vec_exp(vec_load_part(x.data() + i, count)), count);
    }
    return y;
}

/// How far off, in spacings of float32 at the true value.
static double ulps_off(float got, double want) {
    const double spacing = std::ldexp(1.0, std::ilogb(want) - 23);
    return std::fabs(double(got) - want) / spacing;
}

static void expect_exponentials(const std::vector<float>& x, const std::vector<float>& y) {
    for (size_t i = 0; i < x.size(); ++i) {
        const double off = ulps_off(y[i], std::exp(double(x[i])));
        if (!(off <= 2)) FAIL("exp(" + shown(x[i]) + ") is off by " + shown(off) + " ulps");
    }
}

TEST(exponentials_are_within_two_ulps_wherever_float32_has_them) {
    std::vector<float> x;
    for (int64_t i = 0; i <= 1750000; ++i) {
        x.push_back(float(-87.0 + double(i) * 1e-4));
    }
    EXPECT_EQUAL(x.back(), 88.0f);
    expect_exponentials(x, exp_by_kernels(x));
    expect_exponentials(x, exp_as_written(x));
}

TEST(exponentials_near_0_and_at_the_turning_points_are_within_two_ulps) {
    std::vector<float> x = {0.0f, -0.0f, 1.0f, -1.0f, -87.0f, 88.0f, std::nextafter(-87.0f, 0.0f)};
    for (float tiny = 1.0f; tiny > 0; tiny /= 2) {
        x.push_back(tiny);
        x.push_back(-tiny);
    }
    for (int n = -125; n <= 126; ++n) {  // where the exponent goes over to the next, r = ln 2 / 2
        const float turn = float((n + 0.5) * std::log(2.0));
        if (turn < -87) continue;
        x.push_back(std::nextafter(turn, -100.0f));
        x.push_back(turn);
        x.push_back(std::nextafter(turn, 100.0f));
    }
    expect_exponentials(x, exp_by_kernels(x));
    expect_exponentials(x, exp_as_written(x));
    EXPECT_EQUAL(exp_by_kernels({0.0f})[0], 1.0f);
}

TEST(what_is_too_small_becomes_exactly_0) {
    const float below = std::nextafter(-87.0f, -100.0f);
    const float least = -std::numeric_limits<float>::max();
    for (float x : {below, -88.0f, -103.0f, -104.0f, -1000.0f, -1e30f, least, -infinity}) {
        EXPECT_EQUAL(exp_by_kernels({x})[0], 0.0f);
        EXPECT_EQUAL(exp_as_written({x})[0], 0.0f);
        EXPECT(!std::signbit(exp_by_kernels({x})[0]));
    }
}

TEST(what_is_too_large_stays_at_exp_88) {
    const float most = exp_by_kernels({88.0f})[0];
    EXPECT(std::isfinite(most));
    for (float x : {88.5f, 89.0f, 128.0f, 1e4f, 3e38f, infinity}) {
        EXPECT_EQUAL(exp_by_kernels({x})[0], most);
        EXPECT_EQUAL(exp_as_written({x})[0], most);
    }
}

TEST(nan_stays_nan) {
    EXPECT(std::isnan(exp_by_kernels({NAN})[0]));
    EXPECT(std::isnan(exp_as_written({-NAN})[0]));
}

// Places of a register do not mix.
TEST(each_place_has_its_own_result) {
    std::vector<float> x = {-infinity, 0.0f, 100.0f, NAN, -200.0f, 1.0f, -1.0f, 88.0f};
    x.insert(x.end(), x.begin(), x.end());
    x.insert(x.end(), x.begin(), x.end());
    const std::vector<float> all = exp_by_kernels(x);
    for (size_t i = 0; i < x.size(); ++i) {
        const float one = exp_by_kernels({x[i]})[0];
        EXPECT(all[i] == one || (std::isnan(all[i]) && std::isnan(one)));
    }
}

TEST(parts_of_a_register_are_read_and_written_alone) {
    for (int64_t count = 1; count <= vec_width; ++count) {
        Tensor numbers = Tensor::zeros({count});
        for (int64_t i = 0; i < count; ++i) {
            numbers(i) = float(i + 1);
        }
        const Vec x = vec_load_part(fenced(numbers).data(), count);
        float part[vec_width];
        vec_store(part, x);
        for (int64_t i = 0; i < vec_width; ++i) {
            EXPECT_EQUAL(part[i], i < count ? float(i + 1) : 0.0f);
        }
        Tensor written = fenced(Tensor::zeros({count}));
        vec_store_part(written.data(), x, count);
        expect_fence(written, "vec_store_part");
        EXPECT_SAME(written, numbers);
    }
}

TEST(sums_and_maxima_see_every_place) {
    for (int place = 0; place < vec_width; ++place) {
        float numbers[vec_width];
        for (int i = 0; i < vec_width; ++i) {
            numbers[i] = i == place ? -1.0f : -2.0f;
        }
        EXPECT_EQUAL(vec_max(vec_load(numbers)), -1.0f);
        EXPECT_EQUAL(vec_sum(vec_load(numbers)), -2.0f * vec_width + 1.0f);
    }
    float part[vec_width];
    vec_store(part, vec_of(-0.0f));
    for (float number : part) {
        EXPECT(number == 0.0f && std::signbit(number));
    }
}

/// Halves first, in plain loops.
static float sum_of_halves(std::vector<float> numbers) {
    for (size_t half = numbers.size() / 2; half > 0; half /= 2) {
        for (size_t i = 0; i < half; ++i) {
            numbers[i] += numbers[i + half];
        }
    }
    return numbers[0];
}

// Of one register or of many at once: the same order, so the same bits.
TEST(sums_of_many_registers_are_the_sums_of_each) {
    for (uint64_t seed = 1; seed <= 50; ++seed) {
        const Tensor numbers = random_tensor({vec_width, vec_width}, seed);
        Vec x[vec_width];
        for (int i = 0; i < vec_width; ++i) {
            x[i] = vec_load(numbers.data() + i * vec_width);
        }
        float sums[vec_width];
        const Vec first = x[0];
        vec_store(sums, vec_sums(x));
        for (int i = 0; i < vec_width; ++i) {
            const float* row = numbers.data() + i * vec_width;
            const float want = sum_of_halves(std::vector<float>(row, row + vec_width));
            EXPECT_EQUAL(sums[i], want);
            EXPECT_EQUAL(vec_sum(vec_load(row)), want);
        }
        EXPECT_EQUAL(vec_sum(first), sums[0]);
    }
}

TEST_MAIN
