#include <sys/wait.h>
#include <filesystem>

#include "formats/default_model.h"
#include "formats/json.h"
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

/// What the model says at temperature 0 when it is asked about the story of data/prompts.
static std::string answer_to(const std::string& question) {
    const std::string prompt = read_text("data/prompts/told.txt");
    const std::string story = prompt.substr(0, prompt.find("Question: "));
    const ProgramResult result = run_stepwise({"generate", "--temperature", "0", "--max-tokens", "12", "--no-echo",
                                               "--stop", "Question", story + "Question: " + question + "\nAnswer:"});
    EXPECT_EQUAL(result.status, 0);
    return result.out.substr(0, result.out.find('\n'));
}

// Several questions about one text: none of the answers can be one that is always given.
TEST(the_default_model_answers_from_the_text) {
    need_default_model();
    EXPECT_EQUAL(answer_to("What colour was Max's kite?"), std::string(" Red."));
    EXPECT_EQUAL(answer_to("Who found Max's kite?"), std::string(" Lucy."));
    EXPECT_EQUAL(answer_to("How old was Max?"), std::string(" Seven."));
    EXPECT_EQUAL(answer_to("What did Max lose?"), std::string(" A kite."));
    EXPECT_EQUAL(answer_to("Where was Max's kite?"), std::string(" In the meadow."));
}

TEST(the_default_model_says_when_the_text_does_not_tell) {
    need_default_model();
    EXPECT_EQUAL(answer_to("Where did Max live?"), std::string(" I don't know."));
    EXPECT_EQUAL(answer_to("What was the weather like?"), std::string(" I don't know."));
}

static double number_in(const JsonDocument& report, const std::string& name, const std::string& field) {
    const JsonValue& value = report.get(report.root(), name);
    return report.number(field.empty() ? value : report.get(value, field));
}

// A little of what docs/model-card.md reports in full.
TEST(the_default_model_does_well_on_held_out_documents) {
    need_default_model();
    const ProgramResult result = run_stepwise({"eval", "--documents", "30", "--stories", "3", "--json"});
    EXPECT_EQUAL(result.status, 0);
    const JsonDocument report(result.out, "eval");
    EXPECT(number_in(report, "loss", "") < number_in(report, "floor", "") + 0.1);
    EXPECT(number_in(report, "answerable", "of") > 30);
    EXPECT(number_in(report, "answerable", "share") > 0.8);
    EXPECT(number_in(report, "unanswerable", "of") > 10);
    EXPECT(number_in(report, "unanswerable", "share") > 0.8);
    EXPECT(number_in(report, "endings", "share") > 0.7);
}

TEST(the_default_model_is_at_most_8_mb) {
    need_default_model();
    uintmax_t bytes = 0;
    for (const std::string& name : file_names) {
        bytes += std::filesystem::file_size("data/model/" + name);
    }
    EXPECT(bytes <= 8000000);
}

TEST_MAIN
