#include "corpus/reader.h"

#include <algorithm>

#include "corpus/match.h"
#include "corpus/plot.h"

namespace {

/// How far a story was read along a plot, and what was wrong so far. What is wrong costs: the cheapest reading counts.
struct Reading {
    int step = -1;                     // of the plot; -1 before the first
    const Wording* wording = nullptr;  // which wording of the step
    size_t sentence = 0;               // how many of its sentences were read
    Binding binding = {};
    std::array<char, 128> genders = {};  // what pronouns said of a role that has no word yet
    int understood = 0;
    int cost = 0;
    bool has_beginning = false;
    bool ends_here = false;  // whether the last sentence was understood
    std::vector<std::string> contradictions;
};

constexpr int cost_of_contradiction = 2;
constexpr int cost_of_unknown = 3;

}  // namespace

static void contradict(Reading& reading, const std::string& message) {
    reading.contradictions.push_back(message);
    reading.cost += cost_of_contradiction;
}

static bool is_in(const WordList& list, const Word* word) {
    return std::find(list.words.begin(), list.words.end(), word) != list.words.end();
}

/// A word for a role: the role has it already, or may have it.
static void check_word(const Plot& plot, const Mention& mention, const std::string& sentence, Reading& reading) {
    const Word*& bound = reading.binding[size_t(mention.role)];
    if (bound == mention.word) return;
    if (bound != nullptr) {
        contradict(reading,
                   mention.word->word_class + " \"" + bound->text + "\" became \"" + mention.text + "\": " + sentence);
        return;
    }
    for (const Word* taken : reading.binding) {
        if (taken == mention.word) contradict(reading, "\"" + mention.text + "\" is somebody else: " + sentence);
    }
    if (!is_in(*plot.roles[size_t(mention.role)], mention.word)) {
        contradict(reading, "\"" + mention.text + "\" does not go with this story: " + sentence);
    }
    const char said = reading.genders[size_t(mention.role)];
    if (said != 0 && said != mention.gender)
        contradict(reading, "\"" + mention.text + "\" is the wrong gender: " + sentence);
    bound = mention.word;
}

/// A pronoun for a role: of the gender of its word.
static void check_gender(const Mention& mention, const std::string& sentence, Reading& reading) {
    const Word* bound = reading.binding[size_t(mention.role)];
    if (bound != nullptr && bound->gender != mention.gender) {
        contradict(reading, bound->text + " is not \"" + mention.text + "\": " + sentence);
    }
    if (bound == nullptr) reading.genders[size_t(mention.role)] = mention.gender;
}

static void check_mentions(const Plot& plot, const std::vector<Mention>& mentions, const std::string& sentence,
                           Reading& reading) {
    for (const Mention& mention : mentions) {
        if (mention.word != nullptr) check_word(plot, mention, sentence, reading);
    }
    for (const Mention& mention : mentions) {
        if (mention.word == nullptr) check_gender(mention, sentence, reading);
    }
    const Word* a = reading.binding[size_t('A')];
    const Word* b = reading.binding[size_t('B')];
    const bool is_agreed = reading.contradictions.empty();  // else this may only repeat what was said
    if (is_agreed && a != nullptr && b != nullptr && a->gender == b->gender) {
        contradict(reading, a->text + " and " + b->text + " would be both \"he\" or both \"she\": " + sentence);
    }
}

/// Adds the reading in which the sentence is this sentence of this wording, if it is.
static void try_pattern(const Plot& plot, const Reading& before, int step, const Wording& wording, size_t index,
                        const std::string& sentence, std::vector<Reading>& readings) {
    std::vector<Mention> mentions;
    if (!match_pattern(wording.sentences[index], plot.roles, sentence, mentions)) return;
    Reading reading = before;
    for (int left_out = before.step + 1; left_out < step; ++left_out) {
        if (plot.steps[size_t(left_out)].optional) continue;
        contradict(reading, "something is left out before: " + sentence);
        break;
    }
    reading.has_beginning = reading.has_beginning || (before.understood == 0 && step == 0 && index == 0);
    reading.step = step;
    reading.wording = &wording;
    reading.sentence = index + 1;
    reading.understood += 1;
    reading.ends_here = true;
    check_mentions(plot, mentions, sentence, reading);
    readings.push_back(reading);
}

/// All ways to read one more sentence. Inside a wording its next sentence must come, else a sentence that begins one
/// of the later steps; or the sentence is not understood.
static void read_sentence(const Plot& plot, const Reading& before, const std::string& sentence,
                          std::vector<Reading>& readings) {
    const bool is_inside = before.wording != nullptr && before.sentence < before.wording->sentences.size();
    if (is_inside) try_pattern(plot, before, before.step, *before.wording, before.sentence, sentence, readings);
    if (!is_inside) {
        for (int step = before.step + 1; step < int(plot.steps.size()); ++step) {
            for (const Wording& wording : plot.steps[size_t(step)].wordings) {
                try_pattern(plot, before, step, wording, 0, sentence, readings);
            }
        }
    }
    Reading skipped = before;
    skipped.cost += cost_of_unknown;
    skipped.ends_here = false;
    readings.push_back(skipped);
}

/// Keeps the cheapest reading of each place, and none above the limit.
static std::vector<Reading> cheapest(const std::vector<Reading>& readings, int limit) {
    std::vector<Reading> kept;
    for (const Reading& reading : readings) {
        if (reading.cost > limit) continue;
        bool is_new = true;
        for (Reading& other : kept) {
            const bool is_same = other.wording == reading.wording && other.sentence == reading.sentence;
            if (!is_same || other.step != reading.step) continue;
            is_new = false;
            if (reading.cost < other.cost) other = reading;
        }
        if (is_new) kept.push_back(reading);
    }
    return kept;
}

/// The cheapest reading of the sentences as this plot; false when each costs more than the limit.
static bool read_as(const Plot& plot, const std::vector<std::string>& sentences, int limit, Reading& best) {
    std::vector<Reading> readings(1);
    for (const std::string& sentence : sentences) {
        std::vector<Reading> next;
        for (const Reading& reading : readings) {
            read_sentence(plot, reading, sentence, next);
        }
        readings = cheapest(next, limit);
        if (readings.empty()) return false;
    }
    best = readings[0];
    for (const Reading& reading : readings) {
        if (reading.cost < best.cost) best = reading;
    }
    return true;
}

/// Whether the plot can end after the sentences that were read.
static bool is_at_end(const Plot& plot, const Reading& reading) {
    if (!reading.ends_here || reading.sentence < reading.wording->sentences.size()) return false;
    for (size_t step = size_t(reading.step) + 1; step < plot.steps.size(); ++step) {
        if (!plot.steps[step].optional) return false;
    }
    return true;
}

StoryReport read_story(const std::string& text) {
    const std::vector<std::string> sentences = split_sentences(text.substr(0, text.find('\n')));
    const Plot* plot = nullptr;
    Reading best;
    // Most stories have nothing wrong, and a plot is given up where it costs more than the limit: so the first pass
    // allows nothing, and only where no plot is left the next one allows more.
    for (int limit = 0; plot == nullptr; limit = 2 * limit + 2) {
        best.cost = limit + 1;
        for (const Plot& candidate : all_plots()) {
            Reading reading;
            if (!read_as(candidate, sentences, best.cost - 1, reading)) continue;
            plot = &candidate;
            best = reading;
            if (best.cost == 0) break;
        }
    }
    StoryReport report = {int(sentences.size()), best.understood, false, best.has_beginning, false, {}};
    report.contradictions = best.contradictions;
    report.consistent = report.sentences > 0 && report.understood == report.sentences && report.contradictions.empty();
    report.has_end = best.wording != nullptr && is_at_end(*plot, best);
    return report;
}
