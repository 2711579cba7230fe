#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"

/// The user asked for something that the command line does not have. `main` ends with status 2.
struct UsageError : Error {
    explicit UsageError(const std::string& message) : Error(message) {}
};

/// An option of a command, as --help shows it.
struct OptionSpec {
    std::string name;   // "--top-k"
    std::string value;  // what stands after it: "N"; empty for a flag
    std::string help;
};

/// What the user wrote after the command's name: options, and words that belong to no option.
class Options {
 public:
    /// Takes "--name value", "--name=value", flags, and words; after "--" all are words.
    /// Throws UsageError for an unknown option, a missing value, or a value where none belongs.
    Options(const std::vector<std::string>& arguments, const std::vector<OptionSpec>& specs);

    const std::vector<std::string>& words() const { return words_; }

    bool has(const std::string& name) const { return values_.count(name) > 0; }
    std::vector<std::string> all(const std::string& name) const;  // of an option that may stand several times
    std::string text(const std::string& name, const std::string& otherwise) const;  // the last one counts

    /// A number in [least, most]. Throws UsageError with what is allowed.
    int64_t integer(const std::string& name, int64_t otherwise, int64_t least, int64_t most) const;
    double number(const std::string& name, double otherwise, double least, double most) const;

 private:
    std::map<std::string, std::vector<std::string>> values_;
    std::vector<std::string> words_;
};
