// config.json and generation_config.json (behind the first zero byte): whatever is accepted is a model that
// can be computed with.
#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "fuzz.h"
#include "model/config.h"

static void check_config(const Config& config) {
    for (int size : {config.d_model, config.n_layers, config.n_heads, config.n_kv_heads, config.head_dim, config.d_ff,
                     config.vocab, config.window}) {
        REQUIRE(size >= 1);
    }
    REQUIRE(config.head_dim % 2 == 0 || config.family.learned_positions);
    REQUIRE(config.n_heads % config.n_kv_heads == 0);
    REQUIRE(config.norm_eps > 0 && std::isfinite(config.norm_eps));
    REQUIRE(config.query_scale >= 0 && std::isfinite(config.query_scale));
    REQUIRE(config.seen.empty() || config.seen.size() == size_t(config.n_layers));
    for (const RopeSettings& rope : {config.rope, config.local_rope}) {
        REQUIRE(rope.theta > 0 && std::isfinite(rope.theta));
        REQUIRE(rope.factor > 0 && rope.high_freq_factor >= rope.low_freq_factor);
    }
    for (int seen : config.seen) {
        REQUIRE(seen >= 0);
    }
    REQUIRE(config.begin_token >= -1 && config.begin_token < config.vocab);
    for (int token : config.end_tokens) {
        REQUIRE(token >= 0 && token < config.vocab);
    }
}

static std::string message_or_nothing(const ModelFolder& folder, Config& config) {
    try {
        config = read_config(folder);
        return "";
    } catch (const Error& error) {
        return error.what();
    }
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text = as_text(data, size);
    const size_t zero = std::min(text.find('\0'), text.size());
    const MemoryFile config_file(text.substr(0, zero));
    const MemoryFile generation_file(text.substr(std::min(zero + 1, text.size())));
    ModelFolder folder;
    folder.config = config_file.path();
    if (zero < text.size()) folder.generation_config = generation_file.path();
    Config config;
    const std::string message = message_or_nothing(folder, config);
    if (message.empty()) {
        check_config(config);
    } else {
        const bool names_file = message.find(folder.config) == 0 ||
                                (!folder.generation_config.empty() && message.find(folder.generation_config) == 0);
        REQUIRE(names_file);
    }
    Config again;
    REQUIRE(message_or_nothing(folder, again) == message);
    REQUIRE(again.d_model == config.d_model && again.end_tokens == config.end_tokens);
    return 0;
}
