#include <atomic>
#include <cerrno>
#include <cstdlib>

#include "base/textbook.h"
#include "bench/shapes.h"
#include "generate/generate.h"
#include "harness.h"
#include "twins.h"

// Memory that is asked for while a text is written: none for each token. Counted where all of it passes, in malloc and its
// sisters, which this program replaces by its own in front of glibc's.

#if defined(__GLIBC__) && !defined(STEPWISE_CHECKED)
static std::atomic<int64_t> asked_for = 0;

extern "C" {
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* block, size_t size);
void* __libc_memalign(size_t alignment, size_t size);

void* malloc(size_t size) {
    ++asked_for;
    return __libc_malloc(size);
}
void* calloc(size_t count, size_t size) {
    ++asked_for;
    return __libc_calloc(count, size);
}
void* realloc(void* block, size_t size) {
    ++asked_for;
    return __libc_realloc(block, size);
}
void* aligned_alloc(size_t alignment, size_t size) {  // what OpenMP's library asks for a team of threads with
    ++asked_for;
    return __libc_memalign(alignment, size);
}
void* memalign(size_t alignment, size_t size) {
    ++asked_for;
    return __libc_memalign(alignment, size);
}
int posix_memalign(void** block, size_t alignment, size_t size) {
    ++asked_for;
    *block = __libc_memalign(alignment, size);
    return *block == nullptr ? ENOMEM : 0;
}
}

static bool can_count() { return true; }
static int64_t count() { return asked_for; }
#else
static bool can_count() { return false; }
static int64_t count() { return 0; }
#endif

/// Counts from the third piece of text on: until then memory is asked for that serves all later tokens.
struct CountingReceiver : TextReceiver {
    int pieces = 0;
    int64_t at_third = 0;
    int64_t at_last = 0;

    void on_text(std::string_view) override {
        ++pieces;
        if (pieces == 3) at_third = count();
        at_last = count();
    }
};

static void expect_no_allocation(const SamplerOptions& sampler, bool textbook_is_on,
                                 const std::vector<std::string>& stop_texts) {
    static const Model model = load_model("data/model");
    static const Tokenizer tokenizer = read_tokenizer("data/model/tokenizer.json");
    const ChosenForm form(textbook_is_on);
    GenerateOptions options;
    options.sampler = sampler;
    options.seed = 4;
    options.max_tokens = 60;
    options.stop_texts = stop_texts;
    EncodeOptions encode_options;
    CountingReceiver receiver;
    generate(model, tokenizer, encode(tokenizer, "Once upon a time", encode_options), options, receiver);
    EXPECT(receiver.pieces > 20);
    const int64_t asked = receiver.at_last - receiver.at_third;
    if (!textbook_is_on) EXPECT_EQUAL(asked, 0);
    EXPECT(asked <=
           2);  // the textbook's matrices of scores grow with the context: a block of the next size now and then
}

static SamplerOptions sampler_of(float temperature, int top_k, float top_p, float min_p) {
    SamplerOptions sampler;
    sampler.temperature = temperature;
    sampler.top_k = top_k;
    sampler.top_p = top_p;
    sampler.min_p = min_p;
    return sampler;
}

TEST(the_counter_counts) {
    if (!can_count()) skip_test("malloc is not ours in this build");
    const int64_t before = count();
    std::vector<int> block(1000);
    EXPECT(count() > before);
    EXPECT(block[0] == 0);
}

// The commands decode with the fast twins; there it is none at all.
TEST(a_token_needs_no_new_memory) {
    if (!can_count()) skip_test("malloc is not ours in this build");
    for (bool textbook_is_on : {false, true}) {
        expect_no_allocation(sampler_of(0, 0, 1, 0), textbook_is_on, {});
        expect_no_allocation(sampler_of(0.8f, 0, 1, 0), textbook_is_on, {"no such text"});
        expect_no_allocation(sampler_of(1.0f, 40, 0.9f, 0.02f), textbook_is_on, {});
    }
}

// Loops that are shared among threads, between loops that are not: OpenMP's library must find the team that it had.
TEST(nor_does_a_token_of_a_wide_model_with_several_threads) {
    if (!can_count()) skip_test("malloc is not ours in this build");
    const ChosenForm form(false);
    Config config = config_of_shape("110m");
    config.n_layers = 2;
    config.vocab = 1000;
    const Model model = model_of_shape(config);
    for (int threads : {1, 2, 3}) {
        const ChosenThreads chosen(threads);
        KVCache cache = make_kv_cache(config, 60);
        const std::vector<int> token = {5};
        int64_t before = 0;
        for (int i = 0; i < 60; ++i) {
            if (i == 5) before = count();
            next_logits(model, token, cache);
        }
        EXPECT_EQUAL(count() - before, 0);
    }
}

TEST_MAIN
