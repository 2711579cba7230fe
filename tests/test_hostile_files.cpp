// Files that are not there, and what is no file, through the real program.
#include <unistd.h>
#include <cstdlib>
#include <filesystem>

#include "hostile.h"

using Words = std::vector<std::string>;

static const Words inspect = {"inspect", "--model", "FOLDER"};
static const Words generate = {"generate", "--model", "FOLDER", "ab", "--max-tokens", "4", "--no-echo"};
static const Words trace = {"trace", "--model", "FOLDER", "--ids", "1,2"};
static const Words tokenize = {"tokenize", "--model", "FOLDER"};

/// The micro model with a file broken.
static HostileCase broken(const std::string& name, const Breaker& breaker, const Words& command, const Words& parts) {
    return {name, "data/micro", breaker, command, parts, "ab"};
}

/// The micro model as it is; the command itself names something that is not there.
static HostileCase misled(const std::string& name, const Words& command, const Words& parts) {
    return {name, "data/micro", {}, command, parts, "aaab"};
}

static std::vector<HostileCase> place_cases() {
    std::vector<HostileCase> cases;
    for (const std::string name : {"config.json", "model.safetensors", "tokenizer.json", "generation_config.json"}) {
        const Words directory = {name, "it is a directory, a file is needed"};
        const Words other = {name, "it is not a regular file"};
        cases.push_back(broken(name + " is a directory", directory_in_place_of(name), generate, directory));
        cases.push_back(broken(name + " is a named pipe", pipe_in_place_of(name), generate, other));
        cases.push_back(broken(name + " is /dev/zero", link_in_place_of(name, "/dev/zero"), generate, other));
        cases.push_back(broken(name + " is /dev/null", link_in_place_of(name, "/dev/null"), generate, other));
    }
    for (const std::string name : {"config.json", "model.safetensors"}) {
        const Words missing = {"hostile", "there is no " + name + " in this folder"};
        cases.push_back(broken(name + " is missing", removed(name), inspect, missing));
        cases.push_back(broken(name + " is missing, generate", removed(name), generate, missing));
        cases.push_back(broken(name + " is a link to nowhere", link_in_place_of(name, "/nowhere/x"), trace, missing));
        cases.push_back(
            broken(name + " is a link to itself", link_in_place_of(name, name), trace, {name, "Too many levels"}));
    }
    const std::string name = "tokenizer.json";
    cases.push_back(broken("no tokenizer", removed(name), generate, {"hostile", "there is no tokenizer.json"}));
    cases.push_back(broken("nothing to tokenize with", removed(name), tokenize, {name, "No such file"}));
    cases.push_back(broken("tokenize with a directory", directory_in_place_of(name), tokenize, {name, "directory"}));
    cases.push_back(broken("tokenize with a pipe", pipe_in_place_of(name), tokenize, {name, "not a regular file"}));
    const Breaker shards = both(removed("model.safetensors"), written("model.safetensors.index.json", "{}"));
    cases.push_back(broken("weights in shards", shards, inspect, {"hostile", "model.safetensors.index.json"}));
    const Breaker swap = both(written("config.json", read_text("data/micro/model.safetensors")),
                              written("model.safetensors", read_text("data/micro/config.json")));
    cases.push_back(broken("two files swapped", swap, inspect, {"config.json:1:1: expected a value"}));
    return cases;
}

TEST(what_is_no_regular_file_is_an_error) { run_hostile_cases(place_cases()); }

static Words inspect_path(const std::string& path) { return {"inspect", "--model", path}; }

static Words tokenize_with(const std::string& path) { return {"tokenize", "--model", path}; }

static Words compare_with(const std::string& path) {
    return {"trace", "--model", "FOLDER", "--ids", "1", "--compare", path};
}

static Words save_to(const std::string& path) { return {"trace", "--model", "FOLDER", "--ids", "1", "--save", path}; }

static std::vector<HostileCase> path_cases() {
    const std::string long_path = "FOLDER/" + std::string(5000, 'x');
    const std::string not_regular = "it is not a regular file";
    return {
        misled("no such folder", inspect_path("FOLDER/none"), {"there is no model folder", "hostile/none"}),
        misled("a file for a folder", inspect_path("FOLDER/config.json"), {"config.json is not a folder"}),
        misled("a file in the path", inspect_path("FOLDER/config.json/x"), {"there is no model folder"}),
        misled("a device for a folder", inspect_path("/dev/zero"), {"/dev/zero is not a folder"}),
        misled("a very long path", inspect_path(long_path), {"cannot open", "File name too long"}),
        misled("no such tokenizer", tokenize_with("FOLDER/none.json"), {"none.json", "No such file"}),
        misled("a device", tokenize_with("/dev/zero"), {"/dev/zero", not_regular}),
        misled("weights", tokenize_with("FOLDER/model.safetensors"), {"model.safetensors:1:1: expected a value"}),
        misled("config", tokenize_with("FOLDER/config.json"), {"config.json:1:1: the key \"model\" is missing"}),
        misled("a process's memory", tokenize_with("/proc/self/mem"), {"/proc/self/mem"}),
        misled("compare with nothing", compare_with("FOLDER/none"), {"hostile/none", "No such file"}),
        misled("compare with a folder", compare_with("FOLDER"), {"hostile", "it is a directory"}),
        misled("compare with a device", compare_with("/dev/zero"), {"/dev/zero", not_regular}),
        misled("compare with text", compare_with("FOLDER/config.json"), {"config.json", "a safetensors file?"}),
        misled("compare with weights", compare_with("FOLDER/model.safetensors"),
               {"model.safetensors", "holds none of the"}),
        misled("save into no folder", save_to("FOLDER/none/x"), {"none/x", "No such file"}),
        misled("save over a folder", save_to("FOLDER"), {"cannot write", "hostile"}),
        {"no tokenizer in the folder", "data/golden/models/gqa", {}, generate, {"there is no tokenizer.json"}, ""},
    };
}

TEST(paths_that_lead_nowhere_are_errors) { run_hostile_cases(path_cases()); }

static Words train(const Words& rest) {
    Words command = {"train-tokenizer", "--out", "FOLDER/t.json"};
    command.insert(command.end(), rest.begin(), rest.end());
    return command;
}

static std::vector<HostileCase> training_cases() {
    return {
        misled("no such text", train({"FOLDER/none.txt"}), {"none.txt", "No such file"}),
        misled("the second text is missing", train({"FOLDER/config.json", "FOLDER/none.txt"}), {"none.txt"}),
        misled("a folder", train({"FOLDER"}), {"hostile", "it is a directory"}),
        misled("a device", train({"/dev/zero"}), {"/dev/zero", "it is not a regular file"}),
        misled("nowhere to write", train({"--out", "FOLDER/none/t.json"}), {"none/t.json", "No such file"}),
        misled("a folder to write", train({"--out", "FOLDER"}), {"cannot write", "hostile"}),
        misled("no room", train({"--vocab-size", "257", "--special", "<a>", "--special", "<b>"}), {"257"}),
        misled("one special token twice", train({"--special", "<a>", "--special", "<a>"}), {"<a>"}),
        misled("an empty special token", train({"--special", ""}), {"empty"}),
    };
}

TEST(training_that_cannot_be_done_is_an_error) { run_hostile_cases(training_cases()); }

/// Root may read every file: become somebody else for a while. The real user stays root, so that there is a way back.
class WithoutRoot {
 public:
    WithoutRoot() : was_root_(::geteuid() == 0) {
        if (!was_root_) return;
        std::filesystem::permissions(scratch_folder(), std::filesystem::perms::all);
        const int nobody = 65534;
        if (::seteuid(nobody) != 0) skip_test("root cannot become another user here");
        const bool can_run = ::eaccess(stepwise_path().c_str(), X_OK) == 0;
        if (can_run) return;
        if (::seteuid(0) != 0) throw TestFailure("no way back to root");
        skip_test("another user cannot run " + stepwise_path());
    }
    ~WithoutRoot() {
        if (was_root_ && ::seteuid(0) != 0) std::abort();
    }
    WithoutRoot(const WithoutRoot&) = delete;
    WithoutRoot& operator=(const WithoutRoot&) = delete;

 private:
    bool was_root_;
};

TEST(a_file_without_permission_is_an_error) {
    std::filesystem::remove_all(scratch_folder() + "/hostile");  // it belongs to root
    for (const char* name : {"in", "out", "err"}) {
        std::filesystem::remove(scratch_folder() + "/" + name);
    }
    const WithoutRoot without_root;
    std::vector<HostileCase> cases;
    for (const std::string name : {"config.json", "model.safetensors", "tokenizer.json", "generation_config.json"}) {
        const Breaker lock = [name](const std::string& folder) {
            std::filesystem::permissions(folder + "/" + name, std::filesystem::perms::none);
        };
        cases.push_back(broken(name + " without permission", lock, generate, {name, "Permission denied"}));
    }
    run_hostile_cases(cases);
}

TEST(the_table_is_long_enough) { EXPECT(place_cases().size() + path_cases().size() + training_cases().size() >= 55); }

TEST_MAIN
