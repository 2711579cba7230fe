#include <cmath>
#include <unordered_map>

#include "corpus/corpus.h"
#include "corpus/kinds.h"
#include "corpus_sample.h"
#include "harness.h"

// The entropy is exact when every choice can be read off the text.

TEST(a_chooser_adds_up_what_its_choices_cost) {
    Rng rng = make_rng(1);
    Chooser chooser(rng);
    chooser.pick(8);
    chooser.chance(1, 4);
    chooser.pick_weighted({0, 3, 0, 5});
    double nats = std::log(8.0);
    nats -= std::log(chooser.choices()[1].index == 1 ? 0.25 : 0.75);
    nats -= std::log(chooser.choices()[2].index == 1 ? 0.375 : 0.625);
    EXPECT(std::fabs(chooser.nats() - nats) < 1e-12);
    EXPECT_EQUAL(chooser.choices().size(), size_t(3));
}

TEST(a_choice_that_is_none_costs_nothing) {
    Rng rng = make_rng(1);
    Chooser chooser(rng);
    EXPECT_EQUAL(chooser.pick(1), 0);
    EXPECT_EQUAL(chooser.pick_weighted({0, 7}), 1);
    EXPECT(chooser.nats() == 0.0);
    EXPECT_ERROR(chooser.pick(0), "no options");
    EXPECT_ERROR(chooser.pick_weighted({0, 0}), "all weights are zero");
}

TEST(choices_come_as_often_as_their_price_says) {
    Rng rng = make_rng(2);
    Chooser chooser(rng);
    const std::vector<int> weights = {1, 0, 2, 5};
    std::vector<int> counts(4);
    std::vector<int> plain(3);
    for (int i = 0; i < 80000; ++i) {
        ++counts[size_t(chooser.pick_weighted(weights))];
        ++plain[size_t(chooser.pick(3))];
    }
    for (size_t i = 0; i < 4; ++i) {
        EXPECT(std::abs(counts[i] - 10000 * weights[i]) <= 600);  // four standard deviations are at most 570
    }
    for (int count : plain) {
        EXPECT(std::abs(count - 26667) < 600);
    }
}

/// What must be equal when texts are equal.
struct Derivation {
    double nats;
    size_t choices;
};

TEST(equal_texts_were_made_by_equal_choices) {
    only_in_release_builds();
    const int drawn_documents = 30000;
    Rng rng = make_rng(3);
    std::unordered_map<std::string, Derivation> seen;
    int repeated = 0;
    for (int i = 0; i < drawn_documents; ++i) {
        Chooser chooser(rng);
        const Document document = draw_document(chooser);
        size_t choices = 0;
        for (const Chooser::Choice& choice : chooser.choices()) {
            choices = choices * 1000003 + size_t(choice.index * 4096 + choice.count);
        }
        const auto [found, is_new] = seen.insert({document.text, {document.nats, choices}});
        if (is_new) continue;
        ++repeated;
        if (found->second.nats != document.nats) FAIL("two prices for\n" + document.text);
        if (found->second.choices != choices) FAIL("two ways to write\n" + document.text);
    }
    EXPECT(repeated > drawn_documents / 200);
}

/// The script of the next outcome in the tree of all choices, by the choices of the last one; empty at the end.
static std::vector<int> next_script(const std::vector<Chooser::Choice>& choices) {
    std::vector<int> script;
    for (const Chooser::Choice& choice : choices) {
        script.push_back(choice.index);
    }
    while (!script.empty()) {
        const size_t last = script.size() - 1;
        if (++script[last] < choices[last].count) return script;
        script.pop_back();
    }
    return script;
}

/// Walks through all documents of a kind whose first choice is `first` (all, when it is negative), and adds up the
/// probabilities of the distinct texts.
static double probability_of_all(DocumentKind kind, int first, size_t& texts) {
    std::unordered_map<std::string, double> probabilities;
    std::vector<int> script = {std::max(first, 0)};
    double first_probability = 1.0;
    while (!script.empty() && (first < 0 || script[0] == first)) {
        Chooser chooser(script);
        const Document document = draw_document_of(chooser, kind);
        probabilities[document.text] = std::exp(-document.nats);
        if (first >= 0) first_probability = chooser.choices()[0].probability;
        script = next_script(chooser.choices());
    }
    double sum = 0.0;
    for (const auto& [text, probability] : probabilities) {
        sum += probability;
    }
    texts = probabilities.size();
    return sum / first_probability;
}

TEST(the_probabilities_of_all_pronoun_texts_sum_to_1) {
    only_in_release_builds();
    size_t texts = 0;
    const double sum = probability_of_all(DocumentKind::pronoun, -1, texts);
    std::printf("    %zu texts with a pronoun, probability %.9f\n", texts, sum);
    EXPECT(std::fabs(sum - 1.0) < 1e-9);
    EXPECT(texts > 100000);
}

TEST(the_probabilities_of_all_bare_sums_sum_to_1) {
    for (int form = 0; form < 4; ++form) {
        size_t texts = 0;
        EXPECT(std::fabs(probability_of_all(DocumentKind::sum, form, texts) - 1.0) < 1e-9);
        EXPECT_EQUAL(texts, size_t(2 * 231));  // a + b up to 20, and as many differences
    }
}

/// The same choices up to one, another one there, and then the same numbers again.
static std::vector<int> changed_script(const std::vector<Chooser::Choice>& choices, size_t at, int index) {
    std::vector<int> script;
    for (const Chooser::Choice& choice : choices) {
        script.push_back(choice.index);
    }
    script[at] = index;
    return script;
}

// A choice that the text does not show would be found here: another one gives the same text.
TEST(another_choice_gives_another_text) {
    only_in_release_builds();
    Rng rng = make_rng(4);
    int changed = 0;
    for (int i = 0; i < 2000; ++i) {
        Chooser chooser(rng);
        const Document document = draw_document(chooser);
        const std::vector<Chooser::Choice>& choices = chooser.choices();
        for (size_t at = 0; at < choices.size(); ++at) {
            const int index = int(next_bits(rng) % uint64_t(choices[at].count));
            Chooser other(changed_script(choices, at, index));
            const Document other_document = draw_document(other);
            if (other.choices()[at].index == choices[at].index) continue;
            ++changed;
            if (other_document.text == document.text)
                FAIL("choice " + std::to_string(at) + " is not seen in\n" + document.text);
        }
    }
    EXPECT(changed > 25000);
}

TEST_MAIN
