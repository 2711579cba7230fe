#pragma once

#include <string>
#include <vector>

/// One axis of a plot: which values it spans, and which pixels.
struct PlotAxis {
    double low = 0;  // below high
    double high = 1;
    bool logarithmic = false;  // equal ratios, not differences, take equal space; low is above 0
    double first_pixel = 0;    // where low is
    double last_pixel = 1;     // where high is
};

/// An axis over [low, high], made a little longer where the two are the same.
/// Throws Error when they are not finite or in the wrong order, or when a logarithmic axis is to show a value <= 0.
PlotAxis make_axis(double low, double high, bool logarithmic, double first_pixel, double last_pixel);

/// The same axis with some more at both ends: `share` of its length.
PlotAxis with_margin(const PlotAxis& axis, double share);

/// Where a value lies, in pixels.
double pixel_of(const PlotAxis& axis, double value);

/// A marked place on an axis.
struct PlotTick {
    double value = 0;
    std::string text;  // with as few digits as tell it from its neighbours: "0.5", "20,000"
};

/// Round numbers on the axis, rising, at most ten: multiples of 1, 2 or 5 times a power of ten; on a logarithmic axis
/// {1}, {1, 3}, {1, 2, 5} or {1, 1.5, 2, 3, 4 ..} times powers of ten, where one of these gives four or more.
std::vector<PlotTick> round_ticks(const PlotAxis& axis);

/// A number with a fixed count of decimals and a comma between thousands: "12,345.7".
std::string grouped_number(double value, int decimals);
