#include <cmath>
#include <filesystem>
#include <limits>

#include "harness.h"
#include "train/train_log.h"

static const std::string header = "step,loss,validation_loss,learning_rate,gradient_norm,tokens_per_second\n";

static TrainLogRow row_of(int64_t step, double loss) {
    TrainLogRow row;
    row.step = step;
    row.loss = loss;
    row.learning_rate = 0.0003;
    row.gradient_norm = 1.25;
    row.tokens_per_second = 15000;
    return row;
}

/// The rows of a log file with this text.
static std::vector<TrainLogRow> read_text_as_log(const std::string& text) {
    const std::string path = scratch_folder() + "/log.csv";
    write_text(path, text);
    return read_train_log(path);
}

TEST(rows_become_lines_with_six_digits) {
    TrainLogRow first = row_of(10, 6.2146080984);
    TrainLogRow second = row_of(1000000, 0.5);
    second.validation_loss = 1.0 / 3;
    second.learning_rate = 1.23456789e-5;
    second.tokens_per_second = 12345.678;
    EXPECT_EQUAL(train_log_text({first, second}), header +
                                                      "10,6.21461,,0.0003,1.25,15000\n"
                                                      "1000000,0.5,0.333333,1.23457e-05,1.25,12345.7\n");
    EXPECT_EQUAL(train_log_text({}), header);
}

TEST(lines_become_rows) {
    const std::vector<TrainLogRow> rows = read_text_as_log(header + "0,6.25,,1e-4,2,0\n7,5,5.5,0.001,0.75,12000.5\n");
    EXPECT_EQUAL(rows.size(), size_t(2));
    EXPECT_EQUAL(rows[0].step, int64_t(0));
    EXPECT_EQUAL(rows[0].loss, 6.25);
    EXPECT(!rows[0].validation_loss.has_value());
    EXPECT_EQUAL(rows[0].learning_rate, 1e-4);
    EXPECT_EQUAL(rows[0].gradient_norm, 2.0);
    EXPECT_EQUAL(rows[0].tokens_per_second, 0.0);
    EXPECT_EQUAL(rows[1].step, int64_t(7));
    EXPECT_EQUAL(rows[1].loss, 5.0);
    EXPECT(rows[1].validation_loss.has_value());
    EXPECT_EQUAL(rows[1].validation_loss.value(), 5.5);
    EXPECT_EQUAL(rows[1].learning_rate, 0.001);
    EXPECT_EQUAL(rows[1].gradient_norm, 0.75);
    EXPECT_EQUAL(rows[1].tokens_per_second, 12000.5);
    EXPECT_EQUAL(read_text_as_log(header).size(), size_t(0));
}

/// Rows of a run of `count` steps whose numbers have more digits than a log keeps.
static std::vector<TrainLogRow> long_run(int64_t count) {
    std::vector<TrainLogRow> rows;
    for (int64_t step = 1; step <= count; ++step) {
        TrainLogRow row = row_of(step, 1 + 5 * std::exp(-double(step) / 50));
        if (step % 10 == 0) row.validation_loss = row.loss + std::sqrt(double(step)) / 300;
        row.learning_rate = 1e-3 / double(step);
        row.gradient_norm = 3.0 / double(step);
        row.tokens_per_second = 1e5 / (1 + std::sin(double(step)) / 7);
        rows.push_back(row);
    }
    return rows;
}

// A run that is resumed reads its log and writes it again: nothing may change by that.
TEST(a_log_that_is_read_and_written_stays_the_same_bytes) {
    const std::string path = scratch_folder() + "/run.csv";
    write_train_log(path, long_run(300));
    const std::string before = read_text(path);
    write_train_log(path, read_train_log(path));
    EXPECT_EQUAL(read_text(path), before);
    EXPECT(!std::filesystem::exists(path + ".part"));
}

TEST(a_resumed_run_drops_what_came_after_its_checkpoint) {
    const std::vector<TrainLogRow> rows = long_run(100);
    const std::vector<TrainLogRow> kept = rows_up_to(rows, 40);
    EXPECT_EQUAL(kept.size(), size_t(40));
    EXPECT_EQUAL(kept.back().step, int64_t(40));
    std::vector<TrainLogRow> again = kept;
    again.insert(again.end(), rows.begin() + 40, rows.end());
    EXPECT_EQUAL(train_log_text(again), train_log_text(rows));
    EXPECT_EQUAL(rows_up_to(rows, 0).size(), size_t(0));
    EXPECT_EQUAL(rows_up_to(rows, 1000).size(), size_t(100));
}

TEST(a_malformed_line_is_an_error_with_file_and_line) {
    struct Bad {
        std::string line;
        std::string problem;
    };
    const std::vector<Bad> cases = {
        {"", "this one 1"},
        {"5", "this one 1"},
        {"5,1,,1,1", "this one 5"},
        {"5,1,,1,1,1,1", "this one 7"},
        {"5,1,,1,1,1,", "this one 7"},
        {"x,1,,1,1,1", "step must be a whole number from 0 up, not \"x\""},
        {",1,,1,1,1", "step must be"},
        {"5.0,1,,1,1,1", "step must be"},
        {"-5,1,,1,1,1", "step must be"},
        {"99999999999999999999,1,,1,1,1", "step must be"},
        {"5,,,1,1,1", "loss must be a number from 0 up, not \"\""},
        {"5,nan,,1,1,1", "loss must be"},
        {"5,inf,,1,1,1", "loss must be"},
        {"5,-1,,1,1,1", "loss must be"},
        {"5,1e999,,1,1,1", "loss must be"},
        {"5,1x,,1,1,1", "loss must be"},
        {"5, 1,,1,1,1", "loss must be"},
        {"5,1,-,1,1,1", "validation_loss must be"},
        {"5,1,,,1,1", "learning_rate must be"},
        {"5,1,,1,,1", "gradient_norm must be"},
        {"5,1,,1,1,", "tokens_per_second must be"},
        {"5,1,,1,1,1\r", "tokens_per_second must be a number from 0 up, not \"1\\r\""},
        {"3,1,,1,1,1", "step 3 comes after step 3"},
        {"2,1,,1,1,1", "step 2 comes after step 3"},
    };
    for (const Bad& bad : cases) {
        const std::string text = header + "3,1,,1,1,1\n" + bad.line + "\n9,1,,1,1,1\n";
        EXPECT_ERROR(read_text_as_log(text), "/log.csv, line 3: ");
        EXPECT_ERROR(read_text_as_log(text), bad.problem);
    }
    EXPECT_ERROR(read_text_as_log(header + "x\n"), "begin a new log");
}

TEST(a_file_that_is_no_log_is_an_error) {
    EXPECT_ERROR(read_text_as_log(""), "/log.csv, line 1: the line has no end");
    EXPECT_ERROR(read_text_as_log("\n"), "line 1: the first line must be \"step,loss,");
    EXPECT_ERROR(read_text_as_log("step,loss\n1,2\n"), "line 1: the first line must be");
    EXPECT_ERROR(read_text_as_log(header.substr(0, header.size() - 1)), "line 1: the line has no end");
    EXPECT_ERROR(read_text_as_log(header + "1,1,,1,1,1\n2,1,,1,1,150"), "line 3: the line has no end");
    EXPECT_ERROR(read_train_log(scratch_folder() + "/nothing.csv"), "nothing.csv");
}

TEST(what_could_not_be_read_again_is_not_written) {
    EXPECT_ERROR(train_log_text({row_of(4, std::nan(""))}), "the loss of step 4 is nan");
    TrainLogRow row = row_of(5, 1);
    row.validation_loss = -1;
    EXPECT_ERROR(train_log_text({row}), "the validation loss of step 5 is -1");
    row = row_of(6, 1);
    row.tokens_per_second = std::numeric_limits<double>::infinity();
    EXPECT_ERROR(train_log_text({row}), "the tokens per second of step 6 is inf");
    EXPECT_ERROR(train_log_text({row_of(2, 1), row_of(2, 1)}), "step 2 comes after step 2");
    EXPECT_ERROR(train_log_text({row_of(-1, 1)}), "steps must rise");
}

TEST(a_log_that_cannot_be_written_leaves_the_old_one) {
    const std::string path = scratch_folder() + "/kept.csv";
    write_train_log(path, long_run(3));
    const std::string before = read_text(path);
    std::vector<TrainLogRow> rows = long_run(4);
    rows[3].loss = std::nan("");
    EXPECT_ERROR(write_train_log(path, rows), "step 4");
    EXPECT_EQUAL(read_text(path), before);
    EXPECT_ERROR(write_train_log(scratch_folder() + "/no/folder.csv", rows_up_to(rows, 3)), "/no/folder.csv");
}

TEST_MAIN
