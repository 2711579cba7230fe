#include "cli/command.h"

#include <algorithm>

#include "cli/console.h"

std::string help_text(const Command& command) {
    std::string text = "stepwise " + command.name + " [OPTIONS]";
    text += command.words.empty() ? "\n\n" : " " + command.words + "\n\n";
    text += command.summary + "\n";
    if (!command.details.empty()) text += "\n" + command.details + "\n";
    text += "\n";
    size_t width = 0;
    for (const OptionSpec& option : command.options) {
        width = std::max(width, option.name.size() + 1 + option.value.size());
    }
    for (const OptionSpec& option : command.options) {
        const std::string left = option.name + (option.value.empty() ? "" : " " + option.value);
        text += "  " + padded(left, width + 2) + option.help + "\n";
    }
    return text;
}
