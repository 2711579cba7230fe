#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// A file seen as memory: pages are read when touched, and shared with every other process that maps it. The files of
/// the default model, which are part of the program, are found under its name.
/// Read-only as far as the file goes; a write to the mapping would stay private to the process.
class MappedFile {
 public:
    /// Throws Error when the file is missing, unreadable, or no regular file (a directory, a device).
    static std::shared_ptr<MappedFile> open(const std::string& path);

    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    const std::string& path() const { return path_; }
    char* data() const { return data_; }
    size_t size() const { return size_; }
    std::string_view text() const { return std::string_view(data_, size_); }

 private:
    MappedFile() = default;

    std::string path_;
    char* data_ = nullptr;
    size_t size_ = 0;
    bool is_mapped_ = true;  // or part of the program (formats/default_model.h)
};

/// Writes `path`.part and renames it to `path`, so that no reader ever sees half of it and an earlier file stays
/// whole when the disk is full. Where `path` is a link, the file behind it is replaced. A device, a pipe or
/// /dev/stdout is written to as it is. Throws Error.
void write_file(const std::string& path, std::string_view bytes);

/// The same with a file in parts, one behind the other, so that large ones need not be brought together in memory first.
void write_file_in_parts(const std::string& path, const std::vector<std::string_view>& parts);
