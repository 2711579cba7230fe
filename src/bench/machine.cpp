#include "bench/machine.h"

#include "bench/rounds.h"
#include "kernels/machine.h"

constexpr int64_t array_bytes = int64_t(256) << 20;

/// Somewhere for results that nobody needs, so that the compiler cannot leave out what they come from.
static volatile float sink;

Machine::Machine() : numbers_(size_t(array_bytes) / sizeof(float), 1.0f), peak_rounds_(1 << 16) {
    float result = 0.0f;
    const double seconds = seconds_of([&] { multiply_add_in_registers(peak_rounds_, result); });
    sink = result;
    peak_rounds_ = int64_t(double(peak_rounds_) * 0.05 / (seconds + 1e-9)) + 1;
}

double Machine::memory_bytes_per_second() {
    float sum = 0.0f;
    const double seconds = seconds_of([&] { sum = sum_of_numbers(numbers_.data(), int64_t(numbers_.size())); });
    sink = sum;
    return double(array_bytes) / seconds;
}

double Machine::operations_per_second() {
    float result = 0.0f;
    int64_t operations = 0;
    const double seconds = seconds_of([&] { operations = multiply_add_in_registers(peak_rounds_, result); });
    sink = result;
    return double(operations) / seconds;
}
