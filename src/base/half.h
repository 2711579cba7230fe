#pragma once

#include <cstdint>

// The two 16-bit floating-point formats that weights are stored in.
//   bfloat16: sign, 8 exponent bits, 7 of mantissa: the upper half of a float32.
//   float16:  sign, 5 exponent bits, 10 of mantissa (IEEE 754-2019 binary16).
// Widening is exact. Narrowing rounds to nearest, ties to even, as the hardware does; NaN stays NaN.

float float_from_bf16(uint16_t bits);
float float_from_f16(uint16_t bits);
uint16_t bf16_from_float(float value);
uint16_t f16_from_float(float value);
