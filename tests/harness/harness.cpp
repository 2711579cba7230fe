#include "harness.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/error.h"

struct RegisteredTest {
    std::string name;
    void (*function)();
};

static std::vector<RegisteredTest>& registered_tests() {
    static std::vector<RegisteredTest> tests;
    return tests;
}

TestRegistration::TestRegistration(const char* name, void (*function)()) {
    registered_tests().push_back({name, function});
}

std::string shown(double value) {
    std::string text;
    for (int digits = 6; digits <= 17; ++digits) {
        char number[32];
        std::snprintf(number, sizeof(number), "%.*g", digits, value);
        text = number;
        if (std::strtod(number, nullptr) == value) break;
    }
    return text;
}

void fail_test(const char* file, int line, const std::string& message) {
    throw TestFailure(std::string(file) + ":" + std::to_string(line) + ": " + message);
}

void skip_test(const std::string& reason) { throw TestSkipped(reason); }

static bool is_chosen(const RegisteredTest& test, int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        if (test.name == argv[i]) return true;
    }
    return argc <= 1;
}

/// The first argument that names no test, or "".
static std::string unknown_name(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        bool is_known = false;
        for (const RegisteredTest& test : registered_tests()) {
            is_known = is_known || test.name == argv[i];
        }
        if (!is_known) return argv[i];
    }
    return "";
}

int run_tests(int argc, char** argv) {
    const std::string program = std::filesystem::path(argv[0]).filename().string();
    if (!std::filesystem::exists("data/golden")) {
        std::fprintf(stderr, "%s: run me from the top folder of the project, where data/golden is\n", program.c_str());
        return 2;
    }
    const std::string unknown = unknown_name(argc, argv);
    if (!unknown.empty()) {
        std::fprintf(stderr, "%s: there is no test %s\n", program.c_str(), unknown.c_str());
        return 2;
    }
    int passed = 0;
    int failed = 0;
    int skipped = 0;
    for (const RegisteredTest& test : registered_tests()) {
        if (!is_chosen(test, argc, argv)) continue;
        try {
            test.function();
            ++passed;
        } catch (const TestSkipped& reason) {
            ++skipped;
            std::printf("  skipped %s: %s\n", test.name.c_str(), reason.what());
        } catch (const std::exception& problem) {
            ++failed;
            std::printf("  FAILED  %s\n    %s\n", test.name.c_str(), problem.what());
            if (std::getenv("STEPWISE_FIRST_FAILURE") != nullptr) break;  // that it fails is all that is asked
        }
    }
    std::filesystem::remove_all(scratch_folder());
    std::printf("%s: %d passed, %d failed, %d skipped\n", program.c_str(), passed, failed, skipped);
    return failed == 0 && passed + skipped > 0 ? 0 : 1;
}

void expect_close(const Tensor& got, const Tensor& want, double relative, double absolute, const std::string& what,
                  const char* file, int line) {
    if (got.shape() != want.shape()) {
        fail_test(file, line, what + ": got shape " + shape_text(got.shape()) + ", want " + shape_text(want.shape()));
    }
    double worst_excess = 0;
    int64_t worst = -1;
    for (int64_t i = 0; i < got.size(); ++i) {
        const double g = double(got.data()[i]);
        const double w = double(want.data()[i]);
        if (g == w) continue;  // infinities of the same sign, too
        const double excess = std::fabs(g - w) / (relative * std::fabs(w) + absolute);
        const bool is_fine = excess <= 1;  // false for NaN
        if (is_fine) continue;
        if (worst < 0 || !(excess <= worst_excess)) {
            worst_excess = excess;
            worst = i;
        }
    }
    if (worst < 0) return;
    const double g = double(got.data()[worst]);
    const double w = double(want.data()[worst]);
    char numbers[200];
    if (std::isfinite(worst_excess)) {
        std::snprintf(numbers, sizeof(numbers), ": got %.9g, want %.9g, off by %.3g, allowed is 1/%.3g of that", g, w,
                      std::fabs(g - w), worst_excess);
    } else {  // no difference is allowed, or a number is infinite or NaN
        std::snprintf(numbers, sizeof(numbers), ": got %.9g, want %.9g, allowed difference %.3g", g, w,
                      relative * std::fabs(w) + absolute);
    }
    fail_test(file, line, what + " at " + index_text(worst, got.shape()) + numbers);
}

void expect_same(const Tensor& got, const Tensor& want, const std::string& what, const char* file, int line) {
    if (got.shape() != want.shape()) {
        fail_test(file, line, what + ": got shape " + shape_text(got.shape()) + ", want " + shape_text(want.shape()));
    }
    for (int64_t i = 0; i < got.size(); ++i) {
        if (std::memcmp(got.data() + i, want.data() + i, sizeof(float)) == 0) continue;
        char numbers[100];
        std::snprintf(numbers, sizeof(numbers), ": got %.9g, want %.9g", double(got.data()[i]), double(want.data()[i]));
        fail_test(file, line, what + " at " + index_text(i, got.shape()) + numbers);
    }
}

void expect_error(const std::function<void()>& action, const std::string& part, const char* file, int line) {
    try {
        action();
    } catch (const Error& error) {
        const std::string message = error.what();
        if (message.find(part) != std::string::npos) return;
        fail_test(file, line, "the message does not hold \"" + part + "\": " + message);
    }
    fail_test(file, line, "no error; expected one with \"" + part + "\"");
}

const std::string& scratch_folder() {
    static const std::string folder = [] {
        std::string pattern = (std::filesystem::temp_directory_path() / "stepwise-test-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) throw TestFailure("no scratch folder could be made");
        return pattern;
    }();
    return folder;
}

std::string read_text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw TestFailure("cannot read " + path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void write_text(const std::string& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file) throw TestFailure("cannot write " + path);
}

std::string shared_path(const std::string& name) {
    const std::string path = "../shared/" + name;
    if (!std::filesystem::exists(path)) skip_test(path + " is not here");
    return path;
}
