#include <cmath>
#include <cstring>
#include <set>
#include <string_view>

#include "base/error.h"
#include "base/half.h"
#include "formats/json.h"
#include "formats/safetensors.h"

template <typename Number>
static void append_bytes(std::string& bytes, Number number) {
    char raw[sizeof(Number)];
    std::memcpy(raw, &number, sizeof(Number));
    bytes.append(raw, sizeof(Number));
}

static int64_t whole_number(const TensorToWrite& tensor, float value) {
    const double limit = tensor.dtype == "I32" ? 0x1p31 : 0x1p63;
    const bool fits = double(value) >= -limit && double(value) < limit && std::nearbyint(value) == value;
    if (!fits) {
        throw Error("tensor " + tensor.name + ": " + std::to_string(value) + " cannot be written as " + tensor.dtype);
    }
    return int64_t(value);
}

static void check_tensor(const TensorToWrite& tensor) {
    const std::set<std::string> dtypes = {"F32", "F16", "BF16", "I32", "I64"};
    if (dtypes.count(tensor.dtype) == 0) throw Error("tensor " + tensor.name + ": cannot write dtype " + tensor.dtype);
    if (tensor.values.data() == nullptr) throw Error("tensor " + tensor.name + ": was never given a shape");
}

/// The values as they stand in the file.
static std::string converted_bytes(const TensorToWrite& tensor) {
    const std::string& dtype = tensor.dtype;
    std::string bytes;
    bytes.reserve(size_t(tensor.values.size()) * size_t(dtype_size(dtype)));
    for (int64_t i = 0; i < tensor.values.size(); ++i) {
        const float value = tensor.values.data()[i];
        if (dtype == "F16") append_bytes(bytes, f16_from_float(value));
        if (dtype == "BF16") append_bytes(bytes, bf16_from_float(value));
        if (dtype == "I32") append_bytes(bytes, int32_t(whole_number(tensor, value)));
        if (dtype == "I64") append_bytes(bytes, whole_number(tensor, value));
    }
    return bytes;
}

static std::string metadata_json(const std::map<std::string, std::string>& metadata) {
    std::string json;
    for (const auto& [key, value] : metadata) {
        json += (json.empty() ? "" : ",") + json_quote(key) + ":" + json_quote(value);
    }
    return "\"__metadata__\":{" + json + "}";
}

void write_raw_safetensors(const std::string& path, const std::vector<RawTensor>& tensors,
                           const std::map<std::string, std::string>& metadata) {
    std::string header = metadata.empty() ? "" : metadata_json(metadata);
    std::vector<std::string_view> parts = {""};  // the header's place
    std::set<std::string> names;
    uint64_t begin = 0;
    for (const RawTensor& tensor : tensors) {
        if (!names.insert(tensor.name).second || tensor.name == "__metadata__") {
            throw Error(path + ": two tensors of the name " + tensor.name);
        }
        const uint64_t end = begin + tensor.bytes.size();
        header += header.empty() ? "" : ",";
        header += json_quote(tensor.name) + ":{\"dtype\":\"" + tensor.dtype +
                  "\",\"shape\":" + shape_text(tensor.shape) + ",\"data_offsets\":[" + std::to_string(begin) + "," +
                  std::to_string(end) + "]}";
        parts.push_back(tensor.bytes);
        begin = end;
    }
    header = "{" + header + "}";
    while (header.size() % 8 != 0) {  // the numbers then start at a multiple of 8
        header += ' ';
    }
    std::string start;
    append_bytes(start, uint64_t(header.size()));
    start += header;
    parts[0] = start;
    write_file_in_parts(path, parts);
}

void write_safetensors(const std::string& path, const std::vector<TensorToWrite>& tensors,
                       const std::map<std::string, std::string>& metadata) {
    std::vector<RawTensor> raw;
    std::vector<std::string> converted(tensors.size());  // what the views of `raw` see
    for (size_t i = 0; i < tensors.size(); ++i) {
        const TensorToWrite& tensor = tensors[i];
        check_tensor(tensor);
        std::string_view bytes(reinterpret_cast<const char*>(tensor.values.data()),
                               size_t(tensor.values.size()) * sizeof(float));
        if (tensor.dtype != "F32") {
            converted[i] = converted_bytes(tensor);
            bytes = converted[i];
        }
        const Shape& shape = tensor.values.shape();
        raw.push_back({tensor.name, tensor.dtype, std::vector<int64_t>(shape.begin(), shape.end()), bytes});
    }
    write_raw_safetensors(path, raw, metadata);
}
