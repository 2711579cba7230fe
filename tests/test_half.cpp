#include <bit>
#include <cmath>
#include <limits>

#include "base/half.h"
#include "base/rng.h"
#include "harness.h"

/// The value of a 16-bit float by IEEE 754-2019 section 3.4: (-1)^s * 2^(e - bias) * 1.m, subnormal without the 1.
static double value_of(uint16_t bits, int exponent_bits) {
    const int mantissa_bits = 15 - exponent_bits;
    const int bias = (1 << (exponent_bits - 1)) - 1;
    const int mantissa = bits & ((1 << mantissa_bits) - 1);
    const int exponent = (bits >> mantissa_bits) & ((1 << exponent_bits) - 1);
    const double sign = (bits & 0x8000) != 0 ? -1.0 : 1.0;
    if (exponent == (1 << exponent_bits) - 1) return mantissa == 0 ? sign * HUGE_VAL : std::nan("");
    if (exponent == 0) return sign * std::ldexp(mantissa, 1 - bias - mantissa_bits);
    return sign * std::ldexp(mantissa + (1 << mantissa_bits), exponent - bias - mantissa_bits);
}

static bool same_number(float got, double want) {
    if (std::isnan(want)) return std::isnan(got);
    return double(got) == want && std::signbit(got) == std::signbit(want);
}

TEST(all_65536_values_of_float16_widen_by_the_formula) {
    for (uint32_t bits = 0; bits < 0x10000; ++bits) {
        if (!same_number(float_from_f16(uint16_t(bits)), value_of(uint16_t(bits), 5))) FAIL(std::to_string(bits));
    }
}

TEST(all_65536_values_of_bfloat16_widen_by_the_formula) {
    for (uint32_t bits = 0; bits < 0x10000; ++bits) {
        if (!same_number(float_from_bf16(uint16_t(bits)), value_of(uint16_t(bits), 8))) FAIL(std::to_string(bits));
    }
}

TEST(widening_and_narrowing_again_gives_the_same_bits) {
    int not_a_number = 0;
    for (uint32_t bits = 0; bits < 0x10000; ++bits) {
        const float from_f16 = float_from_f16(uint16_t(bits));
        const float from_bf16 = float_from_bf16(uint16_t(bits));
        if (std::isnan(from_f16)) {
            ++not_a_number;
            EXPECT(std::isnan(float_from_f16(f16_from_float(from_f16))));  // the payload may change
        } else {
            EXPECT_EQUAL(f16_from_float(from_f16), uint16_t(bits));
        }
        if (std::isnan(from_bf16))
            EXPECT(std::isnan(float_from_bf16(bf16_from_float(from_bf16))));
        else
            EXPECT_EQUAL(bf16_from_float(from_bf16), uint16_t(bits));
    }
    EXPECT_EQUAL(not_a_number, 2 * 1023);
}

// A NaN whose mantissa stands in the lower half only becomes an infinity when it is just cut.
TEST(a_nan_never_becomes_an_infinity) {
    for (uint32_t bits : {0x7f800001u, 0xff800001u, 0x7fffffffu, 0x7f80ffffu, 0x7fc00000u}) {
        const float nan = std::bit_cast<float>(bits);
        EXPECT(std::isnan(float_from_bf16(bf16_from_float(nan))));
        EXPECT(std::isnan(float_from_f16(f16_from_float(nan))));
    }
}

TEST(float16_rounds_ties_to_even) {
    EXPECT_EQUAL(f16_from_float(1.0f + 0x1p-11f), uint16_t(0x3c00));             // halfway, down to even
    EXPECT_EQUAL(f16_from_float(1.0f + 3 * 0x1p-11f), uint16_t(0x3c02));         // halfway, up to even
    EXPECT_EQUAL(f16_from_float(1.0f + 0x1p-11f + 0x1p-23f), uint16_t(0x3c01));  // just above halfway
    EXPECT_EQUAL(f16_from_float(2.0f - 0x1p-12f), uint16_t(0x4000));             // carries into the exponent
    EXPECT_EQUAL(f16_from_float(2049.0f), uint16_t(0x6800));                     // 2048
    EXPECT_EQUAL(f16_from_float(2051.0f), uint16_t(0x6802));                     // 2052
}

TEST(float16_overflows_from_65520_on) {
    EXPECT_EQUAL(f16_from_float(65504.0f), uint16_t(0x7bff));
    EXPECT_EQUAL(f16_from_float(std::nextafter(65520.0f, 0.0f)), uint16_t(0x7bff));
    EXPECT_EQUAL(f16_from_float(65520.0f), uint16_t(0x7c00));
    EXPECT_EQUAL(f16_from_float(-65520.0f), uint16_t(0xfc00));
    EXPECT_EQUAL(f16_from_float(std::numeric_limits<float>::max()), uint16_t(0x7c00));
    EXPECT_EQUAL(f16_from_float(-HUGE_VALF), uint16_t(0xfc00));
}

TEST(float16_goes_down_through_subnormals_to_signed_zero) {
    EXPECT_EQUAL(f16_from_float(0x1p-14f), uint16_t(0x0400));             // smallest normal
    EXPECT_EQUAL(f16_from_float(0x1p-14f - 0x1p-24f), uint16_t(0x03ff));  // largest subnormal
    EXPECT_EQUAL(f16_from_float(0x1p-14f - 0x1p-25f), uint16_t(0x0400));  // halfway between them, to even
    EXPECT_EQUAL(f16_from_float(0x1p-24f), uint16_t(0x0001));
    EXPECT_EQUAL(f16_from_float(1.5f * 0x1p-24f), uint16_t(0x0002));  // halfway, to even
    EXPECT_EQUAL(f16_from_float(0x1p-25f), uint16_t(0x0000));         // halfway to the smallest, to even
    EXPECT_EQUAL(f16_from_float(std::nextafter(0x1p-25f, 1.0f)), uint16_t(0x0001));
    EXPECT_EQUAL(f16_from_float(-0x1p-26f), uint16_t(0x8000));
    EXPECT_EQUAL(f16_from_float(-0.0f), uint16_t(0x8000));
    EXPECT_EQUAL(f16_from_float(std::numeric_limits<float>::denorm_min()), uint16_t(0x0000));
}

TEST(bfloat16_rounds_ties_to_even_and_overflows) {
    EXPECT_EQUAL(bf16_from_float(std::bit_cast<float>(0x3f808000u)), uint16_t(0x3f80));  // halfway, down to even
    EXPECT_EQUAL(bf16_from_float(std::bit_cast<float>(0x3f818000u)), uint16_t(0x3f82));  // halfway, up to even
    EXPECT_EQUAL(bf16_from_float(std::bit_cast<float>(0x3f808001u)), uint16_t(0x3f81));
    EXPECT_EQUAL(bf16_from_float(std::bit_cast<float>(0x3f80ffffu)), uint16_t(0x3f81));
    EXPECT_EQUAL(bf16_from_float(std::numeric_limits<float>::max()), uint16_t(0x7f80));
    EXPECT_EQUAL(bf16_from_float(-std::numeric_limits<float>::max()), uint16_t(0xff80));
    EXPECT_EQUAL(bf16_from_float(std::bit_cast<float>(0x00008000u)), uint16_t(0x0000));  // subnormal tie, to even
    EXPECT_EQUAL(bf16_from_float(-0.0f), uint16_t(0x8000));
}

/// The nearest of the value's two neighbours; `bits` is what narrowing gave.
static bool is_nearest(float value, uint16_t bits, int exponent_bits) {
    const double got = value_of(bits, exponent_bits);
    const double distance = std::fabs(got - double(value));
    for (int step : {-1, 1}) {
        const uint16_t neighbour = uint16_t(bits + step);
        if ((neighbour & 0x8000) != (bits & 0x8000)) continue;  // beyond zero
        const double other = value_of(neighbour, exponent_bits);
        if (std::isnan(other) || std::isinf(other)) continue;
        const double other_distance = std::fabs(other - double(value));
        if (other_distance < distance) return false;
        if (other_distance == distance && (bits & 1) != 0) return false;
    }
    return true;
}

TEST(narrowing_gives_the_nearest_value_for_any_float) {
    Rng rng = make_rng(1);
    for (int i = 0; i < 300000; ++i) {
        const float any = std::bit_cast<float>(uint32_t(next_bits(rng) >> 32));
        const float scale = std::ldexp(1.0f, int(next_bits(rng) % 42) - 26);
        const float in_range = (next_float(rng) * 2 - 1) * scale;  // |x| < 65536
        if (std::isfinite(any) && std::fabs(any) < 3.38e38f) EXPECT(is_nearest(any, bf16_from_float(any), 8));
        if (std::fabs(in_range) < 65504) EXPECT(is_nearest(in_range, f16_from_float(in_range), 5));
        if (std::fabs(in_range) < 65504) EXPECT(is_nearest(in_range, bf16_from_float(in_range), 8));
    }
}

TEST_MAIN
