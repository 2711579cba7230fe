// safetensors: what is accepted tiles the data, loads to as many numbers as the shape says, and is the same
// after writing and reading again.
#include <bit>
#include <cmath>
#include <filesystem>

#include "base/error.h"
#include "formats/safetensors.h"
#include "fuzz.h"

static void check_layout(const SafetensorsFile& file, size_t size) {
    uint64_t next = 0;
    for (const TensorInfo& info : file.tensors()) {
        REQUIRE(info.begin == next && info.end >= info.begin);
        REQUIRE(dtype_size(info.dtype) > 0);
        REQUIRE(file.find(info.name) == &info);
        next = info.end;
    }
    REQUIRE(next + 8 <= size);
}

static bool is_same(float a, float b) {
    return std::isnan(a) ? std::isnan(b) : std::bit_cast<uint32_t>(a) == std::bit_cast<uint32_t>(b);
}

/// The tensors that can be loaded, each checked.
static std::vector<TensorToWrite> load_all(const SafetensorsFile& file) {
    std::vector<TensorToWrite> loaded;
    for (const TensorInfo& info : file.tensors()) {
        try {
            const Tensor x = file.load(info.name);
            REQUIRE(x.shape() == info.shape);
            REQUIRE(uint64_t(x.size()) * uint64_t(dtype_size(info.dtype)) == info.end - info.begin);
            REQUIRE(file.load(info.name, info.shape).size() == x.size());
            loaded.push_back({info.name, info.dtype, x});
        } catch (const Error&) {
            REQUIRE(info.dtype != "F32" || info.shape.size() > 4 || info.begin == info.end);
        }
        try {
            const std::vector<int64_t> integers = file.load_integers(info.name);
            REQUIRE(integers.size() * size_t(dtype_size(info.dtype)) == info.end - info.begin);
        } catch (const Error&) {
            REQUIRE(info.dtype != "I32" && info.dtype != "I64");
        }
    }
    return loaded;
}

static std::string scratch_path() {
    static const std::string folder =
        std::filesystem::exists("/dev/shm") ? "/dev/shm" : std::filesystem::temp_directory_path().string();
    return folder + "/stepwise-fuzz-" + std::to_string(::getpid()) + ".safetensors";
}

static void check_written_again(const SafetensorsFile& file, const std::vector<TensorToWrite>& loaded) {
    const std::string path = scratch_path();
    write_safetensors(path, loaded, file.metadata());
    {
        const SafetensorsFile again(path);
        REQUIRE(again.metadata() == file.metadata());
        REQUIRE(again.tensors().size() == loaded.size());
        for (const TensorToWrite& tensor : loaded) {
            const Shape& shape = tensor.values.shape();
            const Tensor x = again.load(tensor.name, std::vector<int64_t>(shape.begin(), shape.end()));
            for (int64_t i = 0; i < x.size(); ++i) {
                REQUIRE(is_same(x.data()[i], tensor.values.data()[i]));
            }
        }
    }
    std::filesystem::remove(path);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const MemoryFile bytes(as_text(data, size));
    try {
        const SafetensorsFile file(bytes.path());
        check_layout(file, size);
        check_written_again(file, load_all(file));
    } catch (const Error& error) {
        REQUIRE(std::string(error.what()).find(bytes.path()) == 0);  // begins with the file's name
    }
    return 0;
}
