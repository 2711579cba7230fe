#include <filesystem>
#include <set>

#include "harness.h"
#include "pages.h"
#include "program.h"

// README and docs are compared with the program: transcripts are run again, links resolved, paths looked up.

/// Runs a command line as a reader would, from the top folder; "build/stepwise" is the program of this build.
static std::string output_of(std::string command) {
    size_t at = 0;
    while ((at = command.find("build/stepwise", at)) != std::string::npos) {
        command.replace(at, std::string("build/stepwise").size(), stepwise_path());
        at += stepwise_path().size();
    }
    const std::string path = scratch_folder() + "/transcript";
    const int status = std::system(("( " + command + " ) > " + path + " 2>&1").c_str());
    if (status == -1) throw TestFailure("no shell");
    return read_text(path);
}

/// The output as the page shows it; a last line "..." stands for any more lines.
static bool shows(const std::vector<std::string>& shown, const std::vector<std::string>& got) {
    const bool cut = !shown.empty() && shown.back() == "...";
    const size_t lines = cut ? shown.size() - 1 : shown.size();
    if (got.size() < lines || (!cut && got.size() != lines)) return false;
    return std::equal(shown.begin(), shown.begin() + long(lines), got.begin());
}

static std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
        text += line + "\n";
    }
    return text;
}

static bool needs_shared(const std::string& command) {
    return command.find("../shared") != std::string::npos && !std::filesystem::exists("../shared");
}

/// Runs each "$ command" of a console block and compares what follows it.
static int replay(const std::string& path, const Fence& fence) {
    int commands = 0;
    for (size_t i = 0; i < fence.lines.size();) {
        const std::string line = fence.lines[i++];
        if (line.rfind("$ ", 0) != 0) FAIL(path + ": a console block must begin with a command: " + line);
        std::vector<std::string> shown;
        while (i < fence.lines.size() && fence.lines[i].rfind("$ ", 0) != 0) {
            shown.push_back(fence.lines[i++]);
        }
        if (needs_shared(line)) continue;
        const std::string got = output_of(line.substr(2));
        ++commands;
        if (!shows(shown, split_lines(got))) {
            FAIL(path + ": " + line + "\n      the page shows\n" + joined(shown) + "      the program prints\n" + got);
        }
    }
    return commands;
}

TEST(every_transcript_is_what_the_program_prints) {
    int commands = 0;
    for (const std::string& path : page_paths()) {
        for (const Fence& fence : fences_of(read_text(path), "console")) {
            commands += replay(path, fence);
        }
    }
    EXPECT(commands >= 6);
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
                const bool is_gdb = line.rfind("gdb -ex ", 0) == 0;
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

/// The targets of [text](target) links.
static std::vector<std::string> links_of(const std::string& prose) {
    std::vector<std::string> links;
    for (size_t at = prose.find("]("); at != std::string::npos; at = prose.find("](", at + 1)) {
        links.push_back(prose.substr(at + 2, prose.find(')', at) - at - 2));
    }
    return links;
}

TEST(every_link_to_a_file_resolves) {
    int checked = 0;
    for (const std::string& path : page_paths()) {
        for (const std::string& link : links_of(prose_of(read_text(path)))) {
            if (link.rfind("http", 0) == 0) continue;
            const std::string target = link.substr(0, link.find('#'));
            const std::filesystem::path resolved = std::filesystem::path(path).parent_path() / target;
            if (!target.empty() && !std::filesystem::exists(resolved))
                FAIL(path + ": the link " + link + " leads nowhere");
            ++checked;
        }
    }
    EXPECT(checked > 50);
}

/// Text in back-ticks.
static std::vector<std::string> code_words(const std::string& prose) {
    std::vector<std::string> words;
    size_t start = prose.find('`');
    while (start != std::string::npos) {
        const size_t end = prose.find('`', start + 1);
        if (end == std::string::npos) break;
        words.push_back(prose.substr(start + 1, end - start - 1));
        start = prose.find('`', end + 1);
    }
    return words;
}

/// "src/model/rope.cpp", "tests/reference", "data/micro"
static bool is_path(const std::string& word) {
    if (word.find_first_of(" <>{}*$") != std::string::npos) return false;
    for (const char* folder : {"src/", "tests/", "data/", "docs/"}) {
        if (word.rfind(folder, 0) == 0) return true;
    }
    return false;
}

TEST(every_path_in_back_ticks_is_there) {
    const std::set<std::string> planned = {};
    int checked = 0;
    for (const std::string& path : page_paths()) {
        for (const std::string& word : code_words(prose_of(read_text(path)))) {
            if (!is_path(word)) continue;
            ++checked;
            if (!std::filesystem::exists(word) && planned.count(word) == 0) FAIL(path + ": there is no " + word);
        }
    }
    EXPECT(checked > 10);
}

/// All source text, to look names up in.
static std::string all_sources() {
    std::string text;
    for (const char* folder : {"src", "tests", "Makefile"}) {
        if (!std::filesystem::is_directory(folder)) {
            text += read_text(folder);
            continue;
        }
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
            const std::string extension = entry.path().extension();
            if (extension == ".h" || extension == ".cpp" || extension == ".py")
                text += read_text(entry.path().string());
        }
    }
    return text;
}

/// A name of the code: letters, digits and underscores, with an underscore or capital in it, or an option.
static bool is_code_name(const std::string& word) {
    if (word.rfind("--", 0) == 0) return word.find(' ') == std::string::npos;
    const bool only_name_characters =
        word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string::npos;
    return only_name_characters && word.find('_') != std::string::npos;
}

TEST(every_name_in_back_ticks_is_in_the_code) {
    const std::string sources = all_sources();
    int checked = 0;
    for (const std::string& path : page_paths()) {
        for (const std::string& word : code_words(prose_of(read_text(path)))) {
            if (!is_code_name(word)) continue;
            ++checked;
            if (sources.find(word) == std::string::npos) FAIL(path + ": the code has no " + word);
        }
    }
    EXPECT(checked > 40);
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
