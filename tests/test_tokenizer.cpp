#include "tokenizer/tokenizer.h"

#include "formats/json.h"
#include "harness.h"
#include "tokenizer/rank_file.h"

// Vectors: data/golden/tokenizer (written by tests/reference) and ../shared/vectors (written by the field's own
// tokenizers). Every line must come out exactly.

using Ids = std::vector<int>;

static const EncodeOptions plain_text = {false, false};

static Tokenizer golden_tokenizer(const std::string& name) {
    return read_tokenizer("data/golden/tokenizer/" + name + "/tokenizer.json");
}

static Ids ids_in(const JsonDocument& json, const JsonValue& array) {
    Ids ids;
    for (const JsonValue& item : json.array(array)) {
        ids.push_back(int(json.integer(item, 0, Vocabulary::max_id)));
    }
    return ids;
}

/// One line of a .jsonl file. Where it does not say otherwise, the ids decode to the text.
struct Vector {
    std::string text;
    Ids ids;
    Ids plain_ids;
    std::string decoded;
    std::string plain_decoded;
};

static std::vector<Vector> read_vectors(const std::string& path) {
    const std::string file = read_text(path);
    std::vector<Vector> vectors;
    size_t start = 0;
    while (start < file.size()) {
        const size_t end = std::min(file.find('\n', start), file.size());
        const JsonDocument json(std::string_view(file).substr(start, end - start), path);
        start = end + 1;
        const JsonValue* plain_ids = json.find(json.root(), "plain_ids");
        const JsonValue* decoded = json.find(json.root(), "decoded");
        const JsonValue* plain_decoded = json.find(json.root(), "plain_decoded");
        Vector vector;
        vector.text = std::string(json.string(json.get(json.root(), "text")));
        vector.ids = ids_in(json, json.get(json.root(), "ids"));
        if (plain_ids != nullptr) vector.plain_ids = ids_in(json, *plain_ids);
        vector.decoded = decoded == nullptr ? vector.text : std::string(json.string(*decoded));
        vector.plain_decoded = plain_decoded == nullptr ? vector.text : std::string(json.string(*plain_decoded));
        vectors.push_back(vector);
    }
    if (vectors.empty()) FAIL(path + " holds no vectors");
    return vectors;
}

static void expect_ids(const Ids& got, const Ids& want, const std::string& text) {
    if (got != want) FAIL("ids of " + json_quote(text) + "\n      got  " + shown(got) + "\n      want " + shown(want));
}

static void expect_text(const std::string& got, const std::string& want, const Ids& ids) {
    if (got != want)
        FAIL("text of " + shown(ids) + "\n      got  " + json_quote(got) + "\n      want " + json_quote(want));
}

static void check_vectors(const Tokenizer& tokenizer, const std::string& name, size_t at_least) {
    const std::vector<Vector> vectors = read_vectors("data/golden/tokenizer/" + name + ".jsonl");
    EXPECT(vectors.size() >= at_least);
    for (const Vector& vector : vectors) {
        expect_ids(encode(tokenizer, vector.text), vector.ids, vector.text);
        expect_ids(encode(tokenizer, vector.text, plain_text), vector.plain_ids, vector.text);
        expect_text(decode(tokenizer, vector.ids), vector.decoded, vector.ids);
        expect_text(decode(tokenizer, vector.plain_ids), vector.plain_decoded, vector.plain_ids);
    }
}

static void check_golden(const std::string& name, size_t at_least) {
    check_vectors(golden_tokenizer(name), name, at_least);
}

TEST(bytelevel_matches_golden) { check_golden("bytelevel", 200); }
TEST(prefixed_matches_golden) { check_golden("prefixed", 200); }
TEST(sentencepiece_matches_golden) { check_golden("sentencepiece", 200); }
TEST(split_matches_golden) { check_golden("split", 200); }
TEST(nofallback_matches_golden) { check_golden("nofallback", 200); }
TEST(composed_matches_golden) { check_golden("composed", 200); }

/// The small rank file with the pattern of a known encoding.
static void check_golden_ranks(const std::string& name, SplitPattern split) {
    const RankEncoding encoding = {"golden", 484, split, {{"<|endoftext|>", 500}, {"<|end of prompt|>", 510}}};
    const Tokenizer tokenizer = tokenizer_of_ranks(read_ranks("data/golden/tokenizer/ranks.tiktoken"), encoding);
    check_vectors(tokenizer, name, 300);
}

TEST(ranks_cut_as_cl100k_match_golden) { check_golden_ranks("ranks_cl100k", SplitPattern::cl100k); }
TEST(ranks_cut_as_o200k_match_golden) { check_golden_ranks("ranks_o200k", SplitPattern::o200k); }
TEST(metaspace_matches_golden) { check_golden("metaspace", 200); }
TEST(words_match_golden) { check_golden("words", 200); }
TEST(spaces_match_golden) { check_golden("spaces", 200); }
TEST(digits_match_golden) { check_golden("digits", 200); }
TEST(signs_match_golden) { check_golden("signs", 200); }

/// "▁" decodes to a space, whether the text had the one or the other.
static std::string without_visible_spaces(const std::string& text) { return replace_all(text, "\u2581", " "); }

static void check_shared(const std::string& tokenizer_path, const std::string& vectors, const EncodeOptions& options) {
    const std::string path = shared_path(tokenizer_path);
    const Tokenizer tokenizer = is_rank_file(path) ? read_rank_tokenizer(path) : read_tokenizer(path);
    for (const Vector& vector : read_vectors(shared_path("vectors/" + vectors + ".jsonl"))) {
        expect_ids(encode(tokenizer, vector.text, options), vector.ids, vector.text);
        const std::string want =
            tokenizer.byte_level ? normalize(tokenizer.normalizer, vector.text) : without_visible_spaces(vector.text);
        expect_text(decode(tokenizer, vector.ids), want, vector.ids);
    }
}

TEST(gpt2_matches_the_field) { check_shared("tokenizers/gpt2/tokenizer.json", "gpt2", {}); }
TEST(gpt2_as_plain_text_matches_tiktoken) {
    check_shared("tokenizers/gpt2/tokenizer.json", "gpt2.tiktoken", plain_text);
}
TEST(llama3_matches_the_field) { check_shared("tokenizers/llama3/tokenizer.json", "llama3", {}); }
TEST(llama2_matches_the_field) { check_shared("tokenizers/llama2/tokenizer.json", "llama2", {}); }
TEST(mistral_matches_the_field) { check_shared("tokenizers/mistral/tokenizer.json", "mistral", {}); }
TEST(qwen3_matches_the_field) { check_shared("tokenizers/qwen3/tokenizer.json", "qwen3", {}); }
TEST(cl100k_base_matches_tiktoken) {
    check_shared("tokenizers/cl100k_base.tiktoken", "cl100k_base.tiktoken", plain_text);
}
TEST(o200k_base_matches_tiktoken) { check_shared("tokenizers/o200k_base.tiktoken", "o200k_base.tiktoken", plain_text); }
TEST(stories260K_matches_the_field) { check_shared("models/stories260K/tokenizer.json", "stories260K", {}); }

/// Merging from left to right instead of by rank gives 1544, 18798, 11 (LLMs-from-scratch #558).
TEST(hello_with_gpt2_is_15496_11) {
    const Tokenizer tokenizer = read_tokenizer(shared_path("tokenizers/gpt2/tokenizer.json"));
    EXPECT_EQUAL(encode(tokenizer, "Hello,"), (Ids{15496, 11}));
}

TEST_MAIN
