#include "pages.h"

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "harness.h"

std::vector<std::string> split_lines(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    std::string line;
    while (std::getline(stream, line)) {
        lines.push_back(line);
    }
    return lines;
}

static bool is_fence(const std::string& line) { return line.rfind("```", 0) == 0; }

std::vector<Fence> fences_of(const std::string& page, const std::string& kind) {
    std::vector<Fence> fences;
    bool inside = false;
    bool wanted = false;
    for (const std::string& line : split_lines(page)) {
        if (!is_fence(line)) {
            if (inside && wanted) fences.back().lines.push_back(line);
            continue;
        }
        inside = !inside;
        if (!inside) continue;
        wanted = line.rfind("```" + kind, 0) == 0;
        if (wanted) fences.push_back({line.substr(3), {}});
    }
    if (inside) throw TestFailure("a fence is left open");
    return fences;
}

std::string prose_of(const std::string& page) {
    std::string prose;
    bool inside = false;
    for (const std::string& line : split_lines(page)) {
        if (is_fence(line))
            inside = !inside;
        else if (!inside)
            prose += line + "\n";
    }
    return prose;
}

std::vector<std::string> page_paths() {
    std::vector<std::string> paths = {"README.md"};
    for (const char* folder : {"docs", "tutorial", "tests/reference"}) {
        if (!std::filesystem::exists(folder)) continue;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
            if (entry.path().extension() == ".md") paths.push_back(entry.path().string());
        }
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}
