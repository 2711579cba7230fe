#include "cli/text_options.h"

#include <climits>
#include <cstdio>
#include <random>

#include "cli/load.h"

std::vector<OptionSpec> text_option_specs(const std::string& max_tokens_help) {
    std::vector<OptionSpec> specs = {{"--max-tokens", "N", max_tokens_help}};
    for (const OptionSpec& option : sampler_option_specs("0.8")) {
        specs.push_back(option);
    }
    specs.push_back({"--seed", "N", "the same seed gives the same text (a new one each time; --stats tells it)"});
    return specs;
}

GenerateOptions text_options(const Options& options, int least_tokens) {
    SamplerOptions defaults;
    defaults.temperature = 0.8f;
    GenerateOptions text;
    text.sampler = sampler_options(options, defaults);
    text.max_tokens = int(options.integer("--max-tokens", 256, least_tokens, INT_MAX));
    text.seed = std::random_device()();
    text.seed = uint64_t(options.integer("--seed", int64_t(text.seed), 0, INT64_MAX));
    return text;
}

std::string formatted(const char* pattern, double value) {
    char text[64];
    std::snprintf(text, sizeof(text), pattern, value);
    return text;
}

std::string tokens_per_second(const GenerateResult& result) {
    const size_t decoded = result.tokens.size();
    return decoded > 1 ? formatted("%.1f", double(decoded - 1) / result.seconds_decoding) : "";
}
