#include <cmath>
#include <limits>

#include "base/plot_axis.h"
#include "harness.h"

static std::vector<std::string> texts_on(double low, double high, bool logarithmic) {
    std::vector<std::string> texts;
    for (const PlotTick& tick : round_ticks(make_axis(low, high, logarithmic, 0, 100))) {
        texts.push_back(tick.text);
    }
    return texts;
}

using Texts = std::vector<std::string>;

TEST(ticks_of_a_linear_axis_are_round_and_share_their_decimals) {
    EXPECT_EQUAL(texts_on(0, 20000, false), (Texts{"0", "5,000", "10,000", "15,000", "20,000"}));
    EXPECT_EQUAL(texts_on(0, 7, false), (Texts{"0", "1", "2", "3", "4", "5", "6", "7"}));
    EXPECT_EQUAL(texts_on(0, 7.01, false), (Texts{"0", "2", "4", "6"}));
    EXPECT_EQUAL(texts_on(1.7, 3.4, false), (Texts{"2.0", "2.5", "3.0"}));
    EXPECT_EQUAL(texts_on(-0.25, 0.3, false), (Texts{"-0.2", "-0.1", "0.0", "0.1", "0.2", "0.3"}));
    EXPECT_EQUAL(texts_on(0, 3e-4, false),
                 (Texts{"0.00000", "0.00005", "0.00010", "0.00015", "0.00020", "0.00025", "0.00030"}));
    EXPECT_EQUAL(texts_on(0, 2e6, false), (Texts{"0", "500,000", "1,000,000", "1,500,000", "2,000,000"}));
}

TEST(ticks_of_a_logarithmic_axis_get_denser_on_a_shorter_one) {
    EXPECT_EQUAL(texts_on(0.02, 3000, true), (Texts{"0.1", "1", "10", "100", "1,000"}));
    EXPECT_EQUAL(texts_on(0.02, 11, true), (Texts{"0.03", "0.1", "0.3", "1", "3", "10"}));
    EXPECT_EQUAL(texts_on(0.9, 11, true), (Texts{"1", "2", "5", "10"}));
    EXPECT_EQUAL(texts_on(1.4, 6.5, true), (Texts{"1.5", "2", "3", "4", "5", "6"}));
    EXPECT_EQUAL(texts_on(1.7, 3.4, true), (Texts{"2.0", "2.5", "3.0"}));
}

TEST(ticks_lie_on_the_axis_rise_and_are_never_many) {
    for (const bool logarithmic : {false, true}) {
        for (double low = 1e-3; low < 1e4; low *= 1.37) {
            for (double span = 1.001; span < 1e7; span *= 1.61) {
                const PlotAxis axis = make_axis(low, low * span, logarithmic, 0, 100);
                const std::vector<PlotTick> ticks = round_ticks(axis);
                EXPECT(ticks.size() >= 2);
                EXPECT(ticks.size() <= 14);
                for (size_t i = 0; i < ticks.size(); ++i) {
                    EXPECT(pixel_of(axis, ticks[i].value) > -1e-6);
                    EXPECT(pixel_of(axis, ticks[i].value) < 100 + 1e-6);
                    if (i > 0) EXPECT(ticks[i].value > ticks[i - 1].value);
                    if (i > 0) EXPECT(ticks[i].text != ticks[i - 1].text);
                }
            }
        }
    }
}

// The text of a tick is the place where it stands.
TEST(a_tick_says_its_value) {
    for (double high = 0.01; high < 1e6; high *= 1.7) {
        for (const PlotTick& tick : round_ticks(make_axis(high / 1000, high, true, 0, 1))) {
            std::string plain;
            for (const char c : tick.text) {
                if (c != ',') plain += c;
            }
            EXPECT_EQUAL(std::stod(plain), tick.value);  // exactly: 0.3, not 3 * 0.1
        }
    }
}

TEST(values_go_to_pixels_by_difference_or_by_ratio) {
    const PlotAxis linear = make_axis(10, 30, false, 100, 500);
    EXPECT_EQUAL(pixel_of(linear, 10), 100.0);
    EXPECT_EQUAL(pixel_of(linear, 15), 200.0);
    EXPECT_EQUAL(pixel_of(linear, 30), 500.0);
    const PlotAxis upwards = make_axis(1, 16, true, 400, 0);
    EXPECT_EQUAL(pixel_of(upwards, 1), 400.0);
    EXPECT(std::fabs(pixel_of(upwards, 4) - 200) < 1e-9);
    EXPECT(std::fabs(pixel_of(upwards, 16)) < 1e-9);
}

TEST(a_margin_lengthens_an_axis_at_both_ends) {
    const PlotAxis linear = with_margin(make_axis(10, 20, false, 0, 1), 0.1);
    EXPECT_EQUAL(linear.low, 9.0);
    EXPECT_EQUAL(linear.high, 21.0);
    const PlotAxis logarithmic = with_margin(make_axis(1, 100, true, 0, 1), 0.5);
    EXPECT(std::fabs(logarithmic.low - 0.1) < 1e-12);
    EXPECT(std::fabs(logarithmic.high - 1000) < 1e-9);
}

TEST(one_value_alone_gets_an_axis_around_it) {
    for (const double value : {-3.0, 0.0, 2e-5, 7.0}) {
        const PlotAxis axis = make_axis(value, value, false, 0, 100);
        EXPECT(axis.low < value && value < axis.high);
        EXPECT(std::fabs(pixel_of(axis, value) - 50) < 1e-9);
        EXPECT(round_ticks(axis).size() >= 2);
    }
    EXPECT(make_axis(2, 2, true, 0, 100).low > 0);
}

// Steps finer than a double can count at that height must not loop for ever.
TEST(an_axis_too_fine_for_doubles_ends) {
    const double low = 1e20;
    EXPECT(round_ticks(make_axis(low, std::nextafter(low, 2e20), false, 0, 1)).size() <= 8);
}

TEST(numbers_are_grouped_by_thousands) {
    EXPECT_EQUAL(grouped_number(0, 0), std::string("0"));
    EXPECT_EQUAL(grouped_number(999, 0), std::string("999"));
    EXPECT_EQUAL(grouped_number(1000, 0), std::string("1,000"));
    EXPECT_EQUAL(grouped_number(12345.678, 1), std::string("12,345.7"));
    EXPECT_EQUAL(grouped_number(1234567, 0), std::string("1,234,567"));
    EXPECT_EQUAL(grouped_number(-123456, 2), std::string("-123,456.00"));
    EXPECT_EQUAL(grouped_number(-1234, 0), std::string("-1,234"));
    EXPECT_EQUAL(grouped_number(0.12345, 3), std::string("0.123"));
}

TEST(an_axis_that_cannot_be_is_an_error) {
    const double infinity = std::numeric_limits<double>::infinity();
    EXPECT_ERROR(make_axis(2, 1, false, 0, 1), "no axis goes from 2");
    EXPECT_ERROR(make_axis(0, infinity, false, 0, 1), "no axis goes");
    EXPECT_ERROR(make_axis(std::nan(""), 1, false, 0, 1), "no axis goes");
    EXPECT_ERROR(make_axis(0, 1, true, 0, 1), "logarithmic axis has no place for 0");
    EXPECT_ERROR(make_axis(-1, 1, true, 0, 1), "logarithmic axis");
}

TEST_MAIN
