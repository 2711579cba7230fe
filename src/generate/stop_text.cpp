#include "generate/stop_text.h"

#include <algorithm>

StopTextFilter::StopTextFilter(const std::vector<std::string>& stop_texts) {
    for (const std::string& stop : stop_texts) {
        if (!stop.empty()) stop_texts_.push_back(stop);
    }
    pending_.reserve(256);  // at once what nearly every token fits in
    shown_.reserve(256);
}

/// Length of the longest end of `pending_` that a stop text begins with.
size_t StopTextFilter::held_back_length() const {
    size_t longest = 0;
    for (const std::string& stop : stop_texts_) {
        const size_t most = std::min(stop.size() - 1, pending_.size());
        for (size_t length = most; length > longest; --length) {
            if (pending_.compare(pending_.size() - length, length, stop, 0, length) == 0) longest = length;
        }
    }
    return longest;
}

/// Where the stop text begins that is complete first (the longest of those), or npos. Counting by the end and
/// not by the start makes the answer independent of how the text was cut into pieces.
size_t StopTextFilter::find_stop() const {
    size_t first_end = std::string::npos;
    size_t start_of_first = std::string::npos;
    for (const std::string& stop : stop_texts_) {
        const size_t start = pending_.find(stop);
        if (start == std::string::npos) continue;
        const size_t end = start + stop.size();
        if (end > first_end || (end == first_end && start > start_of_first)) continue;
        first_end = end;
        start_of_first = start;
    }
    return start_of_first;
}

std::string_view StopTextFilter::push(std::string_view text) {
    if (stopped_) return "";
    pending_ += text;
    const size_t stop_start = find_stop();
    stopped_ = stop_start != std::string::npos;
    const size_t shown = stopped_ ? stop_start : pending_.size() - held_back_length();
    shown_.assign(pending_, 0, shown);
    pending_.erase(0, stopped_ ? std::string::npos : shown);
    return shown_;
}

std::string_view StopTextFilter::finish() {
    shown_ = pending_;
    pending_.clear();
    return shown_;
}
