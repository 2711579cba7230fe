#include "generate/generate.h"

#include <algorithm>
#include <chrono>

#include "base/error.h"
#include "generate/stop_text.h"

using Clock = std::chrono::steady_clock;

static double seconds_between(Clock::time_point start, Clock::time_point end) {
    return std::chrono::duration<double>(end - start).count();
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

static bool is_end_token(const Config& config, int token) {
    return std::find(config.end_tokens.begin(), config.end_tokens.end(), token) != config.end_tokens.end();
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

/// Prefill and decode: fills in the result's tokens, times and reason to end.
static void run_loop(const Model& model, const std::vector<int>& prompt, const GenerateOptions& options, int limit,
                     KVCache& cache, TextStream& stream, GenerateResult& result) {
    Rng rng = make_rng(options.seed);
    const Clock::time_point start = Clock::now();
    Clock::time_point first_token_time = start;
    //> generate  prefill, then: sample, show, feed back
    Tensor logits = next_logits(model, prompt, cache);  // [vocab]
    std::vector<int> newest = {0};
    while (true) {
        const int token = sample(logits, options.sampler, rng);
        if (result.tokens.empty()) first_token_time = Clock::now();
        result.tokens.push_back(token);
        if (is_end_token(model.config, token)) {
            result.finish = FinishReason::end_token;
            break;
        }
        stream.push(token);
        if (stream.filter.stopped()) {
            result.finish = FinishReason::stop_text;
            break;
        }
        if (int(result.tokens.size()) == limit) break;
        newest[0] = token;
        logits = next_logits(model, newest, cache);  // [vocab]
    }
    //< generate
    stream.finish();
    if (stream.filter.stopped()) result.finish = FinishReason::stop_text;  // also one that the last bytes complete
    result.seconds_to_first_token = seconds_between(start, first_token_time);
    result.seconds_decoding = seconds_between(first_token_time, Clock::now());
}

GenerateResult generate(const Model& model, const Tokenizer& tokenizer, const std::vector<int>& prompt,
                        const GenerateOptions& options, TextReceiver& receiver) {
    check_prompt(model.config, prompt);
    check_sampler_options(options.sampler);
    const int prompt_tokens = int(prompt.size());
    const int room = model.config.window - prompt_tokens;
    const int limit = std::min(options.max_tokens, room);
    GenerateResult result;
    result.prompt_tokens = prompt_tokens;
    result.finish = limit < options.max_tokens ? FinishReason::window : FinishReason::max_tokens;
    if (limit <= 0) {
        receiver.on_start();
        return result;
    }

    TextStream stream = {StreamDecoder(tokenizer), StopTextFilter(options.stop_texts), receiver};
    for (int token : prompt) {
        stream.decoder.skip(token);
    }
    KVCache cache = make_kv_cache(model.config, prompt_tokens + limit);
    result.tokens.reserve(size_t(limit));
    receiver.on_start();
    run_loop(model, prompt, options, limit, cache, stream, result);
    result.kv_cache_bytes = cache.length * kv_cache_bytes_per_token(model.config);
    return result;
}
