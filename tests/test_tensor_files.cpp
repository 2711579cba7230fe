#include "formats/tensor_files.h"

#include <filesystem>

#include "gradient.h"
#include "harness.h"
#include "model/transformer.h"

// Weights in several files, and what can be wrong with the index.

static const std::string first_file = "model-00001-of-00002.safetensors";
static const std::string second_file = "model-00002-of-00002.safetensors";

/// A folder with the tensors a and b in the first file and c in the second, and this index.
static ModelFolder folder_with_index(const std::string& index) {
    const std::string path = scratch_folder() + "/shards";
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path);
    write_safetensors(path + "/" + first_file,
                      {{"a", "F32", Tensor::from({2}, {1, 2})}, {"b", "F32", Tensor::from({1}, {3})}});
    write_safetensors(path + "/" + second_file, {{"c", "BF16", Tensor::from({2, 2}, {4, 5, 6, 7})}});
    write_text(path + "/config.json", "{}");
    write_text(path + "/model.safetensors.index.json", index);
    return open_model_folder(path);
}

static std::string index_of(const std::string& a, const std::string& b, const std::string& c) {
    return "{\"metadata\": {\"total_size\": 20}, \"weight_map\": {\"a\": \"" + a + "\", \"b\": \"" + b +
           "\", \"c\": \"" + c + "\"}}";
}

TEST(tensors_of_several_files_are_as_of_one) {
    const TensorFiles files(folder_with_index(index_of(first_file, first_file, second_file)));
    EXPECT_EQUAL(files.tensors().size(), size_t(3));
    EXPECT_SAME(files.file_of("a").load("a"), Tensor::from({2}, {1, 2}));
    EXPECT_SAME(files.file_of("c").load("c"), Tensor::from({2, 2}, {4, 5, 6, 7}));
    EXPECT_EQUAL(files.find("c")->dtype, std::string("BF16"));
    EXPECT(files.find("d") == nullptr);
    EXPECT_ERROR(files.file_of("d"), "there is no tensor d in these files");
}

TEST(an_index_that_does_not_fit_its_files_is_refused) {
    EXPECT_ERROR(TensorFiles(folder_with_index(index_of(first_file, first_file, "model-3.safetensors"))),
                 "model-3.safetensors");
    EXPECT_ERROR(TensorFiles(folder_with_index(index_of(first_file, second_file, second_file))),
                 "tensor b is not in the file " + second_file);
    EXPECT_ERROR(TensorFiles(folder_with_index("{\"weight_map\": {\"a\": \"" + first_file + "\"}}")),
                 "holds a tensor b that");
    EXPECT_ERROR(TensorFiles(folder_with_index(index_of(first_file, first_file, first_file))), "tensor c is not in");
    EXPECT_ERROR(TensorFiles(folder_with_index("{\"weight_map\": {\"a\": \"x\", \"a\": \"y\"}}")),
                 "\"a\" stands twice");
    EXPECT_ERROR(TensorFiles(folder_with_index("{}")), "the key \"weight_map\" is missing");
    EXPECT_ERROR(TensorFiles(folder_with_index("{\"weight_map\": [1]}")), "must be an object");
    EXPECT_ERROR(TensorFiles(folder_with_index("{\"weight_map\": {\"a\": 1}}")), "must be a string");
}

// Both files may hold one name; the index must give it to both, which it cannot.
TEST(a_tensor_that_two_files_hold_is_refused) {
    const ModelFolder folder = folder_with_index(index_of(first_file, first_file, second_file));
    write_safetensors(folder.path + "/" + second_file,
                      {{"a", "F32", Tensor::from({2}, {8, 9})}, {"c", "F32", Tensor::from({1}, {1})}});
    EXPECT_ERROR(TensorFiles files(folder), "gives to another file");
}

TEST(a_file_outside_the_folder_is_never_opened) {
    for (const std::string& name :
         {"../shards/" + first_file, std::string("/etc/passwd"), std::string(".."), std::string()}) {
        EXPECT_ERROR(TensorFiles(folder_with_index(index_of(name, first_file, second_file))),
                     "is no name of a file in this folder");
    }
}

TEST_MAIN
