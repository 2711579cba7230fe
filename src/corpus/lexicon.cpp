#include "corpus/lexicon.h"

#include <deque>
#include <map>
#include <sstream>

#include "base/error.h"
#include "corpus/lexicon_words.h"

namespace {

struct Lexicon {
    std::deque<Word> words;  // a deque never moves its elements, so a Word can be known by its address
    std::map<std::string, WordList> lists;
    std::vector<const Word*> all;
};

}  // namespace

static std::string regular_plural(const std::string& text) {
    const std::string end = text.size() < 2 ? text : text.substr(text.size() - 2);
    if (end == "sh" || end == "ch" || end.back() == 'x' || end.back() == 's') return text + "es";
    return text + "s";
}

/// "in:garden", "leaf/leaves"
static Word parse_word(const std::string& token, const std::string& word_class, char gender) {
    Word word;
    word.word_class = word_class;
    word.gender = gender;
    const size_t colon = token.find(':');
    const size_t stroke = token.find('/');
    const size_t start = colon == std::string::npos ? 0 : colon + 1;
    if (colon != std::string::npos) word.preposition = token.substr(0, colon);
    word.text = token.substr(start, stroke == std::string::npos ? stroke : stroke - start);
    word.plural = stroke == std::string::npos ? regular_plural(word.text) : token.substr(stroke + 1);
    return word;
}

static const Word* find_in(const WordList& list, const std::string& text) {
    for (const Word* word : list.words) {
        if (word->text == text) return word;
    }
    return nullptr;
}

static void add_part(Lexicon& lexicon, const std::string& name, std::istringstream& tokens) {
    const WordList& whole = lexicon.lists[name.substr(0, name.find('.'))];
    WordList& part = lexicon.lists[name];
    part.name = name;
    std::string token;
    while (tokens >> token) {
        const Word* word = find_in(whole, parse_word(token, "", 'n').text);
        if (word == nullptr) throw Error("corpus: the list " + name + " names \"" + token + "\", which is no word yet");
        part.words.push_back(word);
    }
}

static void add_class(Lexicon& lexicon, const std::string& head, std::istringstream& tokens) {
    const size_t stroke = head.find('/');
    const std::string name = head.substr(0, stroke);
    const char gender = stroke == std::string::npos ? 'n' : head[stroke + 1];
    WordList& list = lexicon.lists[name];
    list.name = name;
    std::string token;
    while (tokens >> token) {
        lexicon.words.push_back(parse_word(token, name, gender));
        const Word* word = &lexicon.words.back();
        if (find_in(list, word->text)) throw Error("corpus: the list " + name + " has \"" + word->text + "\" twice");
        list.words.push_back(word);
        lexicon.all.push_back(word);
    }
}

static Lexicon read_lexicon() {
    Lexicon lexicon;
    std::istringstream lines{std::string(lexicon_text)};
    std::string line;
    while (std::getline(lines, line)) {
        std::istringstream tokens(line);
        std::string head;
        if (!(tokens >> head)) continue;
        if (head.find('.') != std::string::npos) {
            add_part(lexicon, head, tokens);
        } else {
            add_class(lexicon, head, tokens);
        }
    }
    return lexicon;
}

static const Lexicon& the_lexicon() {
    static const Lexicon lexicon = read_lexicon();
    return lexicon;
}

const WordList& word_list(const std::string& name) {
    const auto found = the_lexicon().lists.find(name);
    if (found == the_lexicon().lists.end()) throw Error("corpus: there is no list of words \"" + name + "\"");
    return found->second;
}

const WordList& class_of(const WordList& list) { return word_list(list.name.substr(0, list.name.find('.'))); }

const std::vector<const Word*>& all_words() { return the_lexicon().all; }
