#include <sys/wait.h>
#include <filesystem>

#include "formats/default_model.h"
#include "formats/mapped_file.h"
#include "formats/model_folder.h"
#include "harness.h"
#include "program.h"

// The default model is data/model as it was when the program was built. Without that folder there is none, and the program
// says so.

static const std::vector<std::string> file_names = {"config.json", "generation_config.json", "tokenizer.json",
                                                    "model.safetensors"};

static std::string inside(const std::string& name) { return std::string(default_model_path) + "/" + name; }

static bool is_found(const std::string& path) {
    std::string_view bytes;
    return find_default_model_file(path, bytes);
}

static void need_default_model() {
    if (!has_default_model()) skip_test("built without data/model");
}

static void need_none() {
    if (has_default_model()) skip_test("built with data/model");
}

TEST(the_program_is_built_with_data_model_where_it_is_there) {
    EXPECT_EQUAL(has_default_model(), std::filesystem::exists("data/model/model.safetensors"));
}

TEST(without_a_default_model_no_file_of_it_is_found) {
    need_none();
    for (const std::string& name : file_names) {
        EXPECT(!is_found(inside(name)));
    }
    EXPECT_ERROR(MappedFile::open(inside("config.json")), "cannot open");
    EXPECT_ERROR(open_model_folder(default_model_path), "there is no model folder");
    for (const std::string command : {"generate", "inspect", "eval"}) {
        const ProgramResult result = run_stepwise({command});
        EXPECT_EQUAL(result.status, 2);
        EXPECT(result.err.find("Give --model FOLDER (this program was built without data/model)") != std::string::npos);
    }
}

TEST(all_files_of_data_model_are_in_the_program_byte_by_byte) {
    need_default_model();
    for (const std::string& name : file_names) {
        std::string_view bytes;
        EXPECT(find_default_model_file(inside(name), bytes));
        EXPECT(bytes == read_text("data/model/" + name));
        EXPECT(MappedFile::open(inside(name))->text() == bytes);
        EXPECT_EQUAL(reinterpret_cast<uintptr_t>(bytes.data()) % 64, uintptr_t(0));
    }
}

TEST(only_its_own_names_are_found) {
    for (const std::string& path : {std::string("config.json"), std::string("data/model/config.json"),
                                    inside("other.json"), inside(""), std::string(default_model_path), std::string()}) {
        EXPECT(!is_found(path));
    }
}

TEST(the_default_model_writes_in_any_folder_what_data_model_writes) {
    need_default_model();
    const std::vector<std::string> options = {"--temperature", "0", "--max-tokens", "20", "Once"};
    std::vector<std::string> arguments = {"generate", "--model", "data/model"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const ProgramResult named = run_stepwise(arguments);
    EXPECT_EQUAL(named.status, 0);
    std::string command = "cd / && " + std::filesystem::absolute(stepwise_path()).string() + " generate";
    for (const std::string& option : options) {
        command += " " + option;
    }
    const std::string path = scratch_folder() + "/elsewhere";
    const int status = std::system(("( " + command + " ) > " + path).c_str());
    EXPECT(WIFEXITED(status));
    EXPECT_EQUAL(WEXITSTATUS(status), 0);
    EXPECT_EQUAL(read_text(path), named.out);
}

TEST_MAIN
