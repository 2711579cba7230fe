#include <sys/wait.h>
#include <cstdlib>
#include <filesystem>

#include "corpus_sample.h"
#include "harness.h"
#include "program.h"

// tests/exercise.sh as a reader meets it: make exercise, hint, try and solution. What is written lies in the scratch folder.

static const std::string region = "rope.backward";  // cheap: a short file, a quick test, one mutant
static const std::string path = "src/train/rope_backward.cpp";

static std::string work_folder() { return scratch_folder() + "/exercises"; }

static std::string copy_path() { return work_folder() + "/" + path; }

/// The compiler and flags of this build. As in the Makefile, an exercise is not optimised and warns of nothing. The harness's
/// header is compiled already, with just these flags, and holds most of what an exercise includes.
static std::string compiler() {
    const std::string flags = read_text(STEPWISE_BUILD "/flags");
    return flags.substr(0, flags.find('\n')) + " -O0 -w -include " STEPWISE_BUILD "/obj/tests/harness/harness.h";
}

/// Runs it with these words behind; both streams together are `out`.
static ProgramResult run_exercise(const std::string& words) {
    const std::string output = scratch_folder() + "/output";
    const std::string folders = "EXERCISE_WORK=" + work_folder() + " EXERCISE_MADE=" + scratch_folder() + "/made";
    const std::string command = folders + " BUILD=" STEPWISE_BUILD " EXERCISE_CXX='" + compiler() +
                                "' sh tests/exercise.sh " + words + " > " + output + " 2>&1";
    const int status = std::system(command.c_str());
    ProgramResult result;
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    result.out = read_text(output);
    return result;
}

static void expect_run(const std::string& words, int status, const std::vector<std::string>& parts,
                       const std::string& absent = "") {
    const ProgramResult run = run_exercise(words);
    if (run.status != status) FAIL(words + ": status " + std::to_string(run.status) + "\n" + run.out);
    for (const std::string& part : parts) {
        if (run.out.find(part) == std::string::npos) FAIL(words + ": does not say \"" + part + "\"\n" + run.out);
    }
    const bool says_absent = !absent.empty() && run.out.find(absent) != std::string::npos;
    if (says_absent) FAIL(words + ": says \"" + absent + "\"\n" + run.out);
}

/// The copy becomes the original with one text in place of another.
static void write_copy(const std::string& from, const std::string& to) {
    std::string text = read_text(path);
    const size_t at = text.find(from);
    if (at == std::string::npos) FAIL(path + ": no " + from);
    text.replace(at, from.size(), to);
    write_text(copy_path(), text);
}

TEST(a_blank_is_hinted_at_what_is_written_right_is_right_and_a_known_mistake_is_named) {
    only_in_release_builds();
    expect_run("try", 1, {"holds nothing; begin with make exercise"});
    expect_run("start " + region, 0, {path + ": write region rope.backward again", "hint: "});
    EXPECT(read_text(copy_path()).find("// write this: ") != std::string::npos);
    expect_run("hint " + region, 0, {"sine"});
    expect_run("solution " + region, 0, {"+    const double cosine", "-    // write this: "});

    const std::string failed = "  FAILED  rope_backward_matches_golden\n    tests/test_rope_backward.cpp:";
    const std::string hint = "(make hint R=rope.backward says more)";
    expect_run("try", 1, {failed, "got 0, want ", "hint: ", hint}, "likely cause");
    expect_run("start " + region, 1, {"is begun already"});

    write_copy("d_first * cosine + d_second * sine", "d_first * cosine - d_second * sine");
    expect_run("try", 1, {failed, "\nlikely cause: turned on, not back\n", hint});

    write_copy("d_first * cosine + d_second * sine", "d_second * sine + d_first * cosine");
    expect_run("try", 0, {"test_rope_backward: ", "0 failed", "\nright\n"}, "hint");
    EXPECT_EQUAL(run_exercise("tests").out, std::string("test_rope_backward\n"));
}

TEST(what_does_not_compile_is_said_so) {
    only_in_release_builds();
    std::filesystem::create_directories(std::filesystem::path(copy_path()).parent_path());
    write_copy("#include \"train/rope_backward.h\"", "#include \"train/no_such_file.h\"");
    expect_run("try", 1, {"no_such_file.h", path + " does not compile"}, "likely cause");
}

TEST(a_test_that_crashes_is_said_to) {
    only_in_release_builds();
    std::filesystem::create_directories(std::filesystem::path(copy_path()).parent_path());
    write_copy("d_first * cosine + d_second * sine", "*(static_cast<volatile float*>(nullptr)) + d_second * sine");
    expect_run("try", 1, {"the test crashed: "}, "likely cause");
}

TEST(what_is_no_exercise_is_said_so) {
    expect_run("start no.region", 1, {"there is no exercise no.region; there are: ", " attn.scores "});
    expect_run("start tensor.index", 1, {"tensor.index is to be read, and no exercise: "});
    expect_run("hint", 1, {"which region? make hint R=attn.scores"});
    EXPECT(!std::filesystem::exists(work_folder() + "/src/base/tensor.h"));
}

TEST_MAIN
