// tokenizer.json that asks for steps that are malformed or not supported, through the real program.
#include "hostile.h"

static const std::vector<std::string> generate = {"generate",     "--model", "FOLDER",   "ab",
                                                  "--max-tokens", "4",       "--no-echo"};
static const std::vector<std::string> tokenize = {"tokenize", "--model", "FOLDER"};
static const char* const file = "tokenizer.json";
static const char* const micro = "data/micro";
static const char* const sentence_piece = "data/golden/tokenizer/sentencepiece";

static HostileCase tokenizer_case(const char* base, const std::string& from, const std::string& to,
                                  const std::string& part) {
    return {from + " -> " + to, base, replaced(file, from, to), base == micro ? generate : tokenize,
            {file, part},       "ab"};
}

static std::vector<HostileCase> model_cases() {
    return {
        tokenizer_case(micro, "\"type\": \"BPE\"", "\"type\": \"WordPiece\"",
                       "the tokenizer model \"WordPiece\" is not supported"),
        tokenizer_case(micro, "\"type\": \"BPE\"", "\"type\": \"Unigram\"",
                       "\"Unigram\" is not supported; supported: BPE"),
        tokenizer_case(micro, "\"type\": \"BPE\"", "\"type\": 1", "\"type\" must be a string"),
        tokenizer_case(micro, "\"dropout\": null", "\"dropout\": 0.1", "BPE dropout is not supported"),
        tokenizer_case(micro, "\"dropout\": null", "\"dropout\": \"no\"", "\"dropout\" must be a number"),
        tokenizer_case(micro, "\"unk_token\": null", "\"unk_token\": \"<unk>\"",
                       "the token \"<unk>\" is not in the vocabulary"),
        tokenizer_case(micro, "\"unk_token\": null", "\"unk_token\": 0", "\"unk_token\" must be a string"),
        tokenizer_case(micro, "\"continuing_subword_prefix\": null", "\"continuing_subword_prefix\": \"##\"",
                       "is not supported, it must be empty"),
        tokenizer_case(micro, "\"end_of_word_suffix\": null", "\"end_of_word_suffix\": \"</w>\"",
                       "is not supported, it must be empty"),
        tokenizer_case(micro, "\"ignore_merges\": false", "\"ignore_merges\": 1",
                       "\"ignore_merges\" must be true or false"),
        tokenizer_case(micro, "\"byte_fallback\": false", "\"byte_fallback\": \"false\"",
                       "\"byte_fallback\" must be true or false"),
        tokenizer_case(micro, "\"fuse_unk\": false", "\"fuse_unk\": 0", "\"fuse_unk\" must be true or false"),
    };
}

TEST(models_of_another_kind_are_errors) { run_hostile_cases(model_cases()); }

/// Steps of a pre-tokenizer, as a Sequence.
static HostileCase step_case(const std::string& steps, const std::string& part) {
    return tokenizer_case(micro, "\"pre_tokenizer\": null",
                          R"("pre_tokenizer": {"type": "Sequence", "pretokenizers": [)" + steps + "]}", part);
}

static std::vector<HostileCase> pre_tokenizer_cases() {
    const std::string no_pre = "\"pre_tokenizer\": null";
    return {
        tokenizer_case(micro, no_pre, R"("pre_tokenizer": {"type": "Whitespace"})",
                       "the pre-tokenizer \"Whitespace\" is not supported"),
        step_case(R"({"type": "Whitespace"})",
                  "supported: ByteLevel, Metaspace, Digits, Punctuation, Sequence, Split at a String"),
        step_case(R"({"type": "Split", "behavior": "Isolated", "pattern": {"Regex": "\\d{1,3}"}})",
                  "the pattern \"\\\\d{1,3}\" is not supported; supported: ByteLevel"),
        step_case(R"({"type": "Split", "pattern": {"String": " "}})", "the key \"behavior\" is missing"),
        step_case(R"({"type": "Split", "behavior": "Isolated"})", "the key \"pattern\" is missing"),
        step_case(R"({"type": "Split", "behavior": "Isolated", "pattern": {}})", "the key \"Regex\" is missing"),
        step_case(R"({"type": "Split", "behavior": "Isolated", "pattern": "a"})", "\"pattern\" must be an object"),
        step_case(R"({"type": "Split", "behavior": "Isolated", "pattern": {"String": 7}})",
                  "\"String\" must be a string"),
        step_case(R"({"type": "Split", "behavior": "Isolated", "pattern": {"String": ""}})",
                  "an empty pattern fits everywhere"),
        step_case(R"({"type": "Split", "behavior": "isolated", "pattern": {"String": "a"}})",
                  "the behavior \"isolated\" is not supported; supported: Removed, Isolated, MergedWithPrevious, "
                  "MergedWithNext, Contiguous"),
        step_case(R"({"type": "Split", "behavior": 1, "pattern": {"String": "a"}})", "\"behavior\" must be a string"),
        step_case(R"({"type": "Split", "behavior": "Isolated", "invert": 1, "pattern": {"String": "a"}})",
                  "\"invert\" must be true or false"),
        tokenizer_case(
            micro, no_pre,
            R"("pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "Split", "behavior": "Removed", "pattern": {"Regex": "a+"}}]})",
            "the pattern \"a+\" is not supported"),
        step_case(R"({"type": "Digits"})", "the key \"individual_digits\" is missing"),
        step_case(R"({"type": "Digits", "individual_digits": "no"})", "\"individual_digits\" must be true or false"),
        step_case(R"({"type": "Punctuation", "behavior": "Joined"})", "the behavior \"Joined\" is not supported"),
        step_case(R"({"type": "Metaspace"})", "the key \"replacement\" is missing"),
        step_case(R"({"type": "Metaspace", "replacement": ""})", "the replacement \"\" must be one character"),
        step_case(R"({"type": "Metaspace", "replacement": "__"})", "the replacement \"__\" must be one character"),
        step_case(R"({"type": "Metaspace", "replacement": 95})", "\"replacement\" must be a string"),
        step_case(R"({"type": "Metaspace", "replacement": "_", "prepend_scheme": "last"})",
                  "the prepend_scheme \"last\" is not supported; supported: always, first, never"),
        step_case(R"({"type": "Metaspace", "replacement": "_", "prepend_scheme": true})",
                  "\"prepend_scheme\" must be a string"),
        step_case(R"({"type": "Metaspace", "replacement": "_", "prepend_scheme": "first", "add_prefix_space": false})",
                  "contradict each other"),
        step_case(R"({"type": "Metaspace", "replacement": "_", "split": null, "add_prefix_space": 0})",
                  "\"add_prefix_space\" must be true or false"),
        step_case(R"({"type": "Metaspace", "replacement": "_"}, {"type": "Metaspace", "replacement": "-"})",
                  "a second Metaspace is not supported"),
        step_case(R"({"type": "ByteLevel"}, {"type": "Digits", "individual_digits": true})",
                  "\"Digits\" behind ByteLevel, which must be the last step"),
        tokenizer_case(micro, no_pre, R"("pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": 1})",
                       "\"add_prefix_space\" must be true or false"),
        tokenizer_case(micro, no_pre, R"("pre_tokenizer": {})", "the key \"type\" is missing"),
    };
}

TEST(pre_tokenizers_that_are_malformed_or_not_supported_are_errors) { run_hostile_cases(pre_tokenizer_cases()); }

static std::vector<HostileCase> normalizer_cases() {
    const std::string no_norm = "\"normalizer\": null";
    return {
        tokenizer_case(micro, no_norm, R"("normalizer": {"type": "NFKC"})", "the normalizer \"NFKC\" is not supported"),
        tokenizer_case(micro, no_norm, R"("normalizer": {"type": "Sequence", "normalizers": [{"type": "Lowercase"}]})",
                       "the normalizer \"Lowercase\" is not supported"),
        tokenizer_case(micro, no_norm, R"("normalizer": {"type": "Sequence"})", "the key \"normalizers\" is missing"),
        tokenizer_case(micro, no_norm, R"("normalizer": {"type": "Sequence", "normalizers": [7]})",
                       "must be an object"),
        tokenizer_case(micro, no_norm, R"("normalizer": {"type": "Prepend"})", "the key \"prepend\" is missing"),
        tokenizer_case(micro, no_norm,
                       R"("normalizer": {"type": "Replace", "pattern": {"Regex": "\\s"}, "content": ""})",
                       "the pattern \"\\\\s\" is not supported"),
        tokenizer_case(micro, no_norm,
                       R"("normalizer": {"type": "Replace", "pattern": {"String": ""}, "content": "x"})",
                       "an empty pattern fits everywhere"),
        tokenizer_case(micro, no_norm, R"("normalizer": {"type": "Replace", "pattern": "x", "content": "y"})",
                       "\"pattern\" must be an object"),
        tokenizer_case(micro, no_norm, R"("normalizer": {"type": "Replace", "pattern": {"String": "x"}})",
                       "the key \"content\" is missing"),
    };
}

TEST(normalizers_that_are_malformed_or_not_supported_are_errors) { run_hostile_cases(normalizer_cases()); }

static std::vector<HostileCase> post_processor_cases() {
    const std::string no_post = "\"post_processor\": null";
    return {
        tokenizer_case(micro, no_post, R"("post_processor": {"type": "BertProcessing"})",
                       "the post-processor \"BertProcessing\" is not supported"),
        tokenizer_case(micro, no_post, R"("post_processor": {"type": "TemplateProcessing"})",
                       "the key \"single\" is missing"),
        tokenizer_case(micro, no_post, R"("post_processor": {"type": "TemplateProcessing", "single": []})",
                       "does not hold the sequence A"),
        tokenizer_case(micro, no_post,
                       R"("post_processor": {"type": "TemplateProcessing", "single": [{"Sequence": {"id": "B"}}]})",
                       "must hold the sequence A once"),
        tokenizer_case(
            micro, no_post,
            R"("post_processor": {"type": "TemplateProcessing", "single": [{"Sequence": {"id": "A"}}, {"Sequence": {"id": "A"}}]})",
            "must hold the sequence A once"),
        tokenizer_case(micro, no_post,
                       R"("post_processor": {"type": "TemplateProcessing", "single": [{"Sequence": "A"}]})",
                       "\"Sequence\" must be an object"),
        tokenizer_case(micro, no_post, R"("post_processor": {"type": "TemplateProcessing", "single": ["A"]})",
                       "must be an object"),
        tokenizer_case(
            micro, no_post,
            R"("post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "x"}}], "special_tokens": {}})",
            "the key \"x\" is missing"),
        tokenizer_case(micro, no_post,
                       R"("post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "x"}}]})",
                       "the key \"special_tokens\" is missing"),
        tokenizer_case(
            micro, no_post,
            R"("post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "x"}}], "special_tokens": {"x": {"ids": [8]}}})",
            "id 8 is no token of the vocabulary"),
        tokenizer_case(
            micro, no_post,
            R"("post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "x"}}], "special_tokens": {"x": {"ids": [-1]}}})",
            "it is -1"),
        tokenizer_case(sentence_piece, "\"ids\": [\n     1\n    ]", "\"ids\": [99999]",
                       "id 99999 is no token of the vocabulary"),
        tokenizer_case(sentence_piece, "\"id\": \"<s>\",\n     \"type_id\": 0", "\"id\": \"<x>\", \"type_id\": 0",
                       "the key \"<x>\" is missing"),
        tokenizer_case(sentence_piece, "\"Sequence\": {\n     \"id\": \"A\"", "\"Sequence\": {\n     \"id\": \"B\"",
                       "the sequence A once"),
    };
}

TEST(post_processors_that_are_malformed_or_not_supported_are_errors) { run_hostile_cases(post_processor_cases()); }

static std::vector<HostileCase> decoder_cases() {
    return {
        tokenizer_case(micro, "\"type\": \"Fuse\"", "\"type\": \"WordPiece\"",
                       "the decoder \"WordPiece\" is not supported"),
        tokenizer_case(micro, "\"type\": \"Fuse\"", R"("type": "Strip", "content": " ", "start": 1, "stop": 1)",
                       "takes something off the end"),
        tokenizer_case(micro, "\"type\": \"Fuse\"", R"("type": "Strip", "content": " ", "start": -1, "stop": 0)",
                       "it is -1"),
        tokenizer_case(micro, "\"type\": \"Fuse\"",
                       R"("type": "Strip", "content": " ", "start": 2147483648, "stop": 0)", "it is 2147483648"),
        tokenizer_case(micro, "\"type\": \"Fuse\"", "\"type\": \"Metaspace\"", "the key \"replacement\" is missing"),
        tokenizer_case(micro, "\"type\": \"Fuse\"", R"("type": "Metaspace", "replacement": "_", "prepend_scheme": "x")",
                       "the prepend_scheme \"x\" is not supported"),
        tokenizer_case(micro, "\"type\": \"Fuse\"", R"("type": "Replace", "pattern": {"String": ""}, "content": "")",
                       "an empty pattern"),
        tokenizer_case(micro, "\"type\": \"Fuse\"",
                       R"("type": "Sequence", "decoders": [{"type": "Sequence", "decoders": []}])",
                       "the decoder \"Sequence\""),
    };
}

TEST(decoders_that_are_malformed_or_not_supported_are_errors) { run_hostile_cases(decoder_cases()); }

TEST(the_table_is_long_enough) {
    const size_t steps = pre_tokenizer_cases().size() + normalizer_cases().size() + post_processor_cases().size() +
                         decoder_cases().size();
    EXPECT(model_cases().size() + steps >= 45);
}

TEST_MAIN
