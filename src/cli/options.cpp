#include "cli/options.h"

#include <charconv>
#include <cmath>

#include "cli/console.h"

static const OptionSpec* find_spec(const std::vector<OptionSpec>& specs, const std::string& name) {
    for (const OptionSpec& spec : specs) {
        if (spec.name == name) return &spec;
    }
    return nullptr;
}

static std::string list_options(const std::vector<OptionSpec>& specs) {
    std::string list;
    for (const OptionSpec& spec : specs) {
        list += (list.empty() ? "" : " ") + spec.name;
    }
    return list;
}

Options::Options(const std::vector<std::string>& arguments, const std::vector<OptionSpec>& specs) {
    bool options_end = false;
    for (size_t i = 0; i < arguments.size(); ++i) {
        const std::string& argument = arguments[i];
        if (argument == "--" && !options_end) {
            options_end = true;
            continue;
        }
        if (options_end || argument.size() < 2 || argument[0] != '-') {
            words_.push_back(argument);
            continue;
        }
        const size_t equals = argument.find('=');
        const std::string name = argument.substr(0, equals);
        const OptionSpec* spec = find_spec(specs, name);
        if (spec == nullptr) {
            throw UsageError("there is no option " + name + "; there are: " + list_options(specs) +
                             " (a text that begins with '-' goes behind --)");
        }
        if (spec->value.empty()) {
            if (equals != std::string::npos) throw UsageError(name + " takes no value");
            values_[name].push_back("");
        } else if (equals != std::string::npos) {
            values_[name].push_back(argument.substr(equals + 1));
        } else if (i + 1 < arguments.size()) {
            values_[name].push_back(arguments[++i]);
        } else {
            throw UsageError(name + " needs a value: " + name + " " + spec->value);
        }
    }
}

std::vector<std::string> Options::all(const std::string& name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::vector<std::string>() : found->second;
}

std::string Options::text(const std::string& name, const std::string& otherwise) const {
    const auto found = values_.find(name);
    return found == values_.end() ? otherwise : found->second.back();
}

int64_t Options::integer(const std::string& name, int64_t otherwise, int64_t least, int64_t most) const {
    if (!has(name)) return otherwise;
    const std::string written = text(name, "");
    const char* end = written.data() + written.size();
    int64_t value = 0;
    const std::from_chars_result parsed = std::from_chars(written.data(), end, value);
    if (parsed.ec != std::errc() || parsed.ptr != end || value < least || value > most) {
        throw UsageError(name + " must be a whole number from " + std::to_string(least) + " to " +
                         std::to_string(most) + ", not \"" + written + "\"");
    }
    return value;
}

double Options::number(const std::string& name, double otherwise, double least, double most) const {
    if (!has(name)) return otherwise;
    const std::string written = text(name, "");
    const char* end = written.data() + written.size();
    double value = 0;
    const std::from_chars_result parsed = std::from_chars(written.data(), end, value);
    const bool is_number = parsed.ec == std::errc() && parsed.ptr == end && std::isfinite(value);
    if (!is_number || value < least || value > most) {
        throw UsageError(name + " must be a number from " + short_number(least) + " to " + short_number(most) +
                         ", not \"" + written + "\"");
    }
    return value;
}
