#include <cmath>
#include <cstdio>

#include "base/tap.h"
#include "cli/attention_svg.h"
#include "cli/command.h"
#include "cli/compare.h"
#include "cli/console.h"
#include "cli/explain.h"
#include "cli/lens.h"
#include "cli/load.h"
#include "formats/mapped_file.h"

/// Root mean square of the finite values: masked scores are -inf and would say nothing.
static double finite_rms(const Tensor& x) {
    double sum = 0;
    int64_t count = 0;
    for (int64_t i = 0; i < x.size(); ++i) {
        const double value = double(x.data()[i]);
        if (!std::isfinite(value)) continue;
        sum += value * value;
        ++count;
    }
    return count == 0 ? 0 : std::sqrt(sum / double(count));
}

static std::string first_values(const Tensor& x, bool whole_numbers) {
    const int64_t shown = std::min<int64_t>(x.size(), 5);
    std::string text;
    for (int64_t i = 0; i < shown; ++i) {
        const double value = double(x.data()[i]);
        const bool is_large = std::isfinite(value) && std::fabs(value) >= 1e6;
        char number[32];
        std::snprintf(number, sizeof(number), whole_numbers ? "%.0f" : is_large ? "%.5g" : "%.5f", value);
        text += (i == 0 ? "" : " ") + std::string(number);
    }
    return text + (x.size() > shown ? " .." : "");
}

static bool holds_ids(const TapRecorder::Record& record) {
    return record.key == "tokens" || record.key == "sample.token";
}

static void print_record(const TapRecorder::Record& record) {
    const std::string line = padded(record.key, 24) + " " + padded(shape_text(record.value.shape()), 14) + " ";
    if (holds_ids(record)) {  // names, not amounts: they have no size
        write_out(line + first_values(record.value, true) + "\n");
        return;
    }
    const double rms = finite_rms(record.value);
    char number[32];
    std::snprintf(number, sizeof(number), rms >= 1e6 ? "%.5g" : "%.5f", rms);
    write_out(line + padded(first_values(record.value, false), 52) + " rms " + number + "\n");
}

static void save_records(const std::vector<TapRecorder::Record>& records, const std::string& path) {
    std::vector<TensorToWrite> tensors;
    for (const TapRecorder::Record& record : records) {
        tensors.push_back({record.key, holds_ids(record) ? "I32" : "F32", record.value});
    }
    write_safetensors(path, tensors, {{"format", "stepwise trace"}});
}

/// "1,2,3". Throws UsageError.
static std::vector<int> parse_id_list(const std::string& text) {
    std::vector<int> ids;
    size_t start = 0;
    while (start <= text.size()) {
        const size_t end = std::min(text.find(',', start), text.size());
        const std::string word = text.substr(start, end - start);
        const int id = token_id_of(word);
        if (id < 0)
            throw UsageError("--ids takes token ids with commas between them, as in 1,2,3, not \"" + text + "\"");
        ids.push_back(id);
        start = end + 1;
    }
    return ids;
}

static std::vector<int> tokens_to_trace(const Options& options, const Config& config) {
    if (options.has("--ids")) {
        if (!options.words().empty()) throw UsageError("either a PROMPT or --ids, not both");
        return parse_id_list(options.text("--ids", ""));
    }
    if (options.words().size() > 1) throw UsageError("one PROMPT, please: put it in quotes");
    std::string prompt = options.words().empty() ? "" : options.words()[0];
    if (prompt == "-") prompt = read_standard_input();
    const Tokenizer tokenizer = load_tokenizer_for(model_path(options), config.vocab);
    return prompt_tokens(tokenizer, config, prompt, options.has("--special"));
}

/// One forward pass and one draw, every value recorded.
static void run_and_record(const Model& model, const std::vector<int>& tokens, const SamplerOptions& sampler,
                           uint64_t seed) {
    const int T = int(tokens.size());
    if (T > model.config.window) {
        throw Error("there are " + std::to_string(T) + " tokens, and the context window of this model has " +
                    std::to_string(model.config.window));
    }
    KVCache cache = make_kv_cache(model.config, T);
    const Tensor logits = forward(model, tokens, cache);  // [T, vocab]
    Rng rng = make_rng(seed);
    sample(last_row(logits), sampler, rng);
}

/// Whether the forward pass may have such a number there: finite, or the -inf of a masked score.
static bool may_stand(const std::string& key, float value) {
    const std::string masked = "attn.scores";
    const bool has_masked = key.size() >= masked.size() && key.substr(key.size() - masked.size()) == masked;
    return std::isfinite(value) || (has_masked && value < 0);
}

/// "; the first ..." for a pass that failed: where its numbers went wrong, or "" when they did not.
static std::string first_broken_value(const std::vector<TapRecorder::Record>& records, const std::string& model) {
    for (const TapRecorder::Record& record : records) {
        for (int64_t i = 0; i < record.value.size(); ++i) {
            const float value = record.value.data()[i];
            if (may_stand(record.key, value)) continue;
            return "; the first value that is not finite is " + record.key + " at " +
                   index_text(i, record.value.shape()) + ": " + (std::isnan(value) ? "NaN" : "an infinity") +
                   "; look at the weights that make it, in " + model;
        }
    }
    return "";
}

/// --svg: the attention weights of the pass as heat maps.
static void draw_attention(const std::vector<TapRecorder::Record>& records, const std::vector<int>& tokens,
                           const Config& config, int layer, int head, const Options& options) {
    const std::string path = options.text("--svg", "");
    std::vector<std::string> names;
    if (options.has("--ids")) {  // a folder without a tokenizer will do
        for (const int token : tokens) {
            names.push_back(std::to_string(token));
        }
    } else {
        const Tokenizer tokenizer = load_tokenizer_for(model_path(options), config.vocab);
        for (const int token : tokens) {
            names.push_back(token_name(tokenizer, token));
        }
    }
    write_file(path, attention_svg(attention_maps(records, layer), names, head));
}

/// Saves the values, then prints or compares them. Returns whether the comparison agrees.
static bool report_records(const std::vector<TapRecorder::Record>& records, const Options& options, double tolerance) {
    if (options.has("--save")) save_records(records, options.text("--save", ""));
    if (options.has("--compare")) {
        const Comparison comparison = compare_with_file(records, options.text("--compare", ""), tolerance);
        write_out(comparison.report);
        return comparison.agrees;
    }
    for (const TapRecorder::Record& record : records) {
        print_record(record);
    }
    return true;
}

static int run_trace(const Options& options) {
    const SamplerOptions sampler = sampler_options(options, SamplerOptions());
    const uint64_t seed = uint64_t(options.integer("--seed", 0, 0, INT64_MAX));
    const double tolerance = options.number("--tolerance", 1e-5, 0, 1);
    for (const char* file_option : {"--save", "--compare", "--svg"}) {
        const bool names_none = options.has(file_option) && options.text(file_option, "").empty();
        if (names_none) throw UsageError(std::string(file_option) + " needs the name of a file");
    }
    const bool chooses_map = options.has("--layer") || options.has("--head");
    if (chooses_map && !options.has("--svg"))
        throw UsageError("--layer and --head say what --svg draws; name its FILE");
    use_machine_options(options);
    const Model model = load_model_for(options);
    const int layer = int(options.integer("--layer", -1, 0, model.config.n_layers - 1));
    const int head = int(options.integer("--head", -1, 0, model.config.n_heads - 1));
    const std::vector<int> tokens = tokens_to_trace(options, model.config);
    TapRecorder recorder;
    std::string failure;
    try {
        run_and_record(model, tokens, sampler, seed);
    } catch (const Error& error) {  // what was computed until then is what the user wants to see
        failure = error.what() + first_broken_value(recorder.records, model_path(options));
    }
    if (options.has("--svg") && failure.empty())
        draw_attention(recorder.records, tokens, model.config, layer, head, options);
    if (options.has("--guesses") && failure.empty()) {
        set_tap_listener(nullptr);  // what is computed now is no part of the pass
        const Tokenizer tokenizer = load_tokenizer_for(model_path(options), model.config.vocab);
        write_out(guesses_by_layer(model, tokenizer, recorder.records));
        finish_output();
        return 0;
    }
    const bool has_computed = recorder.records.size() > 1;  // more than the tokens that came in
    const bool agrees = !has_computed || report_records(recorder.records, options, tolerance);
    finish_output();
    if (!failure.empty()) throw Error(failure);
    return agrees ? 0 : 1;
}

Command trace_command() {
    Command command;
    command.name = "trace";
    command.words = "[PROMPT]";
    command.summary = "Runs the model over a prompt and draws one token, with a line for every value on the way.";
    command.details =
        "PROMPT - is read from standard input; without a PROMPT the model starts from its begin token.\n"
        "A line has the value's name, shape, first numbers and root mean square (of the finite ones; ids have none).\n"
        "With --svg the tokens of --ids are written as ids, those of a PROMPT as texts.\n"
        "--compare ends with status 1 where a value differs. Of a pass that fails, the values until then are shown.";
    command.options = {
        model_option(),
        weights_option(),
        {"--ids", "1,2,3", "token ids instead of a PROMPT"},
        {"--save", "FILE", "write every value whole, as safetensors"},
        {"--compare", "FILE", "report the first value that differs from those in FILE"},
        {"--tolerance", "X", "largest difference allowed, relative to the tensor's largest value (1e-5)"},
        {"--guesses", "", "after each layer, what the model would say if it were the last"},
        {"--svg", "FILE", "draw the attention weights: a heat map for each layer and head"},
        {"--layer", "N", "draw this layer alone (from 0)"},
        {"--head", "N", "draw this head alone (from 0)"},
        {"--special", "", "take special tokens in the prompt as such"},
        {"--seed", "N", "for the draw (0)"},
    };
    for (const OptionSpec& option : sampler_option_specs("1")) {
        command.options.push_back(option);
    }
    for (const OptionSpec& option : machine_option_specs()) {
        command.options.push_back(option);
    }
    command.run = run_trace;
    return command;
}
