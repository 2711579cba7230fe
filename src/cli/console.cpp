#include "cli/console.h"

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/error.h"

void write_out(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void flush_out() { std::fflush(stdout); }

void finish_output() {
    errno = 0;
    const bool flushed = std::fflush(stdout) == 0;
    if (flushed && std::ferror(stdout) == 0) return;
    throw Error(std::string("cannot write to standard output: ") +
                (errno != 0 ? std::strerror(errno) : "write failed"));
}

void write_note(const std::string& line) {
    flush_out();
    const std::string with_line_feed = line + "\n";
    std::fwrite(with_line_feed.data(), 1, with_line_feed.size(), stderr);
}

void write_prompt(const std::string& text) {
    flush_out();
    std::fwrite(text.data(), 1, text.size(), stderr);
}

std::string read_standard_input() {
    std::string text;
    char buffer[65536];
    size_t got = 0;
    while ((got = std::fread(buffer, 1, sizeof(buffer), stdin)) > 0) {
        text.append(buffer, got);
    }
    if (std::ferror(stdin) != 0) throw Error(std::string("cannot read standard input: ") + std::strerror(errno));
    return text;
}

bool read_line(std::string& line) {
    char* buffer = nullptr;
    size_t capacity = 0;
    const ssize_t length = ::getline(&buffer, &capacity, stdin);
    line.assign(buffer, length > 0 ? size_t(length) : 0);
    std::free(buffer);
    if (!line.empty() && line.back() == '\n') line.pop_back();
    if (std::ferror(stdin) != 0) throw Error(std::string("cannot read standard input: ") + std::strerror(errno));
    return length > 0;
}

std::string short_number(double value) {
    char digits[32];
    const std::to_chars_result written = std::to_chars(digits, digits + sizeof(digits), value);
    return std::string(digits, written.ptr);
}

int token_id_of(const std::string& digits) {
    const size_t most_digits = 9;
    const bool is_id =
        !digits.empty() && digits.size() <= most_digits && digits.find_first_not_of("0123456789") == std::string::npos;
    return is_id ? std::stoi(digits) : -1;
}

std::string padded(const std::string& text, size_t width) {
    return text + std::string(text.size() < width ? width - text.size() : 0, ' ');
}
