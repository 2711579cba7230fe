#include <cstdio>

#include "base/utf8.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/lens.h"
#include "cli/load.h"

static void print_entry(const std::string& name, const std::string& value) {
    write_out(padded(name, 14) + " " + value + "\n");
}

/// A float32 in at most six digits, as config.json has it: 1e-05. (As a double it is 9.999999747378752e-06.)
static std::string shown_float(float value) {
    char digits[32];
    std::snprintf(digits, sizeof(digits), "%g", double(value));
    return digits;
}

/// The layers that see the latest tokens only, and how many: "2,048 in 20 of 24 layers".
static std::string describe_seen(const Config& config) {
    int size = 0;
    int64_t layers = 0;
    for (int seen : config.seen) {
        if (seen == 0) continue;
        size = seen;
        ++layers;
    }
    if (layers == 0) return "all that were before, in every layer";
    return "the latest " + std::to_string(size) + ", in " + std::to_string(layers) + " of " +
           std::to_string(config.n_layers) + " layers";
}

static std::string describe_rope(const RopeSettings& rope) {
    std::string text = short_number(rope.theta);
    if (rope.scaling == RopeSettings::Scaling::none) return text;
    text += rope.scaling == RopeSettings::Scaling::linear ? ", linear" : ", llama3";
    return text + " scaling by " + short_number(rope.factor);
}

/// Whether layers with a window turn by other angles than the rest.
static bool has_two_thetas(const Config& config) {
    for (int layer = 0; layer < config.n_layers; ++layer) {
        if (&rope_of_layer(config, layer) == &config.local_rope) return true;
    }
    return false;
}

static void print_config(const Config& config) {
    print_entry("family", config.family.name);
    print_entry("d_model", std::to_string(config.d_model));
    print_entry("n_layers", std::to_string(config.n_layers));
    print_entry("n_heads", std::to_string(config.n_heads));
    print_entry("n_kv_heads", std::to_string(config.n_kv_heads));
    print_entry("head_dim", std::to_string(config.head_dim));
    print_entry("d_ff", std::to_string(config.d_ff));
    print_entry("vocab", std::to_string(config.vocab));
    print_entry("window", std::to_string(config.window) + " tokens");
    print_entry("norm_eps", shown_float(config.norm_eps));
    if (!config.family.learned_positions) print_entry("rope_theta", describe_rope(config.rope));
    if (has_two_thetas(config)) print_entry("local theta", describe_rope(config.local_rope));
    print_entry("a token sees", describe_seen(config));
    print_entry("head", config.tied_head ? "tied to the embedding" : "separate");
    if (config.begin_token >= 0) print_entry("begin token", std::to_string(config.begin_token));
    std::string ends;
    for (int token : config.end_tokens) {
        ends += (ends.empty() ? "" : ", ") + std::to_string(token);
    }
    print_entry("end tokens", ends.empty() ? "none" : ends);
}

/// Whether the tensor belongs to the 8-bit blocks of another, and is no parameter of its own.
static bool is_scale(const TensorFiles& files, const std::string& name) {
    const std::string suffix = q8_scale_suffix;
    if (name.size() < suffix.size() || name.compare(name.size() - suffix.size(), suffix.size(), suffix) != 0) {
        return false;
    }
    const TensorInfo* quants = files.find(name.substr(0, name.size() - suffix.size()));
    return quants != nullptr && quants->dtype == "I8";
}

static void print_tensors(const TensorFiles& files) {
    int64_t parameters = 0;
    uint64_t bytes = 0;
    write_out("\n" + padded("tensor", 52) + " dtype shape            bytes\n");
    for (const TensorInfo& info : files.tensors()) {
        int64_t size = 1;
        for (int64_t length : info.shape) {
            size *= length;
        }
        if (!is_scale(files, info.name)) parameters += size;
        bytes += info.end - info.begin;
        write_out(padded(one_line(info.name), 52) + " " + padded(info.dtype, 5) + " " +
                  padded(shape_text(info.shape), 16) + " " + std::to_string(info.end - info.begin) + "\n");
    }
    write_out("\n");
    print_entry("tensors", std::to_string(files.tensors().size()));
    print_entry("parameters", std::to_string(parameters));
    print_entry("bytes", std::to_string(bytes));
}

static std::string describe_tokenizer(const Tokenizer& tokenizer) {
    return std::string(tokenizer.byte_level ? "byte-level" : "character-level") + " BPE, " +
           std::to_string(tokenizer.vocabulary.count()) + " tokens, " +
           std::to_string(tokenizer.merges.rules().size()) + " merges, " +
           std::to_string(tokenizer.added_tokens.size()) + " added tokens";
}

/// What may be wrong between a model and its tokenizer, a sentence each. Neither is broken: each works alone.
static std::vector<std::string> doubts(const Tokenizer& tokenizer, const Config& config) {
    std::vector<std::string> found;
    const std::string misfit = why_tokenizer_does_not_fit(tokenizer, config.vocab);
    if (!misfit.empty()) found.push_back("the tokenizer " + misfit);
    std::vector<int> special = config.end_tokens;
    if (config.begin_token >= 0) special.push_back(config.begin_token);
    for (int id : special) {
        if (tokenizer.vocabulary.has(id)) continue;
        found.push_back("config.json names the special token " + std::to_string(id) + ", which the tokenizer lacks");
    }
    for (int id : tokenizer.tokens_before) {
        const bool is_other_begin = config.begin_token >= 0 && id != config.begin_token;
        if (!is_other_begin) continue;
        found.push_back("the tokenizer begins a text with token " + std::to_string(id) + ", config.json with " +
                        std::to_string(config.begin_token));
    }
    return found;
}

/// `--near TEXT`: the neighbours of one token in the embedding.
static int run_near(const Options& options, const std::string& path) {
    const Model model = load_model(path);
    const Tokenizer tokenizer = load_tokenizer_for(path, model.config.vocab);
    const std::string text = options.text("--near", "");
    const std::vector<int> tokens = encode(tokenizer, text, {false, true});
    if (tokens.size() != 1) {
        throw Error("--near takes one token, and " + show_bytes(text) + " is " + std::to_string(tokens.size()) +
                    " of them (stepwise tokenize --pieces shows which; most words begin with a space)");
    }
    write_out(nearest_tokens(model, tokenizer, tokens[0], 10));
    finish_output();
    return 0;
}

static int run_inspect(const Options& options) {
    if (!options.words().empty()) throw UsageError("inspect takes no words, only --model FOLDER");
    const std::string path = model_path(options);
    if (options.has("--near")) return run_near(options, path);
    // Everything is read and checked before anything is printed.
    const ModelFolder folder = open_model_folder(path);
    const Config config = read_config(folder);
    const TensorFiles files(folder);
    const Weights weights = read_weights(files, config);
    std::string tokenizer_text = "none in this folder";
    std::vector<std::string> warnings;
    if (!folder.tokenizer.empty()) {
        const Tokenizer tokenizer = read_tokenizer(folder.tokenizer);
        tokenizer_text = describe_tokenizer(tokenizer);
        warnings = doubts(tokenizer, config);
    }

    print_entry("model", path);
    print_config(config);
    print_entry("weights", weight_types(weights, config));
    print_tensors(files);
    const int64_t per_token = kv_cache_bytes_per_token(config);
    print_entry("KV cache", std::to_string(per_token) + " bytes a token, " + std::to_string(per_token * config.window) +
                                " for a full window");
    print_entry("tokenizer", tokenizer_text);
    for (const std::string& warning : warnings) {
        print_entry("warning", warning);
    }
    finish_output();
    return 0;
}

Command inspect_command() {
    Command command;
    command.name = "inspect";
    command.summary =
        "Shows what a model folder holds: configuration, tensors, parameters, bytes, cache bytes per token.";
    command.options = {model_option(),
                       {"--near", "TEXT", "instead: the ten tokens nearest to this one in the embedding"}};
    command.run = run_inspect;
    return command;
}
