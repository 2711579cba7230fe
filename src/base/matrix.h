#pragma once

#include "base/tensor.h"

/// How the numbers of a weight matrix lie in memory.
///   f32   4 bytes each
///   bf16  2 bytes each, the upper half of a float32
///   f16   2 bytes each (base/half.h)
///   q8    1 byte each, and 2 for each block of 32 of a row: number = quant * scale of its block
enum class NumberType { f32, bf16, f16, q8 };

/// Numbers of a row that share one scale in q8; the last block of a row may have fewer.
constexpr int64_t q8_block = 32;

/// How many blocks a row of so many numbers has.
inline int64_t q8_blocks(int64_t cols) { return (cols + q8_block - 1) / q8_block; }

/// A weight matrix [rows, cols] in the form it is stored in. float32 is a Tensor like any other; narrow numbers are read
/// as they are and widened where they are multiplied, so that a matrix takes its narrow bytes and no more. Widening is
/// exact: a narrow matrix is just another way to write down certain float32 numbers.
struct Matrix {
    NumberType type = NumberType::f32;
    Tensor f32;                        // f32: [rows, cols]; else empty
    const uint16_t* halves = nullptr;  // bf16, f16: [rows, cols]
    const int8_t* quants = nullptr;    // q8: [rows, cols]
    const uint16_t* scales = nullptr;  // q8: [rows, q8_blocks(cols)], bfloat16
    int64_t narrow_rows = 0;
    int64_t narrow_cols = 0;
    std::shared_ptr<void> owner;  // keeps narrow numbers alive

    Matrix() = default;
    Matrix(const Tensor& numbers) : f32(numbers) {}  // not explicit: where a matrix is read, a Tensor will do

    int64_t rows() const { return type == NumberType::f32 ? f32.rows() : narrow_rows; }
    int64_t cols() const { return type == NumberType::f32 ? f32.cols() : narrow_cols; }

    /// One number, as float32.
    float operator()(int64_t row, int64_t column) const {
        return type == NumberType::f32 ? f32(row, column) : narrow_number(row, column);
    }
    float narrow_number(int64_t row, int64_t column) const;
};

/// Row `row` of the matrix as float32: numbers[i] = matrix(row, i).
void widen_row(const Matrix& matrix, int64_t row, float* numbers);

/// The same numbers as float32: f32 as it is, the others widened into new memory.
Tensor widened(const Matrix& matrix);

/// Rows first .. first + count, in the same memory. Throws Error when they are not all there.
Matrix rows_of(const Matrix& matrix, int64_t first, int64_t count);

/// The matrix turned around, [cols, rows], in new memory; f32, bf16 or f16.
Matrix turned_around(const Matrix& matrix);

/// The matrix with its numbers rounded to `type`: to the nearest for bf16 and f16 (ties to even), and for q8 in each block
///     scale = max |x| / 127, rounded up to bfloat16,   quant = x / scale, rounded to the nearest whole number
/// so that a number is off by at most half a scale. A matrix that has that type already is returned as it is.
/// throws  Error, naming `what`, when a number is not finite in the new type (65520 and more as f16; NaN and infinity in q8)
Matrix narrowed(const Matrix& matrix, NumberType type, const std::string& what);

/// Bytes that the matrix takes: numbers and scales.
int64_t matrix_bytes(int64_t rows, int64_t cols, NumberType type);

/// "f32", "bf16", "f16", "q8"
const char* number_type_name(NumberType type);

/// The type of that name. Throws Error that lists the names.
NumberType number_type_of(const std::string& name);
