#include "base/svg_plot.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/plot_axis.h"

// The page, in pixels: the plot stands between these.
static const double page_width = 760;
static const double page_height = 440;
static const double left = 68;
static const double right = 732;
static const double top = 112;
static const double bottom = 384;

static const size_t most_points = 1200;  // of a line: about two a pixel

static const char* const style =
    ".plot text { font: 13px system-ui, 'Segoe UI', Helvetica, Arial, sans-serif; fill: #1f2328 }\n"
    ".plot .title { font-size: 18px; font-weight: 600 }\n"
    ".plot .muted { fill: #59636e }\n"
    ".plot .right { text-anchor: end }\n"
    ".plot .middle { text-anchor: middle }\n"
    ".plot .paper { fill: #ffffff }\n"
    ".plot .grid { stroke: #e1e5ea }\n"
    ".plot .axis { stroke: #8c959f }\n"
    ".plot .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round }\n"
    ".plot .faint { stroke-width: 1; opacity: 0.35 }\n"
    ".plot .dashed { stroke-width: 1.5; stroke-dasharray: 6 5; stroke-linecap: butt }\n"
    ".plot .colour0 { stroke: #0969da }\n"
    ".plot .colour1 { stroke: #bc4c00 }\n"
    ".plot .colour2 { stroke: #59636e }\n"
    ".plot circle { stroke-width: 1.5; fill: #ffffff }\n"
    "@media (prefers-color-scheme: dark) {\n"
    ".plot text { fill: #e6edf3 }\n"
    ".plot .muted { fill: #9198a1 }\n"
    ".plot .paper { fill: #0d1117 }\n"
    ".plot .grid { stroke: #262c36 }\n"
    ".plot .axis { stroke: #59636e }\n"
    ".plot .colour0 { stroke: #58a6ff }\n"
    ".plot .colour1 { stroke: #f0883e }\n"
    ".plot .colour2 { stroke: #9198a1 }\n"
    ".plot .faint { opacity: 0.5 }\n"
    ".plot circle { fill: #0d1117 }\n"
    "}\n";

std::string xml_text(const std::string& text) {
    std::string written;
    for (const char c : text) {
        switch (c) {
            case '&': written += "&amp;"; break;
            case '<': written += "&lt;"; break;
            case '>': written += "&gt;"; break;
            case '"': written += "&quot;"; break;
            default: written += c;
        }
    }
    return written;
}

/// A coordinate: a tenth of a pixel is more than can be seen.
static std::string pixels(double value) {
    std::string text = grouped_number(std::round(value * 10) / 10 + 0.0, 1);
    if (text.size() > 2 && text.substr(text.size() - 2) == ".0") text.resize(text.size() - 2);
    return text;
}

static std::string text_at(double x, double y, const std::string& classes, const std::string& text) {
    return "<text x=\"" + pixels(x) + "\" y=\"" + pixels(y) + "\"" +
           (classes.empty() ? "" : " class=\"" + classes + "\"") + ">" + xml_text(text) + "</text>\n";
}

static std::string line_between(double x1, double y1, double x2, double y2, const std::string& classes) {
    return "<line x1=\"" + pixels(x1) + "\" y1=\"" + pixels(y1) + "\" x2=\"" + pixels(x2) + "\" y2=\"" + pixels(y2) +
           "\" class=\"" + classes + "\"/>\n";
}

static std::string dot_at(double x, double y, int colour) {
    return "<circle cx=\"" + pixels(x) + "\" cy=\"" + pixels(y) + "\" r=\"3\" class=\"colour" + std::to_string(colour) +
           "\"/>\n";
}

static std::string classes_of(const PlotSeries& series) {
    std::string classes = "line colour" + std::to_string(series.colour);
    if (series.is_faint) classes += " faint";
    if (series.is_dashed) classes += " dashed";
    return classes;
}

static void check_series(const PlotSeries& series) {
    if (series.is_level) {
        if (series.y.size() == 1 && series.x.empty() && std::isfinite(series.y[0])) return;
        throw Error("plot: the level line \"" + series.name + "\" needs one finite y and no x");
    }
    if (series.x.size() != series.y.size()) {
        throw Error("plot: the series \"" + series.name + "\" has " + std::to_string(series.x.size()) + " x and " +
                    std::to_string(series.y.size()) + " y");
    }
    for (size_t i = 0; i < series.x.size(); ++i) {
        if (std::isfinite(series.x[i]) && std::isfinite(series.y[i])) continue;
        throw Error("plot: point " + std::to_string(i) + " of the series \"" + series.name + "\" is not finite");
    }
}

/// The axes over all points. An x axis that begins not far from 0 begins at 0, where it has one.
static void find_axes(const LinePlot& plot, PlotAxis& x_axis, PlotAxis& y_axis) {
    std::vector<double> all_x;
    std::vector<double> all_y;
    for (const PlotSeries& series : plot.series) {
        check_series(series);
        all_x.insert(all_x.end(), series.x.begin(), series.x.end());
        all_y.insert(all_y.end(), series.y.begin(), series.y.end());
    }
    if (all_x.empty()) throw Error("plot: there is no point to show");
    double first_x = *std::min_element(all_x.begin(), all_x.end());
    const double last_x = *std::max_element(all_x.begin(), all_x.end());
    const bool is_near_zero = first_x <= 0.1 * last_x || first_x == last_x;
    if (first_x > 0 && is_near_zero && !plot.logarithmic_x) first_x = 0;
    const double low_y = *std::min_element(all_y.begin(), all_y.end());
    const double high_y = *std::max_element(all_y.begin(), all_y.end());
    x_axis = make_axis(first_x, last_x, plot.logarithmic_x, left, right);
    y_axis = with_margin(make_axis(low_y, high_y, plot.logarithmic_y, bottom, top), 0.06);
}

/// Which points of a line are drawn: of each stretch the lowest and the highest, and the two ends.
static std::vector<size_t> shown_points(const PlotSeries& series) {
    const size_t count = series.x.size();
    std::vector<size_t> shown;
    const size_t stretches = most_points / 2 - 1;
    if (count <= most_points) {
        for (size_t i = 0; i < count; ++i) {
            shown.push_back(i);
        }
        return shown;
    }
    shown.push_back(0);
    for (size_t stretch = 0; stretch < stretches; ++stretch) {
        const size_t begin = 1 + stretch * (count - 2) / stretches;
        const size_t end = 1 + (stretch + 1) * (count - 2) / stretches;
        size_t lowest = begin;
        size_t highest = begin;
        for (size_t i = begin; i < end; ++i) {
            if (series.y[i] < series.y[lowest]) lowest = i;
            if (series.y[i] > series.y[highest]) highest = i;
        }
        shown.push_back(std::min(lowest, highest));
        if (lowest != highest) shown.push_back(std::max(lowest, highest));
    }
    shown.push_back(count - 1);
    return shown;
}

static std::string line_of(const PlotSeries& series, const PlotAxis& x_axis, const PlotAxis& y_axis) {
    if (series.is_level) {
        const double level = pixel_of(y_axis, series.y[0]);
        return line_between(left, level, right, level, classes_of(series));
    }
    const bool has_dots = series.has_dots || series.x.size() == 1;  // a line of one point cannot be seen
    std::string points;
    std::string dots;
    for (const size_t i : shown_points(series)) {
        const double x = pixel_of(x_axis, series.x[i]);
        const double y = pixel_of(y_axis, series.y[i]);
        points += (points.empty() ? "" : " ") + pixels(x) + "," + pixels(y);
        if (has_dots) dots += dot_at(x, y, series.colour);
    }
    return "<polyline class=\"" + classes_of(series) + "\" points=\"" + points + "\"/>\n" + dots;
}

static std::string axes_of(const LinePlot& plot, const PlotAxis& x_axis, const PlotAxis& y_axis) {
    std::string svg;
    for (const PlotTick& tick : round_ticks(y_axis)) {
        const double y = pixel_of(y_axis, tick.value);
        svg += line_between(left, y, right, y, "grid");
        svg += text_at(left - 10, y + 4.5, "right muted", tick.text);
    }
    svg += line_between(left, bottom, right, bottom, "axis");
    for (const PlotTick& tick : round_ticks(x_axis)) {
        const double x = pixel_of(x_axis, tick.value);
        svg += line_between(x, bottom, x, bottom + 5, "axis");
        svg += text_at(x, bottom + 21, "middle muted", tick.text);
    }
    svg += text_at(24, top - 14, "muted", plot.y_label);
    svg += text_at(0.5 * (left + right), bottom + 44, "middle muted", plot.x_label);
    return svg;
}

/// About how wide a text is at 13 pixels, in whatever font the reader has.
static double text_width(const std::string& text) {
    const std::string narrow = " .,:;'!|()[]ijltfrI1";
    const std::string wide = "mwMWQO@%";
    double width = 0;
    for (const char c : text) {
        if (narrow.find(c) != std::string::npos)
            width += 4.6;
        else if (wide.find(c) != std::string::npos)
            width += 11.5;
        else
            width += 8.0;
    }
    return width;
}

/// Samples of the lines with their names, from left to right.
static std::string legend_of(const LinePlot& plot) {
    const double y = 66;
    const double sample = 26;  // length of a line's sample
    std::string svg;
    double x = 24;
    for (const PlotSeries& series : plot.series) {
        if (series.name.empty()) continue;
        svg += line_between(x, y - 4.5, x + sample, y - 4.5, classes_of(series));
        if (series.has_dots) svg += dot_at(x + sample / 2, y - 4.5, series.colour);
        svg += text_at(x + sample + 8, y, "", series.name);
        x += sample + 8 + text_width(series.name) + 20;
    }
    return svg;
}

std::string plot_svg(const LinePlot& plot) {
    PlotAxis x_axis;
    PlotAxis y_axis;
    find_axes(plot, x_axis, y_axis);
    const std::string size = pixels(page_width) + "\" height=\"" + pixels(page_height);
    std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" viewBox=\"0 0 " + pixels(page_width) +
                      " " + pixels(page_height) + "\" width=\"" + size + "\" role=\"img\" aria-labelledby=\"t d\">\n";
    svg += "<title id=\"t\">" + xml_text(plot.title) + "</title>\n";
    svg += "<desc id=\"d\">" + xml_text(plot.description) + "</desc>\n";
    svg += "<style>\n" + std::string(style) + "</style>\n";
    svg += "<rect width=\"" + size + "\" rx=\"8\" class=\"paper\"/>\n";
    svg += text_at(24, 36, "title", plot.title);
    svg += legend_of(plot);
    svg += axes_of(plot, x_axis, y_axis);
    for (const PlotSeries& series : plot.series) {
        if (!series.y.empty()) svg += line_of(series, x_axis, y_axis);
    }
    return svg + "</svg>\n";
}
