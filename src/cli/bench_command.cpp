#include <filesystem>

#include "base/memory.h"
#include "base/threads.h"
#include "bench/report.h"
#include "bench/shapes.h"
#include "bench/work.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/load.h"
#include "formats/mapped_file.h"
#include "formats/model_folder.h"
#include "train/trainer.h"

constexpr int machine_rounds_at_least = 5;
constexpr int64_t most_numbers_to_train = 500000000;  // weights, gradients and AdamW's two means are four times as many

/// The program itself, to be started again.
static std::string own_path() {
    std::error_code error;
    const std::filesystem::path path = std::filesystem::read_symlink("/proc/self/exe", error);
    return error ? std::string() : path.string();
}

/// What the machine can do when nothing else is asked of it.
static void measure_machine(Machine& machine, int rounds, BenchReport& report) {
    std::vector<double> memory;
    std::vector<double> operations;
    for (int round = 0; round < std::max(rounds, machine_rounds_at_least); ++round) {
        memory.push_back(machine.memory_bytes_per_second());
        operations.push_back(machine.operations_per_second());
    }
    report.memory_bytes_per_second = rounds_of(memory);
    report.operations_per_second = rounds_of(operations);
}

/// Those of the lengths that fit the window, and the window itself.
static std::vector<int> lengths_within(const std::vector<int>& lengths, int window) {
    std::vector<int> fitting;
    for (int length : lengths) {
        if (length < window) fitting.push_back(length);
    }
    fitting.push_back(window);
    return fitting;
}

static void measure_model(const Model& model, Machine& machine, int rounds, BenchReport& report) {
    report.weights = weight_types(model.weights, model.config);
    report.decode_weight_bytes = decode_weight_bytes(model);
    for (int context : lengths_within({64, 512}, model.config.window)) {
        write_note("decoding at a context of " + std::to_string(context));
        report.decode.push_back(measure_decode(model, context, rounds, machine));
    }
    for (int T : lengths_within({16, 128, 512}, std::min(model.config.window, 1024))) {
        write_note("reading a prompt of " + std::to_string(T) + " tokens");
        report.prefill.push_back(measure_prefill(model, T, rounds, machine));
    }
}

static TokenizerSpeed measure_tokenizer_at(const Options& options, const std::string& path, int rounds) {
    const std::string text_path = options.text("--text", "");
    const std::string text =
        text_path.empty() ? corpus_text(4 << 20) : std::string(MappedFile::open(text_path)->text());
    write_note("the tokenizer");
    return measure_tokenizer(load_tokenizer(path), text, rounds);
}

/// The folder's model, its tokenizer, and the program started with it.
static void measure_folder(const Options& options, const std::string& path, Machine& machine, int rounds,
                           BenchReport& report) {
    const Model model = load_model_for(options);
    measure_model(model, machine, rounds, report);
    report.tokenizer = measure_tokenizer_at(options, path, rounds);
}

/// The program started with the folder. First of all, while this process is small: a new process is a copy of the one that
/// starts it, and the system counts the copy's memory as its own.
static std::optional<StartupResult> measure_start(const Options& options, const std::string& path, int rounds) {
    if (own_path().empty()) return {};
    std::vector<std::string> arguments = {"generate", "--temperature", "0", "--max-tokens", "1", "--no-echo"};
    if (options.has("--model")) arguments.insert(arguments.end(), {"--model", path});
    if (options.has("--weights")) arguments.insert(arguments.end(), {"--weights", options.text("--weights", "")});
    arguments.push_back("Once upon a time");
    write_note("the start");
    return measure_startup(own_path(), arguments, rounds);
}

static int run_bench(const Options& options) {
    if (!options.words().empty()) throw UsageError("bench takes options only");
    if (options.has("--model") && options.has("--shape")) throw UsageError("either --model or --shape");
    if (options.has("--text") && options.has("--shape")) throw UsageError("--text is for the tokenizer of a --model");
    use_machine_options(options);
    keep_freed_memory();
    const int rounds = int(options.integer("--rounds", 5, 1, 1000));
    BenchReport report;
    report.threads = thread_count();
    report.rounds = rounds;
    report.model = options.has("--shape") ? options.text("--shape", "") : model_path(options);
    const bool is_tokenizer = !options.has("--shape") && std::filesystem::is_regular_file(report.model);
    if (is_tokenizer && options.has("--plot")) throw UsageError("--plot is for a model; this is a tokenizer");
    if (options.has("--shape"))
        report.config = config_of_shape(report.model);
    else if (!is_tokenizer)
        report.config = read_config(open_model_folder(report.model));
    const bool is_folder = !options.has("--shape") && !is_tokenizer;
    if (is_folder) report.startup = measure_start(options, report.model, rounds);
    Machine machine;
    write_note("the machine");
    measure_machine(machine, rounds, report);
    if (options.has("--shape")) {
        Model model = model_of_shape(report.config);
        if (options.has("--weights"))
            convert_weights(model.weights, model.config, weights_type(options, NumberType::f32));
        measure_model(model, machine, rounds, report);
    } else if (is_tokenizer) {
        report.tokenizer = measure_tokenizer_at(options, report.model, rounds);
    } else {
        measure_folder(options, report.model, machine, rounds, report);
    }
    const std::string refusal = is_tokenizer ? "" : why_not_trained(report.config);
    if (!refusal.empty()) write_note("training is left out: " + refusal);
    if (!is_tokenizer && refusal.empty() && matrix_numbers(report.config) <= most_numbers_to_train) {
        write_note("training");
        report.training = measure_training(report.config, 4, std::min(256, report.config.window), rounds, machine);
    }
    write_out(options.has("--json") ? bench_json(report) : bench_text(report));
    finish_output();
    if (options.has("--plot")) write_file(options.text("--plot", ""), roofline_svg(report));
    return 0;
}

Command bench_command() {
    Command command;
    command.name = "bench";
    command.summary = "How fast it is, beside what the machine can do.";
    command.details =
        "Measures memory bandwidth and multiply-adds, then decoding, prompts, training, the tokenizer and the start,\n"
        "and says what share of the machine each uses. The limit is measured again in every round, right before the\n"
        "work. A model of a --shape has made-up weights: its speed is real, its text would not be. --model may also "
        "name a\n"
        "tokenizer.json: then that alone is measured.";
    command.options = {
        model_option(),
        weights_option(),
        {"--shape", "NAME", "small, 110m or 1b: sizes alone, in place of a model"},
        {"--rounds", "N", "how often each is measured (5)"},
        {"--text", "FILE", "what the tokenizer encodes (4 MB of the corpus)"},
        {"--json", "", "the report as one JSON object"},
        {"--plot", "FILE", "draw the roofline as SVG"},
    };
    for (const OptionSpec& option : machine_option_specs()) {
        command.options.push_back(option);
    }
    command.run = run_bench;
    return command;
}
