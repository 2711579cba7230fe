#include <filesystem>

#include "harness.h"
#include "program.h"

// What `inspect` tells of a folder.

static const char* const models = "data/golden/models/";

static std::string inspect(const std::string& folder) {
    const ProgramResult result = run_stepwise({"inspect", "--model", folder});
    EXPECT_EQUAL(result.err, std::string());
    EXPECT_EQUAL(result.status, 0);
    return result.out;
}

/// A copy of the micro model whose tokenizer or configuration is another.
static std::string micro_with(const std::string& file, const std::string& text) {
    const std::string folder = scratch_folder() + "/micro";
    std::filesystem::remove_all(folder);
    std::filesystem::copy("data/micro", folder);
    write_text(folder + "/" + file, text);
    return folder;
}

static std::string micro_config_with(const std::string& from, const std::string& to) {
    std::string text = read_text("data/micro/config.json");
    EXPECT(text.find(from) != std::string::npos);
    text.replace(text.find(from), from.size(), to);
    return text;
}

static void expect_line(const std::string& text, const std::string& line) {
    if (("\n" + text).find("\n" + line + "\n") == std::string::npos) FAIL("no line \"" + line + "\" in\n" + text);
}

TEST(a_family_and_what_is_its_own_are_told) {
    const std::string gpt2 = inspect(models + std::string("gpt2"));
    expect_line(gpt2, "family         gpt2");
    expect_line(gpt2, "head           tied to the embedding");
    EXPECT_EQUAL(gpt2.find("rope_theta"), std::string::npos);
    const std::string gemma = inspect(models + std::string("gemma3"));
    expect_line(gemma, "family         gemma3_text");
    expect_line(gemma, "a token sees   the latest 4, in 3 of 4 layers");
    expect_line(gemma, "rope_theta     3000, linear scaling by 8");
    expect_line(gemma, "local theta    100");
    const std::string llama = inspect(models + std::string("llama3"));
    expect_line(llama, "a token sees   all that were before, in every layer");
    EXPECT(llama.find("llama3 scaling by") != std::string::npos);
    EXPECT_EQUAL(llama.find("local theta"), std::string::npos);
}

/// Bytes of the cache: 2 * layers * kv heads * head_dim * 4, and as often as there are places in the window.
TEST(the_cache_is_told_for_a_token_and_for_a_window) {
    expect_line(inspect("data/micro"), "KV cache       16 bytes a token, 256 for a full window");
    expect_line(inspect(models + std::string("llama-sharded")), "weights        f32");
}

TEST(a_tokenizer_that_belongs_to_the_model_gives_no_warning) {
    EXPECT_EQUAL(inspect("data/micro").find("warning"), std::string::npos);
}

TEST(a_tokenizer_of_another_model_is_warned_of) {
    const std::string folder =
        micro_with("tokenizer.json", read_text("data/golden/tokenizer/bytelevel/tokenizer.json"));
    const std::string told = inspect(folder);
    EXPECT(told.find("\nwarning        the tokenizer has ") != std::string::npos);
    EXPECT(told.find("but the model has a vocabulary of 8: they do not belong together\n") != std::string::npos);
    EXPECT_EQUAL(run_stepwise({"generate", "--model", folder, "a"}).status, 1);
}

TEST(special_tokens_that_the_tokenizer_lacks_are_warned_of) {
    const std::string tokenizer = R"({"model": {"vocab": {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7}, )"
                                  R"("merges": []}})";
    expect_line(inspect(micro_with("tokenizer.json", tokenizer)),
                "warning        config.json names the special token 0, which the tokenizer lacks");
}

TEST(another_begin_token_is_warned_of) {
    const std::string folder =
        micro_with("config.json", micro_config_with("\"eos_token_id\": 0", "\"eos_token_id\": 0, \"bos_token_id\": 5"));
    const std::string plain = inspect(folder);
    EXPECT_EQUAL(plain.find("warning"), std::string::npos);  // this tokenizer begins with nothing
    std::string tokenizer = read_text(folder + "/tokenizer.json");
    const std::string from = "\"post_processor\": null";
    EXPECT(tokenizer.find(from) != std::string::npos);
    tokenizer.replace(tokenizer.find(from), from.size(),
                      R"("post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "a", )"
                      R"("type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}], "pair": [], )"
                      R"("special_tokens": {"a": {"id": "a", "ids": [1], "tokens": ["a"]}}})");
    write_text(folder + "/tokenizer.json", tokenizer);
    expect_line(inspect(folder), "warning        the tokenizer begins a text with token 1, config.json with 5");
}

TEST_MAIN
