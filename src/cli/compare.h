#pragma once

#include <string>
#include <vector>

#include "base/tap.h"

struct Comparison {
    bool agrees = true;
    std::string report;  // for people, with a line feed at its end
};

/// Compares values, in the order in which they were tapped, with those of the same names in a safetensors
/// file. A value differs when its shape does, or when some |got - want| > tolerance * max |want|, or when one
/// of the two is NaN or an infinity and the other is not the same. The first that differs is reported.
/// Throws Error when file and values have no name in common.
Comparison compare_with_file(const std::vector<TapRecorder::Record>& records, const std::string& path,
                             double tolerance);
