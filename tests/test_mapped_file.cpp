#include <filesystem>

#include "formats/mapped_file.h"
#include "harness.h"
#include "program.h"

namespace fs = std::filesystem;

TEST(a_file_is_seen_as_its_bytes) {
    const std::string path = scratch_folder() + "/bytes";
    write_text(path, std::string("a\0b", 3));
    EXPECT_EQUAL(std::string(MappedFile::open(path)->text()), std::string("a\0b", 3));
    write_text(path, "");
    EXPECT_EQUAL(MappedFile::open(path)->size(), size_t(0));
}

TEST(a_written_file_replaces_an_older_one_and_leaves_nothing_beside) {
    const std::string path = scratch_folder() + "/target";
    write_text(path, "old");
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
    write_file(path, "new");
    EXPECT_EQUAL(read_text(path), "new");
    EXPECT(!fs::exists(path + ".part"));
    EXPECT(fs::status(path).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
}

TEST(a_link_stays_and_the_file_behind_it_is_written) {
    const std::string real = scratch_folder() + "/real";
    const std::string link = scratch_folder() + "/link";
    write_text(real, "old");
    fs::create_symlink(real, link);
    write_file(link, "new");
    EXPECT(fs::is_symlink(link));
    EXPECT_EQUAL(read_text(real), "new");
}

TEST(what_cannot_be_written_is_an_error_and_the_old_file_stays) {
    EXPECT_ERROR(write_file("/dev/full", "x"), "cannot write /dev/full: No space left on device");
    EXPECT_ERROR(write_file(scratch_folder() + "/none/x", "x"), "No such file");
    EXPECT_ERROR(write_file(scratch_folder(), "x"), "Is a directory");
    EXPECT(!fs::exists(scratch_folder() + ".part"));
}

TEST(standard_output_can_be_written_to) {
    const ProgramResult run = run_stepwise({"train-tokenizer", "--vocab-size", "256", "--out", "/dev/stdout"}, "a");
    EXPECT_EQUAL(run.status, 0);
    EXPECT_EQUAL(run.out.substr(0, 19), "{\n  \"version\": \"1.0");
}

TEST_MAIN
