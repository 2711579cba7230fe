#include <csignal>
#include <new>

#include "base/utf8.h"
#include "cli/command.h"
#include "cli/console.h"

static std::vector<Command> all_commands() {
    return {generate_command(), chat_command(),  tokenize_command(),        trace_command(),
            inspect_command(),  train_command(), train_tokenizer_command(), corpus_command(),
            eval_command(),     bench_command(), quantize_command()};
}

static std::string overview(const std::vector<Command>& commands) {
    std::string text = "stepwise: a large language model that you can read, test and step through\n\n";
    text += "usage: stepwise COMMAND [OPTIONS]     (stepwise COMMAND --help tells more)\n\n";
    for (const Command& command : commands) {
        text += "  " + padded(command.name, 18) + command.summary + "\n";
    }
    return text;
}

/// Whether --help stands among the options, and not as the value of one or behind "--".
static bool asks_for_help(const Command& command, const std::vector<std::string>& arguments) {
    for (size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == "--") return false;
        if (arguments[i] == "--help" || arguments[i] == "-h") return true;
        bool takes_value = false;
        for (const OptionSpec& option : command.options) {
            takes_value = takes_value || (arguments[i] == option.name && !option.value.empty());
        }
        if (takes_value) ++i;
    }
    return false;
}

static int run_command(const Command& command, const std::vector<std::string>& arguments) {
    if (asks_for_help(command, arguments)) {
        write_out(help_text(command));
        finish_output();
        return 0;
    }
    try {
        return command.run(Options(arguments, command.options));
    } catch (const UsageError& error) {
        write_note("stepwise: usage: " + one_line(error.what()));
        write_note("(stepwise " + command.name + " --help lists the options)");
        return 2;
    }
}

static int run(const std::vector<std::string>& words) {
    const std::vector<Command> commands = all_commands();
    const std::string name = words.empty() ? "" : words[0];
    const bool asks_for_one = name == "help" && words.size() == 2;  // help generate: as generate --help
    for (const Command& command : commands) {
        if (asks_for_one && command.name == words[1]) return run_command(command, {"--help"});
    }
    if (name == "--help" || name == "-h" || name == "help") {
        write_out(overview(commands));
        finish_output();
        return 0;
    }
    for (const Command& command : commands) {
        if (command.name == name) return run_command(command, std::vector<std::string>(words.begin() + 1, words.end()));
    }
    if (!name.empty()) write_note("stepwise: usage: there is no command " + show_bytes(name));
    write_note(overview(commands));
    return 2;
}

int main(int argc, char** argv) {
    std::signal(SIGXFSZ, SIG_IGN);  // a file that grows past its limit is a write error to report, not a death
    try {
        return run(std::vector<std::string>(argv + 1, argv + argc));
    } catch (const Error& error) {
        write_note("stepwise: error: " + one_line(error.what()));
    } catch (const std::bad_alloc&) {
        write_note(
            "stepwise: error: out of memory; a smaller model, a shorter text or a lower --max-tokens needs less");
    } catch (const std::exception& error) {
        write_note("stepwise: error: " + one_line(error.what()));
    }
    return 1;
}
