#include <cmath>
#include <cstring>
#include <set>

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

static void append_values(std::string& bytes, const TensorToWrite& tensor) {
    const std::string& dtype = tensor.dtype;
    if (dtype == "F32") {
        bytes.append(reinterpret_cast<const char*>(tensor.values.data()), size_t(tensor.values.size()) * sizeof(float));
        return;
    }
    for (int64_t i = 0; i < tensor.values.size(); ++i) {
        const float value = tensor.values.data()[i];
        if (dtype == "F16") append_bytes(bytes, f16_from_float(value));
        if (dtype == "BF16") append_bytes(bytes, bf16_from_float(value));
        if (dtype == "I32") append_bytes(bytes, int32_t(whole_number(tensor, value)));
        if (dtype == "I64") append_bytes(bytes, whole_number(tensor, value));
    }
}

static std::string metadata_json(const std::map<std::string, std::string>& metadata) {
    std::string json;
    for (const auto& [key, value] : metadata) {
        json += (json.empty() ? "" : ",") + json_quote(key) + ":" + json_quote(value);
    }
    return "\"__metadata__\":{" + json + "}";
}

void write_safetensors(const std::string& path, const std::vector<TensorToWrite>& tensors,
                       const std::map<std::string, std::string>& metadata) {
    std::string header = metadata.empty() ? "" : metadata_json(metadata);
    std::string data;
    std::set<std::string> names;
    for (const TensorToWrite& tensor : tensors) {
        if (!names.insert(tensor.name).second || tensor.name == "__metadata__") {
            throw Error(path + ": two tensors of the name " + tensor.name);
        }
        check_tensor(tensor);
        const size_t begin = data.size();
        append_values(data, tensor);
        header += header.empty() ? "" : ",";
        header += json_quote(tensor.name) + ":{\"dtype\":\"" + tensor.dtype +
                  "\",\"shape\":" + shape_text(tensor.values.shape()) + ",\"data_offsets\":[" + std::to_string(begin) +
                  "," + std::to_string(data.size()) + "]}";
    }
    header = "{" + header + "}";
    while (header.size() % 8 != 0) {  // the numbers then start at a multiple of 8
        header += ' ';
    }
    std::string file;
    file.reserve(8 + header.size() + data.size());
    append_bytes(file, uint64_t(header.size()));
    file += header;
    file += data;
    write_file(path, file);
}
