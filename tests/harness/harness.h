#ifndef HARNESS_H  // compiled alone, too (Makefile), where g++ warns of `#pragma once`
#define HARNESS_H

#include <functional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/tensor.h"

// A test is a function whose name is a sentence:
//
//     TEST(rope_turns_nothing_at_position_zero) { EXPECT(...); }
//     TEST_MAIN
//
// The first expectation that does not hold ends the test. A program runs all its tests, or those whose names
// are given as arguments (a name that is no test's is an error), and ends with
// "test_rope: 5 passed, 0 failed, 0 skipped"; its exit status is 0 only if none failed and at least one passed or
// said why it was skipped.

// Builds that check every index or watch memory are slow and look for other faults: there, some tests try fewer cases.
#ifdef STEPWISE_CHECKED
constexpr bool checked_build = true;
#else
constexpr bool checked_build = false;
#endif

struct TestFailure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct TestSkipped : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct TestRegistration {
    TestRegistration(const char* name, void (*function)());
};

#define TEST(name)                                                  \
    static void name();                                             \
    static const TestRegistration registration_##name(#name, name); \
    static void name()

#define TEST_MAIN \
    int main(int argc, char** argv) { return run_tests(argc, argv); }

int run_tests(int argc, char** argv);

/// Throws TestFailure "file:line: message".
[[noreturn]] void fail_test(const char* file, int line, const std::string& message);

#define FAIL(message) fail_test(__FILE__, __LINE__, message)

#define EXPECT(condition)                                \
    do {                                                 \
        if (!(condition)) FAIL("not true: " #condition); \
    } while (false)

/// Values that are equal, or a failure that shows both.
#define EXPECT_EQUAL(got, want) expect_equal((got), (want), #got, __FILE__, __LINE__)

template <typename Value>
std::string shown(const Value& value) {
    std::ostringstream text;
    text << value;
    return text.str();
}

inline std::string shown(const Shape& shape) { return shape_text(shape); }

/// With as many digits as tell it from its neighbours: two numbers that differ are not shown alike.
std::string shown(double value);

template <typename Value>
std::string shown(const std::vector<Value>& values) {
    std::string text = "[";
    for (size_t i = 0; i < values.size(); ++i) {
        text += (i == 0 ? "" : ", ") + shown(values[i]);
    }
    return text + "]";
}

template <typename Got, typename Want>
void expect_equal(const Got& got, const Want& want, const char* what, const char* file, int line) {
    if (got == want) return;
    fail_test(file, line, std::string(what) + "\n      got  " + shown(got) + "\n      want " + shown(want));
}

/// Tensors of the same shape whose numbers all satisfy |got - want| <= relative * |want| + absolute.
/// Infinities must be the same; NaN fails on either side. The failure names the worst number.
#define EXPECT_CLOSE(got, want, relative, absolute) \
    expect_close((got), (want), (relative), (absolute), #got, __FILE__, __LINE__)

void expect_close(const Tensor& got, const Tensor& want, double relative, double absolute, const std::string& what,
                  const char* file, int line);

/// The same numbers, bit for bit.
#define EXPECT_SAME(got, want) expect_same((got), (want), #got, __FILE__, __LINE__)

void expect_same(const Tensor& got, const Tensor& want, const std::string& what, const char* file, int line);

/// The action throws Error, and the message holds `part`.
#define EXPECT_ERROR(action, part) expect_error([&] { action; }, (part), __FILE__, __LINE__)

void expect_error(const std::function<void()>& action, const std::string& part, const char* file, int line);

/// Ends the test as skipped.
[[noreturn]] void skip_test(const std::string& reason);

/// A folder of its own for the running test program, removed when the program ends.
const std::string& scratch_folder();

/// The whole file. Throws TestFailure when it cannot be read.
std::string read_text(const std::string& path);
void write_text(const std::string& path, const std::string& text);

/// ../shared/<name>, or skips the test where it is not there.
std::string shared_path(const std::string& name);

#endif
