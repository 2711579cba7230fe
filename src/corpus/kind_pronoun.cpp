#include <sstream>

#include "base/error.h"
#include "corpus/kinds.h"
#include "corpus/pronoun_text.h"

namespace {

/// What is said when the pronoun means one of the two.
struct Side {
    std::string asks = "Who";
    std::vector<Word> reasons;
    std::vector<Pattern> sentences;
    Pattern answer;
};

/// A sentence in which a pronoun can mean S or O, and the reason decides.
struct Schema {
    std::string name;
    std::array<const WordList*, 128> roles = {};
    Side sides[2];  // S, O
};

}  // namespace

static void parse_schema_roles(const std::string& text, Schema& schema) {
    std::istringstream parts(text);
    std::string part;
    while (std::getline(parts, part, ';')) {
        std::istringstream tokens(part);
        char role = 0;
        std::string list;
        tokens >> role >> list;
        schema.roles[size_t(role)] = &word_list(list);
    }
}

/// "Who: tired, hungry"
static void parse_reasons(const std::string& text, Side& side) {
    const size_t colon = text.find(": ");
    side.asks = text.substr(0, colon);
    std::istringstream parts(text.substr(colon + 1));
    std::string part;
    while (std::getline(parts, part, ',')) {
        side.reasons.push_back({part.substr(1), "", "", 'n', "reason"});
    }
}

static void parse_schema_line(const std::string& head, const std::string& rest, Schema& schema) {
    if (head == "roles") {
        parse_schema_roles(rest, schema);
    } else if (head == "S" || head == "O") {
        parse_reasons(rest, schema.sides[head == "O"]);
    } else if (head == "answerS" || head == "answerO") {
        schema.sides[head == "answerO"].answer = parse_pattern(rest);
    } else if (head == "say" || head == "sayS" || head == "sayO") {
        if (head != "sayO") schema.sides[0].sentences.push_back(parse_pattern(rest));
        if (head != "sayS") schema.sides[1].sentences.push_back(parse_pattern(rest));
    } else {
        throw Error("corpus: a schema cannot have a line \"" + head + "\"");
    }
}

static std::vector<Schema> read_schemas() {
    std::vector<Schema> schemas;
    std::istringstream lines{std::string(pronoun_text)};
    std::string line;
    while (std::getline(lines, line)) {
        if (line.empty()) continue;
        const size_t space = line.find(' ');
        const std::string head = line.substr(0, space);
        const std::string rest = line.substr(space + 1);
        if (head == "schema") {
            schemas.push_back({});
            schemas.back().name = rest;
            schemas.back().sides[0].answer = parse_pattern("The {S}.");
            schemas.back().sides[1].answer = parse_pattern("The {O}.");
        } else {
            parse_schema_line(head, rest, schemas.back());
        }
    }
    return schemas;
}

static const std::vector<Schema>& all_schemas() {
    static const std::vector<Schema> schemas = read_schemas();
    return schemas;
}

/// A word of the list that is not `other`, and of another gender where both are people.
static const Word* draw_other(Chooser& chooser, const WordList& list, const Word* other) {
    std::vector<const Word*> free;
    for (const Word* word : list.words) {
        const bool is_same_gender = other != nullptr && word->gender != 'n' && word->gender == other->gender;
        if (word != other && !is_same_gender) free.push_back(word);
    }
    return free[size_t(chooser.pick(int(free.size())))];
}

void write_pronoun(Chooser& chooser, Document& document) {
    const std::vector<Schema>& schemas = all_schemas();
    const Schema& schema = schemas[size_t(chooser.pick(int(schemas.size())))];
    Binding binding = {};
    binding['S'] = draw_other(chooser, *schema.roles['S'], nullptr);
    binding['O'] = draw_other(chooser, *schema.roles['O'], binding['S']);
    if (schema.roles['V'] != nullptr) binding['V'] = draw_other(chooser, *schema.roles['V'], nullptr);
    const Side& side = schema.sides[chooser.pick(2)];
    binding['X'] = &side.reasons[size_t(chooser.pick(int(side.reasons.size())))];
    const Pattern& sentence = side.sentences[size_t(chooser.pick(int(side.sentences.size())))];
    const std::string who = chooser.chance(1, 3) ? "Which one" : side.asks;

    document.key = "pronoun " + schema.name;
    for (char role : {'S', 'O', 'V', 'X'}) {
        if (binding[size_t(role)] != nullptr) document.key += " " + binding[size_t(role)]->text;
    }
    document.text = render(sentence, binding);
    document.text += "\nQuestion: " + who + " was " + binding['X']->text + "?\nAnswer:";
    const std::string answer = render(side.answer, binding);
    document.questions.push_back({QuestionKind::pronoun, document.text, answer, 0.0});
    document.text += " " + answer + "\n";
}
