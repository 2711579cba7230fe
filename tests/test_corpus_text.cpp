#include <algorithm>
#include <map>
#include <set>

#include "corpus/corpus.h"
#include "corpus/kinds.h"
#include "corpus/question.h"
#include "harness.h"

// What the corpus writes: English, questions with their answers, and answers that are right.

static const std::vector<Document>& sample() {
    static std::vector<Document> documents;
    if (documents.empty()) {
        Rng rng = make_rng(1);
        for (int i = 0; i < 40000; ++i) {
            documents.push_back(make_document(rng, false));
        }
    }
    return documents;
}

/// The words in order, with the marks between them as they are.
static std::vector<std::string> words_of(const std::string& text) {
    std::vector<std::string> words;
    std::string word;
    for (char c : text + " ") {
        if (c == ' ' || c == '\n') {
            if (!word.empty()) words.push_back(word);
            word.clear();
        } else if (c != '"') {
            word += c;
        }
    }
    return words;
}

TEST(every_kind_of_document_and_of_question_comes) {
    std::map<std::string, int> kinds;
    std::map<std::string, int> questions;
    for (const Document& document : sample()) {
        ++kinds[kind_name(document.kind)];
        for (const Question& question : document.questions) {
            ++questions[question_kind_name(question.kind)];
        }
    }
    EXPECT_EQUAL(kinds.size(), size_t(document_kinds));
    for (const auto& [kind, count] : kinds) {
        if (count < 2000) FAIL("few documents of kind " + kind);
    }
    EXPECT_EQUAL(questions.size(), size_t(4));
    const double unanswerable = questions["unanswerable"];
    const double share = unanswerable / (unanswerable + questions["answerable"]);
    EXPECT(share > 0.25 && share < 0.30);
}

TEST(articles_go_with_their_words) {
    for (const Document& document : sample()) {
        const std::vector<std::string> words = words_of(document.text);
        for (size_t i = 0; i + 1 < words.size(); ++i) {
            const bool is_silent = words[i + 1] == "hour";
            const bool is_vowel = is_silent || std::string("aeiou").find(words[i + 1][0]) != std::string::npos;
            if ((words[i] == "a" || words[i] == "A") && is_vowel) FAIL("a " + words[i + 1] + " in\n" + document.text);
            if ((words[i] == "an" || words[i] == "An") && !is_vowel)
                FAIL("an " + words[i + 1] + " in\n" + document.text);
        }
    }
}

TEST(sentences_begin_with_a_capital_and_end_with_a_mark) {
    for (const Document& document : sample()) {
        const std::string& text = document.text;
        EXPECT_EQUAL(text.back(), '\n');
        if (document.kind == DocumentKind::chat) continue;
        const bool begins = (text[0] >= 'A' && text[0] <= 'Z') || text[0] == '"' || document.kind == DocumentKind::sum;
        if (!begins) FAIL("no capital: " + text);
        const char last = text[text.size() - 2];
        if (last != '.' && last != '!' && last != '"' && last != '?') FAIL("no mark at the end: " + text);
    }
}

TEST(no_text_has_loose_ends) {
    for (const Document& document : sample()) {
        for (const char* wrong : {"{", "}", "  ", " .", " ,", "..", " \n", "\n\n", "the the", " a a "}) {
            if (document.text.find(wrong) != std::string::npos) {
                FAIL("\"" + std::string(wrong) + "\" in\n" + document.text);
            }
        }
        const long quotes = std::count(document.text.begin(), document.text.end(), '"');
        if (quotes % 2 != 0) FAIL("a quote is open in\n" + document.text);
        EXPECT(words_of(document.text).size() <= 300);
    }
}

TEST(the_vocabulary_is_small_but_not_poor) {
    std::set<std::string> words;
    for (const Document& document : sample()) {
        std::string word;
        for (char c : document.text) {
            const char small = c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
            if (small >= 'a' && small <= 'z') {
                word += small;
            } else {
                words.insert(word);
                word.clear();
            }
        }
    }
    std::printf("    %zu distinct words\n", words.size());
    EXPECT(words.size() > 700 && words.size() < 1100);
}

TEST(a_prompt_and_its_answer_stand_in_the_text) {
    for (const Document& document : sample()) {
        for (const Question& question : document.questions) {
            EXPECT_EQUAL(document.text.substr(0, question.prompt.size()), question.prompt);
            const std::string rest = document.text.substr(question.prompt.size());
            const bool is_chat = document.kind == DocumentKind::chat;
            const std::string want = is_chat ? question.answer + "<|end|>\n" : " " + question.answer + "\n";
            EXPECT_EQUAL(rest.substr(0, want.size()), want);
            const bool is_unknown = question.answer == unknown_answer;
            EXPECT_EQUAL(is_unknown, question.kind == QuestionKind::unanswerable);
            EXPECT(question.fact_position == -1.0 || (question.fact_position >= 0.0 && question.fact_position < 1.0));
            if (is_unknown) EXPECT_EQUAL(question.fact_position, -1.0);
        }
    }
}

/// "The dog." -> "dog", "In the garden." -> "garden", "Seven." -> "seven"
static std::string told_word(const std::string& answer) {
    const size_t space = answer.rfind(' ');
    std::string word = answer.substr(space == std::string::npos ? 0 : space + 1);
    word.pop_back();
    return word;
}

static bool holds_word(const std::string& text, const std::string& word) {
    return text.find(word) != std::string::npos || text.find(capitalised(word)) != std::string::npos;
}

static std::string lower(std::string word) {
    if (!word.empty() && word[0] >= 'A' && word[0] <= 'Z') word[0] = char(word[0] - 'A' + 'a');
    return word;
}

// Where the deciding sentence begins, a sentence begins, and it tells the answer, or speaks of him or her who is it.
TEST(the_deciding_sentence_tells_the_answer) {
    int checked = 0;
    int told = 0;
    for (const Document& document : sample()) {
        if (document.kind != DocumentKind::facts && document.kind != DocumentKind::questions) continue;
        const std::string context = document.text.substr(0, document.text.find('\n'));
        for (const Question& question : document.questions) {
            if (question.kind != QuestionKind::answerable) continue;
            const size_t start = size_t(question.fact_position * double(context.size()) + 0.5);
            if (start > 0 && context[start - 1] != ' ') FAIL("no sentence begins there: " + context.substr(start));
            const std::string sentence = split_sentences(context.substr(start))[0];
            const std::string word = told_word(question.answer);
            ++checked;
            told += holds_word(sentence, word) || holds_word(sentence, lower(word));
        }
    }
    std::printf("    %d of %d deciding sentences have the answer's word, the others a pronoun\n", told, checked);
    EXPECT(checked > 10000 && told > checked * 9 / 10);
}

// Questions stand for facts early, in the middle and late in the text: what is measured there means something.
TEST(deciding_sentences_stand_everywhere) {
    std::vector<int> thirds(3);
    for (const Document& document : sample()) {
        if (document.kind != DocumentKind::facts) continue;
        for (const Question& question : document.questions) {
            if (question.fact_position >= 0.0) ++thirds[size_t(question.fact_position * 3.0)];
        }
    }
    for (int count : thirds) {
        EXPECT(count > 1500);
    }
}

/// Reads the colours of a short context without any of the generator's patterns: "Tom has a red kite." and "Tom's kite
/// is red." and the same with "He has", "His".
static std::map<std::string, std::string> colours_of(const std::string& context) {
    std::map<std::string, std::string> colours;
    std::set<std::string> names;
    for (const Word* colour : word_list("colour").words) {
        names.insert(colour->text);
    }
    std::string person;
    for (const std::string& sentence : split_sentences(context)) {
        std::vector<std::string> words = words_of(sentence.substr(0, sentence.size() - 1));
        const bool is_pronoun = words[0] == "He" || words[0] == "She" || words[0] == "His" || words[0] == "Her";
        if (!is_pronoun) person = words[0].substr(0, words[0].find('\''));
        const std::string last = words.back();
        if (words.size() == 4 && words[2] == "is" && names.count(last)) colours[person + "'s " + words[1]] = last;
        if (words.size() == 5 && names.count(words[3])) colours[person + "'s " + last] = words[3];
    }
    return colours;
}

TEST(colours_are_answered_as_an_independent_reader_answers) {
    int known = 0;
    int unknown = 0;
    for (const Document& document : sample()) {
        if (document.kind != DocumentKind::facts) continue;
        const std::map<std::string, std::string> colours =
            colours_of(document.text.substr(0, document.text.find('\n')));
        for (const Question& question : document.questions) {
            const size_t at = question.prompt.rfind("Question: What colour is ");
            if (at == std::string::npos || question.prompt.find('\n', at) != question.prompt.rfind('\n')) continue;
            const size_t start = at + std::string("Question: What colour is ").size();
            const std::string thing = question.prompt.substr(start, question.prompt.find('?', start) - start);
            const auto found = colours.find(thing);
            const std::string want = found == colours.end() ? unknown_answer : capitalised(found->second) + ".";
            if (question.answer != want) FAIL("want " + want + " at\n" + document.text);
            known += found != colours.end();
            unknown += found == colours.end();
        }
    }
    std::printf("    %d colours asked, %d of them known\n", known + unknown, known);
    EXPECT(known > 200 && unknown > 50);
}

TEST(sums_are_right) {
    int checked = 0;
    for (const Document& document : sample()) {
        for (const Question& question : document.questions) {
            if (question.kind != QuestionKind::sum || document.kind != DocumentKind::sum) continue;
            int a = 0;
            int b = 0;
            char sign = 0;
            if (std::sscanf(document.text.c_str(), "%d %c %d =", &a, &sign, &b) != 3) continue;
            EXPECT_EQUAL(question.answer, std::to_string(sign == '+' ? a + b : a - b) + ".");
            EXPECT(a <= 20 && b <= 20 && a >= b * (sign == '-'));
            ++checked;
        }
    }
    EXPECT(checked > 300);
}

/// How often the pronoun meant the one that stands first in the sentence.
TEST(a_pronoun_is_not_resolved_by_position) {
    int first = 0;
    int all = 0;
    for (const Document& document : sample()) {
        if (document.kind != DocumentKind::pronoun) continue;
        const std::string sentence = document.text.substr(0, document.text.find('\n'));
        const std::string answer = told_word(document.questions[0].answer);
        const size_t at = sentence.find(answer);
        EXPECT(at != std::string::npos);
        first += at < sentence.size() / 3;
        ++all;
    }
    std::printf("    the answer stands in the first third of the sentence in %.1f%%\n", 100.0 * first / all);
    EXPECT(first > all / 4 && first < all * 3 / 5);
}

TEST(the_same_question_is_answered_here_and_not_there) {
    std::map<std::string, std::set<bool>> answered;
    for (const Document& document : sample()) {
        for (const Question& question : document.questions) {
            const size_t at = question.prompt.rfind("Question: ");
            if (at == std::string::npos) continue;
            answered[question.prompt.substr(at)].insert(question.kind == QuestionKind::unanswerable);
        }
    }
    int both = 0;
    for (const auto& [question, kinds] : answered) {
        both += kinds.size() == 2;
    }
    EXPECT(both > 500);
}

TEST_MAIN
