#include "generate/generate.h"

#include <algorithm>
#include <chrono>

#include "base/error.h"
#include "generate/stop_text.h"

using Clock = std::chrono::steady_clock;

static double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

const char* finish_reason_text(FinishReason reason) {
    switch (reason) {
        case FinishReason::end_token: return "end token";
        case FinishReason::stop_text: return "stop text";
        case FinishReason::max_tokens: return "max tokens";
        case FinishReason::window: return "context window full";
    }
    return "";
}

static void check_prompt(const Config& config, const std::vector<int>& prompt) {
    if (prompt.empty()) throw Error("the prompt is empty, and a model needs at least one token to continue");
    if (int64_t(prompt.size()) >= config.window) {
        throw Error("the prompt has " + std::to_string(prompt.size()) +
                    " tokens, and the context window of this model " + std::to_string(config.window) +
                    ": no room is left for a new one; shorten the prompt to at most " +
                    std::to_string(config.window - 1) + " tokens");
    }
}

static bool holds(const std::vector<int>& tokens, int token) {
    return std::find(tokens.begin(), tokens.end(), token) != tokens.end();
}

static bool is_end_token(const Config& config, const GenerateOptions& options, int token) {
    return holds(config.end_tokens, token) || holds(options.more_end_tokens, token);
}

/// From tokens to what may be shown: whole characters, and nothing of a stop text.
struct TextStream {
    StreamDecoder decoder;
    StopTextFilter filter;
    TextReceiver& receiver;

    void push(int token) { show(filter.push(decoder.push(token))); }

    void finish() {
        show(filter.push(decoder.finish()));
        if (!filter.stopped()) show(filter.finish());
    }

    void show(std::string_view text) {
        if (!text.empty()) receiver.on_text(text);
    }
};

/// Puts a new token behind the others, and notes when the first was there.
static void keep_token(int token, Clock::time_point start, GenerateResult& result) {
    if (result.tokens.empty()) result.seconds_to_first_token = seconds_since(start);
    result.tokens.push_back(token);
}

/// Prefill and decode: fills in the result's tokens, times and reason to end.
static void run_loop(const Model& model, const std::vector<int>& prompt, const GenerateOptions& options, int limit,
                     KVCache& cache, Rng& rng, TextStream& stream, GenerateResult& result) {
    const Clock::time_point start = Clock::now();
    //> generate  read, sample, show; what was made is read next
    std::vector<int> unread = prompt;  // at first all of it (prefill), then the newest token alone (decode)
    while (true) {
        const Tensor logits = next_logits(model, unread, cache);  // [vocab]
        const int token = sample(logits, options.sampler, rng);
        keep_token(token, start, result);
        if (is_end_token(model.config, options, token)) {
            result.finish = FinishReason::end_token;
            break;
        }
        stream.push(token);
        if (stream.filter.stopped()) {
            result.finish = FinishReason::stop_text;
            break;
        }
        if (int(result.tokens.size()) == limit) break;
        unread = {token};
    }
    //< generate
    stream.finish();
    if (stream.filter.stopped()) result.finish = FinishReason::stop_text;  // also one that the last bytes complete
    result.seconds_decoding = seconds_since(start) - result.seconds_to_first_token;
}

/// At most so many new tokens: what was asked for, or what the window has room for.
static int token_limit(const Config& config, int64_t tokens_before, const GenerateOptions& options) {
    return int(std::min<int64_t>(options.max_tokens, config.window - tokens_before));
}

GenerateResult generate_from(const Model& model, const Tokenizer& tokenizer, const std::vector<int>& tokens,
                             KVCache& cache, Rng& rng, const GenerateOptions& options, TextReceiver& receiver) {
    const int limit = token_limit(model.config, cache.length + int64_t(tokens.size()), options);
    GenerateResult result;
    result.prompt_tokens = int(tokens.size());
    result.finish = limit < options.max_tokens ? FinishReason::window : FinishReason::max_tokens;
    TextStream stream = {StreamDecoder(tokenizer), StopTextFilter(options.stop_texts), receiver};
    for (int token : tokens) {
        stream.decoder.skip(token);
    }
    if (limit > 0) result.tokens.reserve(size_t(limit));
    receiver.on_start();
    if (limit > 0) run_loop(model, tokens, options, limit, cache, rng, stream, result);
    result.kv_cache_bytes = cache.length * kv_cache_bytes_per_token(model.config);
    return result;
}

GenerateResult generate(const Model& model, const Tokenizer& tokenizer, const std::vector<int>& prompt,
                        const GenerateOptions& options, TextReceiver& receiver) {
    check_prompt(model.config, prompt);
    check_sampler_options(options.sampler);
    const int limit = token_limit(model.config, int64_t(prompt.size()), options);
    KVCache cache = make_kv_cache(model.config, int(prompt.size()) + std::max(limit, 0));
    Rng rng = make_rng(options.seed);
    return generate_from(model, tokenizer, prompt, cache, rng, options, receiver);
}
