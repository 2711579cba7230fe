#include "corpus/question.h"

#include <algorithm>

const char* const unknown_answer = "I don't know.";

/// A word of the text is much more likely in an unanswerable question than one of the other words of its list.
constexpr int weight_of_known = 24;
constexpr int weight_of_untold = 24;

static bool uses(const Ask& ask, int argument) {
    return std::find(ask.uses.begin(), ask.uses.end(), argument) != ask.uses.end();
}

/// The arguments that the question names; the others are nullptr.
static std::vector<const Word*> named_arguments(const Ask& ask, const std::vector<const Word*>& words) {
    std::vector<const Word*> named = words;
    for (size_t i = 0; i < named.size(); ++i) {
        if (!uses(ask, int(i))) named[i] = nullptr;
    }
    return named;
}

QuestionPool::QuestionPool(const std::vector<Fact>& facts, bool mixes) : facts_(facts), mixes_(mixes) {
    for (const Fact& fact : facts_) {
        add_answerable(fact);
    }
}

void QuestionPool::fill_unanswerable() {
    is_filled_ = true;
    for (size_t i = 0; i < facts_.size(); ++i) {
        for (const Ask& ask : facts_[i].relation->asks) {
            for (int argument : ask.uses) {
                add_unanswerable(i, ask, argument);
            }
        }
    }
}

/// Asks whose answer no other fact makes doubtful.
void QuestionPool::add_answerable(const Fact& fact) {
    for (const Ask& ask : fact.relation->asks) {
        const std::vector<const Word*> named = named_arguments(ask, fact.words);
        int answers = 0;
        for (const Fact& other : facts_) {
            if (other.relation == fact.relation && named_arguments(ask, other.words) == named) ++answers;
        }
        if (answers == 1) answerable_.push_back({fact.relation, &ask, fact.words, 1, fact.position});
    }
}

bool QuestionPool::is_answered(const Ask& ask, const Relation& relation, const std::vector<const Word*>& words) const {
    for (const Fact& fact : facts_) {
        if (fact.relation == &relation && named_arguments(ask, fact.words) == words) return true;
    }
    return false;
}

bool QuestionPool::is_known(const Word* word) const {
    for (const Fact& fact : facts_) {
        if (std::find(fact.words.begin(), fact.words.end(), word) != fact.words.end()) return true;
    }
    return false;
}

/// Whether one of the first `count` facts leads to the same question: it differs in one word only.
bool QuestionPool::is_repeated(const Ask& ask, const Relation& relation, const std::vector<const Word*>& words,
                               size_t count) const {
    for (size_t i = 0; i < count; ++i) {
        if (facts_[i].relation != &relation) continue;
        int differences = 0;
        for (int argument : ask.uses) {
            differences += facts_[i].words[size_t(argument)] != words[size_t(argument)];
        }
        if (differences == 1) return true;
    }
    return false;
}

/// The question about a fact with another word in place of one argument: all words that make it unanswerable.
void QuestionPool::add_unanswerable(size_t index, const Ask& ask, int argument) {
    const Fact& fact = facts_[index];
    const std::vector<const Word*> words = named_arguments(ask, fact.words);
    for (const Word* word : fact.relation->domains[size_t(argument)]->words) {
        if (std::find(words.begin(), words.end(), word) != words.end()) continue;
        if (is_known(word) && !mixes_) continue;
        std::vector<const Word*> changed = words;
        changed[size_t(argument)] = word;
        if (is_answered(ask, *fact.relation, changed)) continue;
        if (is_repeated(ask, *fact.relation, changed, index)) continue;
        unanswerable_.push_back({fact.relation, &ask, changed, is_known(word) ? weight_of_known : 1, 0});
    }
}

void QuestionPool::add_untold(const Relation& relation, const Word* subject) {
    for (const Ask& ask : relation.asks) {
        const std::vector<int> wanted = subject == nullptr ? std::vector<int>{} : std::vector<int>{0};
        if (ask.uses != wanted) continue;
        std::vector<const Word*> words(relation.domains.size(), nullptr);
        if (subject != nullptr) words[0] = subject;
        unanswerable_.push_back({&relation, &ask, words, weight_of_untold, 0});
    }
}

AskedQuestion QuestionPool::take(Chooser& chooser, std::vector<Candidate>& candidates, bool is_answerable) {
    std::vector<int> weights;
    for (const Candidate& candidate : candidates) {
        weights.push_back(candidate.weight);
    }
    const int index = chooser.pick_weighted(weights);
    const Candidate candidate = candidates[size_t(index)];
    candidates.erase(candidates.begin() + index);
    const Ask& ask = *candidate.ask;
    const Pattern& wording = ask.wordings[size_t(chooser.pick(int(ask.wordings.size())))];
    const Binding binding = binding_of(candidate.words);
    const std::string answer = is_answerable ? render(ask.answer, binding) : unknown_answer;
    return {is_answerable, render(wording, binding), answer, candidate.position};
}

AskedQuestion QuestionPool::draw(Chooser& chooser) {
    if (unanswerable_.empty() && !is_filled_) fill_unanswerable();
    const bool has_choice = !answerable_.empty() && !unanswerable_.empty();
    const bool is_answerable = has_choice ? !chooser.chance(28, 100) : !answerable_.empty();
    if (is_answerable) return take(chooser, answerable_, true);
    if (!is_filled_) fill_unanswerable();
    return take(chooser, unanswerable_, false);
}

Question note_question(const Document& document, const AskedQuestion& asked, size_t context_length) {
    const QuestionKind kind = asked.is_answerable ? QuestionKind::answerable : QuestionKind::unanswerable;
    const double position = asked.is_answerable ? double(asked.position) / double(context_length) : -1.0;
    return {kind, document.text, asked.answer, position};
}

void add_question(Document& document, const AskedQuestion& asked, size_t context_length) {
    document.text += "\nQuestion: " + asked.question + "\nAnswer:";
    document.questions.push_back(note_question(document, asked, context_length));
    document.text += " " + asked.answer;
}
