#include "base/half.h"

#include <bit>
#include <cmath>

float float_from_bf16(uint16_t bits) { return std::bit_cast<float>(uint32_t(bits) << 16); }

float float_from_f16(uint16_t bits) {
    const uint32_t sign = uint32_t(bits >> 15) << 31;
    const uint32_t exponent = (bits >> 10) & 31;
    const uint32_t mantissa = bits & 1023;
    if (exponent == 31) return std::bit_cast<float>(sign | 0x7f800000u | (mantissa << 13));  // infinity or NaN
    if (exponent == 0) {  // zero or subnormal: mantissa * 2^-24
        const float magnitude = float(mantissa) * 0x1p-24f;
        return sign != 0 ? -magnitude : magnitude;
    }
    const uint32_t wide_exponent = exponent + (127 - 15);
    return std::bit_cast<float>(sign | (wide_exponent << 23) | (mantissa << 13));
}

/// Drops the low `count` bits, rounding to nearest, ties to even.
static uint32_t shift_right_rounded(uint32_t bits, int count) {
    const uint32_t half = 1u << (count - 1);
    const uint32_t lowest_kept = (bits >> count) & 1u;
    return (bits + (half - 1) + lowest_kept) >> count;
}

uint16_t bf16_from_float(float value) {
    const uint32_t bits = std::bit_cast<uint32_t>(value);
    if (std::isnan(value)) return uint16_t((bits >> 16) | 0x40u);  // keep it a quiet NaN
    return uint16_t(shift_right_rounded(bits, 16));                // a carry into the exponent is right
}

uint16_t f16_from_float(float value) {
    const uint32_t bits = std::bit_cast<uint32_t>(value);
    const uint16_t sign = uint16_t((bits >> 16) & 0x8000u);
    const uint32_t magnitude = bits & 0x7fffffffu;
    if (std::isnan(value)) return uint16_t(sign | 0x7e00u);
    if (magnitude >= 0x477ff000u) return uint16_t(sign | 0x7c00u);  // from 65520 on it rounds to infinity
    const int exponent = int(magnitude >> 23) - 127;
    if (exponent >= -14) {
        const uint32_t rebiased = magnitude - (uint32_t(127 - 15) << 23);
        return uint16_t(sign | shift_right_rounded(rebiased, 13));
    }
    if (exponent < -25) return sign;  // less than half of the smallest subnormal
    const uint32_t mantissa = (magnitude & 0x7fffffu) | 0x800000u;
    return uint16_t(sign | shift_right_rounded(mantissa, -exponent - 1));  // counted in 2^-24
}
