#pragma once

#include <map>
#include <string>
#include <vector>

#include "formats/model_folder.h"
#include "formats/safetensors.h"

/// The tensors of a model folder: those of model.safetensors, or of the files that model.safetensors.index.json names, as if
/// they were one file.
///     {"metadata": {..}, "weight_map": {"model.norm.weight": "model-00002-of-00002.safetensors", ..}}
class TensorFiles {
 public:
    /// Opens every file. Throws Error when a file is missing or malformed, when the index names a tensor that its file does
    /// not hold, when a file holds one that the index gives to another file or to none, or when the index names a file outside the folder.
    explicit TensorFiles(const ModelFolder& folder);

    /// The file, or the index; for messages.
    const std::string& path() const { return path_; }

    /// All tensors, file by file.
    const std::vector<TensorInfo>& tensors() const { return tensors_; }

    /// The file that holds the tensor, or nullptr.
    const SafetensorsFile* find_file(const std::string& name) const;

    /// The tensor's entry, or nullptr.
    const TensorInfo* find(const std::string& name) const;

    /// The file that holds the tensor. Throws Error when there is none.
    const SafetensorsFile& file_of(const std::string& name) const;

 private:
    void read_index(const std::string& folder, const std::string& index);

    std::string path_;
    std::vector<SafetensorsFile> files_;
    std::vector<TensorInfo> tensors_;
    std::map<std::string, size_t> file_of_;  // tensor's name to its place in files_
};
