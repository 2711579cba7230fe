#include "formats/tensor_files.h"

#include <filesystem>

#include "base/error.h"
#include "formats/json.h"

/// A file of the index lies in the folder itself: a name with a path in it could be any file.
static void check_name(const JsonDocument& json, const JsonValue& value) {
    const std::string_view name = json.string(value);
    const bool is_plain = !name.empty() && name.find('/') == std::string_view::npos && name != "." && name != "..";
    if (!is_plain) json.fail(value, json_quote(name) + " is no name of a file in this folder");
}

void TensorFiles::read_index(const std::string& folder, const std::string& index) {
    const std::shared_ptr<MappedFile> file = MappedFile::open(index);
    const JsonDocument json(file->text(), index);
    std::map<std::string, size_t> opened;  // a file's name to its place in files_
    for (const JsonValue& entry : json.object(json.get(json.root(), "weight_map"))) {
        check_name(json, entry);
        const std::string name(json.string(entry));
        if (opened.count(name) == 0) {
            const bool is_there = std::filesystem::exists(folder + "/" + name);
            if (!is_there) {
                json.fail(entry, "the file " + name + " with tensor " + std::string(entry.key) +
                                     " is not there; was the whole model downloaded?");
            }
            opened[name] = files_.size();
            files_.emplace_back(folder + "/" + name);
        }
        const size_t place = opened[name];
        if (files_[place].find(std::string(entry.key)) == nullptr) {
            json.fail(entry,
                      "tensor " + std::string(entry.key) + " is not in the file " + name + " that it should be in");
        }
        file_of_[std::string(entry.key)] = place;
    }
    for (size_t place = 0; place < files_.size(); ++place) {
        for (const TensorInfo& info : files_[place].tensors()) {
            const auto named = file_of_.find(info.name);
            if (named != file_of_.end() && named->second == place) continue;
            throw Error(files_[place].path() + ": holds a tensor " + info.name + " that " + index +
                        (named == file_of_.end() ? " does not name" : " gives to another file"));
        }
    }
}

TensorFiles::TensorFiles(const ModelFolder& folder) {
    if (!folder.weights.empty()) {
        path_ = folder.weights;
        files_.emplace_back(folder.weights);
        for (const TensorInfo& info : files_[0].tensors()) {
            file_of_[info.name] = 0;
        }
    } else {
        path_ = folder.weights_index;
        read_index(folder.path, folder.weights_index);
    }
    for (const SafetensorsFile& file : files_) {
        tensors_.insert(tensors_.end(), file.tensors().begin(), file.tensors().end());
    }
}

const SafetensorsFile* TensorFiles::find_file(const std::string& name) const {
    const auto found = file_of_.find(name);
    return found == file_of_.end() ? nullptr : &files_[found->second];
}

const TensorInfo* TensorFiles::find(const std::string& name) const {
    const SafetensorsFile* file = find_file(name);
    return file == nullptr ? nullptr : file->find(name);
}

const SafetensorsFile& TensorFiles::file_of(const std::string& name) const {
    const SafetensorsFile* file = find_file(name);
    if (file == nullptr)
        throw Error(path_ + ": there is no tensor " + name + " in " +
                    (files_.size() == 1 ? "this file" : "these files"));
    return *file;
}
