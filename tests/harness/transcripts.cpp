#include "transcripts.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "harness.h"
#include "pages.h"
#include "program.h"

std::string output_of(std::string command) {
    size_t at = 0;
    while ((at = command.find("build/stepwise", at)) != std::string::npos) {
        command.replace(at, std::string("build/stepwise").size(), stepwise_path());
        at += stepwise_path().size();
    }
    const std::string path = scratch_folder() + "/transcript";
    const int status = std::system(("( " + command + " ) > " + path + " 2>&1 < /dev/null").c_str());
    if (status == -1) throw TestFailure("no shell");
    return read_text(path);
}

static bool is_command(const std::string& line) { return line.rfind("$ ", 0) == 0; }

bool replays_debugger() { return std::getenv("STEPWISE_DEBUGGER") != nullptr; }

static bool can_run(const std::string& command, bool with_debugger) {
    const bool needs_shared = command.find("../shared") != std::string::npos;
    if (needs_shared && !std::filesystem::exists("../shared")) return false;
    const bool needs_debugger = command.rfind("$ gdb ", 0) == 0;
    return with_debugger || !needs_debugger;
}

/// The output in the form of the page: cut where the page cuts it.
static std::vector<std::string> cut_as(const std::vector<std::string>& shown, const std::vector<std::string>& got) {
    const bool cut = !shown.empty() && shown.back() == "...";
    if (!cut || got.size() < shown.size()) return got;
    std::vector<std::string> kept(got.begin(), got.begin() + std::ptrdiff_t(shown.size()) - 1);
    kept.push_back("...");
    return kept;
}

/// The number that begins at `at`, digits with a point among them, or "" where none begins. A sign is no part of it.
static std::string fraction_at(const std::string& line, size_t at) {
    size_t end = at;
    while (end < line.size() && (std::isdigit(static_cast<unsigned char>(line[end])) || line[end] == '.')) {
        ++end;
    }
    return line.substr(at, end - at);
}

static size_t decimals_of(const std::string& number) {
    const size_t point = number.find('.');
    return point == std::string::npos ? 0 : number.size() - point - 1;
}

bool same_but_for_rounding(const std::string& shown, const std::string& got) {
    if (shown.size() != got.size()) return false;
    for (size_t i = 0; i < shown.size();) {
        const std::string a = fraction_at(shown, i);
        const std::string b = fraction_at(got, i);
        if (a != b) {
            const size_t decimals = decimals_of(a);
            if (decimals < 4 || decimals_of(b) != decimals) return false;
            const double units = std::abs(std::stod(a) - std::stod(b)) * std::pow(10.0, double(decimals));
            if (units > 1.5) return false;
        } else if (a.empty() && shown[i] != got[i]) {
            return false;
        }
        i += a.empty() ? 1 : a.size();
    }
    return true;
}

std::vector<std::string> replayed(const std::vector<std::string>& block, bool with_debugger) {
    std::vector<std::string> lines;
    for (size_t i = 0; i < block.size();) {
        const std::string command = block[i++];
        if (!is_command(command)) throw TestFailure("a console block must begin with a command: " + command);
        std::vector<std::string> shown;
        while (i < block.size() && !is_command(block[i])) {
            shown.push_back(block[i++]);
        }
        lines.push_back(command);
        if (can_run(command, with_debugger)) {
            std::vector<std::string> got = cut_as(shown, split_lines(output_of(command.substr(2))));
            for (size_t k = 0; k < std::min(shown.size(), got.size()); ++k) {
                if (same_but_for_rounding(shown[k], got[k])) got[k] = shown[k];
            }
            shown = got;
        }
        lines.insert(lines.end(), shown.begin(), shown.end());
    }
    return lines;
}
