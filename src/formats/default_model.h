#pragma once

#include <string>
#include <string_view>

/// Where the default model stands as far as paths go: data/model, as it was when the program was built, is part of
/// the program, so that it can be used from any folder. MappedFile::open finds its files under this name.
extern const char* const default_model_path;

/// Whether the program was built with a default model.
bool has_default_model();

/// The bytes of a file of the default model, by its path under default_model_path; false when there is none.
bool find_default_model_file(const std::string& path, std::string_view& bytes);
