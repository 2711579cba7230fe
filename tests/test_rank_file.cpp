#include "tokenizer/rank_file.h"

#include "harness.h"
#include "program.h"

using Ids = std::vector<int>;

static const EncodeOptions plain_text = {false, false};

static std::string base64(const std::string& bytes) {
    static const char* const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (size_t i = 0; i < bytes.size(); i += 3) {
        uint32_t bits = 0;
        for (size_t j = i; j < i + 3; ++j) {
            bits = bits << 8 | (j < bytes.size() ? uint8_t(bytes[j]) : 0u);
        }
        for (size_t j = 0; j < 4; ++j) {
            text += i + j > bytes.size() ? '=' : digits[bits >> (18 - 6 * j) & 63];
        }
    }
    return text;
}

static std::string rank_line(const std::string& token, int rank) {
    return base64(token) + " " + std::to_string(rank) + "\n";
}

/// The 256 bytes, each its own rank, and these tokens behind them.
static std::string rank_lines(const std::vector<std::string>& tokens) {
    std::string text;
    for (int byte = 0; byte < 256; ++byte) {
        text += rank_line(std::string(1, char(byte)), byte);
    }
    int rank = 256;
    for (const std::string& token : tokens) {
        text += rank_line(token, rank++);
    }
    return text;
}

static std::string written(const std::string& text) {
    const std::string path = scratch_folder() + "/small.tiktoken";
    write_text(path, text);
    return path;
}

static Tokenizer small_tokenizer(const std::vector<std::string>& tokens) {
    const RankFile file = read_ranks(written(rank_lines(tokens)));
    const int count = int(file.tokens.size());
    return tokenizer_of_ranks(file, {"small", count, SplitPattern::gpt2, {{"<|end|>", count + 5}}});
}

static std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const size_t at = text.find(from);
    if (at == std::string::npos) FAIL("no " + from);
    return text.replace(at, from.size(), to);
}

TEST(tokens_are_read_by_their_ranks) {
    const RankFile file = read_ranks(written(rank_lines({"ab", "abc", "\xff\xfe\xfd\xfc"})));
    EXPECT_EQUAL(file.tokens.size(), size_t(259));
    EXPECT_EQUAL(std::string(file.tokens[65]), std::string("A"));
    EXPECT_EQUAL(std::string(file.tokens[258]), std::string("\xff\xfe\xfd\xfc"));
    EXPECT_EQUAL(file.rank_of.find("abc"), 257);
}

TEST(lines_stand_in_any_order_and_the_last_needs_no_end) {
    std::string text = rank_line("xy", 256) + rank_lines({});
    text.pop_back();
    EXPECT_EQUAL(read_ranks(written(text)).rank_of.find("xy"), 256);
}

TEST(the_lowest_rank_merges_first_and_the_leftmost_of_equals) {
    EXPECT_EQUAL(encode(small_tokenizer({"bc", "ab"}), "abcd"), (Ids{'a', 256, 'd'}));
    EXPECT_EQUAL(encode(small_tokenizer({"ab", "bc"}), "abcd"), (Ids{256, 'c', 'd'}));
    EXPECT_EQUAL(encode(small_tokenizer({"aa"}), "aaa-"), (Ids{256, 'a', '-'}));
}

// tiktoken asks whether two neighbours together are a token, not how that token was once learned.
TEST(every_way_to_make_a_token_is_a_merge) {
    EXPECT_EQUAL(encode(small_tokenizer({"ab", "abc"}), "xabc"), (Ids{'x', 257}));
    EXPECT_EQUAL(encode(small_tokenizer({"bc", "abc"}), "xabc"), (Ids{'x', 257}));
    EXPECT_EQUAL(encode(small_tokenizer({"ab", "abcd", "cd"}), "xabcd"),
                 (Ids{'x', 257}));  // cd first, though of a higher rank
}

TEST(a_piece_that_is_a_token_is_that_token) {
    const Tokenizer tokenizer = small_tokenizer({"wxyz"});  // no merge leads there
    EXPECT_EQUAL(encode(tokenizer, "wxyz"), Ids{256});
    EXPECT_EQUAL(encode(tokenizer, "wxyzw"), (Ids{'w', 'x', 'y', 'z', 'w'}));
}

TEST(special_tokens_are_found_unless_asked_otherwise) {
    const Tokenizer tokenizer = small_tokenizer({});
    EXPECT_EQUAL(encode(tokenizer, "a<|end|>"), (Ids{'a', 261}));
    EXPECT_EQUAL(encode(tokenizer, "a<|end|>", plain_text), (Ids{'a', '<', '|', 'e', 'n', 'd', '|', '>'}));
    EXPECT_EQUAL(decode(tokenizer, {'a', 261}), std::string("a<|end|>"));
}

TEST(every_byte_comes_back) {
    std::string text;
    for (int i = 0; i < 1000; ++i) {
        text += char(i * 7);
    }
    const Tokenizer tokenizer = small_tokenizer({"ab", "\x07\x0e", "the"});
    EXPECT(decode(tokenizer, encode(tokenizer, text)) == text);
}

TEST(a_rank_tokenizer_survives_being_written) {
    const std::string path = scratch_folder() + "/tokenizer.json";
    const Tokenizer tokenizer = small_tokenizer({"bc", "ab", "abc", " a", "aa", "aaa"});
    write_text(path, tokenizer_to_json(tokenizer));
    const Tokenizer again = read_tokenizer(path);
    for (const std::string text : {"", "abc abcabc aaaa", "<|end|>aaaaaab", "\xff"}) {
        EXPECT_EQUAL(encode(again, text), encode(tokenizer, text));
    }
}

static void expect_refused(const std::string& text, const std::string& part) {
    const std::string path = written(text);
    EXPECT_ERROR(read_ranks(path), path + ":" + part);
}

TEST(malformed_files_are_refused_with_their_line) {
    const std::string good = rank_lines({"ab", "abc"});
    expect_refused("", "1: the file is empty");
    expect_refused(replaced(good, "AQ== 1\n", "AQ==1\n"), "2: a line is a token");
    expect_refused(replaced(good, "AQ== 1\n", "\n"), "2: a line is a token");
    expect_refused(replaced(good, "AQ== 1\n", " 1\n"), "2: \"\" is no base64");
    for (const std::string bad : {"AQ=", "AQ", "A===", "====", "A=Q=", "AQ!=", "AQ\xc3=", "AR==", "AQ==AQ=="}) {
        expect_refused(replaced(good, "AQ== 1\n", bad + " 1\n"), "2: ");
    }
    expect_refused(replaced(good, "AQ== 1\n", "AR== 1\n"), "2: \"AR==\" is no base64");  // bits that are of no byte
    for (const std::string bad : {"x", "", "-1", "+1", "1 ", " 1", "1.0", "1e0", "0x1"}) {
        expect_refused(replaced(good, "AQ== 1\n", "AQ== " + bad + "\n"), "2: ");
    }
    expect_refused(replaced(good, "AQ== 1\n", "AQ== \n"), "2: \"\" is no rank");
    expect_refused(replaced(good, " 1\n", " 0\n"), "2: a second token of rank 0");
    expect_refused(replaced(good, " 257\n", " 258\n"), "258: the rank 258 is too high: the file has 258 lines");
    expect_refused(replaced(good, " 257\n", " 99999999999999999999\n"),
                   "258: the rank 99999999999999999999 is too high");
    expect_refused(replaced(good, base64("abc"), base64("ab")), "258: the token \"ab\" has rank 256 already");
    expect_refused(replaced(good, base64("A") + " ", base64("xyz") + " "),
                   "258: the file ends, and the byte \"A\" is no token");
    expect_refused(replaced(good, "\n", "\r\n"), "1: the line ends with a carriage return");
    expect_refused(good + "Y", "259: a line is a token");  // cut off
    expect_refused(good + rank_line(std::string(513, 'x'), 258), "259: the token has more than 512 bytes");
}

TEST(a_token_of_the_longest_length_is_read) {
    EXPECT_EQUAL(read_ranks(written(rank_lines({std::string(512, 'x')}))).tokens.size(), size_t(257));
}

// The program tells which encoding a file is of by its number of ranks.
TEST(a_file_of_no_known_encoding_is_refused) {
    const std::string path = written(rank_lines({"ab"}));
    EXPECT_ERROR(read_rank_tokenizer(path), path + ":257: the file ends with 257 tokens");
    EXPECT_ERROR(read_rank_tokenizer(path), "r50k_base (50256), cl100k_base (100256), o200k_base (199998)");
    const ProgramResult result = run_stepwise({"tokenize", "--model", path}, "ab");
    EXPECT_EQUAL(result.status, 1);
    EXPECT(result.err.find("no encoding that is known") != std::string::npos);
}

TEST(names_tell_rank_files) {
    EXPECT(is_rank_file("a/cl100k_base.tiktoken"));
    EXPECT(!is_rank_file("a/tokenizer.json"));
    EXPECT(!is_rank_file("tiktoken"));
}

TEST(the_program_reads_rank_files_with_their_special_tokens) {
    const std::string path = shared_path("tokenizers/cl100k_base.tiktoken");
    const std::string text = "Hello<|endoftext|><|fim_prefix|><|endofprompt|>";
    EXPECT_EQUAL(run_stepwise({"tokenize", "--model", path}, text).out, std::string("9906 100257 100258 100276\n"));
    const Tokenizer o200k = read_rank_tokenizer(shared_path("tokenizers/o200k_base.tiktoken"));
    EXPECT_EQUAL(encode(o200k, "<|endoftext|><|endofprompt|>"), (Ids{199999, 200018}));
    EXPECT_EQUAL(decode(o200k, encode(o200k, text, plain_text)), text);
}

// GPT-2's ids are its ranks: its tokenizer.json, written as a rank file, makes the same ids without its merges.
TEST(gpt2_as_a_rank_file_is_gpt2) {
    const Tokenizer gpt2 = read_tokenizer(shared_path("tokenizers/gpt2/tokenizer.json"));
    std::string lines;
    for (int id = 0; id < 50256; ++id) {
        lines += rank_line(gpt2.token_text[size_t(id)], id);
    }
    const Tokenizer ranks = read_rank_tokenizer(written(lines));
    EXPECT_EQUAL(encode(ranks, "<|endoftext|>"), Ids{50256});
    const std::string prose = read_text("data/samples/prose.txt") + read_text("data/samples/languages.txt");
    EXPECT(encode(ranks, prose) == encode(gpt2, prose));
}

TEST_MAIN
