#include <cmath>
#include <limits>

#include "base/rng.h"
#include "harness.h"
#include "svg.h"
#include "train/loss_plot.h"

/// A run whose loss falls from high to low, with noise.
static std::vector<TrainLogRow> run_of(int64_t count, double high, double low, double noise) {
    Rng rng = make_rng(9);
    std::vector<TrainLogRow> rows;
    for (int64_t i = 0; i < count; ++i) {
        TrainLogRow row;
        row.step = 10 * (i + 1);
        const double clean = low + (high - low) * std::exp(-12.0 * double(i) / double(count));
        row.loss = clean * (1 + noise * (double(next_float(rng)) - 0.5));
        if (i % 50 == 49) row.validation_loss = clean * 1.02;
        rows.push_back(row);
    }
    return rows;
}

static int count_class(const std::vector<SvgElement>& elements, const std::string& tag, const std::string& name) {
    int count = 0;
    for (const SvgElement& element : with_tag(elements, tag)) {
        if (element.has_class(name)) ++count;
    }
    return count;
}

static std::string description_of(const std::string& svg) { return with_tag(read_svg(svg), "desc")[0].text; }

/// How far a line goes up and down in all.
static double roughness(const std::vector<SvgPoint>& points) {
    double sum = 0;
    for (size_t i = 1; i < points.size(); ++i) {
        sum += std::fabs(points[i].y - points[i - 1].y);
    }
    return sum;
}

TEST(a_long_run_shows_single_batches_faint_their_mean_validation_and_floor) {
    const std::vector<SvgElement> elements = read_svg(loss_plot_svg(run_of(1000, 7, 1.8, 0.1), 1.7));
    const std::vector<SvgElement> lines = with_tag(elements, "polyline");
    EXPECT_EQUAL(lines.size(), size_t(3));
    EXPECT_EQUAL(lines[0].attributes.at("class"), std::string("line colour0 faint"));
    EXPECT_EQUAL(lines[1].attributes.at("class"), std::string("line colour0"));
    EXPECT_EQUAL(lines[2].attributes.at("class"), std::string("line colour1"));
    EXPECT_EQUAL(points_of(lines[0]).size(), size_t(1000));
    EXPECT_EQUAL(points_of(lines[1]).size(), size_t(1000));
    EXPECT_EQUAL(points_of(lines[2]).size(), size_t(20));
    EXPECT_EQUAL(count_class(elements, "line", "dashed"), 2);  // the floor, and its sample in the legend
    EXPECT(roughness(points_of(lines[1])) < 0.1 * roughness(points_of(lines[0])));
    std::vector<std::string> texts;
    for (const SvgElement& text : with_tag(elements, "text")) {
        texts.push_back(text.text);
    }
    const std::vector<std::string> legend = {"Loss while training", "training loss, single batches", "smoothed",
                                             "validation loss", "floor 1.700"};
    EXPECT_EQUAL(std::vector<std::string>(texts.begin(), texts.begin() + 5), legend);
}

TEST(what_is_not_known_is_not_shown) {
    std::vector<TrainLogRow> rows = run_of(40, 7, 1.8, 0.1);
    const std::vector<SvgElement> elements = read_svg(loss_plot_svg(rows, 0));
    EXPECT_EQUAL(with_tag(elements, "polyline").size(), size_t(1));
    EXPECT_EQUAL(with_tag(elements, "text")[1].text, std::string("training loss"));
    EXPECT_EQUAL(count_class(elements, "line", "dashed"), 0);
    EXPECT_EQUAL(description_of(loss_plot_svg(rows, 0)).find("floor"), std::string::npos);
    EXPECT_EQUAL(description_of(loss_plot_svg(rows, 0)).find("alidation"), std::string::npos);
    rows[3].validation_loss = 5;
    EXPECT_EQUAL(with_tag(read_svg(loss_plot_svg(rows, 0)), "polyline").size(), size_t(2));
}

TEST(the_description_tells_the_numbers) {
    std::vector<TrainLogRow> rows = run_of(30, 7, 1.8, 0);
    rows[0].loss = 6.9;
    rows[29].loss = 1.95;
    rows[10].validation_loss = 2.5;
    rows[20].validation_loss = 2.25;
    rows[29].validation_loss = 2.3;
    EXPECT_EQUAL(description_of(loss_plot_svg(rows, 1.6)),
                 std::string("Loss in nats per token over 300 steps of training. The training loss goes from 6.900 to "
                             "1.950. The validation loss ends at 2.300; its lowest value is 2.250, at step 210. No "
                             "model can get below the floor of 1.600."));
}

static bool is_logarithmic(const std::vector<TrainLogRow>& rows, double floor) {
    return loss_plot_svg(rows, floor).find(">nats per token, logarithmic<") != std::string::npos;
}

TEST(the_axis_is_logarithmic_where_the_loss_falls_far) {
    EXPECT(is_logarithmic(run_of(30, 7, 1.8, 0), 0));
    EXPECT(!is_logarithmic(run_of(30, 3, 2, 0), 0));
    EXPECT(is_logarithmic(run_of(30, 3, 2, 0), 1.2));  // far above the floor
    std::vector<TrainLogRow> rows = run_of(30, 3, 2, 0);
    rows[29].loss = 0;  // has no logarithm
    EXPECT(!is_logarithmic(rows, 0));
}

TEST(the_mean_keeps_a_straight_line_and_a_level) {
    std::vector<double> level(50, 3.25);
    EXPECT_EQUAL(smoothed(level, 7), level);
    std::vector<double> line;
    for (int i = 0; i < 50; ++i) {
        line.push_back(100 - 2 * i);
    }
    const std::vector<double> mean = smoothed(line, 5);
    EXPECT_EQUAL(mean.size(), line.size());
    for (size_t i = 0; i + 5 < line.size(); ++i) {
        EXPECT(std::fabs(mean[i] - line[i]) < 1e-12);  // it does not lag
    }
    EXPECT_EQUAL(mean[49], line[49] + 5);  // the last window looks back only: the mean of six values
}

TEST(the_mean_is_over_the_window) {
    std::vector<double> spike(40, 0.0);
    spike[20] = 6;
    const std::vector<double> mean = smoothed(spike, 1);
    EXPECT_EQUAL(mean[18], 0.0);
    EXPECT_EQUAL(mean[19], 2.0);
    EXPECT_EQUAL(mean[20], 2.0);
    EXPECT_EQUAL(mean[21], 2.0);
    EXPECT_EQUAL(mean[22], 0.0);
    EXPECT_EQUAL(smoothed(spike, 0), spike);
    EXPECT_EQUAL(smoothed({4.0}, 10), std::vector<double>{4.0});
    EXPECT_EQUAL(smoothed({}, 10), std::vector<double>{});
    // the window grows with the distance from the beginning: value 3 is still alone, value 4 has neighbours
    std::vector<double> early = {8, 0, 0, 3, 0, 3, 0, 0};
    EXPECT_EQUAL(smoothed(early, 100)[3], 3.0);
    EXPECT_EQUAL(smoothed(early, 100)[4], 2.0);
}

TEST(a_run_of_one_row_can_be_shown) {
    const std::vector<SvgElement> elements = read_svg(loss_plot_svg(run_of(1, 7, 1.8, 0), 1.0));
    EXPECT_EQUAL(with_tag(elements, "circle").size(), size_t(1));
}

TEST(the_same_log_gives_the_same_bytes) {
    EXPECT_EQUAL(loss_plot_svg(run_of(500, 7, 1.8, 0.1), 1.7), loss_plot_svg(run_of(500, 7, 1.8, 0.1), 1.7));
}

TEST(nothing_to_show_or_a_floor_that_cannot_be_is_an_error) {
    EXPECT_ERROR(loss_plot_svg({}, 1), "no rows yet");
    EXPECT_ERROR(loss_plot_svg(run_of(3, 2, 1, 0), -1), "the floor cannot be -1");
    EXPECT_ERROR(loss_plot_svg(run_of(3, 2, 1, 0), std::nan("")), "the floor cannot be nan");
    std::vector<TrainLogRow> rows = run_of(3, 2, 1, 0);
    rows[1].loss = std::numeric_limits<double>::infinity();
    EXPECT_ERROR(loss_plot_svg(rows, 0), "not finite");
}

TEST_MAIN
