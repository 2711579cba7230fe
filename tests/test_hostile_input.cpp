// Malformed standard input, arguments and saved traces, through the real program.
#include <filesystem>

#include "hostile.h"

static const char* const micro = "data/micro";

static const std::vector<std::string> decode_words = {"tokenize", "--model", "FOLDER", "--decode"};
static const std::vector<std::string> decode_lines = {"tokenize", "--model", "FOLDER", "--jsonl", "--decode"};

static HostileCase line_case(const std::string& input, const std::string& part) {
    return {"--jsonl " + input,       micro, {}, {"tokenize", "--model", "FOLDER", "--jsonl"},
            {"standard input", part}, input};
}

static HostileCase decode_line_case(const std::string& input, const std::string& part) {
    return {"--jsonl --decode " + input, micro, {}, decode_lines, {"standard input", part}, input};
}

static HostileCase decode_case(const std::string& input, const std::string& part) {
    return {"--decode " + input, micro, {}, decode_words, {part}, input};
}

static HostileCase prompt_case(const std::string& prompt, const std::string& part) {
    return {"prompt " + prompt, micro, {}, {"generate", "--model", "FOLDER", prompt}, {part}, ""};
}

static HostileCase ids_case(const std::string& ids, const std::string& part) {
    return {"--ids " + ids, micro, {}, {"trace", "--model", "FOLDER", "--ids", ids}, {part}, ""};
}

static std::vector<HostileCase> input_cases() {
    return {
        line_case("\n", "line 1:1:1: the text ends too early"),
        line_case("ab\n", "line 1:1:1: expected a value"),
        line_case("7\n", "line 1:1:1: this must be a string, it is a number"),
        line_case("{}\n", "line 1:1:1: the key \"text\" is missing"),
        line_case("{\"text\":null}\n", "\"text\" must be a string"),
        line_case("{\"text\":[\"a\"]}\n", "\"text\" must be a string"),
        line_case("\"a", "the text ends too early"),
        line_case("\"a\" \"b\"\n", "unexpected text"),
        line_case("\"\\ud800\"\n", "surrogate"),
        line_case("\"\\x\"\n", "unknown escape"),
        line_case("\"\xff\"\n", "not UTF-8"),
        line_case(std::string("\"a\0\"\n", 5), "control character"),
        line_case(std::string(100000, '[') + "\n", "nested deeper than 100"),
        decode_line_case("\"a\"\n", "this must be an array, it is a string"),
        decode_line_case("{\"text\":\"a\"}\n", "the key \"ids\" is missing"),
        decode_line_case("[1,\"a\"]\n", "must be a whole number"),
        decode_line_case("[-1]\n", "it is -1"),
        decode_line_case("[2147483648]\n", "it is 2147483648"),
        decode_line_case("[1,]\n", "expected a value"),
        {"--jsonl --decode [8]", micro, {}, decode_lines, {"id 8 is no token"}, "[8]\n"},
        decode_case("8", "id 8 is no token of this vocabulary"),
        decode_case("999999999", "id 999999999 is no token"),
        decode_case("-1", "\"-1\" is no token id"),
        decode_case("1 a", "\"a\" is no token id"),
        decode_case("99999999999999999999", "is no token id"),
        decode_case("4294967297", "is no token id"),
        {"--decode, a zero byte", micro, {}, decode_words, {"is no token id"}, std::string("1 \0", 3)},
        decode_case("\xff\xfe", "is no token id"),
        ids_case("8", "token id 8"),
        ids_case("1,999999999", "token id 999999999 at position 1 is outside the vocabulary of 8"),
        ids_case("1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1", "context window of this model has 16"),
        prompt_case("xyz", "which is no token of this vocabulary"),
        prompt_case("a\xff", "which is no token"),
        prompt_case("", "the prompt is empty"),
        prompt_case(std::string(40, 'b'), "no room is left"),
        prompt_case(std::string(16, 'b'), "no room is left"),
        {"zero byte", micro, {}, {"generate", "--model", "FOLDER", "-"}, {"is no token"}, std::string("a\0", 2)},
    };
}

TEST(input_that_is_malformed_is_an_error) { run_hostile_cases(input_cases()); }

/// A saved trace of the micro model, changed in its header.
static HostileCase compare_case(const std::string& from, const std::string& to, const std::vector<std::string>& parts) {
    const Breaker save = [](const std::string& folder) {
        const ProgramResult saved =
            run_stepwise({"trace", "--model", folder, "--ids", "1,2", "--save", folder + "/model.safetensors.trace"});
        EXPECT_EQUAL(saved.status, 0);
        std::filesystem::create_directory(folder + "/t");
        std::filesystem::rename(folder + "/model.safetensors.trace", folder + "/t/model.safetensors");
    };
    const Breaker change = header_replaced(from, to);
    const Breaker change_saved = [change](const std::string& folder) { change(folder + "/t"); };
    return {"saved trace: " + from + " -> " + to,
            micro,
            both(save, change_saved),
            {"trace", "--model", "FOLDER", "--ids", "1,2", "--compare", "FOLDER/t/model.safetensors"},
            parts,
            ""};
}

static std::vector<HostileCase> compare_cases() {
    return {
        compare_case("\"dtype\":\"F32\",\"shape\":[2, 4]", "\"dtype\":\"U32\",\"shape\":[2, 4]",
                     {"model.safetensors", "tensor embed has dtype U32"}),
        compare_case("\"dtype\":\"F32\",\"shape\":[2, 4]", "\"dtype\":\"F32\",\"shape\":[2, 2, 1, 2, 1]",
                     {"model.safetensors", "embed", "more than 4 axes"}),
        compare_case("\"dtype\":\"F32\",\"shape\":[2, 4]", "\"dtype\":\"F32\",\"shape\":[2, 4",
                     {"model.safetensors", "(header):1:"}),
        compare_case("\"dtype\":\"F32\",\"shape\":[2, 4]", "\"dtype\":\"I32\",\"shape\":[2, 4]",
                     {"model.safetensors", "embed"}),
        compare_case("\"stepwise trace\"", "7", {"model.safetensors", "must be a string"}),
    };
}

TEST(a_saved_trace_that_is_malformed_is_an_error) { run_hostile_cases(compare_cases()); }

TEST(the_table_is_long_enough) { EXPECT(input_cases().size() + compare_cases().size() >= 40); }

TEST_MAIN
