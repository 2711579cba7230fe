#include "cli/command.h"
#include "cli/console.h"
#include "cli/load.h"
#include "eval/evaluate.h"

/// The stories that were told, each with what the reader says of it.
static void print_stories(const EvalReport& report) {
    for (const ToldStory& story : report.told) {
        write_out("\n" + story.text + (story.text.back() == '\n' ? "" : "\n"));
        write_out(story.report.consistent ? "  [consistent]\n" : "  [not consistent]\n");
        for (const std::string& contradiction : story.report.contradictions) {
            write_out("  [" + contradiction + "]\n");
        }
    }
}

static int run_eval(const Options& options) {
    if (!options.words().empty()) throw UsageError("eval takes no text; it draws its own from the corpus");
    use_machine_options(options);
    EvalOptions eval;
    eval.seed = uint64_t(options.integer("--seed", 1, 0, INT64_MAX));
    eval.documents = int(options.integer("--documents", 4000, 1, 10000000));
    eval.stories = int(options.integer("--stories", 100, 0, 1000000));
    eval.temperature = float(options.number("--temperature", 0.8, 0, 1000));
    const std::string path = model_path(options);
    const Model model = load_model_for(options);
    const Tokenizer tokenizer = load_tokenizer_for(path, model.config.vocab);
    const EvalReport report = evaluate(model, tokenizer, eval);
    if (options.has("--json"))
        write_out(report_json(report));
    else
        write_out(report_text(report));
    if (options.has("--show-stories")) print_stories(report);
    finish_output();
    return 0;
}

Command eval_command() {
    Command command;
    command.name = "eval";
    command.summary = "Measures a model on worlds that its training never saw: loss, answers, stories.";
    command.details =
        "Held-out documents of `stepwise corpus` are drawn from a seed. The floor is the entropy of their source: no\n"
        "model can have a smaller loss. A question counts as right when the likeliest tokens are the answer to the "
        "letter.";
    command.options = {
        model_option(),
        weights_option(),
        {"--documents", "N", "held-out documents for loss and questions (4000)"},
        {"--stories", "N", "stories to be told and read (100)"},
        {"--temperature", "T", "at which they are told (0.8)"},
        {"--seed", "N", "of documents and stories (1)"},
        {"--json", "", "the report as one JSON object"},
        {"--show-stories", "", "the stories themselves behind the report"},
    };
    for (const OptionSpec& option : machine_option_specs()) {
        command.options.push_back(option);
    }
    command.run = run_eval;
    return command;
}
