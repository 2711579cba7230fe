#pragma once

#include <cstdint>
#include <optional>
#include <string>

/// Where a training run stands.
struct Progress {
    int64_t step = 0;  // steps done
    int64_t total_steps = 0;
    double loss = 0;                        // nats per token
    std::optional<double> validation_loss;  // the latest, where there is one yet
    double tokens_per_second = 0;
    std::optional<double> seconds_left;
};

/// One line for a terminal, in plain ASCII and at most `width` characters:
///     [#######........]  1234/20000  loss  2.345  val  2.401  12.3k tok/s  1:02:03 left
/// On a narrow terminal the speed goes first, then the validation loss, the time, the loss; the bar takes the room
/// that is left, 5 to 40 characters. Where not even the counter has room the line is empty. The fields keep their places
/// from step to step.
std::string progress_line(const Progress& progress, int width);

/// One line for a file or a pipe: the same fields without bar and padding.
std::string plain_progress_line(const Progress& progress);

/// "0:07", "12:34", "1:02:03", "2d 03:04" (days, hours, minutes); "-:--" where it is not known.
std::string time_text(const std::optional<double>& seconds);

/// "850 tok/s", "12.3k tok/s", "1.2M tok/s"
std::string speed_text(double tokens_per_second);

/// Writes the progress of a run to standard error: on a terminal one line that is drawn again in place, as wide as the
/// terminal is now; elsewhere a plain line at every so many steps and at the last one.
class ProgressWriter {
 public:
    /// plain_every   steps from one plain line to the next, at least 1
    explicit ProgressWriter(int64_t plain_every);

    /// Ends the line, so that an error message begins a new one.
    ~ProgressWriter() { finish(); }
    ProgressWriter(const ProgressWriter&) = delete;
    ProgressWriter& operator=(const ProgressWriter&) = delete;

    void show(const Progress& progress);

    /// A line that stays, above the progress line: "checkpoint written".
    void note(const std::string& line);

    /// The progress line stays as it is, and what follows begins a new line.
    void finish();

 private:
    bool is_terminal_;
    int64_t plain_every_;
    size_t shown_ = 0;  // characters that stand in the terminal's line
};
