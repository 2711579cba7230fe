#pragma once

#include <cstdint>
#include <cstring>

// A vector register as a type: arithmetic on a `Vec` works on all its numbers at once. g++ and clang++ both have
// such types, so the kernels need no intrinsics, and build for any machine; only the width differs.
// (Vector extensions: GCC manual, section 6.52, "Using Vector Instructions through Built-in Functions".)

#if defined(__AVX512F__)
constexpr int vec_bytes = 64;
#elif defined(__AVX__)
constexpr int vec_bytes = 32;
#else
constexpr int vec_bytes = 16;  // SSE2 and Neon
#endif

/// How many float32 a register holds.
constexpr int vec_width = vec_bytes / int(sizeof(float));

typedef float Vec __attribute__((vector_size(vec_bytes)));
typedef int32_t VecInt __attribute__((vector_size(vec_bytes)));

/// Reads vec_width numbers from any address.
static inline Vec vec_load(const float* from) {
    Vec x;
    std::memcpy(&x, from, sizeof(x));
    return x;
}

static inline void vec_store(float* to, Vec x) { std::memcpy(to, &x, sizeof(x)); }

/// The first `count` numbers, zeros behind them. For the end of a row; a whole register where there is enough.
static inline Vec vec_load_part(const float* from, int64_t count) {
    if (count == vec_width) return vec_load(from);
    Vec x = {};
    std::memcpy(&x, from, size_t(count) * sizeof(float));
    return x;
}

static inline void vec_store_part(float* to, Vec x, int64_t count) {
    if (count == vec_width) {
        vec_store(to, x);
        return;
    }
    std::memcpy(to, &x, size_t(count) * sizeof(float));
}

/// The same number in every place. (0 - x is not x for -0: subtracting it from a number is what keeps it.)
static inline Vec vec_of(float number) { return number - Vec{}; }

/// The sum of all places, halves first, so that the order is the same everywhere.
static inline float vec_sum(Vec x) {
    float part[vec_width];
    vec_store(part, x);
    for (int half = vec_width / 2; half > 0; half /= 2) {
        for (int i = 0; i < half; ++i) {
            part[i] += part[i + half];
        }
    }
    return part[0];
}

static inline float vec_max(Vec x) {
    float part[vec_width];
    vec_store(part, x);
    float largest = part[0];
    for (int i = 1; i < vec_width; ++i) {
        largest = part[i] > largest ? part[i] : largest;
    }
    return largest;
}

/// `yes` where the condition's places are all ones, `no` where they are zero.
static inline Vec vec_select(VecInt condition, Vec yes, Vec no) {
    return Vec((condition & VecInt(yes)) | (~condition & VecInt(no)));
}

/// exp(x) in every place, off by at most 2 ulps for -87 <= x <= 88; exactly 0 below -87 (-inf included), exp(88) above 88.
/// x = n ln 2 + r with |r| <= ln 2 / 2, so exp(x) = 2^n exp(r). ln 2 is taken off in two parts (Cody & Waite 1980,
/// chapter 6), so that r keeps its digits; exp(r) is its Taylor polynomial of degree 7, whose next term is below
/// (ln 2 / 2)^8 / 8! = 5e-9; 2^n is made of its bits.
static inline Vec vec_exp(Vec x) {
    const Vec lowest = vec_of(-87.0f);
    const Vec highest = vec_of(88.0f);
    const VecInt underflows = VecInt(x < lowest);
    x = vec_select(VecInt(x > highest), highest, x);
    x = vec_select(underflows, lowest, x);
    const Vec magic = vec_of(12582912.0f);  // 1.5 * 2^23: adding it rounds to a whole number, kept in the low bits
    const Vec shifted = x * vec_of(1.44269504f) + magic;
    const Vec n = shifted - magic;
    Vec r = x - n * vec_of(0.693359375f);  // the upper bits of ln 2: n times it is exact
    r = r - n * vec_of(-2.12194440e-4f);   // ln 2 less that
    Vec sum = vec_of(1.0f / 5040);
    sum = sum * r + vec_of(1.0f / 720);
    sum = sum * r + vec_of(1.0f / 120);
    sum = sum * r + vec_of(1.0f / 24);
    sum = sum * r + vec_of(1.0f / 6);
    sum = sum * r + vec_of(0.5f);
    sum = sum * r + vec_of(1.0f);
    sum = sum * r + vec_of(1.0f);
    const VecInt exponent = (VecInt(shifted) - VecInt(magic) + 127) << 23;
    const Vec result = sum * Vec(exponent);
    return vec_select(underflows, Vec{}, result);
}
