#include "formats/safetensors.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/error.h"
#include "formats/json.h"

static_assert(std::endian::native == std::endian::little, "the formats read here are little-endian");

static const uint64_t max_header_bytes = 100'000'000;  // the limit that the format's own reader has

int dtype_size(const std::string& dtype) {
    static const std::map<std::string, int> sizes = {
        {"F64", 8}, {"I64", 8}, {"U64", 8}, {"F32", 4}, {"I32", 4},  {"U32", 4},     {"F16", 2},    {"BF16", 2},
        {"I16", 2}, {"U16", 2}, {"I8", 1},  {"U8", 1},  {"BOOL", 1}, {"F8_E4M3", 1}, {"F8_E5M2", 1}};
    const auto found = sizes.find(dtype);
    return found == sizes.end() ? 0 : found->second;
}

/// The header's text, after its length has been checked against the file.
static std::string_view header_text(const MappedFile& file) {
    const std::string& path = file.path();
    if (file.size() < 8) {
        throw Error(path + ": " + std::to_string(file.size()) +
                    " bytes are too few for a safetensors file, which "
                    "begins with 8 bytes of header length; is the download complete?");
    }
    uint64_t length = 0;
    //> safetensors.length  the first eight bytes, believed only as far as the file reaches
    std::memcpy(&length, file.data(), 8);
    if (length > max_header_bytes) {
        throw Error(path + ": the header length at offset 0 is " + std::to_string(length) + ", more than the " +
                    std::to_string(max_header_bytes) + " that safetensors allows; is this a safetensors file?");
    }
    if (length > file.size() - 8) {
        throw Error(path + ": the header should have " + std::to_string(length) + " bytes, but only " +
                    std::to_string(file.size() - 8) + " follow; the file is cut short");
    }
    //< safetensors.length
    const std::string_view header = file.text().substr(8, size_t(length));
    if (header.empty() || header[0] != '{') throw Error(path + ": the header at offset 8 does not begin with '{'");
    return header;
}

static std::map<std::string, std::string> read_metadata(const JsonDocument& json, const JsonValue& value) {
    std::map<std::string, std::string> metadata;
    for (const JsonValue& entry : json.object(value)) {
        metadata[std::string(entry.key)] = std::string(json.string(entry));
    }
    return metadata;
}

static TensorInfo read_tensor_info(const JsonDocument& json, const JsonValue& value) {
    TensorInfo info;
    info.name = std::string(value.key);
    for (const JsonValue& field : json.object(value)) {
        if (field.key != "dtype" && field.key != "shape" && field.key != "data_offsets") {
            json.fail(field, "tensor " + info.name + " has an unknown field " + json_quote(field.key));
        }
    }
    const JsonValue& dtype = json.get(value, "dtype");
    info.dtype = std::string(json.string(dtype));
    if (dtype_size(info.dtype) == 0) json.fail(dtype, "tensor " + info.name + " has unknown dtype " + info.dtype);
    for (const JsonValue& length : json.array(json.get(value, "shape"))) {
        info.shape.push_back(json.integer(length, 0, INT64_MAX));
    }
    const JsonValue& offsets = json.get(value, "data_offsets");
    if (json.array(offsets).size() != 2) {
        json.fail(offsets, "tensor " + info.name + ": data_offsets must be two numbers, begin and end");
    }
    info.begin = uint64_t(json.integer(offsets.items[0], 0, INT64_MAX));
    info.end = uint64_t(json.integer(offsets.items[1], 0, INT64_MAX));
    return info;
}

/// Bytes that dtype and shape ask for, overflow-checked: a product that wraps to a small number is how
/// such files break readers.
static uint64_t bytes_by_shape(const std::string& path, const TensorInfo& info) {
    int64_t bytes = dtype_size(info.dtype);
    for (int64_t length : info.shape) {
        if (__builtin_mul_overflow(bytes, length, &bytes)) {
            throw Error(path + ": tensor " + info.name + ": shape " + shape_text(info.shape) + " overflows");
        }
    }
    return uint64_t(bytes);
}

/// Offsets must tile the data: sorted by begin, each tensor starts where the last one ended, and the last
/// one ends with the file.
static void check_layout(const std::string& path, const std::vector<TensorInfo>& tensors, uint64_t data_bytes) {
    uint64_t expected_begin = 0;
    for (const TensorInfo& info : tensors) {
        const std::string where = path + ": tensor " + info.name + ": data_offsets [" + std::to_string(info.begin) +
                                  ", " + std::to_string(info.end) + "]";
        //> safetensors.tile  each tensor begins where the last one ended
        if (info.end < info.begin) throw Error(where + " are reversed");
        if (info.end > data_bytes) {
            throw Error(where + " reach past the end of the file, which holds " + std::to_string(data_bytes) +
                        " bytes of data; the file is cut short");
        }
        if (info.begin < expected_begin) throw Error(where + " overlap the tensor before");
        if (info.begin > expected_begin)
            throw Error(where + " leave a gap after byte " + std::to_string(expected_begin));
        //< safetensors.tile
        const uint64_t bytes = bytes_by_shape(path, info);
        if (bytes != info.end - info.begin) {
            throw Error(where + " hold " + std::to_string(info.end - info.begin) + " bytes, but " + info.dtype + " " +
                        shape_text(info.shape) + " needs " + std::to_string(bytes));
        }
        expected_begin = info.end;
    }
    if (expected_begin != data_bytes) {
        throw Error(path + ": " + std::to_string(data_bytes - expected_begin) + " bytes after the last tensor");
    }
}

SafetensorsFile::SafetensorsFile(const std::string& path) : file_(MappedFile::open(path)) {
    const std::string_view header = header_text(*file_);
    data_start_ = 8 + header.size();
    const JsonDocument json(header, path + " (header)");
    for (const JsonValue& entry : json.object(json.root())) {
        if (entry.key == "__metadata__") {
            metadata_ = read_metadata(json, entry);
        } else {
            tensors_.push_back(read_tensor_info(json, entry));
        }
    }
    // By begin, then end: an empty tensor stands before the one that starts at the same byte.
    std::sort(tensors_.begin(), tensors_.end(), [](const TensorInfo& a, const TensorInfo& b) {
        return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
    });
    check_layout(path, tensors_, file_->size() - data_start_);
    for (size_t i = 0; i < tensors_.size(); ++i) {
        by_name_[tensors_[i].name] = i;
    }
}

const TensorInfo* SafetensorsFile::find(const std::string& name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : &tensors_[found->second];
}

const TensorInfo& SafetensorsFile::get(const std::string& name) const {
    const TensorInfo* info = find(name);
    if (info == nullptr) throw Error(path() + ": there is no tensor " + name + " in this file");
    return *info;
}
