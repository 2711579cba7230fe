#pragma once

#include <functional>
#include <vector>

/// A figure that was measured several times. The machine is never quite alone, so one time says little.
struct Rounds {
    double median = 0;
    double lowest = 0;
    double highest = 0;
};

/// Of an even number of values the median is the mean of the two in the middle. Throws Error when there is no value.
Rounds rounds_of(std::vector<double> values);

/// Seconds that the work takes.
double seconds_of(const std::function<void()>& work);
