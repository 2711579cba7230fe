#include <filesystem>

#include "formats/model_folder.h"
#include "harness.h"

/// A new folder with empty files of these names.
static std::string folder_with(const std::string& name, const std::vector<std::string>& files) {
    const std::string folder = scratch_folder() + "/" + name;
    std::filesystem::create_directory(folder);
    for (const std::string& file : files) {
        write_text(folder + "/" + file, "");
    }
    return folder;
}

TEST(a_whole_folder_gives_four_paths) {
    const std::string path =
        folder_with("whole", {"config.json", "model.safetensors", "tokenizer.json", "generation_config.json"});
    const ModelFolder folder = open_model_folder(path);
    EXPECT_EQUAL(folder.path, path);
    EXPECT_EQUAL(folder.config, path + "/config.json");
    EXPECT_EQUAL(folder.weights, path + "/model.safetensors");
    EXPECT_EQUAL(folder.tokenizer, path + "/tokenizer.json");
    EXPECT_EQUAL(folder.generation_config, path + "/generation_config.json");
}

TEST(tokenizer_and_generation_config_may_be_missing) {
    const ModelFolder folder = open_model_folder(folder_with("two", {"config.json", "model.safetensors"}));
    EXPECT_EQUAL(folder.tokenizer, std::string());
    EXPECT_EQUAL(folder.generation_config, std::string());
}

TEST(a_slash_at_the_end_changes_nothing) {
    const std::string path = folder_with("slash", {"config.json", "model.safetensors"});
    EXPECT_EQUAL(open_model_folder(path + "/").config, path + "/config.json");
}

TEST(what_is_missing_is_named) {
    const std::string no_config = folder_with("no_config", {"model.safetensors"});
    EXPECT_ERROR(open_model_folder(no_config), no_config + ": there is no config.json in this folder");
    const std::string no_weights = folder_with("no_weights", {"config.json"});
    EXPECT_ERROR(open_model_folder(no_weights), no_weights + ": there is no model.safetensors in this folder");
    EXPECT_ERROR(open_model_folder(scratch_folder() + "/none"),
                 "there is no model folder " + scratch_folder() + "/none");
    EXPECT_ERROR(open_model_folder(""), "there is no model folder");
}

TEST(a_file_in_place_of_the_folder_is_told_so) {
    const std::string folder = folder_with("file", {"config.json"});
    EXPECT_ERROR(open_model_folder(folder + "/config.json"), "/config.json is not a folder");
    EXPECT_ERROR(open_model_folder(folder + "/config.json/x"), "there is no model folder");
}

TEST(an_index_stands_for_weights_in_several_files) {
    const std::string folder = folder_with("shards", {"config.json", "model.safetensors.index.json"});
    EXPECT_EQUAL(open_model_folder(folder).weights, std::string());
    EXPECT_EQUAL(open_model_folder(folder).weights_index, folder + "/model.safetensors.index.json");
    const std::string both = folder_with("both", {"config.json", "model.safetensors", "model.safetensors.index.json"});
    EXPECT_EQUAL(open_model_folder(both).weights, both + "/model.safetensors");  // one whole file is enough
    EXPECT_EQUAL(open_model_folder(both).weights_index, std::string());
}

TEST_MAIN
