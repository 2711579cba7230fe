#include <filesystem>

#include "base/rng.h"
#include "formats/json.h"
#include "harness.h"
#include "program.h"
#include "tokenizer/tokenizer.h"
#include "train/token_file.h"

static const std::string golden = "data/golden/tokenizer/";

/// stepwise tokenize --model <golden> ...
static ProgramResult tokenize(const std::string& name, const std::vector<std::string>& options,
                              const std::string& input) {
    std::vector<std::string> arguments = {"tokenize", "--model", golden + name};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return run_stepwise(arguments, input);
}

static std::string output(const std::string& name, const std::vector<std::string>& options, const std::string& input) {
    const ProgramResult result = tokenize(name, options, input);
    if (result.status != 0) FAIL("status " + std::to_string(result.status) + ": " + result.err);
    EXPECT_EQUAL(result.err, std::string());
    return result.out;
}

static void expect_failure(const ProgramResult& result, int status, const std::string& message) {
    if (result.status != status) FAIL("status " + std::to_string(result.status) + ", want " + std::to_string(status));
    if (result.err.find(message) == std::string::npos) FAIL("no \"" + message + "\" in: " + result.err);
    const std::string start = status == 1 ? "stepwise: error: " : "stepwise: usage: ";
    EXPECT_EQUAL(result.err.substr(0, start.size()), start);
}

TEST(ids_come_on_one_line) {
    EXPECT_EQUAL(output("bytelevel", {}, "a<|im_end|>~"), std::string("97 511 126\n"));
    EXPECT_EQUAL(output("bytelevel", {}, ""), std::string("\n"));
    EXPECT_EQUAL(output("prefixed", {}, ""), std::string("0 1\n"));
}

/// A line feed at the end of the input is text like any other.
TEST(every_byte_of_the_input_counts) {
    EXPECT_EQUAL(output("bytelevel", {}, "~\n"), std::string("126 10\n"));
    EXPECT_EQUAL(output("bytelevel", {}, std::string("~\0\r\n", 4)), std::string("126 0 13 10\n"));
}

TEST(a_model_is_a_folder_or_a_file) {
    const std::string path = golden + "bytelevel/tokenizer.json";
    EXPECT_EQUAL(run_stepwise({"tokenize", "--model", path}, "a").out, std::string("97\n"));
    EXPECT_EQUAL(run_stepwise({"tokenize", "--model=" + golden + "bytelevel/"}, "a").out, std::string("97\n"));
}

TEST(no_special_neither_adds_nor_finds_special_tokens) {
    const Tokenizer tokenizer = read_tokenizer(golden + "prefixed/tokenizer.json");
    EXPECT_EQUAL(output("prefixed", {}, "<a>"), std::string("0 381 1\n"));
    std::string want;
    for (int id : encode(tokenizer, "<a>", {false, false})) {
        want += (want.empty() ? "" : " ") + std::to_string(id);
    }
    EXPECT_EQUAL(output("prefixed", {"--no-special"}, "<a>"), want + "\n");
    EXPECT(want.find("381") == std::string::npos && want.rfind("0 ", 0) != 0);
}

TEST(pieces_show_each_token_with_its_text) {
    EXPECT_EQUAL(output("bytelevel", {"--pieces"}, " the~\n<|im_end|>"),
                 std::string("260\t\" the\"\n126\t\"~\"\n10\t\"\\n\"\n511\t\"<|im_end|>\"\n"));
    EXPECT_EQUAL(output("bytelevel", {"--pieces"}, "\xF0\x9F\x98\x80"),
                 std::string("272\t\"\\xF0\\x9F\"\n152\t\"\\x98\"\n128\t\"\\x80\"\n"));
    EXPECT_EQUAL(output("bytelevel", {"--pieces"}, ""), std::string());
}

TEST(explain_shows_every_merge) {
    EXPECT_EQUAL(output("bytelevel", {"--explain"}, " the<|im_end|>~"),
                 std::string("\"\u0120the\"\n"
                             "  start       \u0120 t h e\n"
                             "  rank 0      \u0120t h e    (\u0120 + t)\n"
                             "  rank 1      \u0120t he    (h + e)\n"
                             "  rank 4      \u0120the    (\u0120t + he)\n"
                             "  ids         260\n"
                             "\"<|im_end|>\"\n"
                             "  added token 511\n"
                             "\"~\"\n"
                             "  start       ~\n"
                             "  ids         126\n"));
}

TEST(decode_takes_ids_as_people_write_them) {
    for (const char* ids :
         {"97 98 99", "97,98,99", "[97,98,99]", "[97, 98, 99]\n", "\n97\t98\r\n99 ", "  097  98 ,99"}) {
        EXPECT_EQUAL(output("bytelevel", {"--decode"}, ids), std::string("abc"));
    }
    EXPECT_EQUAL(output("bytelevel", {"--decode"}, ""), std::string());
    EXPECT_EQUAL(output("prefixed", {"--decode"}, "0 381 1"), std::string("<a>"));
}

TEST(decode_refuses_what_is_no_id) {
    for (const char* ids : {"a", "1 -1", "1.0", "0x41", "9999999999", "12345678901", "1;2"}) {
        expect_failure(tokenize("bytelevel", {"--decode"}, ids), 1, "is no token id");
    }
    expect_failure(tokenize("bytelevel", {"--decode"}, "[1, 403 2"), 1, "the list of ids has no ] at its end");
    expect_failure(tokenize("bytelevel", {"--decode"}, "1, 2]\n"), 1, "the list of ids has no [ before it");
    expect_failure(tokenize("bytelevel", {"--decode"}, "[1][2]"), 1, "\"1][2\" is no token id");
    expect_failure(tokenize("bytelevel", {"--decode"}, "512"), 1, "id 512 is no token of this vocabulary");
}

TEST(any_bytes_come_back_through_the_program) {
    Rng rng = make_rng(9);
    std::string bytes;
    for (int i = 0; i < 10000; ++i) {
        bytes += char(next_bits(rng) & 0xff);
    }
    for (const std::string& text : {bytes, std::string("caf\u00E9\r\n\n"), std::string(300, '\0')}) {
        const std::string ids = output("bytelevel", {}, text);
        EXPECT(output("bytelevel", {"--decode"}, ids) == text);
        EXPECT(output("bytelevel", {"--decode"}, output("bytelevel", {"--no-special"}, text)) == text);
    }
}

TEST(jsonl_takes_strings_and_objects) {
    EXPECT_EQUAL(output("bytelevel", {"--jsonl"}, "\"a\"\n{\"text\": \"b\\n\", \"more\": 1}\n\"\"\n"),
                 std::string("[97]\n[98,10]\n[]\n"));
    EXPECT_EQUAL(output("bytelevel", {"--jsonl"}, "\"a\"\r\n\"b\""),
                 std::string("[97]\n[98]\n"));  // no line feed at the end
    EXPECT_EQUAL(output("bytelevel", {"--jsonl"}, ""), std::string());
}

TEST(jsonl_decodes_arrays_and_objects) {
    EXPECT_EQUAL(output("bytelevel", {"--jsonl", "--decode"}, "[97, 10]\n{\"ids\": [98]}\n[]\n[240]\n"),
                 std::string("\"a\\n\"\n\"b\"\n\"\"\n\"\uFFFD\"\n"));
}

static std::string array_text(const std::vector<int>& ids) {
    std::string text;
    for (int id : ids) {
        text += (text.empty() ? "" : ",") + std::to_string(id);
    }
    return "[" + text + "]\n";
}

/// A golden's lines are objects with `text` and `ids`, so the file is an input of either direction.
TEST(jsonl_runs_through_whole_goldens) {
    for (const std::string name : {"bytelevel", "prefixed", "sentencepiece", "nofallback"}) {
        const std::string file = read_text(golden + name + ".jsonl");
        std::string want_ids;
        std::string want_plain_ids;
        std::string want_decoded;
        size_t start = 0;
        while (start < file.size()) {
            const size_t end = std::min(file.find('\n', start), file.size());
            const JsonDocument json(std::string_view(file).substr(start, end - start), name);
            start = end + 1;
            for (const char* key : {"ids", "plain_ids"}) {
                std::vector<int> ids;
                for (const JsonValue& item : json.array(json.get(json.root(), key))) {
                    ids.push_back(int(json.integer(item, 0, Vocabulary::max_id)));
                }
                (key == std::string("ids") ? want_ids : want_plain_ids) += array_text(ids);
            }
            const JsonValue* decoded = json.find(json.root(), "decoded");
            want_decoded +=
                json_quote(json.string(decoded != nullptr ? *decoded : json.get(json.root(), "text"))) + "\n";
        }
        EXPECT(output(name, {"--jsonl"}, file) == want_ids);
        EXPECT(output(name, {"--jsonl", "--no-special"}, file) == want_plain_ids);
        EXPECT(output(name, {"--jsonl", "--decode"}, file) == want_decoded);
    }
}

TEST(a_bad_line_of_jsonl_is_named_by_its_number) {
    for (const char* bad : {"\"c", "3", "{\"texts\": \"c\"}", "", "\"\\ud800\"", "\"c\" \"d\"", "\"\xFF\""}) {
        const ProgramResult result =
            tokenize("bytelevel", {"--jsonl"}, std::string("\"a\"\n\"b\"\n") + bad + "\n\"d\"\n");
        expect_failure(result, 1, "line 3");
        EXPECT_EQUAL(result.out, std::string("[97]\n[98]\n"));  // what came before it, nothing after it
    }
    for (const char* bad : {"97", "[1.5]", "[-1]", "[\"1\"]", "[4294967296]"}) {
        expect_failure(tokenize("bytelevel", {"--jsonl", "--decode"}, std::string("[1]\n[2]\n") + bad), 1, "line 3");
    }
}

TEST(a_line_of_jsonl_that_cannot_be_done_is_named_by_its_number) {
    const ProgramResult run = run_stepwise({"tokenize", "--model", "data/micro", "--jsonl"}, "\"a\"\n\"xyz\"\n");
    EXPECT_EQUAL(run.status, 1);
    EXPECT(run.err.find("standard input, line 2: the text holds \"x\"") != std::string::npos);
    const ProgramResult back = run_stepwise({"tokenize", "--model", "data/micro", "--jsonl", "--decode"}, "[1]\n[8]\n");
    EXPECT(back.err.find("standard input, line 2: id 8 is no token") != std::string::npos);
}

static std::string saved_path() { return scratch_folder() + "/saved.safetensors"; }

/// stepwise tokenize --jsonl --save ...; what an earlier run saved is removed first.
static ProgramResult save(const std::string& name, std::vector<std::string> options, const std::string& input) {
    std::filesystem::remove(saved_path());
    options.insert(options.end(), {"--jsonl", "--save", saved_path()});
    return tokenize(name, options, input);
}

TEST(saved_lines_are_the_documents_of_a_token_file) {
    const ProgramResult result = save("bytelevel", {}, "\"a\"\n{\"text\": \"~~b\"}\n\"\"\n\"a<|im_end|>\"\n");
    EXPECT_EQUAL(result.status, 0);
    EXPECT_EQUAL(result.out, std::string());
    EXPECT(result.err.find("wrote 6 tokens of 4 documents to " + saved_path()) != std::string::npos);
    const TokenFile file = read_token_file(saved_path(), 512);
    EXPECT_EQUAL(file.tokens, (std::vector<int>{97, 126, 126, 98, 97, 511}));
    EXPECT_EQUAL(file.starts, (std::vector<int64_t>{0, 1, 4, 4, 6}));
}

TEST(the_end_token_stands_behind_each_document) {
    EXPECT_EQUAL(save("bytelevel", {"--end", "<|im_end|>"}, "\"a\"\n\"\"\n\"~\"").status, 0);
    const TokenFile file = read_token_file(saved_path(), 512);
    EXPECT_EQUAL(file.tokens, (std::vector<int>{97, 511, 511, 126, 511}));
    EXPECT_EQUAL(file.starts, (std::vector<int64_t>{0, 2, 3, 5}));
    // beside what the post-processor adds, and where special tokens of the text are not found
    EXPECT_EQUAL(save("prefixed", {"--end", "<a>"}, "\"\"\n").status, 0);
    EXPECT_EQUAL(read_token_file(saved_path(), 1000).tokens, (std::vector<int>{0, 1, 381}));
    EXPECT_EQUAL(save("bytelevel", {"--no-special", "--end", "<|im_end|>"}, "\"<|im_end|>\"\n").status, 0);
    const std::vector<int> plain = read_token_file(saved_path(), 512).tokens;
    EXPECT(plain.size() > 2 && plain[0] == '<' && plain.back() == 511);
}

// The prompt ends at the colon, 3 bytes in; the answer, the space before it and the token behind it count more.
TEST(answers_have_a_weight_of_their_own) {
    const std::string line = R"({"text": "ab: ~~.\ncd", "questions": [{"prompt_bytes": 3, "answer": "~~."}]})";
    const std::string other = "\n{\"text\": \"ab\", \"questions\": []}\n\"a\"\n";
    const ProgramResult result = save("bytelevel", {"--answer-weight", "2.5", "--no-special"}, line + other);
    EXPECT_EQUAL(result.status, 0);
    const TokenFile file = read_token_file(saved_path(), 512);
    EXPECT_EQUAL(file.tokens, (std::vector<int>{97, 98, 58, 32, 126, 126, 46, 10, 99, 100, 97, 98, 97}));
    EXPECT_EQUAL(file.weights, (std::vector<float>{1, 1, 1, 2.5f, 2.5f, 2.5f, 2.5f, 2.5f, 1, 1, 1, 1, 1}));
    EXPECT_EQUAL(save("bytelevel", {}, line).status, 0);
    EXPECT_EQUAL(read_token_file(saved_path(), 512).weights, std::vector<float>(10, 1.0f));
    expect_failure(save("bytelevel", {"--answer-weight", "-1"}, line), 2, "--answer-weight");
    expect_failure(tokenize("bytelevel", {"--jsonl", "--answer-weight", "2"}, line), 2, "goes with --save");
}

TEST(saved_ids_are_those_that_are_printed) {
    const std::string text = read_text("data/samples/languages.txt");
    EXPECT_EQUAL(save("bytelevel", {}, json_quote(text)).status, 0);
    const TokenFile file = read_token_file(saved_path(), 512);
    EXPECT_EQUAL(array_text(file.tokens), output("bytelevel", {"--jsonl"}, json_quote(text)));
}

TEST(nothing_is_saved_when_a_line_is_bad) {
    const ProgramResult bad = save("bytelevel", {}, "\"a\"\n3\n");
    expect_failure(bad, 1, "line 2");
    EXPECT(!std::filesystem::exists(saved_path()));
    expect_failure(save("bytelevel", {"--end", "<nothing>"}, "\"a\"\n"), 1,
                   "--end \"<nothing>\": the tokenizer has no such special token");
    EXPECT(!std::filesystem::exists(saved_path()));
    EXPECT_EQUAL(save("bytelevel", {}, "").status, 0);  // a file without documents, which `train` refuses
    EXPECT_ERROR(read_token_file(saved_path(), 512), "holds no document");
}

TEST(a_token_file_that_cannot_be_written_is_an_error_of_the_work) {
    const std::string nowhere = scratch_folder() + "/no/tokens.safetensors";
    expect_failure(tokenize("bytelevel", {"--jsonl", "--save", nowhere}, "\"ab\"\n"), 1, "cannot write " + nowhere);
}

TEST(save_and_end_go_with_jsonl) {
    expect_failure(tokenize("bytelevel", {"--save", saved_path()}, "a"), 2, "--save goes with --jsonl");
    expect_failure(save("bytelevel", {"--decode"}, "[1]\n"), 2, "--save goes with --jsonl, and not with --decode");
    expect_failure(tokenize("bytelevel", {"--jsonl", "--end", "<|im_end|>"}, "\"a\""), 2, "--end goes with --save");
}

TEST(unknown_characters_are_errors_of_the_work) {
    const std::string path = scratch_folder() + "/small.json";
    write_text(path, R"({"model": {"vocab": {"a": 0}, "merges": []}})");
    expect_failure(run_stepwise({"tokenize", "--model", path}, "a\u00E9"), 1, "the text holds \"\u00E9\"");
}

TEST(a_model_that_cannot_be_read_is_an_error_of_the_work) {
    expect_failure(tokenize("nothing", {}, "a"), 1, "nothing");
    expect_failure(tokenize("", {}, "a"), 1, "tokenizer.json");
    expect_failure(run_stepwise({"tokenize", "--model", "Makefile"}, "a"), 1, "Makefile:1:1");
}

TEST(wrong_usage_ends_with_status_2) {
    expect_failure(tokenize("bytelevel", {"--nonsense"}, "a"), 2, "there is no option --nonsense");
    expect_failure(tokenize("bytelevel", {"some text"}, "a"), 2, "standard input, not as an argument");
    expect_failure(tokenize("bytelevel", {"--pieces", "--jsonl"}, "a"), 2, "only one of");
    expect_failure(tokenize("bytelevel", {"--pieces", "--explain"}, "a"), 2, "only one of");
    expect_failure(tokenize("bytelevel", {"--explain", "--jsonl"}, "a"), 2, "only one of");
    expect_failure(tokenize("bytelevel", {"--decode", "--pieces"}, "1"), 2, "--decode goes with --jsonl only");
    expect_failure(tokenize("bytelevel", {"--decode", "--explain"}, "1"), 2, "--decode goes with --jsonl only");
    expect_failure(tokenize("bytelevel", {"--pieces=yes"}, "a"), 2, "--pieces takes no value");
    expect_failure(run_stepwise({"tokenize", "--model"}, "a"), 2, "--model needs a value");
}

TEST(help_lists_the_options) {
    const ProgramResult result = run_stepwise({"tokenize", "--help"});
    EXPECT_EQUAL(result.status, 0);
    EXPECT_EQUAL(result.err, std::string());
    for (const char* option :
         {"--model", "--pieces", "--decode", "--explain", "--jsonl", "--no-special", "--save", "--end"}) {
        EXPECT(result.out.find(option) != std::string::npos);
    }
}

TEST_MAIN
