#include "cli/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "base/error.h"
#include "cli/console.h"

static std::string padded_left(const std::string& text, size_t width) {
    return std::string(text.size() < width ? width - text.size() : 0, ' ') + text;
}

static std::string decimal(double value, int decimals) {
    char text[64];
    std::snprintf(text, sizeof(text), "%.*f", decimals, value);
    return text;
}

static std::string two_digits(int64_t value) { return (value < 10 ? "0" : "") + std::to_string(value); }

std::string time_text(const std::optional<double>& seconds) {
    const double longest = 1e9;  // thirty years
    if (!seconds || !(*seconds >= 0) || *seconds > longest) return "-:--";
    const int64_t whole = int64_t(std::ceil(*seconds));  // 0:00 only when it is over
    const int64_t minutes = whole / 60;
    const int64_t hours = minutes / 60;
    const int64_t days = hours / 24;
    if (days > 0) return std::to_string(days) + "d " + two_digits(hours % 24) + ":" + two_digits(minutes % 60);
    if (hours > 0) return std::to_string(hours) + ":" + two_digits(minutes % 60) + ":" + two_digits(whole % 60);
    return std::to_string(minutes) + ":" + two_digits(whole % 60);
}

std::string speed_text(double tokens_per_second) {
    if (tokens_per_second >= 999950) return decimal(tokens_per_second / 1e6, 1) + "M tok/s";
    if (tokens_per_second >= 999.5) return decimal(tokens_per_second / 1e3, 1) + "k tok/s";
    return decimal(tokens_per_second, 0) + " tok/s";
}

static std::string validation_text(const Progress& progress) {
    return progress.validation_loss ? decimal(*progress.validation_loss, 3) : "-";
}

static std::string counter_text(const Progress& progress) {
    const std::string total = std::to_string(progress.total_steps);
    return padded_left(std::to_string(progress.step), total.size()) + "/" + total;
}

/// "[###...]" with `inside` characters between the brackets.
static std::string bar_text(const Progress& progress, int inside) {
    const double share = progress.total_steps > 0 ? double(progress.step) / double(progress.total_steps) : 0.0;
    const int done = int(std::floor(double(inside) * std::clamp(share, 0.0, 1.0)));
    return "[" + std::string(size_t(done), '#') + std::string(size_t(inside - done), '.') + "]";
}

static std::string joined(const std::vector<std::string>& fields) {
    std::string text;
    for (const std::string& field : fields) {
        if (!text.empty() && !field.empty()) text += "  ";
        text += field;
    }
    return text;
}

std::string progress_line(const Progress& progress, int width) {
    const int shortest_bar = 5;
    const int longest_bar = 40;
    const int around_bar = 4;  // two brackets, two spaces
    std::vector<std::string> fields = {
        counter_text(progress),
        "loss " + padded_left(decimal(progress.loss, 3), 6),
        "val " + padded_left(validation_text(progress), 6),
        padded_left(speed_text(progress.tokens_per_second), 11),
        padded_left(time_text(progress.seconds_left), 7) + " left",
    };
    for (const size_t field : {3, 2, 4, 1}) {  // what a narrow terminal has no room for, in this order
        if (int(joined(fields).size()) > width) fields[field].clear();
    }
    const std::string text = joined(fields);
    const int room = width - int(text.size()) - around_bar;
    if (room >= shortest_bar) return bar_text(progress, std::min(room, longest_bar)) + "  " + text;
    return int(text.size()) <= width ? text : "";
}

std::string plain_progress_line(const Progress& progress) {
    return "step " + std::to_string(progress.step) + "/" + std::to_string(progress.total_steps) + "  loss " +
           decimal(progress.loss, 3) + "  val " + validation_text(progress) + "  " +
           speed_text(progress.tokens_per_second) + "  " + time_text(progress.seconds_left) + " left";
}

/// Characters in a line of the terminal behind standard error.
static int terminal_width() {
    const int usual_width = 80;
    struct winsize size;
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual_width;
    return size.ws_col;
}

static void write_error(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stderr); }

ProgressWriter::ProgressWriter(int64_t plain_every)
    : is_terminal_(::isatty(STDERR_FILENO) == 1), plain_every_(plain_every) {
    if (plain_every < 1) throw Error("progress: a line every " + std::to_string(plain_every) + " steps cannot be");
}

void ProgressWriter::show(const Progress& progress) {
    if (!is_terminal_) {
        const bool is_due = progress.step % plain_every_ == 0 || progress.step == progress.total_steps;
        if (is_due) write_note(plain_progress_line(progress));
        return;
    }
    // The last column stays free: a character there would make some terminals begin a new line.
    const int width = terminal_width() - 1;
    const std::string line = progress_line(progress, width);
    const size_t covered = std::min(shown_, size_t(std::max(width, 0)));  // of a longer line that stood there
    write_error("\r" + padded(line, covered));
    shown_ = line.size();
}

void ProgressWriter::note(const std::string& line) {
    if (is_terminal_ && shown_ > 0) {
        write_error("\r" + padded(line, shown_) + "\n");
        shown_ = 0;
        return;
    }
    write_note(line);
}

void ProgressWriter::finish() {
    if (is_terminal_ && shown_ > 0) write_error("\n");
    shown_ = 0;
}
