#include "formats/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "formats/default_model.h"

/// Opens the file and finds its size. The caller closes the descriptor.
static int open_regular_file(const std::string& path, size_t& size) {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) throw Error("cannot open " + path + ": " + std::strerror(errno));
    struct stat status;
    std::string problem;
    if (::fstat(descriptor, &status) != 0) {
        problem = std::strerror(errno);
    } else if (S_ISDIR(status.st_mode)) {
        problem = "it is a directory, a file is needed";
    } else if (!S_ISREG(status.st_mode)) {
        problem = "it is not a regular file";
    }
    if (!problem.empty()) {
        ::close(descriptor);
        throw Error("cannot read " + path + ": " + problem);
    }
    size = size_t(status.st_size);
    return descriptor;
}

std::shared_ptr<MappedFile> MappedFile::open(const std::string& path) {
    std::shared_ptr<MappedFile> file(new MappedFile);
    file->path_ = path;
    std::string_view built_in;
    if (find_default_model_file(path, built_in)) {
        file->data_ = const_cast<char*>(built_in.data());  // nobody writes to a mapping
        file->size_ = built_in.size();
        file->is_mapped_ = false;
        return file;
    }
    const int descriptor = open_regular_file(path, file->size_);
    if (file->size_ == 0) {  // nothing to map, and mmap refuses a length of 0
        ::close(descriptor);
        return file;
    }
    void* memory = ::mmap(nullptr, file->size_, PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptor, 0);
    const int mmap_error = errno;
    ::close(descriptor);
    if (memory == MAP_FAILED) throw Error("cannot map " + path + " into memory: " + std::strerror(mmap_error));
    file->data_ = static_cast<char*>(memory);
    return file;
}

MappedFile::~MappedFile() {
    if (is_mapped_ && data_ != nullptr) ::munmap(data_, size_);
}

/// What cannot be replaced by a file: a device, a pipe, or whatever stands behind /dev/stdout.
static bool is_special_file(const std::string& path) {
    for (const char* open_files : {"/dev/std", "/dev/fd/", "/proc/"}) {
        if (path.rfind(open_files, 0) == 0) return true;
    }
    struct stat status;
    return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

/// Where a link leads to, so that the file behind it is written and the link stays.
static std::string behind_links(const std::string& path) {
    std::error_code problem;
    const std::filesystem::path resolved = std::filesystem::canonical(path, problem);
    return problem ? path : resolved.string();  // a file that is not there yet
}

/// Writes the parts; false, with errno set, when they could not all be written. A new file is one that was not
/// there: nothing is written through a link that somebody put in its place.
static bool write_parts(const std::string& path, const std::vector<std::string_view>& parts, bool is_new) {
    std::FILE* file = std::fopen(path.c_str(), is_new ? "wbx" : "wb");
    if (file == nullptr) return false;
    int problem = 0;
    bool taken = true;
    for (std::string_view part : parts) {
        taken = taken && (part.empty() || std::fwrite(part.data(), 1, part.size(), file) == part.size());
    }
    if (!taken || std::fflush(file) != 0) problem = errno;
    // On disk before the rename; a device or a pipe has no disk (EINVAL).
    if (problem == 0 && ::fsync(::fileno(file)) != 0 && errno != EINVAL) problem = errno;
    std::fclose(file);
    errno = problem;
    return problem == 0;
}

void write_file(const std::string& path, std::string_view bytes) { write_file_in_parts(path, {bytes}); }

void write_file_in_parts(const std::string& path, const std::vector<std::string_view>& parts) {
    const bool is_special = is_special_file(path);
    const std::string target = is_special ? path : behind_links(path);
    const std::string beside = is_special ? path : target + ".part";
    struct stat before;
    const bool replaces = !is_special && ::stat(target.c_str(), &before) == 0;
    if (!is_special) ::unlink(beside.c_str());  // what an earlier run left behind
    bool written = write_parts(beside, parts, !is_special);
    if (written && replaces) ::chmod(beside.c_str(), before.st_mode & 07777);  // it keeps its permissions
    if (written && !is_special) written = std::rename(beside.c_str(), target.c_str()) == 0;
    if (written) return;
    const int problem = errno;
    if (!is_special) ::unlink(beside.c_str());
    throw Error("cannot write " + path + ": " + std::strerror(problem));
}
