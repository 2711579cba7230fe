#include "train/token_file.h"

#include <cmath>
#include <filesystem>

#include "base/rng.h"
#include "formats/safetensors.h"
#include "harness.h"

static std::string path() { return scratch_folder() + "/tokens.safetensors"; }

static TokenFile file_of(const std::vector<std::vector<int>>& documents) {
    TokenFile file;
    for (const std::vector<int>& document : documents) {
        add_document(file, document);
    }
    return file;
}

TEST(documents_are_put_one_after_another) {
    const TokenFile file = file_of({{5, 6, 7}, {}, {8}, {9, 9}});
    EXPECT_EQUAL(file.documents(), int64_t(4));
    EXPECT_EQUAL(file.tokens, (std::vector<int>{5, 6, 7, 8, 9, 9}));
    EXPECT_EQUAL(file.starts, (std::vector<int64_t>{0, 3, 3, 4, 6}));
}

static void expect_round_trip(const TokenFile& file, int vocab) {
    write_token_file(path(), file);
    const TokenFile read = read_token_file(path(), vocab);
    EXPECT(read.tokens == file.tokens);
    EXPECT(read.starts == file.starts);
    EXPECT(read.weights == file.weights);
}

TEST(a_file_is_read_as_it_was_written) {
    expect_round_trip(file_of({{5, 6, 7}, {}, {8}, {9, 0}}), 10);
    expect_round_trip(file_of({{0, 1}}), 2);
    const int most = (1 << 22) - 1;  // the largest id of any vocabulary
    expect_round_trip(file_of({{most, 0, most - 1}, {most}}), most + 1);
    Rng rng = make_rng(1);
    TokenFile large;
    for (int d = 0; d < 500; ++d) {
        std::vector<int> document;
        for (uint64_t i = next_below(rng, 400); i > 0; --i) {
            document.push_back(int(next_below(rng, 50000)));
        }
        add_document(large, document);
    }
    expect_round_trip(large, 50000);
}

TEST(the_tensors_are_whole_numbers_under_their_names) {
    write_token_file(path(), file_of({{5, 6, 7}, {8}}));
    const SafetensorsFile file(path());
    EXPECT_EQUAL(file.tensors().size(), size_t(3));
    EXPECT_EQUAL(file.find("tokens")->dtype, std::string("I32"));
    EXPECT_EQUAL(file.load_integers("tokens"), (std::vector<int64_t>{5, 6, 7, 8}));
    EXPECT_EQUAL(file.find("lengths")->dtype, std::string("I32"));
    EXPECT_EQUAL(file.load_integers("lengths"), (std::vector<int64_t>{3, 1}));
    EXPECT_EQUAL(file.find("weights")->dtype, std::string("F32"));
    EXPECT_SAME(file.load("weights"), Tensor::from({4}, {1, 1, 1, 1}));
}

TEST(weights_are_kept_and_must_be_numbers_of_0_or_more) {
    TokenFile file = file_of({{5, 6, 7}, {8, 9}});
    file.weights = {1, 0, 10, 1, 0.5f};
    write_token_file(path(), file);
    EXPECT_EQUAL(read_token_file(path(), 10).weights, file.weights);
    for (float bad : {-1.0f, NAN, INFINITY}) {
        file.weights[3] = bad;
        write_token_file(path(), file);
        EXPECT_ERROR(read_token_file(path(), 10), "the weight of token 3 is");
    }
}

TEST(files_of_64_bit_numbers_are_read_too) {
    write_safetensors(path(), {{"tokens", "I64", Tensor::from({3}, {1, 2, 3})},
                               {"weights", "F32", Tensor::from({3}, {1, 1, 1})},
                               {"lengths", "I64", Tensor::from({1}, {3})}});
    EXPECT_EQUAL(read_token_file(path(), 4).tokens, (std::vector<int>{1, 2, 3}));
}

/// A file of these two tensors, as numbers of any dtype.
static void write_tensors(const std::vector<float>& tokens, const std::vector<float>& lengths,
                          const std::string& dtype = "I32") {
    const std::vector<float> weights(tokens.size(), 1.0f);
    write_safetensors(path(), {{"tokens", dtype, Tensor::from({int64_t(tokens.size())}, tokens)},
                               {"weights", "F32", Tensor::from({int64_t(weights.size())}, weights)},
                               {"lengths", dtype, Tensor::from({int64_t(lengths.size())}, lengths)}});
}

static void expect_refused(const std::string& message) {
    EXPECT_ERROR(read_token_file(path(), 10), message);
    EXPECT_ERROR(read_token_file(path(), 10), "tokens.safetensors");  // which file it is
}

TEST(ids_outside_the_vocabulary_are_refused) {
    write_tensors({1, 9, 10, 3}, {4});
    expect_refused(
        "token 2 is id 10, outside the model's vocabulary of 10; was the file made with this model's tokenizer?");
    write_tensors({1, -1}, {2});
    expect_refused("token 1 is id -1");
    write_tensors({1, 2147483520.0f}, {2});
    expect_refused("token 1 is id 2147483520");
    write_tensors({4294967296.0f, 1}, {2}, "I64");  // would be id 0 in 32 bits
    expect_refused("token 0 is id 4294967296");
}

TEST(lengths_that_do_not_fit_are_refused) {
    write_tensors({1, 2, 3}, {2, 2});
    expect_refused("document 1 has length 2, but 1 tokens are left");
    write_tensors({1, 2, 3}, {2});
    expect_refused("the documents' lengths add up to 2 of 3 tokens");
    write_tensors({1, 2, 3}, {4, -1});
    expect_refused("document 0 has length 4, but 3 tokens are left");
    write_tensors({1, 2, 3}, {3, -1, 1});
    expect_refused("document 1 has length -1");
    write_tensors({1, 2, 3}, {2, 9223371487098961920.0f, 1}, "I64");  // near 2^63: a sum would wrap
    expect_refused("document 1 has length 9223371487098961920");
    write_tensors({1, 2, 3}, {});
    expect_refused("the documents' lengths add up to 0 of 3 tokens");
}

TEST(files_without_anything_to_predict_are_refused) {
    write_tensors({}, {});
    expect_refused("holds no document of two tokens or more to learn from");
    write_token_file(path(), TokenFile());
    expect_refused("holds no document of two tokens");
    write_tensors({1, 2, 3}, {1, 1, 0, 1});
    expect_refused("holds no document of two tokens");
}

TEST(tensors_that_are_missing_or_of_another_kind_are_refused) {
    write_safetensors(path(), {{"tokens", "I32", Tensor::from({2}, {1, 2})}});
    expect_refused("weights");
    write_safetensors(path(),
                      {{"tokens", "I32", Tensor::from({2}, {1, 2})}, {"weights", "F32", Tensor::from({3}, {1, 1, 1})}});
    expect_refused("weights");
    write_safetensors(path(),
                      {{"tokens", "I32", Tensor::from({2}, {1, 2})}, {"weights", "F32", Tensor::from({2}, {1, 1})}});
    expect_refused("lengths");
    write_safetensors(path(), {{"lengths", "I32", Tensor::from({1}, {2})}});
    expect_refused("tokens");
    write_tensors({1, 2}, {2}, "F32");
    expect_refused("tensor tokens has dtype F32; whole numbers are needed here: I32 or I64");
    write_tensors({1, 2}, {2}, "BF16");
    expect_refused("tensor tokens has dtype BF16");
    write_safetensors(path(), {{"tokens", "I32", Tensor::from({2}, {1, 2})},
                               {"weights", "F32", Tensor::from({2}, {1, 1})},
                               {"lengths", "F32", Tensor::from({1}, {2})}});
    expect_refused("tensor lengths has dtype F32");
}

TEST(files_that_are_no_token_files_are_refused) {
    write_text(path(), "Once upon a time there was a fox.\n");
    expect_refused("");
    write_text(path(), "");
    expect_refused("");
    write_token_file(path(), file_of({{1, 2, 3}}));
    const std::string whole = read_text(path());
    write_text(path(), whole.substr(0, whole.size() - 1));
    expect_refused("");
    std::filesystem::remove(path());
    expect_refused("cannot open");
    EXPECT_ERROR(read_token_file("data/micro/model.safetensors", 10), "tokens");
}

TEST(a_file_that_cannot_be_written_is_an_error) {
    EXPECT_ERROR(write_token_file(scratch_folder() + "/no/folder", file_of({{1, 2}})), "cannot write");
}

TEST_MAIN
