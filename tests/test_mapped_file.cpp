#include <filesystem>
#include <fstream>

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

TEST(what_lies_where_the_new_file_grows_is_removed_and_not_written_through) {
    const std::string path = scratch_folder() + "/grown";
    const std::string other = scratch_folder() + "/other";
    write_text(other, "other");
    fs::create_symlink(other, path + ".part");
    write_file(path, "new");
    EXPECT_EQUAL(read_text(path), "new");
    EXPECT(!fs::is_symlink(path));
    EXPECT_EQUAL(read_text(other), "other");
}

// /dev/shm is a folder of files like others: a failed write must leave the old one.
TEST(a_file_below_dev_is_replaced_like_others) {
    const std::string path = "/dev/shm/stepwise-test-" + fs::path(scratch_folder()).filename().string();
    std::ofstream(path) << "old";
    if (!fs::exists(path)) skip_test("/dev/shm is not here");
    fs::create_hard_link(path, path + ".second");
    write_file(path, "new");
    const std::string second = read_text(path + ".second");  // replaced, not written over
    fs::remove(path);
    fs::remove(path + ".second");
    EXPECT_EQUAL(second, "old");
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
