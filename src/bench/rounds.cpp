#include "bench/rounds.h"

#include <algorithm>
#include <chrono>

#include "base/error.h"

Rounds rounds_of(std::vector<double> values) {
    if (values.empty()) throw Error("bench: nothing was measured");
    std::sort(values.begin(), values.end());
    const size_t middle = values.size() / 2;
    const bool is_odd = values.size() % 2 == 1;
    Rounds rounds;
    rounds.median = is_odd ? values[middle] : 0.5 * (values[middle - 1] + values[middle]);
    rounds.lowest = values.front();
    rounds.highest = values.back();
    return rounds;
}

double seconds_of(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}
