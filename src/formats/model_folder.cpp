#include "formats/model_folder.h"

#include <filesystem>

#include "base/error.h"
#include "formats/default_model.h"

/// The path of a file in the folder, or "" when it has none.
static std::string file_in(const std::string& folder, const std::string& name) {
    std::string_view built_in;
    if (find_default_model_file(folder + "/" + name, built_in)) return folder + "/" + name;
    const std::filesystem::path path = std::filesystem::path(folder) / name;
    std::error_code problem;
    const bool exists = std::filesystem::exists(path, problem);
    if (problem) throw Error("cannot look at " + path.string() + ": " + problem.message());
    return exists ? path.string() : "";
}

/// Throws Error when there is no such folder.
static void check_folder(const std::string& path) {
    if (path == default_model_path && has_default_model()) return;
    std::error_code problem;
    const std::filesystem::file_status status = std::filesystem::status(path, problem);
    if (status.type() == std::filesystem::file_type::none)
        throw Error("cannot open " + path + ": " + problem.message());
    if (!std::filesystem::exists(status)) throw Error("there is no model folder " + path);
    if (!std::filesystem::is_directory(status)) {
        throw Error(path + " is not a folder; --model wants the folder that holds config.json and model.safetensors");
    }
}

ModelFolder open_model_folder(const std::string& path) {
    check_folder(path);
    ModelFolder folder;
    folder.path = path;
    folder.config = file_in(path, "config.json");
    folder.weights = file_in(path, "model.safetensors");
    if (folder.weights.empty()) folder.weights_index = file_in(path, "model.safetensors.index.json");
    folder.tokenizer = file_in(path, "tokenizer.json");
    folder.generation_config = file_in(path, "generation_config.json");
    folder.tokenizer_config = file_in(path, "tokenizer_config.json");
    folder.chat_template = file_in(path, "chat_template.jinja");
    if (folder.config.empty()) throw Error(path + ": there is no config.json in this folder");
    if (folder.weights.empty() && folder.weights_index.empty()) {
        throw Error(path + ": there is no model.safetensors in this folder");
    }
    return folder;
}
