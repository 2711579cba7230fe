// model.safetensors.index.json beside two files: whatever is accepted names each tensor once, and where it is.
#include <filesystem>

#include "base/error.h"
#include "formats/tensor_files.h"
#include "fuzz.h"

/// A folder with two files of weights: a and b in one, c in two.
static std::string make_folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "fuzz_index_XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    write_safetensors(pattern + "/one",
                      {{"a", "F32", Tensor::from({2}, {1, 2})}, {"b", "F32", Tensor::from({1}, {3})}});
    write_safetensors(pattern + "/two", {{"c", "F32", Tensor::from({1}, {4})}});
    return pattern;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const std::string path = make_folder();
    const MemoryFile index(as_text(data, size));
    ModelFolder folder;
    folder.path = path;
    folder.weights_index = index.path();
    try {
        const TensorFiles files(folder);
        for (const TensorInfo& info : files.tensors()) {
            REQUIRE(files.find(info.name) != nullptr);
            REQUIRE(files.file_of(info.name).load(info.name).size() > 0);
            REQUIRE(files.file_of(info.name).path().rfind(path, 0) == 0);  // never outside of the folder
        }
    } catch (const Error& error) {
        const std::string message = error.what();
        REQUIRE(message.find(index.path()) != std::string::npos || message.find(path) != std::string::npos);
    }
    return 0;
}
