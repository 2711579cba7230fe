#include "corpus/story.h"

#include <algorithm>

#include "base/error.h"

std::vector<const Word*> bound_words(const Binding& binding) {
    std::vector<const Word*> words;
    for (const Word* word : binding) {
        if (word != nullptr) words.push_back(word);
    }
    return words;
}

/// Whether the role may have this word: no other role has it, and A and B differ in gender, so that "he" and "she"
/// always say who is meant.
static bool is_free(const Word* word, char role, const Binding& binding) {
    for (const Word* taken : binding) {
        if (taken == word) return false;
    }
    const Word* other = role == 'B' ? binding[size_t('A')] : role == 'A' ? binding[size_t('B')] : nullptr;
    return other == nullptr || other->gender != word->gender;
}

static void bind_role(Chooser& chooser, const Plot& plot, char role, Binding& binding) {
    const WordList* list = plot.roles[size_t(role)];
    if (list == nullptr) throw Error("corpus: the plot " + plot.name + " has no role " + role);
    std::vector<const Word*> free;
    for (const Word* word : list->words) {
        if (is_free(word, role, binding)) free.push_back(word);
    }
    binding[size_t(role)] = free[size_t(chooser.pick(int(free.size())))];
}

/// A is bound before B, whatever comes first in the sentence: B's gender depends on A's.
static void bind_roles(Chooser& chooser, const Plot& plot, const Wording& wording, Binding& binding) {
    if (wording.mentions('A') && binding[size_t('A')] == nullptr) bind_role(chooser, plot, 'A', binding);
    for (const Pattern& sentence : wording.sentences) {
        for (const Piece& piece : sentence.pieces) {
            if (piece.role != 0 && binding[size_t(piece.role)] == nullptr) {
                bind_role(chooser, plot, piece.role, binding);
            }
        }
    }
}

/// A new fact takes the place of one with the same relation and the same arguments but the last.
static void learn(std::vector<Fact>& facts, const Fact& fact) {
    for (Fact& old : facts) {
        const bool is_same_relation = old.relation == fact.relation;
        if (is_same_relation && std::equal(old.words.begin(), old.words.end() - 1, fact.words.begin())) {
            old = fact;
            return;
        }
    }
    facts.push_back(fact);
}

/// Where the first sentence that shows the role begins; the first sentence when none does.
static size_t sentence_of(const Wording& wording, char role, const std::vector<size_t>& starts) {
    for (size_t i = 0; i < starts.size(); ++i) {
        if (wording.sentences[i].mentions(role)) return starts[i];
    }
    return starts[0];
}

static void apply_effects(const Step& step, const Wording& wording, const std::vector<size_t>& starts, Story& story) {
    for (const Effect& effect : step.effects) {
        Fact fact = {effect.relation, {}, sentence_of(wording, effect.roles.back(), starts)};
        bool is_told = true;
        for (char role : effect.roles) {
            const Word* word = story.binding[size_t(role)];
            is_told = is_told && word != nullptr;
            fact.words.push_back(word);
        }
        if (is_told) learn(story.facts, fact);
    }
}

Story tell_story(Chooser& chooser, const Plot& plot, const Binding& binding) {
    Story story = {&plot, binding, "", {}};
    for (const Step& step : plot.steps) {
        if (step.optional && !chooser.chance(1, 2)) continue;
        const Wording& wording = step.wordings[size_t(chooser.pick(int(step.wordings.size())))];
        bind_roles(chooser, plot, wording, story.binding);
        std::vector<size_t> starts;
        for (const Pattern& sentence : wording.sentences) {
            if (!story.text.empty()) story.text += " ";
            starts.push_back(story.text.size());
            story.text += render(sentence, story.binding);
        }
        apply_effects(step, wording, starts, story);
    }
    return story;
}
