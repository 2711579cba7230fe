#include "hostile.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <chrono>
#include <cstring>
#include <filesystem>

#include "harness.h"
#include "program.h"

void limit_time() {
    const rlimit seconds = {60, 60};
    ::setrlimit(RLIMIT_CPU, &seconds);  // a child starts at 0
    ::alarm(600);
}

std::string copy_of_folder(const std::string& base) {
    const std::string folder = scratch_folder() + "/hostile";
    std::filesystem::remove_all(folder);
    std::filesystem::copy(base, folder);
    return folder;
}

std::vector<std::string> command_for(const std::vector<std::string>& command, const std::string& folder) {
    std::vector<std::string> words = command;
    for (std::string& word : words) {
        const size_t found = word.find("FOLDER");
        if (found != std::string::npos) word.replace(found, 6, folder);
    }
    return words;
}

std::string complaint_about(const ProgramResult& result, const std::vector<std::string>& parts) {
    const std::string shown = "\n        stderr: " + result.err.substr(0, 600);
    if (result.status != 1) return "ended with status " + std::to_string(result.status) + shown;
    if (result.err.rfind("stepwise: error: ", 0) != 0) return "standard error does not begin as it must" + shown;
    const bool reported =
        result.err.find("Sanitizer") != std::string::npos || result.err.find("runtime error") != std::string::npos;
    if (reported) return "a sanitizer reported something" + shown;
    if (!result.out.empty()) return "something is on standard output: " + result.out.substr(0, 200) + shown;
    for (const std::string& part : parts) {
        if (result.err.find(part) == std::string::npos) return "the message does not hold \"" + part + "\"" + shown;
    }
    return "";
}

/// With a whole folder the same command must not fail, or fail for another reason (some cases need a command
/// that never works).
static void check_that_the_fault_matters(const HostileCase& hostile) {
    const ProgramResult good = run_stepwise(command_for(hostile.command, copy_of_folder(hostile.base)), hostile.input);
    if (complaint_about(good, hostile.parts).empty()) FAIL(hostile.name + ": fails alike without the fault");
}

void run_hostile_cases(const std::vector<HostileCase>& cases) {
    limit_time();
    std::string problems;
    int failed = 0;
    for (const HostileCase& hostile : cases) {
        if (hostile.break_it) check_that_the_fault_matters(hostile);
        const std::string folder = copy_of_folder(hostile.base);
        if (hostile.break_it) hostile.break_it(folder);
        const auto start = std::chrono::steady_clock::now();
        const ProgramResult result = run_stepwise(command_for(hostile.command, folder), hostile.input);
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        std::string complaint = complaint_about(result, hostile.parts);
        if (complaint.empty() && seconds > 20) complaint = "took " + std::to_string(seconds) + " s";
        if (complaint.empty()) continue;
        ++failed;
        problems += "\n      " + hostile.name + ": " + complaint;
    }
    if (failed > 0) FAIL(std::to_string(failed) + " of " + std::to_string(cases.size()) + " cases:" + problems);
}

static std::string file_in(const std::string& folder, const std::string& file) {
    const std::string path = folder + "/" + file;
    if (!std::filesystem::exists(path)) FAIL("there is no " + path + " to break");
    return path;
}

static void replace_once(std::string& text, const std::string& from, const std::string& to) {
    const size_t found = text.find(from);
    if (found == std::string::npos) FAIL("there is no " + from + " to replace");
    text.replace(found, from.size(), to);
}

Breaker replaced(const std::string& file, const std::string& from, const std::string& to) {
    return [=](const std::string& folder) {
        std::string text = read_text(file_in(folder, file));
        replace_once(text, from, to);
        write_text(folder + "/" + file, text);
    };
}

std::string little_endian(uint64_t number) {
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &number, 8);
    return bytes;
}

Breaker header_replaced(const std::string& from, const std::string& to) {
    return [=](const std::string& folder) {
        const std::string bytes = read_text(file_in(folder, "model.safetensors"));
        uint64_t length = 0;
        std::memcpy(&length, bytes.data(), 8);
        std::string header = bytes.substr(8, size_t(length));
        replace_once(header, from, to);
        write_text(folder + "/model.safetensors",
                   little_endian(header.size()) + header + bytes.substr(8 + size_t(length)));
    };
}

Breaker written(const std::string& file, const std::string& text) {
    return [=](const std::string& folder) { write_text(folder + "/" + file, text); };
}

Breaker appended(const std::string& file, const std::string& text) {
    return [=](const std::string& folder) { write_text(folder + "/" + file, read_text(file_in(folder, file)) + text); };
}

Breaker cut(const std::string& file, size_t length) {
    return [=](const std::string& folder) {
        const std::string text = read_text(file_in(folder, file));
        if (length >= text.size()) FAIL(file + " is not longer than " + std::to_string(length));
        write_text(folder + "/" + file, text.substr(0, length));
    };
}

Breaker removed(const std::string& file) {
    return [=](const std::string& folder) { std::filesystem::remove(file_in(folder, file)); };
}

Breaker directory_in_place_of(const std::string& file) {
    return [=](const std::string& folder) {
        std::filesystem::remove(folder + "/" + file);
        std::filesystem::create_directory(folder + "/" + file);
    };
}

Breaker pipe_in_place_of(const std::string& file) {
    return [=](const std::string& folder) {
        std::filesystem::remove(folder + "/" + file);
        if (::mkfifo((folder + "/" + file).c_str(), 0600) != 0) FAIL("no pipe could be made");
    };
}

Breaker link_in_place_of(const std::string& file, const std::string& target) {
    return [=](const std::string& folder) {
        std::filesystem::remove(folder + "/" + file);
        std::filesystem::create_symlink(target, folder + "/" + file);
    };
}

Breaker both(const Breaker& first, const Breaker& second) {
    return [=](const std::string& folder) {
        first(folder);
        second(folder);
    };
}
