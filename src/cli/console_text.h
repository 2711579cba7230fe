#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

/// A text on standard output that appears as it is made.
class ConsoleText {
 public:
    void show(std::string_view text);

    /// Ends the line, where one is open or nothing was shown.
    void end_line();

    bool has_shown() const { return has_shown_; }

 private:
    bool has_shown_ = false;
    bool line_is_open_ = true;
};

/// What the user is told when the numbers of a model are broken in the middle of a text.
Error broken_model(const std::string& path, const Error& error);
