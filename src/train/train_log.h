#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What a training run notes of a step. No number is negative, infinite or NaN.
struct TrainLogRow {
    int64_t step = 0;                       // from 1: so many steps of the optimizer are done
    double loss = 0;                        // of the step's batch, nats per token
    std::optional<double> validation_loss;  // nats per token, in the steps where it was measured
    double learning_rate = 0;
    double gradient_norm = 0;  // before clipping
    double tokens_per_second = 0;
};

// The log is CSV, one line a row, steps rising, numbers with six digits. Any spreadsheet or plotting program reads it:
//     step,loss,validation_loss,learning_rate,gradient_norm,tokens_per_second
//     10,6.21461,,0.0003,1.93355,15012
//     20,5.87402,5.91288,0.0006,1.41204,15207

/// The rows as the text of a log file. What read_train_log makes of it gives the same text again.
/// Throws Error when a number is negative, infinite or NaN, or steps do not rise.
std::string train_log_text(const std::vector<TrainLogRow>& rows);

/// The rows of a log file. Throws Error with file and line at the first line that is no row.
std::vector<TrainLogRow> read_train_log(const std::string& path);

/// Writes the whole log beside its place and renames it (write_file): no reader and no kill ever leaves half a line.
/// Throws Error like train_log_text, and when the file cannot be written.
void write_train_log(const std::string& path, const std::vector<TrainLogRow>& rows);

/// The rows of steps <= step. A run that goes on from a checkpoint makes later ones again, so they are dropped first.
std::vector<TrainLogRow> rows_up_to(const std::vector<TrainLogRow>& rows, int64_t step);
