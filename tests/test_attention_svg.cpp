#include "cli/attention_svg.h"

#include <cmath>
#include <filesystem>
#include <limits>

#include "formats/mapped_file.h"
#include "formats/safetensors.h"
#include "harness.h"
#include "program.h"
#include "svg.h"

static const float out = -std::numeric_limits<float>::infinity();

/// Two layers of two heads over two tokens. The last row tells each map from the others, and keys from queries.
static std::vector<AttentionMaps> small_maps() {
    const Tensor scores = Tensor::from({2, 2, 2}, {0, out, 0, 0, 0, out, 0, 0});
    return {{0, scores, Tensor::from({2, 2, 2}, {1, 0, 0.125f, 0.875f, 1, 0, 0.25f, 0.75f})},
            {1, scores, Tensor::from({2, 2, 2}, {1, 0, 1, 0, 1, 0, 0.625f, 0.375f})}};
}

/// The titles of the cells, below the name of their map.
static std::vector<std::string> cells_of(const std::string& svg) {
    std::vector<std::string> cells;
    for (const SvgElement& element : read_svg(svg)) {
        if (element.has_class("name") || element.text.rfind("token ", 0) == 0) cells.push_back(element.text);
    }
    return cells;
}

static std::string drawn(std::vector<std::string> arguments) {
    const std::string path = scratch_folder() + "/attention.svg";
    arguments.insert(arguments.begin(), {"trace", "--svg", path});
    const ProgramResult run = run_stepwise(arguments);
    EXPECT_EQUAL(run.err, std::string());
    EXPECT_EQUAL(run.status, 0);
    return read_text(path);
}

TEST(each_map_has_its_layer_its_head_and_its_weights) {
    EXPECT_EQUAL(
        cells_of(attention_svg(small_maps(), {"a", "b"}, -1)),
        (std::vector<std::string>{"layer 0, head 0", "token 0 attends token 0: 1.000", "token 1 attends token 0: 0.125",
                                  "token 1 attends token 1: 0.875", "layer 0, head 1", "token 0 attends token 0: 1.000",
                                  "token 1 attends token 0: 0.250", "token 1 attends token 1: 0.750", "layer 1, head 0",
                                  "token 0 attends token 0: 1.000", "token 1 attends token 0: 1.000",
                                  "token 1 attends token 1: 0.000", "layer 1, head 1", "token 0 attends token 0: 1.000",
                                  "token 1 attends token 0: 0.625", "token 1 attends token 1: 0.375"}));
}

TEST(one_head_can_be_drawn_alone) {
    const std::vector<std::string> cells = cells_of(attention_svg({small_maps()[1]}, {"a", "b"}, 1));
    EXPECT_EQUAL(cells.size(), size_t(4));
    EXPECT_EQUAL(cells[0], std::string("layer 1, head 1"));
    EXPECT_EQUAL(cells[2], std::string("token 1 attends token 0: 0.625"));
}

/// Queries go down, keys to the right, the shade is the weight; a cell stands where its tokens are written.
TEST(a_cell_stands_beside_its_query_and_below_its_key) {
    const std::vector<SvgElement> elements = read_svg(attention_svg({small_maps()[0]}, {"a", "b"}, 0));
    std::vector<SvgElement> cells;
    std::vector<SvgElement> queries;
    std::vector<SvgElement> keys;
    for (size_t i = 0; i + 1 < elements.size(); ++i) {
        if (elements[i].has_class("cell") && elements[i + 1].tag == "title") cells.push_back(elements[i]);
        if (elements[i].has_class("query")) queries.push_back(elements[i]);
        if (elements[i].has_class("key")) keys.push_back(elements[i]);
    }
    EXPECT_EQUAL(cells.size(), size_t(3));
    EXPECT_EQUAL(queries[1].text, std::string("b"));
    EXPECT_EQUAL(keys[0].text, std::string("a"));
    const SvgElement& b_at_a = cells[1];
    EXPECT_EQUAL(b_at_a.attributes.at("fill-opacity"), std::string("0.12"));
    const double side = b_at_a.number("width");
    EXPECT(queries[1].number("y") > b_at_a.number("y") && queries[1].number("y") < b_at_a.number("y") + side);
    EXPECT(keys[0].number("x") > b_at_a.number("x") && keys[0].number("x") < b_at_a.number("x") + side);
    EXPECT(cells[2].number("x") == b_at_a.number("x") + side && cells[2].number("y") == b_at_a.number("y"));
}

TEST(a_masked_cell_is_no_weight_of_zero) {
    const std::vector<SvgElement> elements = read_svg(attention_svg({small_maps()[1]}, {"a", "b"}, 0));
    int masked = 0;
    for (const SvgElement& element : elements) {
        masked += element.has_class("masked") ? 1 : 0;
    }
    EXPECT_EQUAL(masked, 1 + 1);  // the future of the first token, and the legend
}

/// A window of two: the third token does not see the first.
TEST(what_lies_before_a_window_is_masked_as_the_future_is) {
    const Tensor scores = Tensor::from({1, 3, 3}, {0, out, out, 0, 0, out, out, 0, 0});
    const Tensor weights = Tensor::from({1, 3, 3}, {1, 0, 0, 0.5f, 0.5f, 0, 0, 0.25f, 0.75f});
    EXPECT_EQUAL(cells_of(attention_svg({{0, scores, weights}}, {"a", "b", "c"}, -1)),
                 (std::vector<std::string>{"layer 0, head 0", "token 0 attends token 0: 1.000",
                                           "token 1 attends token 0: 0.500", "token 1 attends token 1: 0.500",
                                           "token 2 attends token 1: 0.250", "token 2 attends token 2: 0.750"}));
}

TEST(texts_of_tokens_are_escaped) {
    const std::string svg = attention_svg({small_maps()[0]}, {"\"<s>\"", "\"&\""}, 0);
    EXPECT(svg.find(">&quot;&lt;s&gt;&quot;</text>") != std::string::npos);
    EXPECT(svg.find(">&quot;&amp;&quot;</text>") != std::string::npos);
    read_svg(svg);
}

TEST(what_cannot_be_drawn_is_an_error) {
    EXPECT_ERROR(attention_svg({}, {"a"}, -1), "no map to draw");
    EXPECT_ERROR(attention_svg(small_maps(), {"a"}, -1), "attention: weights");
    EXPECT_ERROR(attention_svg(small_maps(), {"a", "b"}, 2), "no head 2");
    const Tensor large = Tensor::zeros({1, 501, 501});
    EXPECT_ERROR(attention_svg({{0, large, large}}, std::vector<std::string>(501, "a"), -1),
                 "251001 cells, and at most 250000");
}

/// Chapter 9 has these weights by hand: 0.1072, 0.8178 and 0.0749.
TEST(the_micro_model_is_drawn_as_it_is_on_paper) {
    const std::string svg = drawn({"--model", "data/micro", "--head", "0", "aaabdaaab"});
    EXPECT_EQUAL(
        cells_of(svg),
        (std::vector<std::string>{"layer 0, head 0", "token 0 attends token 0: 1.000", "token 1 attends token 0: 0.361",
                                  "token 1 attends token 1: 0.639", "token 2 attends token 0: 0.107",
                                  "token 2 attends token 1: 0.818", "token 2 attends token 2: 0.075"}));
    EXPECT(svg.find(">&quot;aaab&quot;</text>") != std::string::npos);
}

/// In every family what is drawn is what --save writes, and what may not be seen has no title.
TEST(all_families_are_drawn_as_their_taps_say) {
    for (const auto& entry : std::filesystem::directory_iterator(shared_path("models/families"))) {
        if (!std::filesystem::exists(entry.path() / "config.json")) continue;
        const std::string taps = scratch_folder() + "/taps.safetensors";
        const std::string ids = "1,5,2,7,3,4,6,2,5,1,3,2";
        const std::vector<std::string> cells =
            cells_of(drawn({"--model", entry.path().string(), "--ids", ids, "--save", taps}));
        const SafetensorsFile file(taps);
        size_t next = 0;
        for (int layer = 0; file.find(tap_key("attn.weights", layer)) != nullptr; ++layer) {
            const Tensor weights = file.load(tap_key("attn.weights", layer));
            const Tensor scores = file.load(tap_key("attn.scores", layer));
            for (int64_t i = 0; i < weights.size(); ++i) {
                const int64_t T = weights.cols();
                if (i % (T * T) == 0) {
                    EXPECT_EQUAL(cells[next++],
                                 "layer " + std::to_string(layer) + ", head " + std::to_string(i / (T * T)));
                }
                if (std::isinf(scores.data()[i])) continue;
                const std::string title = cells[next++];
                EXPECT_EQUAL(title.substr(0, title.find(':')),
                             "token " + std::to_string(i / T % T) + " attends token " + std::to_string(i % T));
                EXPECT(std::fabs(std::stod(title.substr(title.find(':') + 1)) - double(weights.data()[i])) < 0.00051);
            }
        }
        EXPECT_EQUAL(next, cells.size());
    }
}

/// The program's figures in the tutorial are what it draws now; the last digit may differ with the CPU's rounding.
static void expect_figure(const std::string& name, const std::vector<std::string>& arguments) {
    const std::vector<SvgElement> want = read_svg(read_text("tutorial/figures/" + name));
    const std::vector<SvgElement> got = read_svg(drawn(arguments));
    EXPECT_EQUAL(got.size(), want.size());
    for (size_t i = 0; i < want.size(); ++i) {
        EXPECT_EQUAL(got[i].tag, want[i].tag);
        for (const char* place : {"x", "y", "x1", "y1", "width", "height"}) {
            EXPECT_EQUAL(got[i].attributes.count(place), want[i].attributes.count(place));
            if (want[i].attributes.count(place) > 0) EXPECT_EQUAL(got[i].number(place), want[i].number(place));
        }
        const bool is_shaded = want[i].attributes.count("fill-opacity") > 0;
        if (is_shaded) EXPECT(std::fabs(got[i].number("fill-opacity") - want[i].number("fill-opacity")) < 0.011);
        const bool is_number = want[i].tag == "text" && want[i].attributes.at("class").rfind("middle", 0) == 0;
        const bool is_cell = want[i].text.rfind("token ", 0) == 0;
        const size_t number = is_cell ? want[i].text.find(": ") + 2 : is_number ? 0 : want[i].text.size();
        EXPECT_EQUAL(got[i].text.substr(0, number), want[i].text.substr(0, number));
        if (!is_cell && !is_number) continue;
        const double unit = is_cell ? 0.001 : 0.01;
        const double difference = std::stod(got[i].text.substr(number)) - std::stod(want[i].text.substr(number));
        EXPECT(std::fabs(difference) < 1.1 * unit);
    }
}

TEST(figures_of_the_tutorial_are_what_the_program_draws) {
    expect_figure("map-micro.svg", {"--model", "data/micro", "aaabdaaab"});
    expect_figure("map-animal.svg",
                  {"--layer", "4", "--head", "1", "The animal did not cross the street because it was tired."});
    expect_figure("map-heads.svg", {"--layer", "3", "Once upon a time there was a"});
}

TEST(wrong_usage_says_what_is_wrong) {
    const std::string path = scratch_folder() + "/none.svg";
    const std::vector<std::string> start = {"trace", "--model", "data/micro", "--ids", "7,4,7"};
    const auto run = [&](std::vector<std::string> more) {
        more.insert(more.begin(), start.begin(), start.end());
        return run_stepwise(more);
    };
    EXPECT_EQUAL(run({"--svg", path, "--layer", "1"}).status, 2);
    EXPECT_EQUAL(run({"--svg", path, "--head", "2"}).status, 2);
    EXPECT_EQUAL(run({"--svg", ""}).status, 2);
    EXPECT(run({"--head", "0"}).err.find("--layer and --head say what --svg draws") != std::string::npos);
    EXPECT(!std::filesystem::exists(path));
    EXPECT_EQUAL(run({"--svg", scratch_folder() + "/no/folder.svg"}).status, 1);
}

TEST_MAIN
