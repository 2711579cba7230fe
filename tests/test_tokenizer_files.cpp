#include "base/utf8.h"
#include "formats/json.h"
#include "harness.h"
#include "tokenizer/tokenizer.h"
#include "tokenizer_parts.h"

// A tokenizer.json that is written reads back the same.

using Ids = std::vector<int>;

/// The texts of a golden's lines.
static std::vector<std::string> golden_texts(const std::string& name) {
    const std::string file = read_text("data/golden/tokenizer/" + name + ".jsonl");
    std::vector<std::string> texts;
    size_t start = 0;
    while (start < file.size()) {
        const size_t end = std::min(file.find('\n', start), file.size());
        const JsonDocument json(std::string_view(file).substr(start, end - start), name);
        texts.emplace_back(json.string(json.get(json.root(), "text")));
        start = end + 1;
    }
    EXPECT(texts.size() > 200);
    return texts;
}

/// Writes it, reads that, and compares: the second writing, and both ways of every text.
static void expect_survives(const Tokenizer& first, const std::vector<std::string>& texts) {
    const std::string json = tokenizer_to_json(first);
    EXPECT(is_utf8(json));
    const Tokenizer second = read_written(json);
    EXPECT(tokenizer_to_json(second) == json);
    EXPECT_EQUAL(second.vocabulary.count(), first.vocabulary.count());
    EXPECT_EQUAL(second.vocabulary.size(), first.vocabulary.size());
    EXPECT_EQUAL(second.merges.rules().size(), first.merges.rules().size());
    EXPECT_EQUAL(second.added_tokens.size(), first.added_tokens.size());
    for (size_t i = 0; i < first.added_tokens.size(); ++i) {
        EXPECT_EQUAL(second.added_tokens[i].content, first.added_tokens[i].content);
        EXPECT_EQUAL(second.added_tokens[i].special, first.added_tokens[i].special);
        EXPECT_EQUAL(second.added_tokens[i].normalized, first.added_tokens[i].normalized);
        EXPECT_EQUAL(second.added_tokens[i].single_word, first.added_tokens[i].single_word);
        EXPECT_EQUAL(second.added_tokens[i].lstrip, first.added_tokens[i].lstrip);
        EXPECT_EQUAL(second.added_tokens[i].rstrip, first.added_tokens[i].rstrip);
    }
    for (const std::string& text : texts) {
        const Ids ids = encode(first, text);
        EXPECT_EQUAL(encode(second, text), ids);
        EXPECT_EQUAL(encode(second, text, {false, false}), encode(first, text, {false, false}));
        EXPECT_EQUAL(decode(second, ids), decode(first, ids));
    }
}

TEST(golden_tokenizers_survive_being_written) {
    for (const std::string name : {"bytelevel", "prefixed", "sentencepiece", "nofallback", "split", "composed",
                                   "metaspace", "words", "spaces", "digits", "signs"}) {
        expect_survives(read_tokenizer("data/golden/tokenizer/" + name + "/tokenizer.json"), golden_texts(name));
    }
}

TEST(gpt2_survives_being_written) {
    const Tokenizer gpt2 = read_tokenizer(shared_path("tokenizers/gpt2/tokenizer.json"));
    EXPECT_EQUAL(gpt2.vocabulary.count(), 50257);
    EXPECT_EQUAL(gpt2.merges.rules().size(), size_t(50000));
    expect_survives(gpt2, golden_texts("bytelevel"));
}

TEST(llama2_survives_being_written) {
    expect_survives(read_tokenizer(shared_path("tokenizers/llama2/tokenizer.json")), golden_texts("sentencepiece"));
}

TEST(mistral_survives_being_written) {
    expect_survives(read_tokenizer(shared_path("tokenizers/mistral/tokenizer.json")), golden_texts("sentencepiece"));
}

TEST(stories260K_survives_being_written) {
    expect_survives(read_tokenizer(shared_path("models/stories260K/tokenizer.json")), golden_texts("sentencepiece"));
}

TEST(merges_are_strings_or_arrays) {
    Parts parts;
    EXPECT_EQUAL(encode(read_parts(parts), "abb"), (Ids{2, 1}));
    parts.merges = R"([["a", "b"]])";
    EXPECT_EQUAL(encode(read_parts(parts), "abb"), (Ids{2, 1}));
    parts.merges = R"([["a", " "], "a b", [" ", "b"]])";  // a token with a space can only stand in an array
    const Tokenizer tokenizer = read_parts(parts);
    EXPECT_EQUAL(encode(tokenizer, "aba  b"), (Ids{2, 5, 6}));
    expect_survives(tokenizer, {"", "a", "ab", "a b", "  b", "aba  b"});
}

TEST(awkward_keys_survive_being_written) {
    Parts parts;
    parts.vocab = R"({"\"": 0, "\\": 1, "\n": 2, "\u0000": 3, "é": 9, "😀": 4, " ": 5, "\"\\": 6, "\u007f": 7})";
    parts.merges = R"(["\" \\"])";
    parts.options = R"("unk_token": "é", )";
    parts.added = R"([{"id": 20, "content": "\t\"<x>\" \\"}, {"id": 0, "content": "\"", "normalized": true}])";
    const Tokenizer tokenizer = read_parts(parts);
    EXPECT_EQUAL(tokenizer.vocabulary.size(), 21);  // a gap from 10 to 19
    EXPECT_EQUAL(tokenizer.vocabulary.count(), 10);
    EXPECT_EQUAL(encode(tokenizer, "\t\"<x>\" \\\n"), (Ids{20, 2}));
    expect_survives(tokenizer, {"\"\\\n", std::string(1, '\0') + "\u00E9\U0001F600 \x7F", "\t\"<x>\" \\"});
}

TEST(an_added_token_that_is_listed_twice_stays_outside_of_the_model) {
    Parts parts;
    parts.vocab = R"({"?": 0, "a": 1, "b": 2, "ab": 3})";
    parts.options = R"("unk_token": "?", )";
    parts.added = R"([{"id": 9, "content": "x"}, {"id": 9, "content": "x"}, {"id": 1, "content": "a"}])";
    const Tokenizer tokenizer = read_parts(parts);
    EXPECT_EQUAL(encode(tokenizer, "xa"), (Ids{9, 1}));
    EXPECT_EQUAL(encode(tokenizer, "xa", {false, false}), (Ids{0, 1}));  // plain text: no "x" in the vocabulary
    expect_survives(tokenizer, {"", "x", "xab"});
}

TEST(every_option_survives_being_written) {
    Parts parts;
    parts.vocab = R"({"a": 0, "b": 1, "ab": 2, "<s>": 3, "bb": 7})";
    parts.merges = R"(["b b"])";
    parts.options = R"("unk_token": "a", "fuse_unk": true, "byte_fallback": true, )";
    parts.added = R"([{"id": 3, "content": "<s>", "special": true}, {"id": 8, "content": "b b", "normalized": true},
                      {"id": 9, "content": "x", "normalized": false}])";
    parts.normalizer =
        R"({"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Replace", "pattern": {"String": "y"}, "content": "a"},
                          {"type": "Prepend", "prepend": "b"}]})";
    parts.post_processor = R"({"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>"}},
        {"Sequence": {"id": "A"}}, {"SpecialToken": {"id": "two"}}, {"SpecialToken": {"id": "<s>"}}],
        "special_tokens": {"<s>": {"ids": [3]}, "two": {"ids": [1, 0]}}})";
    parts.decoder =
        R"({"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "a"}, "content": "c"},
        {"type": "Replace", "pattern": {"String": "c"}, "content": "d"},
        {"type": "ByteFallback"}, {"type": "Fuse"}, {"type": "Strip", "content": "b", "start": 2, "stop": 0}]})";
    const Tokenizer tokenizer = read_parts(parts);
    EXPECT_EQUAL(encode(tokenizer, "yxqqa"), (Ids{3, 1, 0, 9, 1, 0, 0, 1, 0, 3}));
    EXPECT_EQUAL(decode(tokenizer, {7, 1}), std::string("b"));
    EXPECT_EQUAL(decode(tokenizer, {1, 1, 1, 0}), std::string("bbd"));  // off the first token alone, "a" to "c" to "d"
    expect_survives(tokenizer, {"", "a", "yab", "xx", "b", "bb", "b b<s>b", "\u00E9\u00E9"});
    Parts after;
    after.post_processor = R"({"type": "TemplateProcessing", "single": [{"Sequence": {"id": "A"}},
        {"SpecialToken": {"id": "<s>"}}], "special_tokens": {"<s>": {"ids": [3]}}})";
    const Tokenizer after_only = read_parts(after);
    EXPECT_EQUAL(encode(after_only, "a"), (Ids{0, 3}));
    expect_survives(after_only, {"", "a", "ab"});
}

TEST(byte_level_options_are_read_and_written) {
    Parts parts;
    parts.vocab = R"({"a": 0, "b": 1, "Ġ": 2, "bĠ": 3, "aĠ": 4})";
    parts.merges = R"(["b Ġ", "a Ġ"])";
    parts.pre_tokenizer = R"({"type": "ByteLevel"})";  // both options are true when they are missing
    EXPECT_EQUAL(encode(read_parts(parts), "b a"), (Ids{2, 1, 2, 0}));
    parts.pre_tokenizer = R"({"type": "ByteLevel", "add_prefix_space": false, "use_regex": true})";
    EXPECT_EQUAL(encode(read_parts(parts), "b a"), (Ids{1, 2, 0}));
    parts.pre_tokenizer = R"({"type": "ByteLevel", "add_prefix_space": true, "use_regex": false})";
    const Tokenizer tokenizer = read_parts(parts);
    EXPECT_EQUAL(encode(tokenizer, "b a"), (Ids{2, 3, 0}));
    expect_survives(tokenizer, {"", "b a", " b", "aa b"});
}

TEST_MAIN
