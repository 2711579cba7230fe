#include <cmath>

#include "byte_model.h"
#include "eval/evaluate.h"
#include "formats/json.h"
#include "harness.h"
#include "twins.h"

// The report of models whose answers and confidence are known, and every number of a report in both of its forms.

static const ChosenForm fast_form(false);  // the textbook loops take a minute under the sanitizers

/// What a model that always says "x" gets: every answer is wrong at its first token, with this confidence.
static EvalReport always_wrong(double confidence) {
    EvalOptions options;
    options.documents = checked_build ? 20 : 40;
    options.stories = 2;
    options.temperature = 0;
    return evaluate(chain_model({}, 'x', confidence), byte_tokenizer(), options);
}

TEST(answers_are_counted_in_the_band_of_their_confidence) {
    const std::vector<double> borders = {0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0};
    for (size_t band = 0; band + 1 < borders.size(); ++band) {
        const double confidence = 0.5 * (borders[band] + borders[band + 1]);
        const EvalReport report = always_wrong(confidence);
        const int answers = report.answerable.of + report.unanswerable.of + report.pronouns.of + report.sums.of;
        EXPECT(report.answerable.of > 0 && report.unanswerable.of > 0 && report.pronouns.of > 0 && report.sums.of > 0);
        EXPECT_EQUAL(report.answerable.right + report.unanswerable.right + report.pronouns.right + report.sums.right,
                     0);
        EXPECT_EQUAL(report.calibration.size(), borders.size() - 1);
        for (size_t i = 0; i < report.calibration.size(); ++i) {
            EXPECT_EQUAL(report.calibration[i].from, borders[i]);
            EXPECT_EQUAL(report.calibration[i].to, borders[i + 1]);
            EXPECT_EQUAL(report.calibration[i].correct.of, i == band ? answers : 0);
            EXPECT_EQUAL(report.calibration[i].correct.right, 0);
        }
        EXPECT(std::fabs(report.calibration[band].confidence - confidence) < 1e-5);
        EXPECT_EQUAL(report.sure_and_wrong.of, confidence >= 0.9 ? answers : 0);
        EXPECT_EQUAL(report.sure_and_wrong.right, report.sure_and_wrong.of);  // all of them wrong
    }
}

TEST(stories_that_never_end_are_no_endings_and_are_not_consistent) {
    const EvalReport report = always_wrong(0.999999);
    EXPECT_EQUAL(report.told.size(), size_t(2));
    EXPECT_EQUAL(report.stories.of, 2);
    EXPECT_EQUAL(report.stories.right, 0);
    EXPECT_EQUAL(report.endings.of, 2);
    EXPECT_EQUAL(report.endings.right, 0);
    EvalOptions options;
    options.documents = 1;
    options.stories = 3;
    const EvalReport short_ones = evaluate(chain_model({}, 257, 0.999999), byte_tokenizer(), options);
    EXPECT_EQUAL(short_ones.endings.right, 3);
    EXPECT_EQUAL(short_ones.stories.right, 3);
}

// Of the losses, the one in bits a byte is the one in nats a token, per byte: sizes that the two have in common cancel.
TEST(losses_of_both_units_agree) {
    const EvalReport report = always_wrong(0.5);
    const double tokens_per_byte = report.bits_per_byte * std::log(2.0) / report.loss;
    EXPECT(std::fabs(report.floor_bits_per_byte * std::log(2.0) / report.floor - tokens_per_byte) < 1e-9);
    EXPECT(tokens_per_byte > 0.9 && tokens_per_byte < 1.1);  // every byte is a token; special tokens are several bytes
}

TEST(another_seed_draws_other_documents) {
    EvalOptions options;
    options.documents = 5;
    options.stories = 1;
    const Model model = untrained_byte_model();
    const EvalReport first = evaluate(model, byte_tokenizer(), options);
    options.seed = 2;
    const EvalReport second = evaluate(model, byte_tokenizer(), options);
    EXPECT(first.floor != second.floor);
    EXPECT(first.told[0].text != second.told[0].text);
}

/// A report of numbers that are all different.
static EvalReport made_up_report() {
    EvalReport report;
    report.loss = 1.5;
    report.floor = 1.25;
    report.bits_per_byte = 0.75;
    report.floor_bits_per_byte = 0.625;
    report.answerable = {11, 100};
    report.unanswerable = {12, 200};
    report.pronouns = {13, 300};
    report.sums = {14, 400};
    report.by_position = {{15, 500}, {16, 600}, {17, 700}};
    CalibrationBand low = {0.0, 0.5, 0.375, {18, 800}};
    CalibrationBand high = {0.5, 1.0, 0.875, {19, 900}};
    report.calibration = {low, high};
    report.sure_and_wrong = {20, 1000};
    report.stories = {21, 1100};
    report.endings = {22, 1200};
    return report;
}

static void expect_share(const JsonDocument& json, const JsonValue& share, const Share& want) {
    EXPECT_EQUAL(json.integer(json.get(share, "right"), 0, 10000), int64_t(want.right));
    EXPECT_EQUAL(json.integer(json.get(share, "of"), 0, 10000), int64_t(want.of));
    EXPECT(std::fabs(json.number(json.get(share, "share")) - double(want.right) / double(want.of)) < 1e-6);
}

TEST(the_json_report_has_every_number_under_its_name) {
    const EvalReport report = made_up_report();
    const std::string text = report_json(report);
    const JsonDocument json(text, "report");
    const JsonValue& root = json.root();
    EXPECT_EQUAL(json.number(json.get(root, "loss")), 1.5);
    EXPECT_EQUAL(json.number(json.get(root, "floor")), 1.25);
    EXPECT_EQUAL(json.number(json.get(root, "bits_per_byte")), 0.75);
    EXPECT_EQUAL(json.number(json.get(root, "floor_bits_per_byte")), 0.625);
    expect_share(json, json.get(root, "answerable"), report.answerable);
    expect_share(json, json.get(root, "unanswerable"), report.unanswerable);
    expect_share(json, json.get(root, "pronouns"), report.pronouns);
    expect_share(json, json.get(root, "sums"), report.sums);
    expect_share(json, json.get(root, "sure_and_wrong"), report.sure_and_wrong);
    expect_share(json, json.get(root, "stories"), report.stories);
    expect_share(json, json.get(root, "endings"), report.endings);
    const auto& positions = json.array(json.get(root, "by_position"));
    EXPECT_EQUAL(positions.size(), size_t(3));
    for (size_t i = 0; i < 3; ++i) {
        expect_share(json, positions[i], report.by_position[i]);
    }
    const auto& bands = json.array(json.get(root, "calibration"));
    EXPECT_EQUAL(bands.size(), size_t(2));
    for (size_t i = 0; i < 2; ++i) {
        EXPECT_EQUAL(json.number(json.get(bands[i], "from")), report.calibration[i].from);
        EXPECT_EQUAL(json.number(json.get(bands[i], "to")), report.calibration[i].to);
        EXPECT_EQUAL(json.number(json.get(bands[i], "confidence")), report.calibration[i].confidence);
        expect_share(json, json.get(bands[i], "correct"), report.calibration[i].correct);
    }
}

TEST(the_report_for_people_has_every_number) {
    const std::string text = report_text(made_up_report());
    for (const char* part :
         {"1.5000 nats per token, 0.7500 bits per byte", "1.2500 nats per token, 0.6250 bits per byte",
          "0.2500 nats per token", "11.00%  11 of 100", "6.00%  12 of 200", "4.33%  13 of 300", "3.50%  14 of 400",
          "3.00%  15 of 500", "2.67%  16 of 600", "2.43%  17 of 700", "20 of 1000", "21 of 1100", "22 of 1200"}) {
        if (text.find(part) == std::string::npos) FAIL(std::string("no ") + part + " in\n" + text);
    }
    const size_t low = text.find("0.00 to 0.50");
    const size_t high = text.find("0.50 to 1.00");
    EXPECT(low != std::string::npos && high != std::string::npos);
    const std::string low_line = text.substr(low, text.find('\n', low) - low);
    const std::string high_line = text.substr(high, text.find('\n', high) - high);
    for (const char* part : {" 800 ", "37.50%", "2.25%"}) {
        EXPECT(low_line.find(part) != std::string::npos);
    }
    for (const char* part : {" 900 ", "87.50%", "2.11%"}) {
        EXPECT(high_line.find(part) != std::string::npos);
    }
}

TEST_MAIN
