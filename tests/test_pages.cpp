#include <algorithm>

#include "chapters.h"
#include "harness.h"
#include "pages.h"
#include "program.h"
#include "sessions.h"
#include "transcripts.h"

// README and docs are compared with the program: transcripts are run again, links resolved, paths looked up.

static void expect_none(const std::vector<std::string>& complaints) {
    std::string text;
    for (const std::string& complaint : complaints) {
        text += "\n    " + complaint;
    }
    if (!complaints.empty()) FAIL(std::to_string(complaints.size()) + " complaints" + text);
}

TEST(every_transcript_is_what_the_program_prints) {
    for (const std::string& path : page_paths()) {
        expect_none(check_transcripts({path, read_text(path)}, replays_debugger()));
    }
}

/// A call of the program names a command and options that it has.
static void expect_known_options(const std::string& path, const std::string& line) {
    std::vector<std::string> words;
    std::istringstream stream(line);
    for (std::string word; stream >> word;) {
        words.push_back(word);
    }
    const ProgramResult help = run_stepwise({words.at(1), "--help"});
    if (help.status != 0) FAIL(path + ": the program has no such command: " + line);
    for (const std::string& word : words) {
        if (word.rfind("--", 0) != 0) continue;
        if (help.out.find("  " + word + " ") == std::string::npos) FAIL(path + ": no option " + word + ": " + line);
    }
}

/// The lines of a block, those that end in a backslash joined with the next.
static std::vector<std::string> commands_of(const Fence& fence) {
    std::vector<std::string> commands;
    bool goes_on = false;
    for (const std::string& line : fence.lines) {
        const bool continues = !line.empty() && line.back() == '\\';
        const std::string text = continues ? line.substr(0, line.size() - 1) : line;
        if (goes_on)
            commands.back() += text;
        else
            commands.push_back(text);
        goes_on = continues;
    }
    return commands;
}

/// What a reader would paste: each command of an sh block calls make, with a target that is there, or gdb, or the program.
TEST(every_command_to_paste_can_be_run) {
    int targets = 0;
    for (const std::string& path : page_paths()) {
        for (const Fence& fence : fences_of(read_text(path), "sh")) {
            for (const std::string& line : commands_of(fence)) {
                if (line.rfind("build/stepwise ", 0) == 0) {
                    expect_known_options(path, line);
                    continue;
                }
                const bool is_make = line == "make" || line.rfind("make ", 0) == 0;
                const bool is_gdb = line.rfind("gdb -", 0) == 0;
                if (!is_make && !is_gdb) FAIL(path + ": neither make nor gdb: " + line);
                if (is_gdb) continue;
                const std::string command = "env -u MAKEFLAGS -u MAKELEVEL " + line + " -n > /dev/null 2>&1";
                if (std::system(command.c_str()) != 0) FAIL(path + ": make cannot do this: " + line);
                ++targets;
            }
        }
    }
    EXPECT(targets >= 3);
}

TEST(every_link_leads_to_a_file_and_a_heading_that_are_there) {
    for (const std::string& path : page_paths()) {
        expect_none(check_links({path, read_text(path)}));
    }
}

TEST(every_path_and_name_in_back_ticks_is_there) {
    const std::string sources = all_sources();
    for (const std::string& path : page_paths()) {
        expect_none(check_names({path, read_text(path)}, sources));
    }
}

TEST(every_listing_is_a_region_of_the_source) {
    std::vector<std::string> complaints;
    const std::vector<Region> regions = all_regions(complaints);
    expect_none(complaints);
    for (const std::string& path : page_paths()) {
        expect_none(check_listings({path, read_text(path)}, regions));
    }
}

TEST(every_chapter_has_the_form_of_one) {
    for (const Page& page : chapters()) {
        expect_none(check_form(page));
    }
}

/// The two digits of tutorial/NN-name.md.
static int chapter_number(const Page& page) { return std::stoi(page.path.substr(std::string("tutorial/").size(), 2)); }

TEST(every_chapter_on_a_stage_shows_a_session_of_the_debugger) {
    for (const Page& page : chapters()) {
        if (chapter_number(page) >= 3 && chapter_number(page) <= 19) expect_none(check_session(page));
    }
}

TEST(every_session_is_shown_by_a_chapter) {
    std::vector<std::string> shown;
    for (const Page& page : chapters()) {
        const std::vector<std::string> scripts = shown_sessions(page);
        shown.insert(shown.end(), scripts.begin(), scripts.end());
    }
    for (const std::string& script : session_scripts()) {
        expect_none(check_script(script, read_text(script)));
        if (std::find(shown.begin(), shown.end(), script) == shown.end()) FAIL("no chapter shows " + script);
    }
}

TEST(every_stage_has_code_test_golden_chapter_and_session) {
    expect_none(check_stages({"README.md", read_text("README.md")}));
}

TEST(visual_studio_code_stops_in_functions_that_are_there) {
    const Page launch = {".vscode/launch.json", read_text(".vscode/launch.json")};
    const Page tasks = {".vscode/tasks.json", read_text(".vscode/tasks.json")};
    expect_none(check_stops(launch, tasks, all_sources()));
}

TEST(every_region_is_shown_by_a_chapter) {
    if (!tutorial_is_complete()) skip_test("the tutorial has no README.md yet, which is written last");
    std::vector<std::string> complaints;
    expect_none(check_shown(chapters(), all_regions(complaints)));
}

TEST(the_readme_lists_every_command) {
    const std::string readme = read_text("README.md");
    const ProgramResult help = run_stepwise({"--help"});
    int commands = 0;
    for (const std::string& line : split_lines(help.out)) {
        if (line.rfind("  ", 0) != 0) continue;
        const std::string name = line.substr(2, line.find(' ', 2) - 2);
        ++commands;
        if (readme.find("| `" + name) == std::string::npos) FAIL("README.md does not list the command " + name);
    }
    EXPECT(commands >= 5);
}

TEST_MAIN
