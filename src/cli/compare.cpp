#include "cli/compare.h"

#include <cmath>
#include <cstdio>

#include "base/error.h"
#include "formats/safetensors.h"

static bool differs(float got, float want, double allowed) {
    if (got == want) return false;                               // infinities of the same sign, too
    return !(std::fabs(double(got) - double(want)) <= allowed);  // NaN differs
}

/// The index of the first number that differs, or -1.
static int64_t first_difference(const Tensor& got, const Tensor& want, double tolerance) {
    const double allowed = tolerance * largest_magnitude(want);
    for (int64_t i = 0; i < got.size(); ++i) {
        if (differs(got.data()[i], want.data()[i], allowed)) return i;
    }
    return -1;
}

static std::string describe_difference(const TapRecorder::Record& record, const Tensor& want, int64_t at) {
    double largest = 0;
    for (int64_t i = 0; i < want.size(); ++i) {
        const double difference = std::fabs(double(record.value.data()[i]) - double(want.data()[i]));
        if (difference > largest) largest = difference;
    }
    char numbers[160];
    std::snprintf(numbers, sizeof(numbers), ": want %.7g, got %.7g; the largest difference of this value is %.3g\n",
                  double(want.data()[at]), double(record.value.data()[at]), largest);
    return "first divergence: " + record.key + " at " + index_text(at, want.shape()) + numbers;
}

Comparison compare_with_file(const std::vector<TapRecorder::Record>& records, const std::string& path,
                             double tolerance) {
    const SafetensorsFile file(path);
    Comparison comparison;
    int compared = 0;
    for (const TapRecorder::Record& record : records) {
        if (file.find(record.key) == nullptr) continue;
        const Tensor want = file.load(record.key);
        if (want.shape() != record.value.shape()) {
            comparison.agrees = false;
            comparison.report = "first divergence: " + record.key + ": want shape " + shape_text(want.shape()) +
                                ", got " + shape_text(record.value.shape()) + "\n";
        } else {
            const int64_t at = first_difference(record.value, want, tolerance);
            comparison.agrees = at < 0;
            if (at >= 0) comparison.report = describe_difference(record, want, at);
        }
        if (!comparison.agrees) {
            comparison.report += std::to_string(compared) + " values before it agree\n";
            return comparison;
        }
        ++compared;
    }
    if (compared == 0)
        throw Error(path + ": holds none of the " + std::to_string(records.size()) + " values of this trace");
    comparison.report = "all " + std::to_string(compared) + " values that " + path + " holds agree\n";
    return comparison;
}
