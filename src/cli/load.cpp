#include "cli/load.h"

#include <algorithm>
#include <filesystem>

#include "base/textbook.h"
#include "base/threads.h"
#include "formats/default_model.h"
#include "formats/model_folder.h"
#include "tokenizer/rank_file.h"

std::string model_path(const Options& options) {
    if (options.has("--model")) return options.text("--model", "");
    if (!has_default_model()) {
        throw UsageError("which model? Give --model FOLDER (this program was built without data/model)");
    }
    return default_model_path;
}

NumberType weights_type(const Options& options, NumberType otherwise) {
    if (!options.has("--weights")) return otherwise;
    try {
        return number_type_of(options.text("--weights", ""));
    } catch (const Error& error) {
        throw UsageError(std::string("--weights: ") + error.what());
    }
}

Model load_model_for(const Options& options) {
    const NumberType type = weights_type(options, NumberType::f32);  // a wrong one is told before anything is read
    Model model = load_model(model_path(options));
    if (options.has("--weights")) convert_weights(model.weights, model.config, type);
    return model;
}

std::string why_tokenizer_does_not_fit(const Tokenizer& tokenizer, int vocab) {
    const int highest = tokenizer.vocabulary.size() - 1;
    const int count = tokenizer.vocabulary.count();
    if (highest < vocab && int64_t(count) * 4 >= int64_t(vocab) * 3) return "";
    return "has " + std::to_string(count) + " tokens with ids up to " + std::to_string(highest) +
           ", but the model has a vocabulary of " + std::to_string(vocab) + ": they do not belong together";
}

void check_tokenizer_fits(const std::string& path, const Tokenizer& tokenizer, int vocab) {
    const std::string misfit = why_tokenizer_does_not_fit(tokenizer, vocab);
    if (!misfit.empty()) throw Error(path + " " + misfit);
}

Tokenizer load_tokenizer_for(const std::string& folder_path, int vocab) {
    const ModelFolder folder = open_model_folder(folder_path);
    if (folder.tokenizer.empty()) {
        throw Error(folder_path +
                    ": there is no tokenizer.json in this folder, so text cannot become tokens "
                    "(trace takes token ids with --ids)");
    }
    Tokenizer tokenizer = read_tokenizer(folder.tokenizer);
    check_tokenizer_fits(folder.tokenizer, tokenizer, vocab);
    return tokenizer;
}

Tokenizer load_tokenizer(const std::string& path) {
    std::error_code ignored;
    const bool is_folder = path == default_model_path || std::filesystem::is_directory(path, ignored);
    if (!is_folder && is_rank_file(path)) return read_rank_tokenizer(path);
    return read_tokenizer(is_folder ? (std::filesystem::path(path) / "tokenizer.json").string() : path);
}

std::vector<int> prompt_tokens(const Tokenizer& tokenizer, const Config& config, const std::string& prompt,
                               bool special) {
    EncodeOptions encode_options;
    encode_options.find_added_tokens = special;
    std::vector<int> tokens = encode(tokenizer, prompt, encode_options);
    const std::vector<int>& before = tokenizer.tokens_before;
    const std::ptrdiff_t length = std::ptrdiff_t(before.size());
    const bool doubled = special && length > 0 && tokens.size() >= 2 * before.size() &&
                         std::equal(before.begin(), before.end(), tokens.begin() + length);
    if (doubled) tokens.erase(tokens.begin(), tokens.begin() + length);
    if (tokens.empty() && config.begin_token >= 0) tokens.push_back(config.begin_token);
    if (tokens.empty()) {
        throw Error("the prompt is empty, and this model has no begin token to start from; give it some text");
    }
    return tokens;
}

SamplerOptions sampler_options(const Options& options, const SamplerOptions& defaults) {
    SamplerOptions sampler;
    sampler.temperature = float(options.number("--temperature", double(defaults.temperature), 0, 1000));
    sampler.top_k = int(options.integer("--top-k", defaults.top_k, 0, INT32_MAX));
    sampler.top_p = float(options.number("--top-p", double(defaults.top_p), 0, 1));
    sampler.min_p = float(options.number("--min-p", double(defaults.min_p), 0, 1));
    return sampler;
}

OptionSpec model_option() {
    return {"--model", "FOLDER", "config.json, model.safetensors, tokenizer.json (the default model)"};
}

OptionSpec weights_option() {
    return {"--weights", "TYPE", "convert them to f32, bf16, f16 or q8 (as they are stored)"};
}

std::vector<OptionSpec> sampler_option_specs(const std::string& default_temperature) {
    return {
        {"--temperature", "T",
         "0: always the likeliest token; below 1 sharper, above flatter (" + default_temperature + ")"},
        {"--top-k", "K", "draw from the K likeliest tokens; 0: from all (0)"},
        {"--top-p", "P", "draw from the fewest tokens whose probabilities sum to P; 1: from all (1)"},
        {"--min-p", "P", "draw from tokens at least P times as likely as the likeliest; 0: from all (0)"},
    };
}

std::vector<OptionSpec> machine_option_specs() {
    return {
        {"--threads", "N", "at most N threads (as many as there are); the textbook loops use one"},
        {"--textbook", "", "the plain loops that the tutorial shows"},
    };
}

void use_machine_options(const Options& options) {
#ifdef STEPWISE_STEPPABLE
    use_textbook(true);
#else
    use_textbook(options.has("--textbook"));
#endif
    use_threads_option(options);
}

OptionSpec threads_option() { return {"--threads", "N", "at most N threads (as many as there are)"}; }

void use_threads_option(const Options& options) {
    if (options.has("--threads")) use_threads(int(options.integer("--threads", 1, 1, 1024)));
}
