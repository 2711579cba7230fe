#include "train/loss_plot.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/plot_axis.h"
#include "base/svg_plot.h"

std::vector<double> smoothed(const std::vector<double>& values, size_t reach) {
    std::vector<double> means;
    for (size_t i = 0; i < values.size(); ++i) {
        const size_t back = std::min(reach, i / 4);
        const size_t ahead = std::min(back, values.size() - 1 - i);
        double sum = 0;
        for (size_t j = i - back; j <= i + ahead; ++j) {
            sum += values[j];
        }
        means.push_back(sum / double(back + ahead + 1));
    }
    return means;
}

static PlotSeries training_loss(const std::vector<TrainLogRow>& rows) {
    PlotSeries series;
    series.name = "training loss";
    for (const TrainLogRow& row : rows) {
        series.x.push_back(double(row.step));
        series.y.push_back(row.loss);
    }
    return series;
}

static PlotSeries validation_loss(const std::vector<TrainLogRow>& rows) {
    const size_t most_dots = 60;
    PlotSeries series;
    series.name = "validation loss";
    series.colour = 1;
    for (const TrainLogRow& row : rows) {
        if (!row.validation_loss) continue;
        series.x.push_back(double(row.step));
        series.y.push_back(*row.validation_loss);
    }
    series.has_dots = series.x.size() <= most_dots;
    return series;
}

static PlotSeries floor_line(double floor) {
    PlotSeries series;
    series.name = "floor " + grouped_number(floor, 3);
    series.y = {floor};
    series.is_level = true;
    series.colour = 2;
    series.is_dashed = true;
    return series;
}

/// The plot in words.
static std::string described(const PlotSeries& training, const PlotSeries& validation, double floor) {
    std::string text = "Loss in nats per token over " + grouped_number(training.x.back(), 0) +
                       " steps of training. The training loss goes from " + grouped_number(training.y.front(), 3) +
                       " to " + grouped_number(training.y.back(), 3) + ".";
    if (!validation.y.empty()) {
        const size_t lowest = size_t(std::min_element(validation.y.begin(), validation.y.end()) - validation.y.begin());
        text += " The validation loss ends at " + grouped_number(validation.y.back(), 3) + "; its lowest value is " +
                grouped_number(validation.y[lowest], 3) + ", at step " + grouped_number(validation.x[lowest], 0) + ".";
    }
    if (floor > 0) text += " No model can get below the floor of " + grouped_number(floor, 3) + ".";
    return text;
}

/// Whether the largest value is at least twice the smallest.
static bool falls_far(const LinePlot& plot) {
    double low = INFINITY;
    double high = 0;
    for (const PlotSeries& series : plot.series) {
        for (const double y : series.y) {
            low = std::min(low, y);
            high = std::max(high, y);
        }
    }
    return low > 0 && high >= 2 * low;
}

std::string loss_plot_svg(const std::vector<TrainLogRow>& rows, double floor) {
    if (rows.empty()) throw Error("loss plot: the training log has no rows yet");
    if (!std::isfinite(floor) || floor < 0) throw Error("loss plot: the floor cannot be " + std::to_string(floor));
    PlotSeries training = training_loss(rows);
    PlotSeries single_batches = training;
    single_batches.name = "training loss, single batches";
    single_batches.is_faint = true;
    const size_t reach = rows.size() / 50;
    if (reach > 0) training.name = "smoothed";
    training.y = smoothed(single_batches.y, reach);
    const PlotSeries validation = validation_loss(rows);

    LinePlot plot;
    plot.title = "Loss while training";
    plot.description = described(training, validation, floor);
    plot.x_label = "step";
    plot.y_label = "nats per token";
    if (reach > 0) plot.series.push_back(single_batches);
    plot.series.push_back(training);
    if (!validation.x.empty()) plot.series.push_back(validation);
    if (floor > 0) plot.series.push_back(floor_line(floor));
    plot.logarithmic_y = falls_far(plot);
    if (plot.logarithmic_y) plot.y_label += ", logarithmic";
    return plot_svg(plot);
}
