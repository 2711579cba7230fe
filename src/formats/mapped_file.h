#pragma once

#include <memory>
#include <string>
#include <string_view>

/// A file seen as memory: pages are read when touched, and shared with every other process that maps it.
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
};

/// Writes a file beside `path` and renames it, so that no reader ever sees half of it and an earlier file
/// stays whole when the disk is full. A device or a pipe (/dev/stdout) is written to as it is. Throws Error.
void write_file(const std::string& path, std::string_view bytes);
