#pragma once

#include <string>
#include <vector>

/// One line of a plot.
struct PlotSeries {
    std::string name;  // in the legend; one without a name is not in it
    std::vector<double> x;
    std::vector<double> y;
    int colour = 0;          // 0 blue, 1 orange, 2 grey
    bool is_faint = false;   // thin and pale: the background of another line
    bool is_dashed = false;  // thin and dashed: a limit or a reference
    bool is_level = false;   // one y and no x: a line over the whole width
    bool has_dots = false;   // a dot at each point
};

struct LinePlot {
    std::string title;
    std::string description;  // what is told to a reader who cannot see it
    std::string x_label;
    std::string y_label;
    bool logarithmic_x = false;
    bool logarithmic_y = false;
    std::vector<PlotSeries> series;
};

/// A line plot as a whole SVG file: title, legend, two axes with ticks at round numbers, one line a series. It brings
/// its own background and follows the reader's light or dark scheme; title and desc elements tell screen readers what
/// is shown. A line of very many points is thinned to what its width in pixels can show: of each stretch the lowest and
/// the highest point. The same plot gives the same bytes.
///
/// throws  Error when there is no point, a series has more x than y or the other way round, or a number is not finite
///         (or not above 0 on a logarithmic axis)
std::string plot_svg(const LinePlot& plot);

/// The text with &, <, > and " written so that it may stand in XML.
std::string xml_text(const std::string& text);
