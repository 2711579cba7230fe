#include "corpus/relation.h"

#include <sstream>

#include "base/error.h"
#include "corpus/relation_text.h"

// The text of the relations:
//   relation NAME LIST...   what its arguments are
//   say, then               statements for short contexts; `then` goes on about the same subject
//   ask N ANSWER            how to ask for argument N, and the answer; the wordings follow

Binding binding_of(const std::vector<const Word*>& words) {
    Binding binding = {};
    for (size_t i = 0; i < words.size(); ++i) {
        binding[size_t('1') + i] = words[i];
    }
    return binding;
}

/// "relation colour person thing colour"
static Relation parse_head(std::istringstream& tokens) {
    Relation relation;
    tokens >> relation.name;
    std::string list;
    while (tokens >> list) {
        relation.domains.push_back(&word_list(list));
    }
    return relation;
}

/// "ask 3 {3.Plain}."
static Ask parse_ask(std::istringstream& tokens) {
    Ask ask;
    int value = 0;
    std::string answer;
    tokens >> value;
    std::getline(tokens >> std::ws, answer);
    ask.value = value - 1;
    ask.answer = parse_pattern(answer);
    return ask;
}

static std::vector<int> arguments_of(const Pattern& pattern) {
    std::vector<int> arguments;
    for (int i = 0; i < 9; ++i) {
        if (pattern.mentions(char('1' + i))) arguments.push_back(i);
    }
    return arguments;
}

static void add_wording(Relation& relation, const std::string& section, const std::string& text) {
    const Pattern pattern = parse_pattern(text);
    if (section == "say") {
        relation.say.push_back(pattern);
    } else if (section == "then") {
        relation.then.push_back(pattern);
    } else {
        Ask& ask = relation.asks.back();
        if (ask.wordings.empty()) ask.uses = arguments_of(pattern);
        if (ask.uses != arguments_of(pattern)) throw Error("corpus: this question names other words: " + text);
        ask.wordings.push_back(pattern);
    }
}

static void read_relations(const char* text, std::vector<Relation>& relations) {
    std::istringstream lines{std::string(text)};
    std::string line;
    std::string section;
    while (std::getline(lines, line)) {
        if (line.empty()) continue;
        if (line[0] == ' ') {
            add_wording(relations.back(), section, line.substr(2));
            continue;
        }
        std::istringstream tokens(line);
        tokens >> section;
        if (section == "relation") relations.push_back(parse_head(tokens));
        if (section == "ask") relations.back().asks.push_back(parse_ask(tokens));
    }
}

static std::vector<Relation> read_all_relations() {
    std::vector<Relation> relations;
    read_relations(story_relations, relations);
    read_relations(present_relations, relations);
    return relations;
}

const std::vector<Relation>& all_relations() {
    static const std::vector<Relation> relations = read_all_relations();
    return relations;
}

const Relation& relation_named(const std::string& name) {
    for (const Relation& relation : all_relations()) {
        if (relation.name == name) return relation;
    }
    throw Error("corpus: there is no relation \"" + name + "\"");
}
