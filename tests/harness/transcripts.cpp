#include "transcripts.h"

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
        if (can_run(command, with_debugger)) shown = cut_as(shown, split_lines(output_of(command.substr(2))));
        lines.insert(lines.end(), shown.begin(), shown.end());
    }
    return lines;
}
