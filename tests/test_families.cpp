#include <filesystem>

#include "base/tap.h"
#include "golden.h"
#include "harness.h"
#include "model/transformer.h"
#include "twins.h"

// Whole passes of a small random model of each family, every value against the float64 reference
// (tests/reference/families.py).

static const std::vector<std::string>& families() {
    static const std::vector<std::string> names = {
        "gpt2",          "gpt2-prefixed", "llama2",  "llama3",        "llama3-new",   "llama-linear",
        "llama-sharded", "smollm2",       "mistral", "mistral-whole", "qwen2",        "qwen2-window",
        "qwen3",         "qwen3-new",     "phi3",    "gemma3",        "gemma3-types", "gemma3-new"};
    return names;
}

/// docs/numerics.md: the roundings of a whole pass, relative to the largest number of a tensor.
static double whole_pass(bool textbook_is_on) { return textbook_is_on ? 2e-6 : 1e-5; }

static std::string folder_of(const std::string& name) { return "data/golden/models/" + name; }

/// One pass over the ids, everything recorded.
static std::vector<TapRecorder::Record> record(const std::string& name, const std::vector<int>& ids) {
    const Model model = load_model(folder_of(name));
    TapRecorder recorder;
    KVCache cache = make_kv_cache(model.config, int(ids.size()));
    forward(model, ids, cache);
    return recorder.records;
}

static void expect_golden_pass(bool textbook_is_on) {
    const ChosenForm form(textbook_is_on);
    const Golden golden("families");
    for (const std::string& name : families()) {
        size_t compared = 0;
        for (const TapRecorder::Record& tapped : record(name, golden.integers(name + "/ids"))) {
            const std::string key = name + "/" + tapped.key;
            if (tapped.key == "tokens") continue;
            EXPECT_GOLDEN(golden, key, tapped.value, 0, whole_pass(textbook_is_on) * largest_magnitude(golden[key]));
            ++compared;
        }
        EXPECT_EQUAL(compared, golden.count(name + "/") - 2);  // all but the ids and the greedy ones
    }
}

TEST(every_value_of_every_family_is_the_reference_s) { expect_golden_pass(true); }

TEST(so_it_is_with_the_fast_twins) { expect_golden_pass(false); }

/// Greedy ids behind the prompt, token by token.
static std::vector<int> greedy(const Model& model, const std::vector<int>& prompt, int steps) {
    KVCache cache = make_kv_cache(model.config, int(prompt.size()) + steps);
    Tensor logits = next_logits(model, prompt, cache);
    std::vector<int> ids;
    for (int step = 0; step < steps; ++step) {
        int best = 0;
        for (int id = 1; id < model.config.vocab; ++id) {
            if (logits(id) > logits(best)) best = id;
        }
        ids.push_back(best);
        logits = next_logits(model, {best}, cache);
    }
    return ids;
}

TEST(greedy_ids_are_the_reference_s) {
    const Golden golden("families");
    for (bool textbook_is_on : {true, false}) {
        const ChosenForm form(textbook_is_on);
        for (const std::string& name : families()) {
            const Model model = load_model(folder_of(name));
            const std::vector<int> want = golden.integers(name + "/greedy");
            EXPECT_EQUAL(greedy(model, golden.integers(name + "/ids"), int(want.size())), want);
        }
    }
}

// Models that others made and ran: logits in float64 and sixteen greedy ids.
TEST(models_of_others_agree) {
    size_t folders = 0;
    for (const auto& entry : std::filesystem::directory_iterator(shared_path("models/families"))) {
        const std::string folder = entry.path().string();
        const Model model = load_model(folder);
        const SafetensorsFile expected(folder + "/expected.safetensors");
        std::vector<int> ids;
        for (int64_t id : expected.load_integers("ids")) {
            ids.push_back(int(id));
        }
        std::vector<int> want;
        for (int64_t id : expected.load_integers("greedy")) {
            want.push_back(int(id));
        }
        for (bool textbook_is_on : {true, false}) {
            const ChosenForm form(textbook_is_on);
            KVCache cache = make_kv_cache(model.config, int(ids.size()));
            const Tensor want_logits = expected.load("logits");
            EXPECT_CLOSE(forward(model, ids, cache), want_logits, 0,
                         whole_pass(textbook_is_on) * largest_magnitude(want_logits));
            EXPECT_EQUAL(greedy(model, ids, int(want.size())), want);
        }
        ++folders;
    }
    EXPECT(folders >= 12);
}

TEST_MAIN
