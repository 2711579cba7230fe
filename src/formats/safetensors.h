#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/matrix.h"
#include "formats/mapped_file.h"

/// A tensor whose bytes are there as they are to stand in the file.
struct RawTensor {
    std::string name;
    std::string dtype;
    std::vector<int64_t> shape;
    std::string_view bytes;
};

/// What a safetensors file says of one tensor.
struct TensorInfo {
    std::string name;
    std::string dtype;  // as in the file: "F32", "BF16", ...
    std::vector<int64_t> shape;
    uint64_t begin = 0;  // first byte, counted from the end of the header
    uint64_t end = 0;    // one past the last byte
};

/// A safetensors file, mapped into memory (docs/formats.md):
///     8 bytes     length N of the header, little-endian
///     N bytes     JSON: {"name": {"dtype": .., "shape": [..], "data_offsets": [begin, end]}, ..}
///     the rest    the numbers, row-major, little-endian, tensor after tensor without a gap
class SafetensorsFile {
 public:
    /// Opens the file and checks every rule of the format. Throws Error with file, tensor and cause.
    explicit SafetensorsFile(const std::string& path);

    const std::string& path() const { return file_->path(); }
    const std::vector<TensorInfo>& tensors() const { return tensors_; }  // in the order of their bytes
    const std::map<std::string, std::string>& metadata() const { return metadata_; }

    /// The tensor's entry, or nullptr.
    const TensorInfo* find(const std::string& name) const;

    /// The tensor as float32: F32 borrowed from the mapping, F16 and BF16 widened, I32 and I64 converted where
    /// float32 holds them exactly (up to 2^24). Throws Error when it is missing or of another dtype.
    Tensor load(const std::string& name) const;

    /// The same; also throws when the shape is not the expected one.
    Tensor load(const std::string& name, const std::vector<int64_t>& shape) const;

    /// A matrix in the form it is stored in, borrowed from the mapping: F32, BF16, F16, or I8 with a second tensor, its name
    /// followed by q8_scale_suffix, BF16 [rows, q8_blocks(cols)]. Throws as load does, and when the scales do not fit.
    Matrix load_matrix(const std::string& name, const std::vector<int64_t>& shape) const;

    /// The tensor as it stands in the file, borrowed from the mapping. Throws Error when it is missing.
    RawTensor raw(const std::string& name) const;

    /// An I32 or I64 tensor's values in row-major order.
    std::vector<int64_t> load_integers(const std::string& name) const;

 private:
    const TensorInfo& get(const std::string& name) const;
    const char* bytes_of(const TensorInfo& info) const { return file_->data() + data_start_ + info.begin; }
    void check_shape(const std::string& name, const std::vector<int64_t>& shape) const;
    const void* aligned_bytes(const TensorInfo& info, std::shared_ptr<void>& owner) const;
    Tensor load_f32(const TensorInfo& info) const;
    Matrix load_q8(const TensorInfo& info) const;

    std::shared_ptr<MappedFile> file_;
    uint64_t data_start_ = 0;
    std::vector<TensorInfo> tensors_;
    std::map<std::string, size_t> by_name_;
    std::map<std::string, std::string> metadata_;
};

/// What the name of the tensor of scales has more than that of the quants (docs/formats.md).
constexpr const char* q8_scale_suffix = "_scale";

/// Bytes of one value of a dtype by its name in the format; 0 when the format has no such dtype.
int dtype_size(const std::string& dtype);

/// A tensor to be written: `dtype` is "F32", "F16", "BF16", "I32" or "I64"; values are converted from
/// float32 (rounded to nearest; integers must be whole numbers).
struct TensorToWrite {
    std::string name;
    std::string dtype;
    Tensor values;
};

/// Writes a safetensors file with the tensors in the given order. Throws Error when a name stands twice or the file
/// cannot be written. What the bytes are is the caller's business.
void write_raw_safetensors(const std::string& path, const std::vector<RawTensor>& tensors,
                           const std::map<std::string, std::string>& metadata = {});

/// The same from float32 values. Also throws when a dtype is none of the five, or a value does not fit an integer dtype.
void write_safetensors(const std::string& path, const std::vector<TensorToWrite>& tensors,
                       const std::map<std::string, std::string>& metadata = {});
