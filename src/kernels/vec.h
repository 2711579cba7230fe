#pragma once

#include <cstdint>
#include <cstring>
#include <utility>

// A vector register as a type: arithmetic on a `Vec` works on all its numbers at once. g++ and clang++ both have
// such types, so the kernels need no intrinsics, and build for any machine; only the width differs.
// (Vector extensions: GCC manual, "Using Vector Instructions through Built-in Functions".)

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

/// The same, kept in a register: without this hint g++ reads a number that is used five times five times from memory.
static inline Vec vec_keep(Vec x) {
#if defined(__x86_64__)
    __asm__("" : "+v"(x));
#elif defined(__aarch64__)
    __asm__("" : "+w"(x));
#endif
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

/// Each number and the one `distance` places away (a power of two), swapped.
template <int distance, int... place>
static inline Vec vec_swap_places(Vec x, std::integer_sequence<int, place...>) {
    return __builtin_shufflevector(x, x, (place ^ distance)...);
}
template <int distance>
static inline Vec vec_swap(Vec x) {
    return vec_swap_places<distance>(x, std::make_integer_sequence<int, vec_width>());
}

/// The sum of all places: of the two halves, of the halves of that, and so on.
static inline float vec_sum(Vec x) {
    if constexpr (vec_width >= 16) x += vec_swap<vec_width / 2>(x);
    if constexpr (vec_width >= 8) x += vec_swap<4>(x);
    x += vec_swap<2>(x);
    x += vec_swap<1>(x);
    return x[0];
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

/// The sum of what stands `distance` apart in a, in the places p with p & distance = 0, and in the others that of b.
template <int distance, int... place>
static inline Vec vec_fold_places(Vec a, Vec b, std::integer_sequence<int, place...>) {
    const Vec near = __builtin_shufflevector(a, b, ((place & distance) == 0 ? place : place - distance + vec_width)...);
    const Vec far = __builtin_shufflevector(a, b, ((place & distance) == 0 ? place + distance : place + vec_width)...);
    return near + far;
}

/// Half as many vectors: x[i] gets the sums of what lies `distance` apart in x[i] and in x[i + distance].
template <int distance>
static inline void vec_fold(Vec* x) {
#pragma GCC unroll 8
    for (int i = 0; i < distance; ++i) {
        x[i] = vec_fold_places<distance>(x[i], x[i + distance], std::make_integer_sequence<int, vec_width>());
    }
}

/// The sums of vec_width vectors at once: place i is vec_sum(x[i]), to the bit. What x holds is used up.
static inline Vec vec_sums(Vec* x) {
    if constexpr (vec_width >= 16) vec_fold<vec_width / 2>(x);
    if constexpr (vec_width >= 8) vec_fold<4>(x);
    vec_fold<2>(x);
    vec_fold<1>(x);
    return x[0];
}

/// Swaps places `distance` apart between a and b: a keeps its places p with p & distance = 0, b the others.
template <int distance, int... place>
static inline void vec_trade_places(Vec& a, Vec& b, std::integer_sequence<int, place...>) {
    const Vec upper =
        __builtin_shufflevector(a, b, ((place & distance) == 0 ? place : place - distance + vec_width)...);
    b = __builtin_shufflevector(a, b, ((place & distance) == 0 ? place + distance : place + vec_width)...);
    a = upper;
}
template <int distance>
static inline void vec_trade(Vec* x) {
#pragma GCC unroll 16
    for (int i = 0; i < vec_width; ++i) {
        if ((i & distance) != 0) continue;
        vec_trade_places<distance>(x[i], x[i + distance], std::make_integer_sequence<int, vec_width>());
    }
}

/// vec_width vectors as the rows of a square become its columns: place j of x[i] and place i of x[j] change places.
static inline void vec_transpose(Vec* x) {
    if constexpr (vec_width >= 16) vec_trade<vec_width / 2>(x);
    if constexpr (vec_width >= 8) vec_trade<4>(x);
    vec_trade<2>(x);
    vec_trade<1>(x);
}

/// exp(x) in every place, off by at most 2 ulps for -87 <= x <= 88; exactly 0 below -87 (-inf included), exp(88) above 88.
/// x = n ln 2 + r with |r| <= ln 2 / 2, so exp(x) = 2^n exp(r). ln 2 is taken off in two parts (Cody & Waite 1980),
/// so that r keeps its digits; exp(r) is its Taylor polynomial of degree 7, whose next term is below
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
