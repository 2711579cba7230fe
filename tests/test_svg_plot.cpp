#include <cmath>
#include <limits>

#include "base/svg_plot.h"
#include "harness.h"
#include "svg.h"

static PlotSeries series_of(const std::string& name, const std::vector<double>& x, const std::vector<double>& y) {
    PlotSeries series;
    series.name = name;
    series.x = x;
    series.y = y;
    return series;
}

static LinePlot plot_of(const std::vector<PlotSeries>& series) {
    LinePlot plot;
    plot.title = "A plot";
    plot.description = "What it shows";
    plot.x_label = "the x axis";
    plot.y_label = "the y axis";
    plot.series = series;
    return plot;
}

/// The vertical place of each horizontal line of the grid, by what is written at its left.
static std::map<std::string, double> levels_of(const std::vector<SvgElement>& elements) {
    std::map<std::string, double> levels;
    for (size_t i = 0; i + 1 < elements.size(); ++i) {
        if (elements[i].tag == "line" && elements[i].has_class("grid")) {
            EXPECT_EQUAL(elements[i].number("y1"), elements[i].number("y2"));
            EXPECT_EQUAL(elements[i + 1].tag, std::string("text"));
            levels[elements[i + 1].text] = elements[i].number("y1");
        }
    }
    return levels;
}

/// The horizontal place of each tick of the x axis.
static std::map<std::string, double> columns_of(const std::vector<SvgElement>& elements) {
    std::map<std::string, double> columns;
    for (size_t i = 0; i + 1 < elements.size(); ++i) {
        const bool is_tick = elements[i].tag == "line" && elements[i].has_class("axis") &&
                             elements[i].attributes.at("x1") == elements[i].attributes.at("x2");
        if (is_tick) columns[elements[i + 1].text] = elements[i].number("x1");
    }
    return columns;
}

static bool near(double a, double b) { return std::fabs(a - b) <= 0.11; }  // coordinates have one decimal

TEST(points_stand_where_the_ticks_say) {
    const LinePlot plot = plot_of({series_of("a", {0, 50, 100}, {1, 4, 2}), series_of("b", {20, 80}, {3, 5})});
    const std::vector<SvgElement> elements = read_svg(plot_svg(plot));
    std::map<std::string, double> levels = levels_of(elements);
    std::map<std::string, double> columns = columns_of(elements);
    EXPECT_EQUAL(levels.size(), size_t(5));
    EXPECT_EQUAL(columns.size(), size_t(6));
    const std::vector<SvgElement> lines = with_tag(elements, "polyline");
    EXPECT_EQUAL(lines.size(), size_t(2));
    const std::vector<SvgPoint> a = points_of(lines[0]);
    const std::vector<SvgPoint> b = points_of(lines[1]);
    EXPECT_EQUAL(a.size(), size_t(3));
    EXPECT(near(a[0].x, columns["0"]) && near(a[0].y, levels["1"]));
    EXPECT(near(a[1].x, (columns["40"] + columns["60"]) / 2) && near(a[1].y, levels["4"]));
    EXPECT(near(a[2].x, columns["100"]) && near(a[2].y, levels["2"]));
    EXPECT_EQUAL(b.size(), size_t(2));
    EXPECT(near(b[0].x, columns["20"]) && near(b[0].y, levels["3"]));
    EXPECT(near(b[1].x, columns["80"]) && near(b[1].y, levels["5"]));
    EXPECT(columns["100"] > columns["0"]);
    EXPECT(levels["5"] < levels["1"]);  // y of an SVG goes down
}

TEST(a_logarithmic_axis_gives_equal_ratios_equal_space) {
    LinePlot plot = plot_of({series_of("a", {0, 1, 2}, {1, 10, 100})});
    plot.logarithmic_y = true;
    const std::vector<SvgElement> elements = read_svg(plot_svg(plot));
    const std::vector<SvgPoint> points = points_of(with_tag(elements, "polyline")[0]);
    EXPECT(near(points[0].y - points[1].y, points[1].y - points[2].y));
    std::map<std::string, double> levels = levels_of(elements);
    EXPECT(near(points[1].y, levels["10"]));
}

TEST(an_x_axis_that_begins_near_zero_begins_at_zero) {
    EXPECT_EQUAL(columns_of(read_svg(plot_svg(plot_of({series_of("a", {10, 100}, {1, 2})})))).count("0"), size_t(1));
    EXPECT_EQUAL(columns_of(read_svg(plot_svg(plot_of({series_of("a", {60, 100}, {1, 2})})))).count("0"), size_t(0));
    EXPECT_EQUAL(columns_of(read_svg(plot_svg(plot_of({series_of("a", {-5, 100}, {1, 2})})))).count("0"), size_t(1));
    EXPECT_EQUAL(columns_of(read_svg(plot_svg(plot_of({series_of("a", {7}, {1})})))).count("0"), size_t(1));
}

TEST(everything_lies_on_the_page) {
    LinePlot plot = plot_of({series_of("a", {-3e5, 1e6}, {-1000, 1e6}), series_of("b", {0.5}, {0.001})});
    plot.series[1].has_dots = true;
    const std::vector<SvgElement> elements = read_svg(plot_svg(plot));
    EXPECT_EQUAL(elements[0].attributes.at("viewBox"), std::string("0 0 760 440"));
    for (const SvgElement& element : elements) {
        for (const char* name : {"x", "x1", "x2", "cx"}) {
            if (element.attributes.count(name) > 0) EXPECT(element.number(name) >= 0 && element.number(name) <= 760);
        }
        for (const char* name : {"y", "y1", "y2", "cy"}) {
            if (element.attributes.count(name) > 0) EXPECT(element.number(name) >= 0 && element.number(name) <= 440);
        }
    }
    for (const SvgElement& line : with_tag(elements, "polyline")) {
        for (const SvgPoint& point : points_of(line)) {
            EXPECT(point.x >= 68 && point.x <= 732);
            EXPECT(point.y >= 112 + 10 && point.y <= 384 - 10);  // the margin
        }
    }
}

TEST(a_reader_who_cannot_see_it_is_told_what_it_shows) {
    const std::vector<SvgElement> elements = read_svg(plot_svg(plot_of({series_of("a", {0, 1}, {1, 2})})));
    const SvgElement& root = elements[0];
    EXPECT_EQUAL(root.tag, std::string("svg"));
    EXPECT_EQUAL(root.attributes.at("role"), std::string("img"));
    EXPECT_EQUAL(root.attributes.at("xmlns"), std::string("http://www.w3.org/2000/svg"));
    const SvgElement title = with_tag(elements, "title")[0];
    const SvgElement description = with_tag(elements, "desc")[0];
    EXPECT_EQUAL(title.text, std::string("A plot"));
    EXPECT_EQUAL(description.text, std::string("What it shows"));
    EXPECT_EQUAL(root.attributes.at("aria-labelledby"),
                 title.attributes.at("id") + " " + description.attributes.at("id"));
}

TEST(labels_and_legend_are_written) {
    LinePlot plot = plot_of(
        {series_of("first", {0, 1}, {1, 2}), series_of("", {0, 1}, {2, 1}), series_of("third", {0, 1}, {1, 1})});
    plot.series[2].colour = 1;
    plot.series[2].is_dashed = true;
    plot.series[1].is_faint = true;
    const std::vector<SvgElement> elements = read_svg(plot_svg(plot));
    std::map<std::string, int> seen;
    for (const SvgElement& text : with_tag(elements, "text")) {
        ++seen[text.text];
    }
    for (const char* text : {"A plot", "the x axis", "the y axis", "first", "third"}) {
        EXPECT_EQUAL(seen[text], 1);
    }
    EXPECT_EQUAL(seen[""], 0);
    std::vector<SvgElement> samples;
    for (const SvgElement& line : with_tag(elements, "line")) {
        if (line.has_class("line")) samples.push_back(line);
    }
    EXPECT_EQUAL(samples.size(), size_t(2));
    EXPECT_EQUAL(samples[1].attributes.at("class"), std::string("line colour1 dashed"));
    const std::vector<SvgElement> lines = with_tag(elements, "polyline");
    EXPECT_EQUAL(lines[1].attributes.at("class"), std::string("line colour0 faint"));
    EXPECT_EQUAL(lines[2].attributes.at("class"), samples[1].attributes.at("class"));
    EXPECT(samples[1].number("x1") > samples[0].number("x2") + 8 + 5 * 5 + 20);
}

TEST(both_schemes_colour_every_class) {
    const std::string style = with_tag(read_svg(plot_svg(plot_of({series_of("a", {0, 1}, {1, 2})}))), "style")[0].text;
    const size_t dark = style.find("@media (prefers-color-scheme: dark)");
    EXPECT(dark != std::string::npos);
    for (const char* part : {" text {", " .muted {", " .paper {", " .grid {", " .axis {", " .colour0 {", " .colour1 {",
                             " .colour2 {", " circle {"}) {
        EXPECT(style.find(part) < dark);
        EXPECT(style.find(part, dark) != std::string::npos);
    }
}

TEST(dots_are_drawn_where_asked_and_for_a_single_point) {
    LinePlot plot = plot_of({series_of("a", {0, 1, 2}, {1, 2, 3}), series_of("b", {1}, {2})});
    EXPECT_EQUAL(with_tag(read_svg(plot_svg(plot)), "circle").size(), size_t(1));
    plot.series[0].has_dots = true;
    EXPECT_EQUAL(with_tag(read_svg(plot_svg(plot)), "circle").size(), size_t(5));  // one of them in the legend
}

TEST(a_level_line_crosses_the_whole_plot_and_belongs_to_the_range) {
    PlotSeries level = series_of("limit", {}, {-2});
    level.is_level = true;
    const std::vector<SvgElement> elements = read_svg(plot_svg(plot_of({series_of("a", {0, 1}, {0, 4}), level})));
    std::map<std::string, double> levels = levels_of(elements);
    EXPECT_EQUAL(levels.count("-2"), size_t(1));
    const SvgElement line = with_tag(elements, "line").back();
    EXPECT_EQUAL(line.number("x1"), 68.0);
    EXPECT_EQUAL(line.number("x2"), 732.0);
    EXPECT(near(line.number("y1"), levels["-2"]) && near(line.number("y2"), levels["-2"]));
}

// Two spikes among 50,000 points would be lost if every 40th point were taken.
TEST(a_long_line_is_thinned_but_keeps_its_ends_and_extremes) {
    PlotSeries series = series_of("long", {}, {});
    for (int i = 0; i < 50000; ++i) {
        series.x.push_back(i);
        series.y.push_back(10 + std::sin(i * 0.01));
    }
    series.y.front() = 5;
    series.y[23457] = 30;
    series.y[31113] = 1;
    series.y.back() = 7;
    const std::vector<SvgElement> elements = read_svg(plot_svg(plot_of({series})));
    std::map<std::string, double> levels = levels_of(elements);
    const std::vector<SvgPoint> points = points_of(with_tag(elements, "polyline")[0]);
    EXPECT(points.size() > 600 && points.size() <= 1200);
    const double unit = (levels["5"] - levels["30"]) / 25;
    double highest = points[0].y;
    double lowest = points[0].y;
    for (size_t i = 0; i < points.size(); ++i) {
        highest = std::fmin(highest, points[i].y);
        lowest = std::fmax(lowest, points[i].y);
        if (i > 0) EXPECT(points[i].x >= points[i - 1].x);
    }
    EXPECT(near(points.front().y, levels["5"]));
    EXPECT(near(highest, levels["30"]));
    EXPECT(near(lowest, levels["5"] + 4 * unit));
    EXPECT(near(points.back().y, levels["5"] - 2 * unit));
    EXPECT(near(points.front().x, 68) && near(points.back().x, 732));
}

TEST(what_stands_in_xml_is_escaped) {
    EXPECT_EQUAL(xml_text("a < b && \"c\" > d"), std::string("a &lt; b &amp;&amp; &quot;c&quot; &gt; d"));
    LinePlot plot = plot_of({series_of("x<y", {0, 1}, {1, 2})});
    plot.title = "</title>&";
    plot.description = "<desc>";
    const std::vector<SvgElement> elements = read_svg(plot_svg(plot));
    EXPECT_EQUAL(with_tag(elements, "title")[0].text, std::string("&lt;/title&gt;&amp;"));
}

TEST(what_cannot_be_drawn_is_an_error) {
    const double infinity = std::numeric_limits<double>::infinity();
    EXPECT_ERROR(plot_svg(plot_of({})), "no point to show");
    EXPECT_ERROR(plot_svg(plot_of({series_of("a", {}, {})})), "no point to show");
    EXPECT_ERROR(plot_svg(plot_of({series_of("a", {0, 1}, {1})})), "\"a\" has 2 x and 1 y");
    EXPECT_ERROR(plot_svg(plot_of({series_of("a", {0, 1}, {1, infinity})})), "point 1 of the series \"a\"");
    EXPECT_ERROR(plot_svg(plot_of({series_of("a", {std::nan(""), 1}, {1, 1})})), "point 0 of the series \"a\"");
    PlotSeries level = series_of("level", {0}, {1});
    level.is_level = true;
    EXPECT_ERROR(plot_svg(plot_of({level})), "\"level\" needs one finite y and no x");
    LinePlot logarithmic = plot_of({series_of("a", {0, 1}, {0, 1})});
    logarithmic.logarithmic_y = true;
    EXPECT_ERROR(plot_svg(logarithmic), "logarithmic axis has no place for 0");
}

TEST_MAIN
