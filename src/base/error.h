#pragma once

#include <stdexcept>
#include <string>

/// The one type that Stepwise throws. The message is for the user: what went wrong, where (file, offset,
/// tensor), and what to do about it. `main` prints it as "stepwise: error: ..." and ends with status 1.
struct Error : std::runtime_error {
    explicit Error(const std::string& message) : std::runtime_error(message) {}
};
