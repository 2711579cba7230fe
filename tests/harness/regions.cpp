#include "regions.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "harness.h"
#include "pages.h"

std::vector<std::string> without_indentation(const std::vector<std::string>& lines) {
    size_t common = std::string::npos;
    for (const std::string& line : lines) {
        const size_t spaces = line.find_first_not_of(' ');
        if (spaces != std::string::npos) common = std::min(common, spaces);
    }
    std::vector<std::string> result;
    for (const std::string& line : lines) {
        const bool is_empty = line.find_first_not_of(' ') == std::string::npos;
        result.push_back(is_empty ? "" : line.substr(common));
    }
    return result;
}

/// "//> name  words" without its indentation; empty for a line that is no marker.
static std::string marker_of(const std::string& line) {
    const size_t start = line.find_first_not_of(' ');
    if (start == std::string::npos) return "";
    const std::string text = line.substr(start);
    const bool is_marker = text.rfind("//> ", 0) == 0 || text.rfind("//< ", 0) == 0;
    return is_marker ? text : "";
}

std::vector<Region> regions_of(const std::string& path, const std::string& text, std::vector<std::string>& complaints) {
    std::vector<Region> regions;
    std::set<std::string> seen;
    bool is_open = false;
    const std::vector<std::string> lines = split_lines(text);
    for (size_t i = 0; i < lines.size(); ++i) {
        const std::string marker = marker_of(lines[i]);
        if (marker.empty()) {
            if (is_open) regions.back().lines.push_back(lines[i]);
            continue;
        }
        const std::string where = path + ":" + std::to_string(i + 1) + ": region ";
        const size_t name_end = std::min(marker.find(' ', 4), marker.size());
        const std::string name = marker.substr(4, name_end - 4);
        const bool begins = marker[2] == '>';
        if (begins) {
            if (is_open) complaints.push_back(where + name + " begins inside " + regions.back().name);
            if (!seen.insert(name).second) complaints.push_back(where + name + " stands twice");
            const bool says_nothing = marker.compare(name_end, 2, "  ") != 0;
            if (says_nothing) complaints.push_back(where + name + " says not what it is");
            regions.push_back({path, name, says_nothing ? "" : marker.substr(name_end + 2), i + 1, {}});
        } else if (!is_open || regions.back().name != name) {
            const std::string open = is_open ? regions.back().name : "none";
            complaints.push_back(where + name + " ends, but open is " + open);
        }
        is_open = begins;
    }
    if (is_open) complaints.push_back(path + ": region " + regions.back().name + " never ends");
    for (Region& region : regions) {
        region.lines = without_indentation(region.lines);
    }
    return regions;
}

std::vector<Region> all_regions(std::vector<std::string>& complaints) {
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::recursive_directory_iterator("src")) {
        const std::string extension = entry.path().extension();
        if (extension == ".cpp" || extension == ".h") paths.push_back(entry.path().string());
    }
    std::sort(paths.begin(), paths.end());
    std::vector<Region> regions;
    std::set<std::string> names;
    for (const std::string& path : paths) {
        for (const Region& region : regions_of(path, read_text(path), complaints)) {
            if (!names.insert(region.name).second) complaints.push_back(path + ": a second region " + region.name);
            regions.push_back(region);
        }
    }
    return regions;
}
