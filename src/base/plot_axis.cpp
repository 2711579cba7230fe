#include "base/plot_axis.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/error.h"

PlotAxis make_axis(double low, double high, bool logarithmic, double first_pixel, double last_pixel) {
    if (!std::isfinite(low) || !std::isfinite(high) || low > high) {
        throw Error("plot: no axis goes from " + std::to_string(low) + " to " + std::to_string(high));
    }
    if (logarithmic && low <= 0) {
        throw Error("plot: a logarithmic axis has no place for " + std::to_string(low));
    }
    PlotAxis axis = {low, high, logarithmic, first_pixel, last_pixel};
    if (low < high) return axis;
    const double around = low == 0 ? 1.0 : 0.5 * std::fabs(low);
    axis.low = low - around;
    axis.high = high + around;
    return axis;
}

/// What is evenly spread over the pixels: the value, or its logarithm.
static double even_scale(const PlotAxis& axis, double value) { return axis.logarithmic ? std::log(value) : value; }

PlotAxis with_margin(const PlotAxis& axis, double share) {
    const double low = even_scale(axis, axis.low);
    const double high = even_scale(axis, axis.high);
    const double margin = share * (high - low);
    PlotAxis longer = axis;
    longer.low = axis.logarithmic ? std::exp(low - margin) : low - margin;
    longer.high = axis.logarithmic ? std::exp(high + margin) : high + margin;
    return longer;
}

double pixel_of(const PlotAxis& axis, double value) {
    const double low = even_scale(axis, axis.low);
    const double high = even_scale(axis, axis.high);
    const double share = (even_scale(axis, value) - low) / (high - low);
    return axis.first_pixel + share * (axis.last_pixel - axis.first_pixel);
}

std::string grouped_number(double value, int decimals) {
    char digits[400];  // the largest double has 309 before the point
    const std::to_chars_result written =
        std::to_chars(digits, digits + sizeof(digits), value, std::chars_format::fixed, decimals);
    const std::string plain(digits, written.ptr);
    const size_t point = std::min(plain.find('.'), plain.size());
    std::string grouped;
    for (size_t i = 0; i < plain.size(); ++i) {
        const bool is_after_digit = i > 0 && plain[i - 1] != '-';
        const bool begins_thousand = i < point && (point - i) % 3 == 0;
        if (is_after_digit && begins_thousand) grouped += ',';
        grouped += plain[i];
    }
    return grouped;
}

static double power_of_ten(int exponent) { return std::pow(10.0, exponent); }

/// How many decimals a number of one or two digits above 0 needs, nine at most.
static int decimals_of(double value) {
    for (int decimals = 0; decimals < 9; ++decimals) {
        const double shifted = value * power_of_ten(decimals);
        if (std::fabs(shifted - std::round(shifted)) <= 1e-6 * shifted) return decimals;
    }
    return 9;
}

/// Multiples of 1, 2 or 5 times a power of ten: the smallest such step that gives at most seven intervals.
static std::vector<PlotTick> linear_ticks(double low, double high) {
    const int most_intervals = 7;
    const double finest = (high - low) / most_intervals;
    const double decade = power_of_ten(int(std::floor(std::log10(finest))));
    double step = 10 * decade;
    for (const double factor : {5.0, 2.0, 1.0}) {
        if (factor * decade >= finest) step = factor * decade;
    }
    const double slack = 1e-9 * step;  // a tick that is an end of the axis, but for a rounding
    const double first = std::ceil((low - slack) / step);
    std::vector<PlotTick> ticks;
    for (int i = 0; i <= most_intervals; ++i) {
        const double tick = (first + i) * step;
        if (tick <= high + slack) ticks.push_back({tick, grouped_number(tick, decimals_of(step))});
    }
    return ticks;
}

/// The given numbers from 1 to below 10, times powers of ten.
static std::vector<PlotTick> decade_ticks(double low, double high, const std::vector<double>& digits) {
    std::vector<PlotTick> ticks;
    const int first = int(std::floor(std::log10(low)));
    const int last = int(std::floor(std::log10(high)));
    for (int exponent = first; exponent <= last; ++exponent) {
        for (const double digit : digits) {
            // A division, because 3 * 0.1 is not 0.3.
            const double tick = exponent < 0 ? digit / power_of_ten(-exponent) : digit * power_of_ten(exponent);
            if (tick >= low && tick <= high) ticks.push_back({tick, grouped_number(tick, decimals_of(tick))});
        }
    }
    return ticks;
}

std::vector<PlotTick> round_ticks(const PlotAxis& axis) {
    if (!axis.logarithmic) return linear_ticks(axis.low, axis.high);
    const std::vector<std::vector<double>> sparse_to_dense = {{1}, {1, 3}, {1, 2, 5}, {1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9}};
    for (const std::vector<double>& digits : sparse_to_dense) {
        const std::vector<PlotTick> ticks = decade_ticks(axis.low, axis.high, digits);
        if (ticks.size() >= 4) return ticks;
    }
    return linear_ticks(axis.low, axis.high);
}
