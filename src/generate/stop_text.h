#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Lets text through until one of the stop texts is complete in it, also when it comes in several pushes.
/// What might be the start of a stop text is held back, so that no part of that one is ever let through.
class StopTextFilter {
 public:
    /// Empty stop texts are left out: they would stop everything.
    explicit StopTextFilter(const std::vector<std::string>& stop_texts);

    /// The text that can be shown by now. Empty once stopped. Valid until the next call.
    std::string_view push(std::string_view text);

    /// Whether a stop text has come. What stood before the first one has been let through, nothing after.
    bool stopped() const { return stopped_; }

    /// What was held back, when the text ends and no stop text came.
    std::string_view finish();

 private:
    size_t held_back_length() const;
    size_t find_stop() const;

    std::vector<std::string> stop_texts_;
    std::string pending_;
    std::string shown_;  // what was returned last
    bool stopped_ = false;
};
