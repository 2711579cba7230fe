#include <csignal>
#include <cstdio>
#include <new>

#include "cli/command.h"
#include "cli/console.h"

static std::vector<Command> all_commands() {
    return {generate_command(), tokenize_command(), trace_command(), inspect_command(), train_tokenizer_command()};
}

static std::string overview(const std::vector<Command>& commands) {
    std::string text = "stepwise: a large language model that you can read, test and step through\n\n";
    text += "usage: stepwise COMMAND [OPTIONS]     (stepwise COMMAND --help tells more)\n\n";
    for (const Command& command : commands) {
        text += "  " + padded(command.name, 18) + command.summary + "\n";
    }
    return text;
}

static bool asks_for_help(const std::vector<std::string>& arguments) {
    for (const std::string& argument : arguments) {
        if (argument == "--") return false;
        if (argument == "--help" || argument == "-h") return true;
    }
    return false;
}

static int run_command(const Command& command, const std::vector<std::string>& arguments) {
    if (asks_for_help(arguments)) {
        write_out(help_text(command));
        finish_output();
        return 0;
    }
    try {
        return command.run(Options(arguments, command.options));
    } catch (const UsageError& error) {
        write_note(std::string("stepwise: usage: ") + error.what());
        write_note("(stepwise " + command.name + " --help lists the options)");
        return 2;
    }
}

static int run(const std::vector<std::string>& words) {
    const std::vector<Command> commands = all_commands();
    const std::string name = words.empty() ? "" : words[0];
    if (name == "--help" || name == "-h" || name == "help") {
        write_out(overview(commands));
        finish_output();
        return 0;
    }
    for (const Command& command : commands) {
        if (command.name == name) return run_command(command, std::vector<std::string>(words.begin() + 1, words.end()));
    }
    if (!name.empty()) write_note("stepwise: usage: there is no command \"" + name + "\"");
    write_note(overview(commands));
    return 2;
}

int main(int argc, char** argv) {
    std::signal(SIGXFSZ, SIG_IGN);  // a file that grows past its limit is a write error to report, not a death
    try {
        return run(std::vector<std::string>(argv + 1, argv + argc));
    } catch (const Error& error) {
        write_note(std::string("stepwise: error: ") + error.what());
    } catch (const std::bad_alloc&) {
        write_note("stepwise: error: out of memory");
    } catch (const std::exception& error) {
        write_note(std::string("stepwise: error: ") + error.what());
    }
    return 1;
}
