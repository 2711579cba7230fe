#include <algorithm>

#include "corpus/kinds.h"

// How much more likely a context repeats what it has: the relation before, a person, a thing. Repetition is what
// makes the questions hard: three people with a ball, and only one of the balls is Mia's.
constexpr int weight_of_same_relation = 6;
constexpr int weight_of_same_subject = 4;
constexpr int weight_of_last_subject = 20;  // whom the sentence before was about: "Tom has a kite. He is in the park."
constexpr int weight_of_same_word = 4;

static std::vector<const Relation*> find_context_relations() {
    std::vector<const Relation*> relations;
    for (const Relation& relation : all_relations()) {
        if (!relation.say.empty()) relations.push_back(&relation);
    }
    return relations;
}

/// The relations that have statements for short contexts.
static const std::vector<const Relation*>& context_relations() {
    static const std::vector<const Relation*> relations = find_context_relations();
    return relations;
}

static bool has_word(const std::vector<Fact>& facts, const Word* word) {
    for (const Fact& fact : facts) {
        if (std::find(fact.words.begin(), fact.words.end(), word) != fact.words.end()) return true;
    }
    return false;
}

static bool has_subject(const std::vector<Fact>& facts, const Relation& relation, const Word* word) {
    for (const Fact& fact : facts) {
        if (fact.relation == &relation && fact.words[0] == word) return true;
    }
    return false;
}

static const Relation& draw_relation(Chooser& chooser, const std::vector<Fact>& facts) {
    std::vector<int> weights;
    for (const Relation* relation : context_relations()) {
        bool is_known = false;
        for (const Fact& fact : facts) {
            is_known = is_known || fact.relation == relation;
        }
        weights.push_back(is_known ? weight_of_same_relation : 1);
    }
    return *context_relations()[size_t(chooser.pick_weighted(weights))];
}

/// The words of a new fact. Nobody is told the same relation of twice, names of animals are given once, and all
/// words of one fact differ.
static std::vector<const Word*> draw_words(Chooser& chooser, const Relation& relation, const std::vector<Fact>& facts) {
    std::vector<const Word*> words;
    for (size_t argument = 0; argument < relation.domains.size(); ++argument) {
        const std::vector<const Word*>& options = relation.domains[argument]->words;
        std::vector<int> weights;
        for (const Word* word : options) {
            const bool is_known = has_word(facts, word);
            int weight = 1;
            if (is_known) weight = argument == 0 ? weight_of_same_subject : weight_of_same_word;
            if (argument == 0 && !facts.empty() && facts.back().words[0] == word) weight = weight_of_last_subject;
            if (argument == 0 && has_subject(facts, relation, word)) weight = 0;
            if (is_known && word->word_class == "pet") weight = 0;
            if (std::find(words.begin(), words.end(), word) != words.end()) weight = 0;
            weights.push_back(weight);
        }
        words.push_back(options[size_t(chooser.pick_weighted(weights))]);
    }
    return words;
}

/// Whether the next sentence about the same subject may say "he", "she" or "it": the last one named nobody else.
static bool may_go_on(const Fact& fact, const std::vector<Fact>& facts) {
    if (facts.empty() || facts.back().words[0] != fact.words[0]) return false;
    for (size_t i = 1; i < facts.back().words.size(); ++i) {
        if (facts.back().words[i]->word_class == "person") return false;
    }
    return true;
}

/// The statement; when it goes on about the subject of the sentence before, it may say "he" or "she".
static const Pattern& draw_wording(Chooser& chooser, const Fact& fact, const std::vector<Fact>& facts) {
    const Relation& relation = *fact.relation;
    const int names = int(relation.say.size());
    const int pronouns = may_go_on(fact, facts) ? int(relation.then.size()) : 0;
    const int index = chooser.pick(names + pronouns);
    return index < names ? relation.say[size_t(index)] : relation.then[size_t(index - names)];
}

Context draw_context(Chooser& chooser) {
    Context context;
    const int sentences = 1 + chooser.pick_weighted({5, 6, 5, 3, 1});  // short ones teach, long ones test
    for (int i = 0; i < sentences; ++i) {
        const Relation& relation = draw_relation(chooser, context.facts);
        Fact fact = {&relation, draw_words(chooser, relation, context.facts), 0};
        if (!context.text.empty()) context.text += " ";
        fact.position = context.text.size();
        context.text += render(draw_wording(chooser, fact, context.facts), binding_of(fact.words));
        context.facts.push_back(fact);
    }
    return context;
}

std::string context_key(const Context& context) {
    std::vector<std::string> parts;
    for (const Fact& fact : context.facts) {
        std::string part = fact.relation->name;
        for (const Word* word : fact.words) {
            part += " " + word->text;
        }
        parts.push_back(part);
    }
    std::sort(parts.begin(), parts.end());
    std::string key = "facts";
    for (const std::string& part : parts) {
        key += "; " + part;
    }
    return key;
}

void write_facts(Chooser& chooser, Document& document) {
    const Context context = draw_context(chooser);
    document.key = context_key(context);
    document.text = context.text;
    QuestionPool pool(context.facts, true);
    const int sentences = int(context.facts.size());
    const int questions = sentences + chooser.pick(sentences + 2);  // a sentence answers two to six
    for (int i = 0; i < questions; ++i) {
        add_question(document, pool.draw(chooser), context.text.size());
    }
    document.text += "\n";
}
