#include <cstring>

#include "base/error.h"
#include "base/half.h"
#include "formats/safetensors.h"

// A tensor's numbers, out of the mapped file.

Tensor SafetensorsFile::load_f32(const TensorInfo& info) const {
    char* bytes = file_->data() + data_start_ + info.begin;
    //> safetensors.borrow  the numbers stay where they are
    const bool aligned = reinterpret_cast<uintptr_t>(bytes) % alignof(float) == 0;
    if (aligned) return Tensor::borrow(info.shape, reinterpret_cast<float*>(bytes), file_);
    //< safetensors.borrow
    Tensor copy = Tensor::zeros(info.shape);
    std::memcpy(copy.data(), bytes, size_t(info.end - info.begin));
    return copy;
}

Tensor SafetensorsFile::load(const std::string& name) const {
    const TensorInfo& info = get(name);
    checked_size(info.shape, path() + ": tensor " + name);  // of a tensor that memory can hold
    if (info.dtype == "F32") return load_f32(info);
    const bool is_narrow = info.dtype == "F16" || info.dtype == "BF16";
    const bool is_integer = info.dtype == "I32" || info.dtype == "I64";
    if (!is_narrow && !is_integer) {
        throw Error(path() + ": tensor " + name + " has dtype " + info.dtype +
                    ", which is not read here; what is: F32, F16, BF16, I32, I64");
    }
    const std::vector<int64_t> whole_numbers = is_narrow ? std::vector<int64_t>() : load_integers(name);
    Tensor x = Tensor::zeros(info.shape);
    if (is_narrow) {
        const bool is_bf16 = info.dtype == "BF16";
        for (int64_t i = 0; i < x.size(); ++i) {
            uint16_t bits = 0;
            std::memcpy(&bits, bytes_of(info) + 2 * i, 2);
            x.data()[i] = is_bf16 ? float_from_bf16(bits) : float_from_f16(bits);
        }
        return x;
    }
    for (size_t i = 0; i < whole_numbers.size(); ++i) {
        const int64_t number = whole_numbers[i];
        if (number > (1 << 24) || number < -(1 << 24)) {
            throw Error(path() + ": tensor " + name + ": " + std::to_string(number) + " is no exact float32");
        }
        x.data()[i] = float(number);
    }
    return x;
}

void SafetensorsFile::check_shape(const std::string& name, const std::vector<int64_t>& shape) const {
    const TensorInfo& info = get(name);
    if (info.shape == shape) return;
    throw Error(path() + ": tensor " + name + " has shape " + shape_text(info.shape) + ", but config.json asks for " +
                shape_text(shape));
}

Tensor SafetensorsFile::load(const std::string& name, const std::vector<int64_t>& shape) const {
    check_shape(name, shape);
    return load(name);
}

/// The tensor's bytes where they lie in the mapping, or, where numbers of that size may not begin there, copied. `owner` gets what
/// keeps them alive.
const void* SafetensorsFile::aligned_bytes(const TensorInfo& info, std::shared_ptr<void>& owner) const {
    const char* bytes = bytes_of(info);
    if (reinterpret_cast<uintptr_t>(bytes) % size_t(dtype_size(info.dtype)) == 0) {
        owner = file_;
        return bytes;
    }
    const auto copy = std::make_shared<std::vector<char>>(bytes, bytes + (info.end - info.begin));
    owner = copy;
    return copy->data();
}

/// Quants, and the scales that stand beside them under a name of their own.
Matrix SafetensorsFile::load_q8(const TensorInfo& info) const {
    const int64_t rows = info.shape[0];
    const int64_t cols = info.shape[1];
    const std::string scale_name = info.name + q8_scale_suffix;
    check_shape(scale_name, {rows, q8_blocks(cols)});
    const TensorInfo& scale_info = get(scale_name);
    if (scale_info.dtype != "BF16") {
        throw Error(path() + ": tensor " + scale_name + " has dtype " + scale_info.dtype + "; scales are BF16");
    }
    Matrix matrix;
    matrix.type = NumberType::q8;
    matrix.narrow_rows = rows;
    matrix.narrow_cols = cols;
    matrix.quants = reinterpret_cast<const int8_t*>(bytes_of(info));
    matrix.scales = static_cast<const uint16_t*>(aligned_bytes(scale_info, matrix.owner));
    return matrix;
}

Matrix SafetensorsFile::load_matrix(const std::string& name, const std::vector<int64_t>& shape) const {
    check_shape(name, shape);
    const TensorInfo& info = get(name);
    if (shape.size() != 2)
        throw Error(path() + ": tensor " + name + " is no matrix, its shape is " + shape_text(shape));
    if (info.dtype == "I8") return load_q8(info);
    if (info.dtype != "BF16" && info.dtype != "F16") return Matrix(load(name));
    Matrix matrix;
    matrix.type = info.dtype == "BF16" ? NumberType::bf16 : NumberType::f16;
    matrix.narrow_rows = shape[0];
    matrix.narrow_cols = shape[1];
    matrix.halves = static_cast<const uint16_t*>(aligned_bytes(info, matrix.owner));
    return matrix;
}

RawTensor SafetensorsFile::raw(const std::string& name) const {
    const TensorInfo& info = get(name);
    return {info.name, info.dtype, info.shape, std::string_view(bytes_of(info), size_t(info.end - info.begin))};
}

std::vector<int64_t> SafetensorsFile::load_integers(const std::string& name) const {
    const TensorInfo& info = get(name);
    if (info.dtype != "I32" && info.dtype != "I64") {
        throw Error(path() + ": tensor " + name + " has dtype " + info.dtype +
                    "; whole numbers are needed here: I32 or I64");
    }
    const size_t width = info.dtype == "I32" ? 4 : 8;
    std::vector<int64_t> values((info.end - info.begin) / width);
    for (size_t i = 0; i < values.size(); ++i) {
        const char* bytes = bytes_of(info) + width * i;
        int32_t narrow = 0;
        if (width == 4) {
            std::memcpy(&narrow, bytes, 4);
            values[i] = narrow;
        } else {
            std::memcpy(&values[i], bytes, 8);
        }
    }
    return values;
}
