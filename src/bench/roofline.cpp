#include <algorithm>

#include "base/svg_plot.h"
#include "bench/report.h"
#include "bench/work.h"

/// A point of the plot: what T new tokens behind `start` others need, and how fast they went.
static void add_point(PlotSeries& series, const BenchReport& report, int64_t T, int64_t start,
                      double tokens_per_second) {
    const double operations =
        T == 1 ? forward_operations(report.config, 1, start) : prompt_operations(report.config, T);
    const int64_t bytes = decode_bytes(report.config, report.decode_weight_bytes, start + T);
    series.x.push_back(operations / double(bytes));
    series.y.push_back(operations / double(T) * tokens_per_second / 1e9);
}

std::string roofline_svg(const BenchReport& report) {
    const double bandwidth = report.memory_bytes_per_second.median / 1e9;
    const double peak = report.operations_per_second.median / 1e9;
    const double ridge = peak / bandwidth;  // operations a byte from where on memory is no longer the limit
    PlotSeries decoding;
    decoding.name = "one token";
    decoding.has_dots = true;
    for (const SpeedResult& result : report.decode) {
        add_point(decoding, report, 1, result.tokens - 1, result.tokens_per_second.median);
    }
    PlotSeries reading;
    reading.name = "a prompt";
    reading.has_dots = true;
    reading.colour = 1;
    for (const SpeedResult& result : report.prefill) {
        add_point(reading, report, result.tokens, 0, result.tokens_per_second.median);
    }
    std::vector<double> all_x = decoding.x;
    all_x.insert(all_x.end(), reading.x.begin(), reading.x.end());
    const double first = std::min(0.25, *std::min_element(all_x.begin(), all_x.end()) / 2);
    const double last = std::max(4 * ridge, *std::max_element(all_x.begin(), all_x.end()) * 2);
    PlotSeries roof;
    roof.name = "the limit";
    roof.colour = 2;
    roof.is_dashed = true;
    roof.x = {first, ridge, last};
    roof.y = {first * bandwidth, peak, peak};
    LinePlot plot;
    plot.title = "Roofline: " + report.model;
    plot.description =
        "Operations a second against operations per byte read, both axes logarithmic. The limit rises with memory "
        "bandwidth "
        "and is level where the multiply-add units are busy. Decoding lies at its left end, prompts to the right.";
    plot.x_label = "operations per byte read";
    plot.y_label = "GFLOP/s";
    plot.logarithmic_x = true;
    plot.logarithmic_y = true;
    plot.series = {roof, decoding, reading};
    return plot_svg(plot);
}
