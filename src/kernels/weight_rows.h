#pragma once

#include "base/matrix.h"
#include "kernels/vec.h"

#if defined(__AVX2__)
#include <immintrin.h>
#endif

// Rows of a weight matrix in each form it is stored in, read as registers of float32. Widening is exact, so that a narrow
// matrix gives the very sums of the float32 numbers that it stands for.
//   Row(w, r)         row r of the matrix w
//   load_block        q8_block numbers from i on, a multiple of q8_block: block_vecs registers
//   load_part         the `count` numbers from i on, a multiple of vec_width; zeros behind them

constexpr int block_vecs = int(q8_block) / vec_width;

typedef uint32_t VecBits __attribute__((vector_size(vec_bytes)));

// g++ 12 makes of __builtin_convertvector, the portable word for what follows, a dozen instructions that move the numbers one
// by one. So each kind of register has its own way to get narrow numbers into 32-bit places.
#if defined(__AVX512F__)

// The forms with a mask, which is all ones: g++ 12 warns of its own header in the others.
static inline VecBits widen_words(const uint16_t* from) {
    return VecBits(_mm512_maskz_cvtepu16_epi32(0xffff, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from))));
}
static inline VecInt widen_bytes(const int8_t* from) {
    return VecInt(_mm512_maskz_cvtepi8_epi32(0xffff, _mm_loadu_si128(reinterpret_cast<const __m128i*>(from))));
}

#elif defined(__AVX2__)

static inline VecBits widen_words(const uint16_t* from) {
    return VecBits(_mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from))));
}
static inline VecInt widen_bytes(const int8_t* from) {
    return VecInt(_mm256_cvtepi8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(from))));
}

#elif defined(__AVX__)

static inline VecBits widen_words(const uint16_t* from) {
    VecBits wide;
    for (int i = 0; i < vec_width; ++i) {
        wide[i] = from[i];
    }
    return wide;
}
static inline VecInt widen_bytes(const int8_t* from) {
    VecInt wide;
    for (int i = 0; i < vec_width; ++i) {
        wide[i] = from[i];
    }
    return wide;
}

#else  // registers of 16 bytes, and little-endian numbers

typedef uint16_t VecWords __attribute__((vector_size(16)));
typedef int8_t VecBytes __attribute__((vector_size(16)));

static inline VecBits widen_words(const uint16_t* from) {
    VecWords words = {};
    std::memcpy(&words, from, 8);
    return VecBits(__builtin_shufflevector(words, VecWords{}, 0, 8, 1, 9, 2, 10, 3, 11));
}
/// Each byte four times, then shifted down with its sign.
static inline VecInt widen_bytes(const int8_t* from) {
    VecBytes bytes = {};
    std::memcpy(&bytes, from, 4);
    const VecWords twice =
        VecWords(__builtin_shufflevector(bytes, bytes, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7));
    return VecInt(__builtin_shufflevector(twice, twice, 0, 0, 1, 1, 2, 2, 3, 3)) >> 24;
}

#endif

/// A bfloat16 is the upper half of a float32.
static inline Vec widen_bf16(const uint16_t* from) { return Vec(widen_words(from) << 16); }

/// float16 without an instruction for it. Exponent and mantissa at their places in a float32 make a number that is
/// 2^(127 - 15) times too small, subnormals included; infinity and NaN get the exponent that means them.
static inline Vec widen_f16_by_bits(const uint16_t* from) {
    const VecBits bits = widen_words(from);
    const VecBits magnitude = bits & 0x7fffu;
    const Vec finite = Vec(magnitude << 13) * vec_of(0x1p112f);
    const VecBits endless = VecBits(magnitude >= 0x7c00u) & 0x7f800000u;
    return Vec(VecBits(finite) | endless | (bits & 0x8000u) << 16);
}

static inline Vec widen_f16(const uint16_t* from) {
#if defined(__F16C__) && defined(__AVX512F__)
    return Vec(_mm512_maskz_cvtph_ps(0xffff, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from))));
#elif defined(__F16C__) && defined(__AVX2__)
    return Vec(_mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from))));
#else
    return widen_f16_by_bits(from);
#endif
}

/// 8-bit whole numbers, not yet scaled.
static inline Vec widen_quants(const int8_t* from) { return __builtin_convertvector(widen_bytes(from), Vec); }

struct F32Row {
    F32Row(const Matrix& w, int64_t row) : numbers(w.f32.data() + row * w.cols()) {}

    void load_block(int64_t i, Vec* wide) const {
#pragma GCC unroll 8
        for (int j = 0; j < block_vecs; ++j) {
            wide[j] = vec_load(numbers + i + j * vec_width);
        }
    }
    Vec load_part(int64_t i, int64_t count) const { return vec_load_part(numbers + i, count); }

    const float* numbers;
};

/// Rows of 16-bit numbers, either kind.
template <Vec (*widen)(const uint16_t*)>
struct HalfRow {
    HalfRow(const Matrix& w, int64_t row) : halves(w.halves + row * w.narrow_cols) {}

    void load_block(int64_t i, Vec* wide) const {
#pragma GCC unroll 8
        for (int j = 0; j < block_vecs; ++j) {
            wide[j] = widen(halves + i + j * vec_width);
        }
    }
    Vec load_part(int64_t i, int64_t count) const {
        uint16_t part[vec_width] = {};
        std::memcpy(part, halves + i, size_t(count) * sizeof(uint16_t));
        return widen(part);
    }

    const uint16_t* halves;
};
using Bf16Row = HalfRow<widen_bf16>;
using F16Row = HalfRow<widen_f16>;

/// 8-bit numbers, each times the scale of its block: 7 bits times 8, which float32 holds exactly.
struct Q8Row {
    Q8Row(const Matrix& w, int64_t row)
        : quants(w.quants + row * w.narrow_cols), scales(w.scales + row * q8_blocks(w.narrow_cols)) {}

    Vec scale_at(int64_t i) const {
        const uint32_t bits = uint32_t(scales[i / q8_block]) << 16;
        float scale;
        std::memcpy(&scale, &bits, sizeof(scale));
        return vec_of(scale);
    }
    void load_block(int64_t i, Vec* wide) const {
        const Vec scale = scale_at(i);
#pragma GCC unroll 8
        for (int j = 0; j < block_vecs; ++j) {
            wide[j] = widen_quants(quants + i + j * vec_width) * scale;
        }
    }
    Vec load_part(int64_t i, int64_t count) const {
        int8_t part[vec_width] = {};
        std::memcpy(part, quants + i, size_t(count));
        return widen_quants(part) * scale_at(i);
    }

    const int8_t* quants;
    const uint16_t* scales;
};
