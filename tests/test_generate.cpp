#include "generate/generate.h"
#include "golden.h"
#include "harness.h"
#include "tokenizer_parts.h"

class TextCollector : public TextReceiver {
 public:
    void on_text(std::string_view piece) override {
        text += piece;
        ++pieces;
    }
    std::string text;
    int pieces = 0;
};

struct Run {
    GenerateResult result;
    std::string text;
};

static Run run(const std::string& folder, const std::string& prompt, const GenerateOptions& options) {
    const Model model = load_model(folder);
    const Tokenizer tokenizer = read_tokenizer(folder + "/tokenizer.json");
    TextCollector collector;
    Run run;
    run.result = generate(model, tokenizer, encode(tokenizer, prompt), options, collector);
    run.text = collector.text;
    return run;
}

static GenerateOptions greedy(int max_tokens) {
    GenerateOptions options;
    options.sampler.temperature = 0;
    options.max_tokens = max_tokens;
    return options;
}

/// A tokenizer for a model that has none: token 5 is the text "<5>".
static Tokenizer numbered_tokenizer(int vocab) {
    Parts parts;
    parts.merges = "[]";
    parts.vocab = "{";
    for (int id = 0; id < vocab; ++id) {
        parts.vocab += (id == 0 ? "\"<" : ", \"<") + std::to_string(id) + ">\": " + std::to_string(id);
    }
    parts.vocab += "}";
    return read_parts(parts);
}

// The models are small enough that the reference could refuse every choice that float32 might make otherwise.
TEST(tokens_match_golden) {
    const Golden golden("generate");
    int runs = 0;
    for (const std::string& name : golden.cases()) {
        Model model = load_model(name == "micro" ? "data/micro" : "data/golden/models/" + name);
        model.config.end_tokens.clear();
        const Tokenizer tokenizer = numbered_tokenizer(model.config.vocab);
        for (const char* temperature : {"/temperature0/", "/temperature1/"}) {
            const std::string key = name + temperature;
            const std::vector<int> want = golden.integers(key + "tokens");
            std::string want_text;
            for (int token : want) {
                want_text += "<" + std::to_string(token) + ">";
            }
            GenerateOptions options;
            options.sampler.temperature = float(golden.number(key + "temperature"));
            options.seed = uint64_t(golden.number(key + "seed"));
            options.max_tokens = int(want.size());
            TextCollector collector;
            const GenerateResult result =
                generate(model, tokenizer, golden.integers(key + "prompt"), options, collector);
            EXPECT_EQUAL(result.tokens, want);
            EXPECT_EQUAL(collector.text, want_text);
            ++runs;
        }
    }
    EXPECT_EQUAL(runs, 8);
}

TEST(the_micro_model_knows_its_text_by_heart) {
    const Run whole = run("data/micro", "aaab", greedy(100));
    EXPECT_EQUAL(whole.text, "daaabac");
    EXPECT_EQUAL(whole.result.tokens, (std::vector<int>{4, 7, 1, 3, 0}));
    EXPECT_EQUAL(finish_reason_text(whole.result.finish), std::string("end token"));
    EXPECT_EQUAL(whole.result.prompt_tokens, 1);
    EXPECT_EQUAL(whole.result.kv_cache_bytes, int64_t(16 * 5));  // the end token is not fed back
}

TEST(max_tokens_ends_a_generation) {
    const Run two = run("data/micro", "aaab", greedy(2));
    EXPECT_EQUAL(two.text, "daaab");
    EXPECT_EQUAL(finish_reason_text(two.result.finish), std::string("max tokens"));
    const Run none = run("data/micro", "aaab", greedy(0));
    EXPECT_EQUAL(none.text, "");
    EXPECT_EQUAL(none.result.tokens.size(), size_t(0));
}

TEST(a_stop_text_across_tokens_ends_a_generation_and_is_not_shown) {
    GenerateOptions options = greedy(100);
    options.stop_texts = {"ba"};  // the end of "aaab" and the next token "a"
    const Run stopped = run("data/micro", "aaab", options);
    EXPECT_EQUAL(stopped.text, "daaa");
    EXPECT_EQUAL(stopped.result.tokens, (std::vector<int>{4, 7, 1}));
    EXPECT_EQUAL(finish_reason_text(stopped.result.finish), std::string("stop text"));
}

TEST(a_prompt_does_not_count_for_stop_texts) {
    GenerateOptions options = greedy(100);
    options.stop_texts = {"aaabd"};
    EXPECT_EQUAL(run("data/micro", "aaab", options).text, "daaabac");
}

TEST(a_full_window_ends_a_generation) {
    Model model = load_model("data/micro");
    model.config.end_tokens.clear();
    const Tokenizer tokenizer = read_tokenizer("data/micro/tokenizer.json");
    TextCollector collector;
    const GenerateResult result = generate(model, tokenizer, {7, 4, 7}, greedy(100), collector);
    EXPECT_EQUAL(result.tokens.size(), size_t(13));  // a window of 16
    EXPECT_EQUAL(finish_reason_text(result.finish), std::string("context window full"));
    TextCollector exact;
    const GenerateResult filled = generate(model, tokenizer, {7, 4, 7}, greedy(13), exact);
    EXPECT_EQUAL(finish_reason_text(filled.finish), std::string("max tokens"));
    EXPECT_EQUAL(filled.tokens, result.tokens);
}

TEST(a_prompt_that_leaves_no_room_is_an_error) {
    const Model model = load_model("data/micro");
    const Tokenizer tokenizer = read_tokenizer("data/micro/tokenizer.json");
    TextCollector collector;
    const std::vector<int> full(16, 1);
    EXPECT_ERROR(generate(model, tokenizer, full, greedy(1), collector), "shorten the prompt to at most 15 tokens");
    const std::vector<int> one_left(15, 1);
    EXPECT_EQUAL(generate(model, tokenizer, one_left, greedy(9), collector).tokens.size(), size_t(1));
    EXPECT_ERROR(generate(model, tokenizer, {}, greedy(1), collector), "the prompt is empty");
}

TEST(the_same_seed_gives_the_same_tokens_and_another_seed_others) {
    GenerateOptions options;
    options.sampler.temperature = 1.5f;
    options.max_tokens = 12;
    bool any_different = false;
    options.seed = 0;
    const std::vector<int> first = run("data/micro", "a", options).result.tokens;
    for (uint64_t seed = 0; seed < 10; ++seed) {
        options.seed = seed;
        const std::vector<int> once = run("data/micro", "a", options).result.tokens;
        EXPECT_EQUAL(run("data/micro", "a", options).result.tokens, once);
        any_different = any_different || once != first;
    }
    EXPECT(any_different);
}

TEST(the_end_token_may_be_one_of_several) {
    Model model = load_model("data/micro");
    model.config.end_tokens = {5, 1};
    const Tokenizer tokenizer = read_tokenizer("data/micro/tokenizer.json");
    TextCollector collector;
    const GenerateResult result = generate(model, tokenizer, {7}, greedy(100), collector);
    EXPECT_EQUAL(result.tokens, (std::vector<int>{4, 7, 1}));
    EXPECT_EQUAL(collector.text, "daaab");
}

TEST(bad_sampler_options_are_an_error_before_anything_is_shown) {
    GenerateOptions options = greedy(5);
    options.sampler.temperature = -1;
    EXPECT_ERROR(run("data/micro", "a", options), "temperature");
}

/// The published continuation as ../shared/README.md quotes it: in double quotes behind "continue:", over
/// several lines, with \n for a line feed.
static std::string published_story() {
    const std::string page = read_text(shared_path("README.md"));
    const std::string mark = "must continue: \"";
    const size_t start = page.find(mark) + mark.size();
    const size_t end = page.find("\"\n- ", start);
    std::string text;
    for (char c : page.substr(start, end - start)) {
        const bool is_indent = c == ' ' && !text.empty() && text.back() == ' ';
        if (!is_indent) text += c == '\n' ? ' ' : c;
    }
    return replace_all(text, "\\n", "\n");
}

TEST(a_real_model_continues_a_text_as_its_author_s_program_does) {
    const std::string want = published_story();
    EXPECT(want.size() > 300);
    EXPECT_EQUAL(run(shared_path("models/stories260K"), "Once upon a time", greedy(127)).text, want);
}

// Its logits have three rows, and the last one counts.
TEST(a_prompt_of_several_tokens_is_continued_from_its_end) {
    EXPECT_EQUAL(run("data/micro", "aaabdaaab", greedy(100)).text, "ac");
    EXPECT_EQUAL(run("data/micro", "aaabdaaaba", greedy(100)).text, "c");
}

/// The micro model with a tokenizer of whose eight tokens some are single bytes of an emoji.
TEST(a_character_that_never_becomes_whole_is_shown_as_such) {
    Parts parts;
    parts.vocab = R"({"</s>": 0, "a": 1, "b": 2, "c": 3, "<0xF0>": 4, "aa": 5, "ab": 6, "<0x9F>": 7})";
    parts.merges = "[]";
    parts.options = R"("byte_fallback": true, )";
    parts.decoder = R"({"type": "Sequence", "decoders": [{"type": "ByteFallback"}, {"type": "Fuse"}]})";
    const Tokenizer tokenizer = read_parts(parts);
    const Model model = load_model("data/micro");
    TextCollector collector;
    generate(model, tokenizer, {7}, greedy(1), collector);  // says 4, the first byte of four
    EXPECT_EQUAL(collector.text, "\uFFFD");
    GenerateOptions options = greedy(1);
    options.stop_texts = {"\uFFFD"};  // complete only when the text ends
    TextCollector stopped;
    const GenerateResult result = generate(model, tokenizer, {7}, options, stopped);
    EXPECT_EQUAL(stopped.text, "");
    EXPECT_EQUAL(finish_reason_text(result.finish), std::string("stop text"));
    TextCollector later;
    generate(model, tokenizer, {7, 4, 7}, greedy(2), later);  // the prompt's own bytes are not shown
    EXPECT_EQUAL(later.text, "ac");
}

TEST_MAIN
