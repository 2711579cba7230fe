#include <filesystem>

#include "harness.h"
#include "program.h"
#include "tokenizer/bpe_train.h"
#include "train/token_file.h"

static std::string out_path() { return scratch_folder() + "/trained.json"; }

/// stepwise train-tokenizer --out <scratch> ...; what an earlier run wrote is removed first.
static ProgramResult train(const std::vector<std::string>& arguments, const std::string& input = "") {
    std::filesystem::remove(out_path());
    std::vector<std::string> all = {"train-tokenizer", "--out", out_path()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return run_stepwise(all, input);
}

static void expect_trained(const ProgramResult& result) {
    if (result.status != 0) FAIL("status " + std::to_string(result.status) + ": " + result.err);
    EXPECT_EQUAL(result.out, std::string());  // the result is the file
}

static void expect_failure(const ProgramResult& result, int status, const std::string& message) {
    if (result.status != status) FAIL("status " + std::to_string(result.status) + ", want " + std::to_string(status));
    if (result.err.find(message) == std::string::npos) FAIL("no \"" + message + "\" in: " + result.err);
    EXPECT(!std::filesystem::exists(out_path()));
}

TEST(standard_input_is_learned) {
    expect_trained(train({"--vocab-size", "259"}, "aaabdaaabac"));
    const Tokenizer tokenizer = read_tokenizer(out_path());
    EXPECT_EQUAL(tokenizer.vocabulary.count(), 259);
    EXPECT_EQUAL(tokenizer.vocabulary.id_of("aaab"), 258);
    EXPECT_EQUAL(run_stepwise({"tokenize", "--model", out_path()}, "aaabdaaabac").out,
                 std::string("258 100 258 97 99\n"));
}

TEST(a_file_is_learned_as_the_library_learns_it) {
    const ProgramResult result = train({"--vocab-size=400", "--special", "<|endoftext|>", "data/samples/prose.txt"});
    expect_trained(result);
    EXPECT(result.err.find("read 5132 bytes, learned 143 merges, 400 tokens in all") != std::string::npos);
    EXPECT(result.err.find("smaller") == std::string::npos);
    const std::string text = read_text("data/samples/prose.txt");
    TrainTokenizerOptions options;
    options.vocab_size = 400;
    options.special_tokens = {"<|endoftext|>"};
    EXPECT(read_text(out_path()) == tokenizer_to_json(train_bpe({text}, options)));
}

TEST(the_trained_tokenizer_loads_and_gives_every_byte_back) {
    expect_trained(train({"--vocab-size", "400", "data/samples/prose.txt"}));
    const Tokenizer tokenizer = read_tokenizer(out_path());
    EXPECT_EQUAL(tokenizer.vocabulary.count(), 400);
    for (const char* name : {"prose", "languages", "code", "edge"}) {
        const std::string text = read_text(std::string("data/samples/") + name + ".txt");
        EXPECT(decode(tokenizer, encode(tokenizer, text)) == text);
    }
    const std::string bytes("\0\xFF\xF0\x9F<s> \r\n", 10);
    const std::string ids = run_stepwise({"tokenize", "--model", out_path()}, bytes).out;
    EXPECT_EQUAL(run_stepwise({"tokenize", "--model", out_path(), "--decode"}, ids).out, bytes);
}

/// Put together as one text, the files would have the pair "ab" twice.
TEST(several_files_are_learned_and_stay_apart) {
    const std::string a = scratch_folder() + "/a.txt";
    const std::string b = scratch_folder() + "/b.txt";
    write_text(a, "xya");
    write_text(b, "bxy");
    const ProgramResult result = train({"--vocab-size", "300", "--min-count", "2", a, b});
    expect_trained(result);
    EXPECT(result.err.find("read 6 bytes, learned 1 merge, 257 tokens in all") != std::string::npos);
    const Tokenizer tokenizer = read_tokenizer(out_path());
    EXPECT_EQUAL(tokenizer.vocabulary.id_of("xy"), 256);
    expect_trained(train({"--vocab-size", "300", a, b}));
    EXPECT_EQUAL(read_tokenizer(out_path()).vocabulary.id_of("ab"), -1);
}

TEST(special_tokens_may_stand_several_times_and_get_the_last_ids) {
    expect_trained(train({"--vocab-size", "300", "--special", "<x>", "--special=<y z>"}, "ab<x>ab<y z>ab"));
    const Tokenizer tokenizer = read_tokenizer(out_path());
    EXPECT_EQUAL(tokenizer.vocabulary.count(), 256 + 1 + 2);
    EXPECT_EQUAL(encode(tokenizer, "ab<x><y z>"), (std::vector<int>{256, 257, 258}));
}

TEST(the_begin_token_is_put_before_every_text) {
    expect_trained(
        train({"--vocab-size", "300", "--special", "<s>", "--special", "</s>", "--begin", "<s>"}, "abab<s>"));
    const Tokenizer tokenizer = read_tokenizer(out_path());
    EXPECT_EQUAL(tokenizer.tokens_before, (std::vector<int>{tokenizer.vocabulary.id_of("<s>")}));
    EXPECT(tokenizer.tokens_after.empty());
    const std::vector<int> ids = encode(tokenizer, "ab");
    EXPECT_EQUAL(ids.size(), size_t(2));
    EXPECT_EQUAL(ids[0], tokenizer.vocabulary.id_of("<s>"));
    const std::string line = std::to_string(ids[0]) + " " + std::to_string(ids[1]) + "\n";
    EXPECT_EQUAL(run_stepwise({"tokenize", "--model", out_path()}, "ab").out, line);
    EXPECT_EQUAL(run_stepwise({"tokenize", "--model", out_path(), "--no-special"}, "ab").out,
                 std::to_string(ids[1]) + "\n");
    EXPECT_EQUAL(run_stepwise({"tokenize", "--model", out_path(), "--decode"}, line).out, std::string("ab"));
}

// The begin token takes no bytes of the text in which an answer is looked for.
TEST(answers_are_found_behind_the_begin_token) {
    expect_trained(train({"--vocab-size", "257", "--special", "<s>", "--begin", "<s>"}, ""));
    const std::string saved = scratch_folder() + "/saved.safetensors";
    const std::string line = R"({"text": "ab: c\nd", "questions": [{"prompt_bytes": 3, "answer": "c"}]})";
    EXPECT_EQUAL(
        run_stepwise({"tokenize", "--model", out_path(), "--jsonl", "--save", saved, "--answer-weight", "3"}, line)
            .status,
        0);
    const TokenFile file = read_token_file(saved, 257);
    EXPECT_EQUAL(file.tokens, (std::vector<int>{256, 'a', 'b', ':', ' ', 'c', '\n', 'd'}));
    EXPECT_EQUAL(file.weights, (std::vector<float>{1, 1, 1, 1, 3, 3, 3, 1}));
}

TEST(without_begin_nothing_is_put_before_a_text) {
    expect_trained(train({"--vocab-size", "300", "--special", "<s>"}, "abab"));
    EXPECT(read_tokenizer(out_path()).tokens_before.empty());
}

TEST(a_begin_token_must_be_one_of_the_special_tokens) {
    expect_failure(train({"--begin", "<s>"}, "a"), 1, "the begin token \"<s>\" is none of the special tokens");
    expect_failure(train({"--special", "</s>", "--begin", "<s>"}, "a"), 1, "is none of the special tokens");
    expect_failure(train({"--begin"}, "a"), 2, "--begin needs a value");
}

TEST(a_small_corpus_ends_early_and_says_so) {
    const ProgramResult result = train({"--vocab-size", "300"}, "ab");
    expect_trained(result);
    EXPECT(result.err.find("the vocabulary stayed smaller than the 300 tokens asked for") != std::string::npos);
    EXPECT_EQUAL(read_tokenizer(out_path()).vocabulary.count(), 257);
    expect_trained(train({"--vocab-size", "300"}, ""));
    EXPECT_EQUAL(read_tokenizer(out_path()).vocabulary.count(), 256);
}

TEST(the_default_is_1000_tokens_and_pairs_that_occur_once) {
    expect_trained(train({"data/samples/prose.txt", "data/samples/languages.txt"}));
    EXPECT_EQUAL(read_tokenizer(out_path()).vocabulary.count(), 1000);
}

TEST(explain_shows_each_merge_with_its_count) {
    const ProgramResult result = train({"--vocab-size", "259", "--explain"}, "aaabdaaabac");
    EXPECT_EQUAL(result.status, 0);
    EXPECT_EQUAL(result.out, std::string("256  \"a\" + \"a\" = \"aa\"  (4 times)\n"
                                         "257  \"a\" + \"b\" = \"ab\"  (2 times)\n"
                                         "258  \"aa\" + \"ab\" = \"aaab\"  (2 times)\n"));
    EXPECT_EQUAL(read_tokenizer(out_path()).vocabulary.count(), 259);
    EXPECT_EQUAL(train({"--vocab-size", "258", "--explain"}, "\u00E9\u00E9").out,
                 std::string("256  \"\\xC3\" + \"\\xA9\" = \"\u00E9\"  (2 times)\n"
                             "257  \"\u00E9\" + \"\u00E9\" = \"\u00E9\u00E9\"  (1 time)\n"));
}

TEST(wrong_usage_ends_with_status_2) {
    EXPECT_EQUAL(run_stepwise({"train-tokenizer", "data/samples/prose.txt"}).status, 2);
    EXPECT(run_stepwise({"train-tokenizer"}).err.find("Give --out FILE") != std::string::npos);
    expect_failure(train({"--vocab-size", "100"}), 2, "--vocab-size must be a whole number from 256");
    expect_failure(train({"--vocab-size", "255"}), 2, "--vocab-size must be a whole number from 256");
    expect_failure(train({"--vocab-size", "300x"}), 2, "not \"300x\"");
    expect_failure(train({"--min-count", "0"}), 2, "--min-count must be a whole number from 1");
    expect_failure(train({"--nonsense"}), 2, "there is no option --nonsense");
}

TEST(work_that_fails_ends_with_status_1) {
    expect_failure(train({scratch_folder() + "/missing.txt"}), 1, "missing.txt");
    expect_failure(train({"data/samples/prose.txt", "data"}), 1, "it is a directory");
    expect_failure(train({"--vocab-size", "256", "--special", "<x>"}, "a"), 1, "at least 257");
    expect_failure(train({"--special", "<x>", "--special", "<x>"}, "a"), 1, "stands twice");
    expect_failure(train({"--special", ""}, "a"), 1, "must not be empty");
    const ProgramResult result = run_stepwise({"train-tokenizer", "--out", scratch_folder() + "/no/folder.json"}, "a");
    expect_failure(result, 1, "cannot write");
}

TEST(help_lists_the_options) {
    const ProgramResult result = run_stepwise({"train-tokenizer", "--help"});
    EXPECT_EQUAL(result.status, 0);
    for (const char* option : {"--out", "--vocab-size", "--special", "--begin", "--min-count", "--explain"}) {
        EXPECT(result.out.find(option) != std::string::npos);
    }
}

TEST_MAIN
