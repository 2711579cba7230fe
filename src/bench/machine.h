#pragma once

#include <cstdint>
#include <vector>

/// What the machine can do, measured by loops that do nothing else (kernels/machine.h).
class Machine {
 public:
    /// Takes memory for the array that is read: many times the cache, so that it comes from memory.
    Machine();

    /// Bytes a second that all threads together read.
    double memory_bytes_per_second();

    /// Floating-point operations a second that all threads together do, two a multiply-add.
    double operations_per_second();

 private:
    std::vector<float> numbers_;
    int64_t peak_rounds_;  // as many as take about a twentieth of a second
};
