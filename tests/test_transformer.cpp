#include <cmath>

#include "base/tap.h"
#include "golden.h"
#include "harness.h"
#include "model/transformer.h"
#include "twins.h"

static std::string folder_of_case(const std::string& name) {
    const std::string model = name.substr(0, name.find('+'));
    return model == "micro" ? "data/micro" : "data/golden/models/" + model;
}

/// Number of values that a forward pass taps: tokens, embed, 17 a layer, final.norm, logits.
static size_t tap_count(const Config& config) { return 4 + 17 * size_t(config.n_layers); }

TEST(forward_matches_golden_tap_by_tap) {
    const Golden golden("transformer");
    for (const std::string& name : golden.cases()) {
        const Model model = load_model(folder_of_case(name));
        KVCache cache = make_kv_cache(model.config, model.config.window);
        if (golden.has(name + "/past_tokens")) forward(model, golden.integers(name + "/past_tokens"), cache);
        TapRecorder taps;
        forward(model, golden.integers(name + "/tokens"), cache);
        // An error names what is missing.
        for (const char* key : {"tokens", "embed", "final.norm", "logits"}) {
            taps.get(key);
        }
        EXPECT_EQUAL(taps.records.size(), tap_count(model.config));
        for (const TapRecorder::Record& record : taps.records) {
            const std::string key = name + "/" + record.key;
            if (!golden.has(key)) FAIL("no golden for " + key);
            // End to end in float64 against one float32 rounding a value: measured at most 8e-7 of the
            // tensor's largest number (docs/numerics.md).
            EXPECT_GOLDEN(golden, key, record.value, 0, 2e-6 * largest_magnitude(golden[key]));
        }
    }
}

static const std::vector<int> some_tokens = {3, 14, 1, 5, 9, 2, 6};

TEST(a_later_token_changes_no_earlier_logit) {
    const Model model = load_model("data/golden/models/gqa");
    KVCache cache = make_kv_cache(model.config, 16);
    const Tensor before = forward(model, some_tokens, cache);
    std::vector<int> changed = some_tokens;
    changed[4] = 30;
    KVCache other_cache = make_kv_cache(model.config, 16);
    const Tensor after = forward(model, changed, other_cache);
    for (int64_t t = 0; t < before.rows(); ++t) {
        bool row_is_same = true;
        for (int64_t i = 0; i < before.cols(); ++i) {
            row_is_same = row_is_same && before(t, i) == after(t, i);
        }
        EXPECT_EQUAL(row_is_same, t < 4);
    }
}

/// The rows of `logits`, put behind those of `all`.
static void append_rows(std::vector<float>& all, const Tensor& logits) {
    all.insert(all.end(), logits.data(), logits.data() + logits.size());
}

TEST(a_cached_pass_equals_a_full_one_bit_for_bit_at_every_split) {
    for (const char* path :
         {"data/micro", "data/golden/models/gqa", "data/golden/models/wide", "data/golden/models/odd"}) {
        const Model model = load_model(path);
        std::vector<int> tokens = some_tokens;
        for (int& token : tokens) {
            token %= model.config.vocab;
        }
        KVCache full_cache = make_kv_cache(model.config, 7);
        const Tensor full = forward(model, tokens, full_cache);
        for (size_t split = 1; split < tokens.size(); ++split) {
            KVCache cache = make_kv_cache(model.config, 11);
            std::vector<float> rows;
            append_rows(rows, forward(model, std::vector<int>(tokens.begin(), tokens.begin() + long(split)), cache));
            append_rows(rows, forward(model, std::vector<int>(tokens.begin() + long(split), tokens.end()), cache));
            EXPECT_SAME(Tensor::from(full.shape(), rows), full);
        }
        KVCache step_cache = make_kv_cache(model.config, 7);
        std::vector<float> rows;
        for (int token : tokens) {
            append_rows(rows, forward(model, {token}, step_cache));
        }
        EXPECT_SAME(Tensor::from(full.shape(), rows), full);
    }
}

TEST(position_matters) {
    const Model model = load_model("data/golden/models/gqa");
    KVCache cache = make_kv_cache(model.config, 8);
    const Tensor logits = forward(model, {5, 7, 5}, cache);  // "dog bit man" is not "man bit dog"
    bool same = true;
    for (int64_t i = 0; i < logits.cols(); ++i) {
        same = same && std::fabs(logits(0, i) - logits(2, i)) < 1e-4f;
    }
    EXPECT(!same);
}

TEST(a_failed_pass_leaves_the_cache_as_it_was) {
    const Model model = load_model("data/micro");
    KVCache cache = make_kv_cache(model.config, 3);
    forward(model, {7, 4}, cache);
    EXPECT_ERROR(forward(model, {7, 1}, cache), "more do not fit");
    EXPECT_ERROR(forward(model, {8}, cache), "outside the vocabulary of 8");
    EXPECT_ERROR(forward(model, {}, cache), "no tokens");
    EXPECT_EQUAL(cache.length, 2);
    const Tensor after = forward(model, {7}, cache);
    KVCache fresh = make_kv_cache(model.config, 3);
    const Tensor whole = forward(model, {7, 4, 7}, fresh);
    for (int64_t i = 0; i < 8; ++i) {
        EXPECT_EQUAL(after(0, i), whole(2, i));
    }
}

TEST(the_whole_window_can_be_filled_and_not_a_token_more) {
    const Model model = load_model("data/golden/models/odd");
    KVCache cache = make_kv_cache(model.config, model.config.window);
    forward(model, std::vector<int>(11, 1), cache);
    EXPECT_EQUAL(cache.length, 11);
    EXPECT_ERROR(forward(model, {1}, cache), "holds 11 of 11 tokens");
}

static void expect_family_agrees(const std::string& folder) {
    const SafetensorsFile expected(folder + "/expected.safetensors");
    const Model model = load_model(folder);
    std::vector<int> tokens;
    for (int64_t id : expected.load_integers("ids")) {
        tokens.push_back(int(id));
    }
    const std::vector<int64_t> greedy = expected.load_integers("greedy");
    KVCache cache = make_kv_cache(model.config, int(tokens.size() + greedy.size()));
    Tensor logits = forward(model, tokens, cache);
    const Tensor want = expected.load("logits");
    EXPECT_CLOSE(logits, want, 0, 1e-6 * largest_magnitude(want));
    for (int64_t want_token : greedy) {
        const int64_t last = logits.rows() - 1;
        int best = 0;
        for (int i = 0; i < model.config.vocab; ++i) {
            if (logits(last, i) > logits(last, best)) best = i;
        }
        EXPECT_EQUAL(int64_t(best), want_token);
        logits = forward(model, {best}, cache);
    }
}

TEST(a_llama_2_model_gives_the_logits_of_an_independent_program) {
    expect_family_agrees(shared_path("models/families/llama2"));
}

// A prompt goes through in parts, and the head scores its last token only.
TEST(the_next_logits_are_the_last_row_of_all) {
    const Model model = load_model("data/model");
    std::vector<int> tokens;
    for (int t = 0; t < 2 * prompt_part + 5; ++t) {
        tokens.push_back(t * 31 % 1500);
    }
    for (bool textbook_is_on : {false, true}) {
        const ChosenForm form(textbook_is_on);
        for (int T : {1, 2, prompt_part - 1, prompt_part, prompt_part + 1, 2 * prompt_part, 2 * prompt_part + 5}) {
            if (textbook_is_on && T > 2) continue;  // slow, and nothing new
            const std::vector<int> prompt(tokens.begin(), tokens.begin() + T);
            KVCache whole = make_kv_cache(model.config, T);
            KVCache parts = make_kv_cache(model.config, T);
            const Tensor want = last_row(forward(model, prompt, whole));
            EXPECT_SAME(next_logits(model, prompt, parts), want);
            EXPECT_EQUAL(parts.length, T);
            EXPECT_SAME(parts.keys[5].rows_view(0, T), whole.keys[5].rows_view(0, T));
        }
    }
}

TEST_MAIN
