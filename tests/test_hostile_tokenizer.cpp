// Malformed tokenizer.json, through the real program.
#include <sys/wait.h>
#include <cstdlib>

#include "hostile.h"

static const std::vector<std::string> generate = {"generate",     "--model", "FOLDER",   "ab",
                                                  "--max-tokens", "4",       "--no-echo"};
static const std::vector<std::string> tokenize = {"tokenize", "--model", "FOLDER"};
static const std::vector<std::string> tokenize_file = {"tokenize", "--model", "FOLDER/tokenizer.json", "--explain"};
static const char* const file = "tokenizer.json";
static const char* const micro = "data/micro";
static const char* const byte_level = "data/golden/tokenizer/bytelevel";
static const char* const sentence_piece = "data/golden/tokenizer/sentencepiece";

static HostileCase tokenizer_case(const char* base, const std::string& from, const std::string& to,
                                  const std::string& part) {
    return {from + " -> " + to, base, replaced(file, from, to), base == micro ? generate : tokenize,
            {file, part},       "ab"};
}

static HostileCase text_case(const std::string& name, const std::string& text, const std::string& part) {
    return {name, byte_level, written(file, text), tokenize_file, {file, part}, "ab"};
}

static std::vector<HostileCase> json_cases() {
    const std::string head = "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[]}";
    return {
        text_case("empty", "", "tokenizer.json:1:1: the text ends too early"),
        text_case("zeros", std::string(50, '\0'), "expected a value"),
        text_case("a list", "[]", "must be an object"),
        text_case("a number", "7", "must be an object"),
        text_case("no model", "{}", "the key \"model\" is missing"),
        text_case("model is null", "{\"model\":null}", "\"model\" must be an object"),
        text_case("no vocabulary", "{\"model\":{\"merges\":[]}}", "the key \"vocab\" is missing"),
        text_case("no merges", "{\"model\":{\"vocab\":{}}}", "the key \"merges\" is missing"),
        text_case("vocabulary is a list", "{\"model\":{\"vocab\":[[\"a\",0]],\"merges\":[]}}",
                  "\"vocab\" must be an object"),
        text_case("merges are an object", "{\"model\":{\"vocab\":{},\"merges\":{}}}", "\"merges\" must be an array"),
        text_case("nested 100,000 deep", "{\"model\":" + std::string(100000, '['), "nested deeper than 100"),
        text_case("nested in a part that is not read", head + ",\"x\":" + std::string(5000, '[') + "}",
                  "nested deeper than 100"),
        text_case("text behind it", head + "}}", "unexpected text"),
        text_case("not closed", head, "the text ends too early"),
        text_case("added tokens are an object", head + ",\"added_tokens\":{}}", "\"added_tokens\" must be an array"),
        text_case("added token is a string", head + ",\"added_tokens\":[\"<s>\"]}", "must be an object"),
        text_case("decoder is a string", head + ",\"decoder\":\"ByteLevel\"}", "\"decoder\" must be an object"),
        text_case("decoder without type", head + ",\"decoder\":{}}", "the key \"type\" is missing"),
        text_case("normalizer is a list", head + ",\"normalizer\":[]}", "\"normalizer\" must be an object"),
        text_case("pre-tokenizer is true", head + ",\"pre_tokenizer\":true}", "\"pre_tokenizer\" must be an object"),
        text_case("post-processor is 0", head + ",\"post_processor\":0}", "\"post_processor\" must be an object"),
        tokenizer_case(micro, "\"</s>\": 0", "\"\\ud83d\": 0", "surrogate"),
        tokenizer_case(micro, "\"</s>\": 0", "\"\\ude00\": 0", "surrogate"),
        tokenizer_case(micro, "\"</s>\": 0", "\"\\ud83dx\": 0", "surrogate"),
        tokenizer_case(micro, "\"</s>\": 0", "\"\\q\": 0", "unknown escape"),
        tokenizer_case(micro, "\"</s>\": 0", "\"\\u00\": 0", "four hex digits"),
        tokenizer_case(micro, "\"</s>\": 0", "\"\xc3\": 0", "not UTF-8"),
        tokenizer_case(micro, "\"</s>\": 0", "\"\xed\xa0\x80\": 0", "not UTF-8"),
        tokenizer_case(micro, "\"</s>\": 0", "\"\t\": 0", "control character"),
    };
}

TEST(texts_of_another_form_are_errors) { run_hostile_cases(json_cases()); }

static std::vector<HostileCase> vocabulary_cases() {
    return {
        tokenizer_case(micro, "\"b\": 2", "\"b\": -1", "it is -1"),
        tokenizer_case(micro, "\"b\": 2", "\"b\": 1", "the id 1 of \"b\" is taken by \"a\""),
        tokenizer_case(micro, "\"b\": 2", "\"b\": 2.0", "it is 2.0"),
        tokenizer_case(micro, "\"b\": 2", "\"b\": \"2\"", "must be a whole number"),
        tokenizer_case(micro, "\"b\": 2", "\"b\": null", "must be a whole number"),
        tokenizer_case(micro, "\"b\": 2", "\"b\": 4194304", "it is 4194304"),
        tokenizer_case(micro, "\"b\": 2", "\"b\": 2147483648", "it is 2147483648"),
        tokenizer_case(micro, "\"b\": 2", "\"b\": 4294967298", "it is 4294967298"),
        tokenizer_case(micro, "\"b\": 2", "\"b\": 18446744073709551618", "it is 18446744073709551618"),
        tokenizer_case(micro, "\"b\": 2", "\"a\": 2", "the key \"a\" stands twice"),
        tokenizer_case(micro, "\"b\": 2", "\"\\u0061\": 2", "the key \"a\" stands twice"),
        tokenizer_case(micro, "\"b\": 2", "\"b\": 8", "ids up to 8, but the model has a vocabulary of 8"),
        tokenizer_case(micro, "\"b\": 2", "\"b\": 4194303", "ids up to 4194303, but the model has a vocabulary of 8"),
        {"a tokenizer for another vocabulary",
         micro,
         written(file, read_text("data/golden/tokenizer/bytelevel/tokenizer.json")),
         generate,
         {file, "512 tokens with ids up to 511, but the model has a vocabulary of 8"},
         ""},
        {"a tokenizer with few of the tokens",
         micro,
         written(file, "{\"model\":{\"vocab\":{\"a\":0,\"b\":1},\"merges\":[]}}"),
         generate,
         {file, "2 tokens with ids up to 1, but the model has a vocabulary of 8: they do not belong together"},
         ""},
        {"a tokenizer with one high id and gaps",
         micro,
         written(file, "{\"model\":{\"vocab\":{\"a\":0,\"b\":7},\"merges\":[]}}"),
         generate,
         {file, "2 tokens"},
         ""},
        {"no tokens at all",
         micro,
         written(file, "{\"model\":{\"vocab\":{},\"merges\":[]}}"),
         generate,
         {file, "0 tokens", "they do not belong together"},
         ""},
    };
}

TEST(vocabularies_that_cannot_be_are_errors) { run_hostile_cases(vocabulary_cases()); }

static std::vector<HostileCase> merge_cases() {
    const std::string first = "[\n        \"a\",\n        \"a\"\n      ]";
    return {
        tokenizer_case(micro, first, "[\"a\", \"z\"]", "the token \"z\" is not in the vocabulary"),
        tokenizer_case(micro, first, "[\"z\", \"a\"]", "the token \"z\" is not in the vocabulary"),
        tokenizer_case(micro, first, "[\"a\", \"c\"]", "the token \"ac\" is not in the vocabulary"),
        tokenizer_case(micro, first, "[\"a\"]", "a merge must name two tokens"),
        tokenizer_case(micro, first, "[\"a\", \"a\", \"a\"]", "a merge must name two tokens"),
        tokenizer_case(micro, first, "[]", "a merge must name two tokens"),
        tokenizer_case(micro, first, "[1, 1]", "must be a string"),
        tokenizer_case(micro, first, "{\"left\": \"a\"}", "must be a string"),
        tokenizer_case(micro, first, "null", "must be a string"),
        tokenizer_case(micro, first, "7", "must be a string"),
        tokenizer_case(micro, first, "\"aa\"", "the merge \"aa\" is not two tokens with one space between them"),
        tokenizer_case(micro, first, "\"a a a\"", "the merge \"a a a\" is not two tokens"),
        tokenizer_case(micro, first, "\"a  a\"", "is not two tokens"),
        tokenizer_case(micro, first, "\"a \"", "the token \"\" is not in the vocabulary"),
        tokenizer_case(micro, first, "\" a\"", "the token \"\" is not in the vocabulary"),
        tokenizer_case(micro, first, "\"\"", "is not two tokens"),
        tokenizer_case(micro, first, "\"#version: 0.2\"", "is not in the vocabulary"),
        tokenizer_case(byte_level, "\"merges\": [",
                       "\"merges\": [\"\xc4\xa0 \xc4\xa0\xc4\xa0\xc4\xa0\xc4\xa0\xc4\xa0\xc4\xa0\xc4\xa0\",",
                       "is not in the vocabulary"),
        tokenizer_case(sentence_piece, "\"merges\": [", "\"merges\": [[\"<s>\"],", "a merge must name two tokens"),
    };
}

TEST(merges_that_cannot_be_done_are_errors) { run_hostile_cases(merge_cases()); }

static std::vector<HostileCase> added_token_cases() {
    return {
        tokenizer_case(micro, "\"id\": 0", "\"id\": 1",
                       "the added token \"</s>\" has id 1, but in the vocabulary it has 0"),
        tokenizer_case(micro, "\"id\": 0", "\"id\": -1", "it is -1"),
        tokenizer_case(micro, "\"id\": 0", "\"id\": 4194304", "it is 4194304"),
        tokenizer_case(micro, "\"id\": 0", "\"id\": \"0\"", "\"id\" must be a whole number"),
        tokenizer_case(micro, "\"id\": 0", "\"ix\": 0", "the key \"id\" is missing"),
        tokenizer_case(micro, "\"content\": \"</s>\"", "\"content\": \"<pad>\"",
                       "the id 0 of the added token \"<pad>\" is taken by \"</s>\""),
        tokenizer_case(micro, "\"content\": \"</s>\"", "\"content\": \"\"", "an added token must not be empty"),
        tokenizer_case(micro, "\"content\": \"</s>\"", "\"content\": null", "\"content\" must be a string"),
        tokenizer_case(micro, "\"content\": \"</s>\",", "", "the key \"content\" is missing"),
        tokenizer_case(micro, "\"lstrip\": false", "\"lstrip\": 1", "\"lstrip\" must be true or false"),
        tokenizer_case(micro, "\"rstrip\": false", "\"rstrip\": \"yes\"", "\"rstrip\" must be true or false"),
        tokenizer_case(micro, "\"single_word\": false", "\"single_word\": []", "\"single_word\" must be true or false"),
        tokenizer_case(micro, "\"special\": true", "\"special\": 1", "\"special\" must be true or false"),
        tokenizer_case(byte_level, "\"id\": 510", "\"id\": 509",
                       "the id 509 of the added token \"<|im_start|>\" is taken by \"<|endoftext|>\""),
        {"a new token above the model's vocabulary",
         micro,
         replaced(file, "\"added_tokens\": [", "\"added_tokens\": [{\"id\": 8, \"content\": \"<new>\"},"),
         generate,
         {file, "ids up to 8, but the model has a vocabulary of 8"},
         ""},
    };
}

TEST(added_tokens_that_cannot_be_are_errors) { run_hostile_cases(added_token_cases()); }

TEST(a_tokenizer_cut_anywhere_is_an_error) {
    limit_time();
    const std::string text = read_text("data/micro/tokenizer.json");
    int cuts = 0;
    for (size_t length = 0; length <= text.rfind('}'); length += 5) {
        const std::string folder = copy_of_folder(micro);
        write_text(folder + "/tokenizer.json", text.substr(0, length));
        const std::string complaint = complaint_about(run_stepwise(command_for(generate, folder)), {file});
        if (!complaint.empty()) FAIL("cut to " + std::to_string(length) + " bytes: " + complaint);
        ++cuts;
    }
    EXPECT(cuts > 150);
}

// A result that stops half-way looks like a result.
TEST(inspect_prints_nothing_when_the_tokenizer_is_bad) {
    HostileCase hostile = tokenizer_case(micro, "\"b\": 2", "\"b\": 1", "is taken by");
    hostile.command = {"inspect", "--model", "FOLDER"};
    run_hostile_cases({hostile});
}

// An added token whose normalized form is empty fits everywhere: finding it again and again never ends.
TEST(an_added_token_that_is_normalized_to_nothing_does_not_hang) {
    const std::string text = R"({"added_tokens":[{"id":1,"content":"x","normalized":true}],)"
                             R"("normalizer":{"type":"Replace","pattern":{"String":"x"},"content":""},)"
                             R"("model":{"unk_token":"a","vocab":{"a":0},"merges":[]}})";
    const std::string folder = copy_of_folder(micro);
    write_text(folder + "/tokenizer.json", text);
    write_text(scratch_folder() + "/input", std::string("a\0b", 3));
    // The limit stops the program before it takes all memory. It is the program's own: this process may have used more.
    const std::string command = "ulimit -t 5; " + stepwise_path() + " tokenize --model " + folder + " < " +
                                scratch_folder() + "/input > /dev/null 2> " + scratch_folder() + "/errors";
    const int status = std::system(command.c_str());
    const std::string errors = read_text(scratch_folder() + "/errors");
    EXPECT(WIFEXITED(status));
    EXPECT(WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 1);
    EXPECT_EQUAL(errors.find("out of memory"), std::string::npos);
}

TEST(the_table_is_long_enough) {
    const size_t cases =
        json_cases().size() + vocabulary_cases().size() + merge_cases().size() + added_token_cases().size();
    EXPECT(cases >= 75);
}

TEST_MAIN
