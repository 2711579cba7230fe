#include "sessions.h"

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "formats/json.h"
#include "harness.h"
#include "pages.h"

static const std::string script_folder = "tutorial/gdb/";
static const std::string session_command = "$ gdb -q -batch -x ";

static bool is_there(const std::string& path) { return std::filesystem::exists(path); }

std::vector<std::string> session_scripts() {
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator(script_folder)) {
        const std::string name = entry.path().filename().string();
        const bool is_beginning = name == "setup.gdb" || name == "session.gdb";
        if (entry.path().extension() == ".gdb" && !is_beginning) paths.push_back(script_folder + name);
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

std::vector<std::string> shown_sessions(const Page& page) {
    std::vector<std::string> scripts;
    for (const Fence& fence : fences_of(page.text, "console")) {
        for (const std::string& line : fence.lines) {
            if (line.rfind(session_command, 0) == 0) scripts.push_back(line.substr(session_command.size()));
        }
    }
    return scripts;
}

std::vector<std::string> check_session(const Page& page) {
    const size_t begin = page.text.find("\n## In the debugger\n");
    if (begin == std::string::npos) return {page.path + ": no section \"In the debugger\""};
    const size_t end = page.text.find("\n## ", begin + 1);
    const std::string section = page.text.substr(begin, end - begin);
    const std::vector<std::string> scripts = shown_sessions({page.path, section});
    if (scripts.empty()) return {page.path + ": no session in the section \"In the debugger\""};
    std::vector<std::string> complaints;
    for (const Fence& fence : fences_of(section, "console")) {
        const bool is_session = !fence.lines.empty() && fence.lines.front().rfind(session_command, 0) == 0;
        if (is_session && fence.lines.back() != "+kill")
            complaints.push_back(page.path + ": a session that does not come to its end, +kill");
    }
    for (const std::string& script : scripts) {
        if (!is_there(script)) complaints.push_back(page.path + ": there is no " + script);
    }
    return complaints;
}

std::vector<std::string> check_script(const std::string& path, const std::string& text) {
    std::vector<std::string> complaints;
    const std::vector<std::string> lines = split_lines(text);
    if (lines.empty() || lines.front().rfind("# ", 0) != 0) complaints.push_back(path + ": does not say what it shows");
    if (("\n" + text).find("\nsource " + script_folder + "session.gdb\n") == std::string::npos)
        complaints.push_back(path + ": does not begin with session.gdb");
    if (lines.empty() || lines.back() != "kill") complaints.push_back(path + ": does not end with kill");
    return complaints;
}

/// The cells of a row "| a | b |", without the space around them.
static std::vector<std::string> cells_of(const std::string& row) {
    std::vector<std::string> cells;
    size_t start = 1;
    for (size_t bar = row.find('|', start); bar != std::string::npos; bar = row.find('|', start)) {
        const std::string cell = row.substr(start, bar - start);
        const size_t first = cell.find_first_not_of(' ');
        const size_t last = cell.find_last_not_of(' ');
        cells.push_back(first == std::string::npos ? "" : cell.substr(first, last - first + 1));
        start = bar + 1;
    }
    return cells;
}

/// Where the link of a cell "[text](target)" leads, or "".
static std::string target_of(const std::string& cell) {
    const size_t middle = cell.find("](");
    if (middle == std::string::npos || cell.back() != ')') return "";
    return cell.substr(middle + 2, cell.size() - middle - 3);
}

static std::vector<std::string> check_stage(const std::string& where, const std::vector<std::string>& cells) {
    if (cells.size() != 6) return {where + "a stage has 6 cells, not " + std::to_string(cells.size())};
    if (cells[0].empty()) return {where + "a stage without a name"};
    std::vector<std::string> targets = {""};
    for (size_t i = 1; i < cells.size(); ++i) {
        targets.push_back(target_of(cells[i]));
        if (targets[i].empty()) return {where + "cell " + std::to_string(i + 1) + " of " + cells[0] + " has no link"};
        if (!is_there(targets[i])) return {where + "there is no " + targets[i]};
    }
    const std::string test = "tests/test_" + std::filesystem::path(targets[1]).stem().string() + ".cpp";
    if (targets[2] != test) return {where + cells[0] + " is tested by " + targets[2] + ", not by " + test};
    const std::vector<std::string> shown = shown_sessions({targets[4], read_text(targets[4])});
    const bool is_shown = std::find(shown.begin(), shown.end(), targets[5]) != shown.end();
    if (!is_shown) return {where + targets[4] + " does not show " + targets[5]};
    return {};
}

std::vector<std::string> check_stages(const Page& readme) {
    std::vector<std::string> complaints;
    const std::vector<std::string> lines = split_lines(readme.text);
    const auto head = std::find_if(lines.begin(), lines.end(),
                                   [](const std::string& line) { return line.rfind("| stage |", 0) == 0; });
    if (head == lines.end() || lines.end() - head < 3) return {readme.path + ": no table of stages"};
    for (auto line = head + 2; line != lines.end() && line->rfind("|", 0) == 0; ++line) {
        const std::string where = readme.path + ":" + std::to_string(line - lines.begin() + 1) + ": ";
        const std::vector<std::string> found = check_stage(where, cells_of(*line));
        complaints.insert(complaints.end(), found.begin(), found.end());
    }
    return complaints;
}

/// The function of a command "-break-insert [--qualified] NAME" among the setup's, without its class; "" where there is none.
static std::string stop_of(const JsonDocument& json, const JsonValue& configuration) {
    const std::string command = "-break-insert ";
    for (const JsonValue& entry : json.array(json.get(configuration, "setupCommands"))) {
        const std::string text(json.string(json.get(entry, "text")));
        if (text.rfind(command, 0) != 0) continue;
        const size_t behind = text.find_last_of(" :");  // an option, or the name of a class
        return text.substr(behind + 1);
    }
    return "";
}

std::vector<std::string> check_stops(const Page& launch, const Page& tasks, const std::string& sources) {
    std::vector<std::string> complaints;
    try {
        const JsonDocument task_json(tasks.text, tasks.path);
        std::vector<std::string> labels;
        for (const JsonValue& task : task_json.array(task_json.get(task_json.root(), "tasks"))) {
            labels.emplace_back(task_json.string(task_json.get(task, "label")));
        }
        const JsonDocument json(launch.text, launch.path);
        for (const JsonValue& entry : json.array(json.get(json.root(), "configurations"))) {
            const std::string where = launch.path + ": " + std::string(json.string(json.get(entry, "name"))) + ": ";
            const std::string task(json.string(json.get(entry, "preLaunchTask")));
            const std::string program(json.string(json.get(entry, "program")));
            const std::string stop = stop_of(json, entry);
            const bool has_task = std::find(labels.begin(), labels.end(), task) != labels.end();
            if (!has_task) complaints.push_back(where + "no task " + task);
            if (program != "${workspaceFolder}/build/debug/stepwise") complaints.push_back(where + "another program");
            if (stop.empty()) {
                complaints.push_back(where + "stops nowhere");
                continue;
            }
            const bool is_function = sources.find(" " + stop + "(") != std::string::npos ||
                                     sources.find("::" + stop + "(") != std::string::npos;
            if (!is_function) complaints.push_back(where + "the code has no function " + stop);
        }
    } catch (const Error& error) {
        complaints.push_back(error.what());
    }
    return complaints;
}
