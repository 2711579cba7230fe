#include "corpus/plot.h"

#include <map>
#include <sstream>

#include "base/error.h"
#include "corpus/plot_text.h"

// The text of the plots:
//   block NAME             steps that plots can share
//   plot NAME              a plot
//   roles T thing; C ...   the list that each role is drawn from
//   never RELATION ...     must not be asked as an unanswerable question
//   use BLOCK              the steps of that block come here
//   step EFFECT; EFFECT    a step, and what it makes true ("colour A T C"); its wordings follow, indented
//   maybe EFFECT           a step that only half of the stories have

bool Wording::mentions(char role) const {
    for (const Pattern& sentence : sentences) {
        if (sentence.mentions(role)) return true;
    }
    return false;
}

/// Whether a sentence can begin at `at`: with a capital letter, a quote, or a slot that has a capital ("{A}", "{A.He}").
static bool opens_sentence(const std::string& text, size_t at) {
    if (text[at] == '{') return text[at + 2] == '}' || opens_sentence(text, at + 3);
    return (text[at] >= 'A' && text[at] <= 'Z') || text[at] == '"';
}

std::vector<std::string> split_sentences(const std::string& text) {
    std::vector<std::string> sentences;
    size_t start = 0;
    for (size_t i = 1; i + 1 < text.size(); ++i) {
        if (text[i] != ' ') continue;
        const size_t last = text[i - 1] == '"' && i >= 2 ? i - 2 : i - 1;
        const bool ends = text[last] == '.' || text[last] == '!' || text[last] == '?';
        if (!ends || !opens_sentence(text, i + 1)) continue;
        sentences.push_back(text.substr(start, i - start));
        start = i + 1;
    }
    if (start < text.size()) sentences.push_back(text.substr(start));
    return sentences;
}

static Wording parse_wording(const std::string& text) {
    Wording wording;
    for (const std::string& sentence : split_sentences(text)) {
        wording.sentences.push_back(parse_pattern(sentence));
    }
    return wording;
}

/// "colour A T C; lost A T"
static std::vector<Effect> parse_effects(const std::string& text) {
    std::vector<Effect> effects;
    std::istringstream parts(text);
    std::string part;
    while (std::getline(parts, part, ';')) {
        std::istringstream tokens(part);
        std::string name;
        if (!(tokens >> name)) continue;
        Effect effect = {&relation_named(name), ""};
        char role = 0;
        while (tokens >> role) {
            effect.roles += role;
        }
        if (effect.roles.size() != effect.relation->domains.size())
            throw Error("corpus: wrong number of roles: " + part);
        effects.push_back(effect);
    }
    return effects;
}

/// "T thing; C colour"
static void parse_roles(const std::string& text, Plot& plot) {
    std::istringstream parts(text);
    std::string part;
    while (std::getline(parts, part, ';')) {
        std::istringstream tokens(part);
        char role = 0;
        std::string list;
        tokens >> role >> list;
        plot.roles[size_t(role)] = &word_list(list);
    }
}

static void parse_line(const std::string& head, const std::string& rest, Plot& plot,
                       const std::map<std::string, Plot>& blocks) {
    if (head == "roles") {
        parse_roles(rest, plot);
    } else if (head == "never") {
        std::istringstream tokens(rest);
        std::string name;
        while (tokens >> name) {
            plot.never.push_back(relation_named(name).name);
        }
    } else if (head == "use") {
        const Plot& block = blocks.at(rest);
        plot.steps.insert(plot.steps.end(), block.steps.begin(), block.steps.end());
    } else if (head == "step" || head == "maybe") {
        Step step;
        step.optional = head == "maybe";
        step.effects = parse_effects(rest);
        plot.steps.push_back(step);
    } else {
        throw Error("corpus: a plot cannot have a line \"" + head + "\"");
    }
}

static Plot new_plot(const std::string& name) {
    Plot plot;
    plot.name = name;
    parse_roles("A person; B person; W weather.mild; Y number.age; R home; J trait; F feeling.good; Z meal", plot);
    return plot;
}

static void read_plots(const char* text, std::map<std::string, Plot>& blocks, std::vector<Plot>& plots) {
    std::istringstream lines{std::string(text)};
    std::string line;
    Plot* plot = nullptr;
    while (std::getline(lines, line)) {
        if (line.empty()) continue;
        if (line[0] == ' ') {
            plot->steps.back().wordings.push_back(parse_wording(line.substr(2)));
            continue;
        }
        const size_t space = line.find(' ');
        const std::string head = line.substr(0, space);
        const std::string rest = space == std::string::npos ? "" : line.substr(space + 1);
        if (head == "block") {
            plot = &(blocks[rest] = new_plot(rest));
        } else if (head == "plot") {
            plots.push_back(new_plot(rest));
            plot = &plots.back();
        } else {
            parse_line(head, rest, *plot, blocks);
        }
    }
}

static std::vector<Plot> read_all_plots() {
    std::map<std::string, Plot> blocks;
    std::vector<Plot> plots;
    for (const char* text : {plot_blocks, plots_finding, plots_making, plots_outside, plots_animals}) {
        read_plots(text, blocks, plots);
    }
    return plots;
}

const std::vector<Plot>& all_plots() {
    static const std::vector<Plot> plots = read_all_plots();
    return plots;
}
