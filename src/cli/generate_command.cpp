#include "cli/command.h"
#include "cli/console.h"
#include "cli/console_text.h"
#include "cli/explain.h"
#include "cli/load.h"
#include "cli/text_options.h"

/// Shows the prompt and then the text as it is made.
class ConsoleReceiver : public TextReceiver {
 public:
    explicit ConsoleReceiver(const std::string& echo) : echo_(echo) {}

    void on_start() override {
        started = true;
        text.show(echo_);
    }

    void on_text(std::string_view piece) override { text.show(piece); }

    bool started = false;
    ConsoleText text;

 private:
    std::string echo_;
};

static void write_statistics(const GenerateResult& result, const Config& config, uint64_t seed) {
    const size_t completion = result.tokens.size();
    write_note("prompt tokens        " + std::to_string(result.prompt_tokens));
    write_note("completion tokens    " + std::to_string(completion));
    write_note("total tokens         " + std::to_string(size_t(result.prompt_tokens) + completion));
    write_note("time to first token  " + formatted("%.1f ms", 1000 * result.seconds_to_first_token));
    if (completion > 1) write_note("tokens per second    " + tokens_per_second(result));
    write_note("KV cache             " + std::to_string(result.kv_cache_bytes) + " bytes (" +
               std::to_string(kv_cache_bytes_per_token(config)) + " a token)");
    write_note("finish               " + std::string(finish_reason_text(result.finish)));
    write_note("seed                 " + std::to_string(seed));
}

/// The loop, with the user's view of its errors: a line that was begun is ended, and a model whose numbers are
/// broken is named.
static GenerateResult generate_on_console(const Model& model, const Tokenizer& tokenizer,
                                          const std::vector<int>& tokens, const GenerateOptions& options,
                                          const std::string& path, ConsoleReceiver& receiver) {
    try {
        return generate(model, tokenizer, tokens, options, receiver);
    } catch (const Error& error) {
        if (!receiver.started) throw;
        if (receiver.text.has_shown()) receiver.text.end_line();
        throw broken_model(path, error);
    }
}

static int run_generate(const Options& options) {
    if (options.words().size() > 1) throw UsageError("one PROMPT, please: put it in quotes");
    std::string prompt = options.words().empty() ? "" : options.words()[0];
    GenerateOptions generate_options = text_options(options, 0);
    generate_options.stop_texts = options.all("--stop");
    for (const std::string& stop : generate_options.stop_texts) {
        if (stop.empty()) throw UsageError("--stop needs a text: an empty one would stop everything");
    }
    use_machine_options(options);

    const std::string path = model_path(options);
    const Model model = load_model_for(options);
    const Tokenizer tokenizer = load_tokenizer_for(path, model.config.vocab);
    if (prompt == "-") prompt = read_standard_input();
    const std::vector<int> tokens = prompt_tokens(tokenizer, model.config, prompt, options.has("--special"));

    ConsoleReceiver receiver(options.has("--no-echo") ? "" : prompt);
    GenerateResult result;
    if (options.has("--explain")) {
        const SamplingExplainer explainer(tokenizer);
        result = generate_on_console(model, tokenizer, tokens, generate_options, path, receiver);
    } else {
        result = generate_on_console(model, tokenizer, tokens, generate_options, path, receiver);
    }
    receiver.text.end_line();
    finish_output();
    if (options.has("--stats")) write_statistics(result, model.config, generate_options.seed);
    return 0;
}

Command generate_command() {
    Command command;
    command.name = "generate";
    command.words = "[PROMPT]";
    command.summary = "Prints the prompt and its continuation as it is made.";
    command.details =
        "PROMPT - is read from standard input; without a PROMPT the model starts from its begin token.\n"
        "Special tokens like </s> in a prompt are plain text unless --special is given.";
    command.options = {model_option(), weights_option()};
    for (const OptionSpec& option : text_option_specs("at most N new tokens (256)")) {
        command.options.push_back(option);
    }
    command.options.push_back({"--stop", "TEXT", "end before this text appears; may stand several times"});
    command.options.push_back({"--special", "", "take special tokens in the prompt as such"});
    command.options.push_back({"--no-echo", "", "print the continuation only"});
    command.options.push_back({"--stats", "", "token counts, times and cache size, on standard error"});
    command.options.push_back({"--explain", "", "what each sampling step kept, on standard error"});
    for (const OptionSpec& option : machine_option_specs()) {
        command.options.push_back(option);
    }
    command.run = run_generate;
    return command;
}
