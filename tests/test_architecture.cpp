#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "harness.h"
#include "pages.h"
#include "regions.h"

// The rules of docs/architecture.md that a compiler does not check.

static std::vector<std::string> files_below(const std::string& folder) {
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const std::string extension = entry.path().extension();
        if (extension == ".h" || extension == ".cpp") paths.push_back(entry.path().string());
    }
    std::sort(paths.begin(), paths.end());
    if (paths.size() < 40) throw TestFailure(folder + " holds fewer files than it should");
    return paths;
}

static std::vector<std::string> source_files() { return files_below("src"); }

/// What each folder may include besides itself: base < formats, kernels, corpus < tokenizer, model < sampler < generate, train < cli.
static const std::map<std::string, std::set<std::string>> allowed_includes = {
    {"base", {}},
    {"formats", {"base"}},
    {"kernels", {"base"}},
    {"corpus", {"base"}},
    {"tokenizer", {"base", "formats", "kernels"}},
    {"model", {"base", "formats", "kernels"}},
    {"sampler", {"base", "formats", "kernels", "tokenizer", "model"}},
    {"generate", {"base", "formats", "kernels", "tokenizer", "model", "sampler"}},
    {"train", {"base", "formats", "kernels", "tokenizer", "model", "sampler"}},
    {"chat", {"base", "formats", "kernels", "tokenizer", "model", "sampler", "generate"}},
    {"eval", {"base", "formats", "kernels", "corpus", "tokenizer", "model", "sampler", "generate", "train"}},
    {"bench", {"base", "formats", "kernels", "corpus", "tokenizer", "model", "sampler", "train"}},
    {"cli",
     {"bench", "eval", "chat", "base", "formats", "kernels", "tokenizer", "model", "sampler", "generate", "train",
      "corpus"}},
};

static std::string folder_of(const std::string& path) { return path.substr(0, path.find('/')); }

TEST(includes_point_one_way) {
    int includes = 0;
    for (const std::string& path : source_files()) {
        const std::string folder = folder_of(path.substr(4));
        if (allowed_includes.count(folder) == 0) FAIL(path + ": src has no folder " + folder + " in the design");
        for (const std::string& line : split_lines(read_text(path))) {
            if (line.rfind("#include \"", 0) != 0) continue;
            const std::string target = folder_of(line.substr(10));
            ++includes;
            if (target != folder && allowed_includes.at(folder).count(target) == 0) {
                FAIL(path + " includes " + line.substr(9) + ": " + folder + " must not know " + target);
            }
        }
    }
    EXPECT(includes > 100);
}

TEST(only_the_standard_library_and_posix_are_included) {
    const std::set<std::string> posix = {"fcntl.h",    "unistd.h", "sys/ioctl.h",    "sys/mman.h", "sys/stat.h",
                                         "sys/wait.h", "omp.h",    "sys/resource.h", "malloc.h"};
    const std::string widening = "src/kernels/weight_rows.h";  // instructions that no portable form reaches with g++ 12
    for (const std::string& path : source_files()) {
        for (const std::string& line : split_lines(read_text(path))) {
            if (line.rfind("#include <", 0) != 0) continue;
            const std::string name = line.substr(10, line.find('>') - 10);
            if (path == widening && name == "immintrin.h") continue;
            if (name.find('.') != std::string::npos && posix.count(name) == 0) FAIL(path + " includes <" + name + ">");
        }
    }
}

TEST(files_stay_short) {
    std::vector<std::string> paths = source_files();
    const std::vector<std::string> tests = files_below("tests");
    paths.insert(paths.end(), tests.begin(), tests.end());
    for (const std::string& path : paths) {
        if (path.find("_tables.cpp") != std::string::npos) continue;  // generated
        const size_t lines = split_lines(read_text(path)).size();
        const size_t most = path.rfind("src/", 0) == 0 ? 260 : 310;
        if (lines > most) FAIL(path + " has " + std::to_string(lines) + " lines; is it still one thing?");
    }
}

TEST(region_markers_balance_are_unique_and_few) {
    std::vector<std::string> complaints;
    const std::vector<Region> regions = all_regions(complaints);
    if (!complaints.empty()) FAIL(complaints[0]);
    size_t lines = 0;
    for (const std::string& path : source_files()) {
        lines += split_lines(read_text(path)).size();
    }
    EXPECT(regions.size() >= 60);
    EXPECT(2 * regions.size() * 100 <= lines * 4);  // a marker above and a marker below
    for (const Region& region : regions) {
        if (region.lines.size() > 25)
            FAIL(region.path + ": region " + region.name + " is longer than a listing may be");
        if (region.lines.empty()) FAIL(region.path + ": region " + region.name + " is empty");
    }
}

/// The names in tap("...") calls of the source.
static std::vector<std::string> tapped_names() {
    std::set<std::string> names;
    for (const std::string& path : source_files()) {
        if (path.rfind("src/base/", 0) == 0) continue;
        const std::string text = read_text(path);
        for (const std::string call : {"tap(\"", "tap_tokens(\""}) {
            for (size_t at = text.find(call); at != std::string::npos; at = text.find(call, at + 1)) {
                const size_t start = at + call.size();
                names.insert(text.substr(start, text.find('"', start) - start));
            }
        }
    }
    return std::vector<std::string>(names.begin(), names.end());
}

TEST(the_glossary_lists_every_tap_and_no_other) {
    std::set<std::string> listed;
    const std::string page = read_text("docs/glossary.md");
    const std::string values = page.substr(0, page.find("## Sizes"));
    for (const std::string& line : split_lines(values)) {
        if (line.rfind("| `", 0) == 0) listed.insert(line.substr(3, line.find('`', 3) - 3));
    }
    EXPECT_EQUAL(std::vector<std::string>(listed.begin(), listed.end()), tapped_names());
    EXPECT_EQUAL(listed.size(), size_t(49));
}

/// The targets of the links in a line of a Markdown table, in order.
static std::vector<std::string> link_targets(const std::string& line) {
    std::vector<std::string> targets;
    for (size_t at = line.find("]("); at != std::string::npos; at = line.find("](", at + 1)) {
        targets.push_back(line.substr(at + 2, line.find(')', at) - at - 2));
    }
    return targets;
}

/// Whether a test reads a golden file: by its stage, Golden("rope"), or by its name.
static bool reads_golden(const std::string& test_path, const std::string& golden_path) {
    const std::string test = read_text(test_path);
    const std::filesystem::path golden(golden_path);
    const std::string stage = golden.stem().string();
    if (golden.extension() == ".safetensors") return test.find("Golden golden(\"" + stage + "\")") != std::string::npos;
    return test.find(golden.filename().string() + "\"") != std::string::npos;
}

/// That no cell is empty and each test is its stage's own: test_pages.
TEST(the_test_of_each_stage_of_the_readme_reads_its_golden) {
    int stages = 0;
    bool inside = false;
    for (const std::string& line : split_lines(read_text("README.md"))) {
        if (line.rfind("| stage |", 0) == 0)
            inside = true;
        else if (line.empty())
            inside = false;
        else if (inside && line.rfind("|---", 0) != 0) {
            ++stages;
            const std::vector<std::string> targets = link_targets(line);  // code, test, golden, chapter, script
            EXPECT_EQUAL(targets.at(2).rfind("data/golden/", 0), size_t(0));
            if (!reads_golden(targets[1], targets[2])) FAIL(targets[1] + " does not read " + targets[2]);
        }
    }
    EXPECT(stages >= 15);
}

/// The test programs that a make command would link, were everything new.
static int linked_tests(const std::string& make_arguments) {
    const std::string path = scratch_folder() + "/make";
    const std::string command = "env -u MAKEFLAGS -u MAKELEVEL -u T make -n BUILD=" + scratch_folder() + "/build " +
                                make_arguments + " > " + path + " 2>&1";
    if (std::system(command.c_str()) != 0) FAIL(command + "\n" + read_text(path));
    int linked = 0;
    for (const std::string& line : split_lines(read_text(path))) {
        if (line.find("libstepwise.a ") != std::string::npos && line.find("/tests/test_") != std::string::npos)
            ++linked;
    }
    return linked;
}

TEST(make_builds_one_test_where_one_is_named) {
    EXPECT_EQUAL(linked_tests("T=rope test-programs"), 1);
    EXPECT(linked_tests("test-programs") > 40);
}

/// Two types of one name, in whatever files, would be one type to the linker, which keeps the functions of either.
TEST(no_two_types_have_one_name) {
    std::map<std::string, std::string> places;
    for (const std::string& path : source_files()) {
        for (const std::string& line : split_lines(read_text(path))) {
            const bool is_struct = line.rfind("struct ", 0) == 0;
            const bool is_class = line.rfind("class ", 0) == 0;
            if ((!is_struct && !is_class) || line.find('{') == std::string::npos) continue;
            const size_t start = line.find(' ') + 1;
            const std::string name = line.substr(start, line.find_first_of(" {:", start) - start);
            if (!places.insert({name, path}).second) FAIL(name + " stands in " + places[name] + " and in " + path);
        }
    }
    EXPECT(places.size() > 40);
}

TEST(every_header_may_be_included_twice) {
    for (const std::string& path : source_files()) {
        const std::string text = read_text(path);
        const bool is_header = path.substr(path.size() - 2) == ".h";
        if (is_header && text.find("#pragma once\n") == std::string::npos) FAIL(path + " has no #pragma once");
    }
}

TEST_MAIN
