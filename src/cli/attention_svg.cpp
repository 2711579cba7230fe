#include "cli/attention_svg.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/error.h"
#include "base/svg_plot.h"

static const int64_t most_cells = 250000;  // about 25 MB of text
static const int margin = 24;
static const int gap = 28;         // between two maps; the name of a map stands in it
static const int head_space = 96;  // title and legend
static const int letter = 7;       // width of one, in pixels

static const char* const style =
    ".maps text { font: 13px system-ui, 'Segoe UI', Helvetica, Arial, sans-serif; fill: #1f2328 }\n"
    ".maps .title { font-size: 18px; font-weight: 600 }\n"
    ".maps .token { font: 11px ui-monospace, Consolas, monospace; white-space: pre }\n"
    ".maps .right { text-anchor: end }\n"
    ".maps .middle { text-anchor: middle }\n"
    ".maps .paper { fill: #ffffff }\n"
    ".maps .cell { fill: #0550ae; stroke: #d1d9e0; stroke-width: 0.5 }\n"
    ".maps .masked { fill: #e6e8eb; stroke: none }\n"
    ".maps .cross { stroke: #b1b8c0; stroke-width: 0.7 }\n"
    ".maps .strong { fill: #ffffff }\n"
    "@media (prefers-color-scheme: dark) {\n"
    ".maps text { fill: #e6edf3 }\n"
    ".maps .paper { fill: #0d1117 }\n"
    ".maps .cell { fill: #79c0ff; stroke: #3d444d }\n"
    ".maps .masked { fill: #262c36 }\n"
    ".maps .cross { stroke: #4d5661 }\n"
    ".maps .strong { fill: #0d1117 }\n"
    "}\n";

/// Where everything stands, in pixels.
struct MapLayout {
    int T = 0;        // tokens
    int cell = 0;     // side of a cell
    int labels = 0;   // room for the longest token
    int side = 0;     // of a map
    int first_x = 0;  // left side of the first map
    int first_y = 0;  // its upper side
    int width = 0;    // of the page
    int height = 0;   // of the page
    bool has_numbers = false;
};

static MapLayout make_layout(const std::vector<std::string>& tokens, int rows, int columns) {
    const int numbers_up_to = 6;  // tokens
    size_t longest = 0;
    for (const std::string& token : tokens) {
        longest = std::max(longest, token.size());
    }
    MapLayout layout;
    layout.T = int(tokens.size());
    layout.has_numbers = layout.T <= numbers_up_to;
    layout.cell = layout.has_numbers ? 44 : 16;
    layout.labels = int(longest) * letter + 10;
    layout.side = layout.T * layout.cell;
    layout.first_x = margin + layout.labels;
    layout.first_y = head_space + layout.labels + gap;
    const int least_width = 560;  // the legend's
    const int least_side = 120;   // a map's name is this wide
    const int step = std::max(layout.side, least_side) + gap;
    layout.width = std::max(least_width, layout.first_x + columns * step - gap + margin);
    layout.height = layout.first_y + rows * (layout.side + gap) - gap + margin;
    return layout;
}

static std::string number_text(const char* pattern, double value) {
    char text[32];
    std::snprintf(text, sizeof(text), pattern, value);
    return text;
}

static std::string at(int x, int y) { return " x=\"" + std::to_string(x) + "\" y=\"" + std::to_string(y) + "\""; }

static std::string text_at(int x, int y, const std::string& classes, const std::string& text) {
    return "<text class=\"" + classes + "\"" + at(x, y) + ">" + xml_text(text) + "</text>\n";
}

static std::string square(int x, int y, int size, const std::string& classes) {
    const std::string side = std::to_string(size);
    return "<rect class=\"" + classes + "\"" + at(x, y) + " width=\"" + side + "\" height=\"" + side + "\"";
}

static std::string masked_cell(int x, int y, int size) {
    return square(x, y, size, "masked") + "/>\n<line class=\"cross\" x1=\"" + std::to_string(x) + "\" y1=\"" +
           std::to_string(y + size) + "\" x2=\"" + std::to_string(x + size) + "\" y2=\"" + std::to_string(y) + "\"/>\n";
}

static std::string shade(double weight) { return " fill-opacity=\"" + number_text("%.2f", weight) + "\""; }

/// One head of one layer. Row t of the map is what token t looks at.
static std::string draw_map(const AttentionMaps& maps, int head, int left, int top, const MapLayout& layout) {
    const std::string name = "layer " + std::to_string(maps.layer) + ", head " + std::to_string(head);
    std::string svg = "<g class=\"map\">\n" + text_at(left, top - 8, "name", name);
    for (int t = 0; t < layout.T; ++t) {
        for (int s = 0; s < layout.T; ++s) {
            const int x = left + s * layout.cell;
            const int y = top + t * layout.cell;
            const bool is_masked = std::isinf(maps.scores(head, t, s));
            if (is_masked) {
                svg += masked_cell(x, y, layout.cell);
                continue;
            }
            const double weight = double(maps.weights(head, t, s));
            svg += square(x, y, layout.cell, "cell") + shade(weight) + "><title>token " + std::to_string(t) +
                   " attends token " + std::to_string(s) + ": " + number_text("%.3f", weight) + "</title></rect>\n";
            if (!layout.has_numbers) continue;
            const std::string classes = weight > 0.5 ? "middle strong" : "middle";
            svg += text_at(x + layout.cell / 2, y + layout.cell / 2 + 4, classes, number_text("%.2f", weight));
        }
    }
    return svg + "</g>\n";
}

static std::string draw_legend() {
    const int y = 64;
    const int size = 16;
    int x = margin;
    std::string svg;
    for (const char* weight : {"0", "0.25", "0.5", "0.75", "1"}) {
        svg += square(x, y, size, "cell") + " fill-opacity=\"" + weight + "\"/>\n";
        svg += text_at(x + size + 6, y + 13, "legend", weight);
        x += 68;
    }
    return svg + masked_cell(x, y, size) + text_at(x + size + 6, y + 13, "legend", "masked");
}

/// The tokens as queries, at the left of a row of maps.
static std::string draw_queries(const std::vector<std::string>& tokens, int top, const MapLayout& layout) {
    std::string svg;
    for (int t = 0; t < layout.T; ++t) {
        const int y = top + t * layout.cell + layout.cell / 2 + 4;
        svg += text_at(layout.first_x - 6, y, "token right query", tokens[size_t(t)]);
    }
    return svg;
}

/// The tokens as keys, above a column of maps, read upwards.
static std::string draw_keys(const std::vector<std::string>& tokens, int left, const MapLayout& layout) {
    const int y = layout.first_y - gap;
    std::string svg;
    for (int s = 0; s < layout.T; ++s) {
        const int x = left + s * layout.cell + layout.cell / 2 + 4;
        svg += "<text class=\"token key\"" + at(x, y) + " transform=\"rotate(-90 " + std::to_string(x) + " " +
               std::to_string(y) + ")\">" + xml_text(tokens[size_t(s)]) + "</text>\n";
    }
    return svg;
}

static void check_maps(const std::vector<AttentionMaps>& layers, int64_t T, int head) {
    if (layers.empty() || T == 0) throw Error("attention: there is no map to draw");
    int64_t cells = 0;
    for (const AttentionMaps& maps : layers) {
        const int64_t n_heads = maps.weights.dim(0);
        expect_shape(maps.weights, {n_heads, T, T}, "attention: weights");
        expect_shape(maps.scores, {n_heads, T, T}, "attention: scores");
        if (head >= n_heads) throw Error("attention: there is no head " + std::to_string(head));
        cells += (head < 0 ? n_heads : 1) * T * T;
    }
    if (cells <= most_cells) return;
    throw Error("the attention maps would have " + std::to_string(cells) + " cells, and at most " +
                std::to_string(most_cells) + " are drawn; choose a layer, a head or fewer tokens");
}

static const char* const description =
    "A row of maps for each layer, a column for each head. In a map each row is a token that looks, each column a "
    "token "
    "that is looked at; the darker the cell (in a dark scheme: the brighter), the larger the weight. A row sums to 1. "
    "Grey cells that are crossed out are masked.";

std::string attention_svg(const std::vector<AttentionMaps>& layers, const std::vector<std::string>& tokens, int head) {
    check_maps(layers, int64_t(tokens.size()), head);
    const int first_head = std::max(head, 0);
    const int columns = head < 0 ? int(layers[0].weights.dim(0)) : 1;
    const MapLayout layout = make_layout(tokens, int(layers.size()), columns);
    const int step = std::max(layout.side, 120) + gap;
    const std::string width = std::to_string(layout.width);
    const std::string height = std::to_string(layout.height);
    const std::string size = " width=\"" + width + "\" height=\"" + height + "\"";
    const std::string title = "Attention: what each token looks at";
    std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"maps\" viewBox=\"0 0 " + width + " " + height +
                      "\"" + size + " role=\"img\" aria-labelledby=\"t d\">\n";
    svg += "<title id=\"t\">" + title + "</title>\n<desc id=\"d\">" + std::string(description) + "</desc>\n";
    svg += "<style>\n" + std::string(style) + "</style>\n<rect class=\"paper\"" + size + " rx=\"8\"/>\n";
    svg += text_at(margin, 36, "title", title) + draw_legend();
    for (int column = 0; column < columns; ++column) {
        svg += draw_keys(tokens, layout.first_x + column * step, layout);
    }
    for (size_t row = 0; row < layers.size(); ++row) {
        const int top = layout.first_y + int(row) * (layout.side + gap);
        svg += draw_queries(tokens, top, layout);
        for (int column = 0; column < columns; ++column) {
            svg += draw_map(layers[row], first_head + column, layout.first_x + column * step, top, layout);
        }
    }
    return svg + "</svg>\n";
}

std::vector<AttentionMaps> attention_maps(const std::vector<TapRecorder::Record>& records, int layer) {
    std::vector<AttentionMaps> all;
    for (const TapRecorder::Record& record : records) {
        const int next = layer >= 0 ? layer : int(all.size());  // the layers come in order
        if (record.key != tap_key("attn.weights", next)) continue;
        AttentionMaps maps;
        maps.layer = next;
        maps.weights = record.value;
        for (const TapRecorder::Record& other : records) {
            if (other.key == tap_key("attn.scores", next)) maps.scores = other.value;
        }
        all.push_back(maps);
    }
    return all;
}
