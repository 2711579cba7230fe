#include "base/matrix.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/error.h"
#include "base/half.h"

static const char* const type_names[] = {"f32", "bf16", "f16", "q8"};

const char* number_type_name(NumberType type) { return type_names[int(type)]; }

NumberType number_type_of(const std::string& name) {
    for (NumberType type : {NumberType::f32, NumberType::bf16, NumberType::f16, NumberType::q8}) {
        if (name == number_type_name(type)) return type;
    }
    throw Error("there is no type of weights \"" + name + "\"; there are f32, bf16, f16 and q8");
}

int64_t matrix_bytes(int64_t rows, int64_t cols, NumberType type) {
    if (type == NumberType::f32) return rows * cols * 4;
    if (type == NumberType::q8) return rows * (cols + 2 * q8_blocks(cols));
    return rows * cols * 2;
}

float Matrix::narrow_number(int64_t row, int64_t column) const {
    if (type == NumberType::bf16) return float_from_bf16(halves[row * narrow_cols + column]);
    if (type == NumberType::f16) return float_from_f16(halves[row * narrow_cols + column]);
    const float scale = float_from_bf16(scales[row * q8_blocks(narrow_cols) + column / q8_block]);
    return float(quants[row * narrow_cols + column]) * scale;  // exact: 7 bits times 8
}

void widen_row(const Matrix& matrix, int64_t row, float* numbers) {
    const int64_t cols = matrix.cols();
    if (matrix.type == NumberType::bf16) {  // a loop of its own: the commonest one, and vector instructions in no time
        const uint16_t* halves = matrix.halves + row * cols;
        for (int64_t i = 0; i < cols; ++i) {
            numbers[i] = float_from_bf16(halves[i]);
        }
        return;
    }
    for (int64_t i = 0; i < cols; ++i) {
        numbers[i] = matrix(row, i);
    }
}

Tensor widened(const Matrix& matrix) {
    if (matrix.type == NumberType::f32) return matrix.f32;
    Tensor numbers = Tensor::zeros({matrix.rows(), matrix.cols()});  // [rows, cols]
    for (int64_t row = 0; row < matrix.rows(); ++row) {
        widen_row(matrix, row, numbers.data() + row * matrix.cols());
    }
    return numbers;
}

Matrix rows_of(const Matrix& matrix, int64_t first, int64_t count) {
    if (first < 0 || count < 0 || count > matrix.rows() - first) {
        throw Error("rows_of: " + std::to_string(count) + " rows from row " + std::to_string(first) +
                    " on are not in " + shape_text(Shape{matrix.rows(), matrix.cols()}));
    }
    if (matrix.type == NumberType::f32) return Matrix(matrix.f32.rows_view(first, count));
    Matrix rows = matrix;
    rows.narrow_rows = count;
    if (matrix.type == NumberType::q8) {
        rows.quants += first * matrix.cols();
        rows.scales += first * q8_blocks(matrix.cols());
    } else {
        rows.halves += first * matrix.cols();
    }
    return rows;
}

[[noreturn]] static void refuse(const std::string& what, int64_t row, int64_t column, float number, NumberType type) {
    throw Error(what + ": the number at " + shape_text(Shape{row, column}) + " is " + std::to_string(number) +
                ", which has no finite form as " + number_type_name(type) + "; leave these weights as they are");
}

/// One row as bf16 or f16.
static void narrow_row(const float* numbers, int64_t cols, NumberType type, uint16_t* halves) {
    if (type == NumberType::bf16) {
        for (int64_t i = 0; i < cols; ++i) {
            halves[i] = bf16_from_float(numbers[i]);
        }
        return;
    }
    for (int64_t i = 0; i < cols; ++i) {
        halves[i] = f16_from_float(numbers[i]);
    }
}

/// largest / 127 as bfloat16, rounded up, so that no quant is beyond 127.
static uint16_t q8_scale(float largest) {
    const float exact = largest / 127.0f;
    const uint16_t nearest = bf16_from_float(exact);
    return float_from_bf16(nearest) < exact ? uint16_t(nearest + 1) : nearest;
}

/// One block of at most 32 numbers; returns its scale.
static uint16_t quantize_block(const float* numbers, int64_t count, int8_t* quants) {
    //> q8.block  the largest number becomes 127 or nearly so, the others go along
    float largest = 0.0f;
    for (int64_t i = 0; i < count; ++i) {
        largest = std::max(largest, std::fabs(numbers[i]));
    }
    const uint16_t scale_bits = q8_scale(largest);
    const float scale = float_from_bf16(scale_bits);
    for (int64_t i = 0; i < count; ++i) {
        quants[i] = scale == 0.0f ? int8_t(0) : int8_t(std::lrint(numbers[i] / scale));
    }
    //< q8.block
    return scale_bits;
}

static void quantize_row(const float* numbers, int64_t cols, int8_t* quants, uint16_t* scales) {
    for (int64_t block = 0; block < q8_blocks(cols); ++block) {
        const int64_t first = block * q8_block;
        const int64_t count = std::min(q8_block, cols - first);
        scales[block] = quantize_block(numbers + first, count, quants + first);
    }
}

/// Memory for the narrow numbers, 64-byte aligned as every tensor's: q8 has the quants first, then the scales.
static Matrix empty_narrow(int64_t rows, int64_t cols, NumberType type) {
    Matrix matrix;
    matrix.type = type;
    matrix.narrow_rows = rows;
    matrix.narrow_cols = cols;
    const int64_t quant_bytes = (rows * cols + 1) / 2 * 2;  // the scales behind them are 2-byte numbers
    const int64_t bytes = type == NumberType::q8 ? quant_bytes + 2 * rows * q8_blocks(cols) : 2 * rows * cols;
    const auto memory = std::make_shared<Tensor>(Tensor::zeros({(bytes + 3) / 4}));
    char* first = reinterpret_cast<char*>(memory->data());
    matrix.owner = memory;
    if (type == NumberType::q8) {
        matrix.quants = reinterpret_cast<int8_t*>(first);
        matrix.scales = reinterpret_cast<uint16_t*>(first + quant_bytes);
    } else {
        matrix.halves = reinterpret_cast<uint16_t*>(first);
    }
    return matrix;
}

Matrix turned_around(const Matrix& matrix) {
    const int64_t rows = matrix.rows();
    const int64_t cols = matrix.cols();
    if (matrix.type == NumberType::f32) {
        Tensor turned = Tensor::zeros({cols, rows});  // [cols, rows]
        for (int64_t row = 0; row < rows; ++row) {
            for (int64_t column = 0; column < cols; ++column) {
                turned(column, row) = matrix.f32(row, column);
            }
        }
        return Matrix(turned);
    }
    Matrix turned = empty_narrow(cols, rows, matrix.type);
    uint16_t* const halves = const_cast<uint16_t*>(turned.halves);
    for (int64_t row = 0; row < rows; ++row) {
        for (int64_t column = 0; column < cols; ++column) {
            halves[column * rows + row] = matrix.halves[row * cols + column];
        }
    }
    return turned;
}

/// Where the number of largest magnitude stands; the first NaN, where there is one.
static int64_t largest_place(const Tensor& numbers) {
    int64_t largest = 0;
    for (int64_t i = 0; i < numbers.size(); ++i) {
        if (std::isnan(numbers(i))) return i;
        if (std::fabs(numbers(i)) > std::fabs(numbers(largest))) largest = i;
    }
    return largest;
}

Matrix narrowed(const Matrix& matrix, NumberType type, const std::string& what) {
    if (matrix.type == type) return matrix;
    if (type == NumberType::f32) return Matrix(widened(matrix));
    const int64_t rows = matrix.rows();
    const int64_t cols = matrix.cols();
    const Matrix narrow = empty_narrow(rows, cols, type);
    uint16_t* const halves = const_cast<uint16_t*>(narrow.halves);
    int8_t* const quants = const_cast<int8_t*>(narrow.quants);
    uint16_t* const scales = const_cast<uint16_t*>(narrow.scales);
    Tensor numbers = Tensor::zeros({cols});  // one row
    for (int64_t row = 0; row < rows && cols > 0; ++row) {
        widen_row(matrix, row, numbers.data());
        const int64_t largest = largest_place(numbers);  // when this one fits, all do
        if (!std::isfinite(numbers(largest))) refuse(what, row, largest, numbers(largest), type);
        if (type == NumberType::q8) {
            quantize_row(numbers.data(), cols, quants + row * cols, scales + row * q8_blocks(cols));
        } else {
            narrow_row(numbers.data(), cols, type, halves + row * cols);
        }
        if (!std::isfinite(narrow(row, largest))) refuse(what, row, largest, numbers(largest), type);
    }
    return narrow;
}
