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
        for (const Ask& ask : fact.relation->asks) {
            for (int argument : ask.uses) {
                add_unanswerable(fact, ask, argument);
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

/// The same question about other words in place of one argument.
void QuestionPool::add_unanswerable(const Fact& fact, const Ask& ask, int argument) {
    std::vector<const Word*> words = named_arguments(ask, fact.words);
    for (const Word* word : fact.relation->domains[size_t(argument)]->words) {
        if (std::find(words.begin(), words.end(), word) != words.end()) continue;
        bool is_known = false;
        for (const Fact& other : facts_) {
            is_known = is_known || std::find(other.words.begin(), other.words.end(), word) != other.words.end();
        }
        if (is_known && !mixes_) continue;
        std::vector<const Word*> changed = words;
        changed[size_t(argument)] = word;
        if (is_answered(ask, *fact.relation, changed)) continue;
        add_candidate({fact.relation, &ask, changed, is_known ? weight_of_known : 1, 0});
    }
}

/// Two facts can lead to the same question: it is in the list once.
void QuestionPool::add_candidate(const Candidate& candidate) {
    for (const Candidate& other : unanswerable_) {
        if (other.ask == candidate.ask && other.words == candidate.words) return;
    }
    unanswerable_.push_back(candidate);
}

void QuestionPool::add_untold(const Relation& relation, const Word* subject) {
    for (const Ask& ask : relation.asks) {
        const std::vector<int> wanted = subject == nullptr ? std::vector<int>{} : std::vector<int>{0};
        if (ask.uses != wanted) continue;
        std::vector<const Word*> words(relation.domains.size(), nullptr);
        if (subject != nullptr) words[0] = subject;
        add_candidate({&relation, &ask, words, weight_of_untold, 0});
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

AskedQuestion QuestionPool::draw_answerable(Chooser& chooser) { return take(chooser, answerable_, true); }

AskedQuestion QuestionPool::draw_unanswerable(Chooser& chooser) { return take(chooser, unanswerable_, false); }

AskedQuestion QuestionPool::draw(Chooser& chooser) {
    if (answerable_.empty()) return draw_unanswerable(chooser);
    if (unanswerable_.empty()) return draw_answerable(chooser);
    return chooser.chance(28, 100) ? draw_unanswerable(chooser) : draw_answerable(chooser);
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
