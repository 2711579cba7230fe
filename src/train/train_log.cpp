#include "train/train_log.h"

#include <charconv>
#include <cmath>

#include "base/error.h"
#include "base/utf8.h"
#include "formats/mapped_file.h"

static const std::string header = "step,loss,validation_loss,learning_rate,gradient_norm,tokens_per_second";
static const size_t column_count = 6;

/// "6.21461", "0.0003", "1.2e-05": six digits, the same in every locale.
static std::string number_text(double value) {
    char digits[32];
    const std::to_chars_result written =
        std::to_chars(digits, digits + sizeof(digits), value, std::chars_format::general, 6);
    return std::string(digits, written.ptr);
}

/// The same, for a number that may stand in a log.
static std::string checked_number_text(double value, const char* name, int64_t step) {
    if (!std::isfinite(value) || value < 0) {
        throw Error("train log: the " + std::string(name) + " of step " + std::to_string(step) + " is " +
                    std::to_string(value) + "; a log holds only numbers from 0 up");
    }
    return number_text(value);
}

std::string train_log_text(const std::vector<TrainLogRow>& rows) {
    std::string text = header + "\n";
    int64_t step_before = -1;
    for (const TrainLogRow& row : rows) {
        if (row.step <= step_before) {
            throw Error("train log: step " + std::to_string(row.step) + " comes after step " +
                        std::to_string(step_before) + "; steps must rise");
        }
        step_before = row.step;
        text += std::to_string(row.step);
        text += "," + checked_number_text(row.loss, "loss", row.step);
        text += ",";
        if (row.validation_loss) text += checked_number_text(*row.validation_loss, "validation loss", row.step);
        text += "," + checked_number_text(row.learning_rate, "learning rate", row.step);
        text += "," + checked_number_text(row.gradient_norm, "gradient norm", row.step);
        text += "," + checked_number_text(row.tokens_per_second, "tokens per second", row.step);
        text += "\n";
    }
    return text;
}

/// Where a log is being read, for messages.
struct LogPlace {
    std::string path;
    int64_t line = 0;  // from 1
};

[[noreturn]] static void fail(const LogPlace& place, const std::string& problem) {
    throw Error(place.path + ", line " + std::to_string(place.line) + ": " + problem +
                "; this is no training log, or it was damaged: mend or delete the line, or begin a new log");
}

static std::vector<std::string_view> split_at_commas(std::string_view line) {
    std::vector<std::string_view> fields;
    size_t start = 0;
    for (size_t comma = line.find(','); comma != std::string_view::npos; comma = line.find(',', start)) {
        fields.push_back(line.substr(start, comma - start));
        start = comma + 1;
    }
    fields.push_back(line.substr(start));
    return fields;
}

static double read_number(std::string_view field, const char* name, const LogPlace& place) {
    double value = 0;
    const char* end = field.data() + field.size();
    const std::from_chars_result parsed = std::from_chars(field.data(), end, value);
    const bool is_number = parsed.ec == std::errc() && parsed.ptr == end && std::isfinite(value) && value >= 0;
    if (!is_number) fail(place, std::string(name) + " must be a number from 0 up, not " + show_bytes(field));
    return value;
}

static int64_t read_step(std::string_view field, const LogPlace& place) {
    int64_t step = 0;
    const char* end = field.data() + field.size();
    const std::from_chars_result parsed = std::from_chars(field.data(), end, step);
    const bool is_step = parsed.ec == std::errc() && parsed.ptr == end && step >= 0;
    if (!is_step) fail(place, "step must be a whole number from 0 up, not " + show_bytes(field));
    return step;
}

static TrainLogRow read_row(std::string_view line, const LogPlace& place) {
    const std::vector<std::string_view> fields = split_at_commas(line);
    if (fields.size() != column_count) {
        fail(place, "a row has " + std::to_string(column_count) + " fields, this one " + std::to_string(fields.size()));
    }
    TrainLogRow row;
    row.step = read_step(fields[0], place);
    row.loss = read_number(fields[1], "loss", place);
    if (!fields[2].empty()) row.validation_loss = read_number(fields[2], "validation_loss", place);
    row.learning_rate = read_number(fields[3], "learning_rate", place);
    row.gradient_norm = read_number(fields[4], "gradient_norm", place);
    row.tokens_per_second = read_number(fields[5], "tokens_per_second", place);
    return row;
}

std::vector<TrainLogRow> read_train_log(const std::string& path) {
    const std::shared_ptr<MappedFile> file = MappedFile::open(path);
    const std::string_view text = file->text();
    std::vector<TrainLogRow> rows;
    LogPlace place = {path, 0};
    size_t start = 0;
    while (start < text.size() || place.line == 0) {
        ++place.line;
        const size_t line_feed = text.find('\n', start);
        if (line_feed == std::string_view::npos) fail(place, "the line has no end");
        const std::string_view line = text.substr(start, line_feed - start);
        start = line_feed + 1;
        if (place.line == 1) {
            if (line != header) fail(place, "the first line must be \"" + header + "\"");
            continue;
        }
        const TrainLogRow row = read_row(line, place);
        if (!rows.empty() && row.step <= rows.back().step) {
            fail(place, "step " + std::to_string(row.step) + " comes after step " + std::to_string(rows.back().step));
        }
        rows.push_back(row);
    }
    return rows;
}

void write_train_log(const std::string& path, const std::vector<TrainLogRow>& rows) {
    write_file(path, train_log_text(rows));
}

std::vector<TrainLogRow> rows_up_to(const std::vector<TrainLogRow>& rows, int64_t step) {
    std::vector<TrainLogRow> kept;
    for (const TrainLogRow& row : rows) {
        if (row.step <= step) kept.push_back(row);
    }
    return kept;
}
