#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "cli/progress.h"
#include "harness.h"

static Progress some_progress() {
    Progress progress;
    progress.step = 1234;
    progress.total_steps = 20000;
    progress.loss = 2.3454;
    progress.validation_loss = 2.4006;
    progress.tokens_per_second = 12345;
    progress.seconds_left = 3723;
    return progress;
}

TEST(the_line_fits_every_width) {
    struct Case {
        int width;
        std::string line;
    };
    const std::vector<Case> cases = {
        {200,
         "[##......................................]   1234/20000  loss  2.345  val  2.401  12.3k tok/s  "
         "1:02:03 left"},
        {100, "[##...............................]   1234/20000  loss  2.345  val  2.401  12.3k tok/s  1:02:03 left"},
        {79, "[............]   1234/20000  loss  2.345  val  2.401  12.3k tok/s  1:02:03 left"},
        {72, "[.....]   1234/20000  loss  2.345  val  2.401  12.3k tok/s  1:02:03 left"},
        {71, " 1234/20000  loss  2.345  val  2.401  12.3k tok/s  1:02:03 left"},
        {63, " 1234/20000  loss  2.345  val  2.401  12.3k tok/s  1:02:03 left"},
        {62, "[........]   1234/20000  loss  2.345  val  2.401  1:02:03 left"},
        {50, " 1234/20000  loss  2.345  val  2.401  1:02:03 left"},
        {49, "[.......]   1234/20000  loss  2.345  1:02:03 left"},
        {38, " 1234/20000  loss  2.345  1:02:03 left"},
        {37, "[.........]   1234/20000  loss  2.345"},
        {23, "[........]   1234/20000"},
        {11, " 1234/20000"},
        {10, ""},
        {0, ""},
        {-1, ""},
    };
    for (const Case& one : cases) {
        EXPECT_EQUAL(progress_line(some_progress(), one.width), one.line);
    }
    for (int width = 1; width < 200; ++width) {
        EXPECT(int(progress_line(some_progress(), width).size()) <= width);
    }
}

static std::string bar_at(int64_t step, int64_t total) {
    Progress progress;
    progress.step = step;
    progress.total_steps = total;
    const std::string line = progress_line(progress, 1000);
    return line.substr(0, line.find(']') + 1);
}

TEST(the_bar_fills_with_the_steps) {
    const std::string hashes = "########################################";
    const std::string dots = "........................................";
    EXPECT_EQUAL(bar_at(0, 100), "[" + dots + "]");
    EXPECT_EQUAL(bar_at(50, 100), "[" + hashes.substr(20) + dots.substr(20) + "]");
    EXPECT_EQUAL(bar_at(99, 100), "[" + hashes.substr(1) + ".]");  // full only when it is over
    EXPECT_EQUAL(bar_at(100, 100), "[" + hashes + "]");
    EXPECT_EQUAL(bar_at(150, 100), "[" + hashes + "]");
    EXPECT_EQUAL(bar_at(0, 0), "[" + dots + "]");
}

TEST(what_is_not_known_yet_is_a_dash_and_nothing_moves) {
    Progress progress = some_progress();
    progress.step = 7;
    progress.loss = 10.25;
    progress.validation_loss.reset();
    progress.seconds_left.reset();
    progress.tokens_per_second = 850;
    EXPECT_EQUAL(progress_line(progress, 79),
                 std::string("[............]      7/20000  loss 10.250  val      -    850 tok/s     -:-- left"));
    EXPECT_EQUAL(plain_progress_line(progress), std::string("step 7/20000  loss 10.250  val -  850 tok/s  -:-- left"));
}

TEST(plain_lines_have_the_same_fields) {
    EXPECT_EQUAL(plain_progress_line(some_progress()),
                 std::string("step 1234/20000  loss 2.345  val 2.401  12.3k tok/s  1:02:03 left"));
}

TEST(times_are_written_as_people_do) {
    EXPECT_EQUAL(time_text(0.0), std::string("0:00"));
    EXPECT_EQUAL(time_text(0.2), std::string("0:01"));
    EXPECT_EQUAL(time_text(9.0), std::string("0:09"));
    EXPECT_EQUAL(time_text(59.5), std::string("1:00"));
    EXPECT_EQUAL(time_text(754.0), std::string("12:34"));
    EXPECT_EQUAL(time_text(3599.0), std::string("59:59"));
    EXPECT_EQUAL(time_text(3600.0), std::string("1:00:00"));
    EXPECT_EQUAL(time_text(86399.0), std::string("23:59:59"));
    EXPECT_EQUAL(time_text(86400.0), std::string("1d 00:00"));
    EXPECT_EQUAL(time_text(183845.0), std::string("2d 03:04"));
    EXPECT_EQUAL(time_text(std::nullopt), std::string("-:--"));
    EXPECT_EQUAL(time_text(-1.0), std::string("-:--"));
    EXPECT_EQUAL(time_text(std::nan("")), std::string("-:--"));
    EXPECT_EQUAL(time_text(std::numeric_limits<double>::infinity()), std::string("-:--"));
}

TEST(speeds_have_three_digits_or_so) {
    EXPECT_EQUAL(speed_text(0), std::string("0 tok/s"));
    EXPECT_EQUAL(speed_text(999.4), std::string("999 tok/s"));
    EXPECT_EQUAL(speed_text(999.6), std::string("1.0k tok/s"));
    EXPECT_EQUAL(speed_text(12345), std::string("12.3k tok/s"));
    EXPECT_EQUAL(speed_text(999949), std::string("999.9k tok/s"));
    EXPECT_EQUAL(speed_text(999951), std::string("1.0M tok/s"));
    EXPECT_EQUAL(speed_text(1234567), std::string("1.2M tok/s"));
}

/// Runs the action with standard error going to this descriptor, which is closed.
static void with_standard_error(int descriptor, void (*action)()) {
    const int before = ::dup(STDERR_FILENO);
    ::dup2(descriptor, STDERR_FILENO);
    ::close(descriptor);
    try {
        action();
    } catch (...) {
        ::dup2(before, STDERR_FILENO);
        ::close(before);
        throw;
    }
    ::dup2(before, STDERR_FILENO);
    ::close(before);
}

/// What the action writes to a terminal of this width. The terminal makes "\r\n" of "\n".
static std::string shown_on_terminal(int width, void (*action)()) {
    const int controller = ::posix_openpt(O_RDWR | O_NOCTTY);
    if (controller < 0 || ::grantpt(controller) != 0 || ::unlockpt(controller) != 0) skip_test("no terminals here");
    const int terminal = ::open(::ptsname(controller), O_RDWR | O_NOCTTY);
    if (terminal < 0) skip_test("no terminals here");
    struct winsize size = {};
    size.ws_col = static_cast<unsigned short>(width);
    ::ioctl(terminal, TIOCSWINSZ, &size);
    with_standard_error(terminal, action);
    std::string shown;
    char buffer[4096];
    ssize_t got = 0;
    while ((got = ::read(controller, buffer, sizeof(buffer))) > 0) {
        shown.append(buffer, size_t(got));
    }
    ::close(controller);
    return shown;
}

static std::string written_to_file(void (*action)()) {
    const std::string path = scratch_folder() + "/stderr";
    with_standard_error(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), action);
    return read_text(path);
}

static Progress short_progress(int64_t step) {
    Progress progress;
    progress.step = step;
    progress.total_steps = 25;
    progress.loss = 3;
    progress.tokens_per_second = 1000;
    progress.seconds_left = double(25 - step);
    return progress;
}

static void show_all_steps() {
    ProgressWriter writer(10);
    for (int64_t step = 1; step <= 25; ++step) {
        writer.show(short_progress(step));
    }
    writer.finish();
}

TEST(a_file_gets_a_plain_line_at_every_so_many_steps_and_at_the_last) {
    EXPECT_EQUAL(written_to_file(show_all_steps),
                 std::string("step 10/25  loss 3.000  val -  1.0k tok/s  0:15 left\n"
                             "step 20/25  loss 3.000  val -  1.0k tok/s  0:05 left\n"
                             "step 25/25  loss 3.000  val -  1.0k tok/s  0:00 left\n"));
}

TEST(a_terminal_gets_one_line_that_is_drawn_again) {
    std::string want;
    for (int64_t step = 1; step <= 25; ++step) {
        want += "\r" + progress_line(short_progress(step), 59);
    }
    EXPECT_EQUAL(shown_on_terminal(60, show_all_steps), want + "\r\n");
}

TEST(a_terminal_that_does_not_know_its_width_has_80_columns) {
    const std::string shown = shown_on_terminal(0, show_all_steps);
    EXPECT(shown.find("\r" + progress_line(short_progress(25), 79) + "\r\n") != std::string::npos);
}

/// A step with notes before and after it, and one more; no finish.
static void show_and_note() {
    ProgressWriter writer(1);
    writer.note("begins");
    writer.show(short_progress(1));
    writer.note("checkpoint written");
    writer.note("going on");
    writer.show(short_progress(2));
}

TEST(a_note_stays_above_the_line_and_covers_what_stood_there) {
    const std::string first = progress_line(short_progress(1), 79);
    const std::string note = "checkpoint written";
    const std::string covering = note + std::string(first.size() - note.size(), ' ');
    const std::string second = progress_line(short_progress(2), 79);
    EXPECT_EQUAL(shown_on_terminal(80, show_and_note),
                 "begins\r\n\r" + first + "\r" + covering + "\r\ngoing on\r\n\r" + second + "\r\n");
    EXPECT_EQUAL(written_to_file(show_and_note), "begins\n" + plain_progress_line(short_progress(1)) + "\n" + note +
                                                     "\ngoing on\n" + plain_progress_line(short_progress(2)) + "\n");
}

/// A line, and then one that is a character shorter.
static void show_longer_and_shorter() {
    ProgressWriter writer(1);
    Progress progress = short_progress(1);
    progress.seconds_left = 1e6;  // 11 days: one character more
    writer.show(progress);
    writer.show(short_progress(2));
}

TEST(a_shorter_line_covers_a_longer_one) {
    Progress longer = short_progress(1);
    longer.seconds_left = 1e6;
    const std::string first = progress_line(longer, 149);
    const std::string second = progress_line(short_progress(2), 149);
    EXPECT(second.size() < first.size());
    EXPECT_EQUAL(shown_on_terminal(150, show_longer_and_shorter),
                 "\r" + first + "\r" + second + std::string(first.size() - second.size(), ' ') + "\r\n");
}

TEST(a_line_every_zero_steps_is_an_error) {
    EXPECT_ERROR(ProgressWriter(0), "a line every 0 steps");
    EXPECT_ERROR(ProgressWriter(-5), "a line every -5 steps");
}

TEST_MAIN
