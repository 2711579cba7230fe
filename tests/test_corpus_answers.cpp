#include <algorithm>
#include <map>
#include <set>

#include "corpus/kinds.h"
#include "corpus/question.h"
#include "corpus_sample.h"
#include "harness.h"

// Questions stand in the text with their answers, and the answers are right.

TEST(a_prompt_and_its_answer_stand_in_the_text) {
    for (const Document& document : corpus_sample()) {
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

static std::string lower(std::string word) {
    if (!word.empty() && word[0] >= 'A' && word[0] <= 'Z') word[0] = char(word[0] - 'A' + 'a');
    return word;
}

// Where the deciding sentence begins, a sentence begins, and it tells the answer, or speaks of him or her who is it.
TEST(the_deciding_sentence_tells_the_answer) {
    int checked = 0;
    int told = 0;
    for (const Document& document : corpus_sample()) {
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
    for (const Document& document : corpus_sample()) {
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
    std::string person;  // whom the last sentence with a name was about; a pronoun follows only where it has one name
    for (const std::string& sentence : split_sentences(context)) {
        std::vector<std::string> words = words_of(sentence.substr(0, sentence.size() - 1));
        const bool is_pronoun = words[0] == "He" || words[0] == "She" || words[0] == "His" || words[0] == "Her";
        for (const Word* name : word_list("person").words) {
            if (!is_pronoun && sentence.find(name->text) != std::string::npos) person = name->text;
        }
        const std::string last = words.back();
        if (words.size() == 4 && words[2] == "is" && names.count(last)) colours[person + "'s " + words[1]] = last;
        if (words.size() == 5 && names.count(words[3])) colours[person + "'s " + last] = words[3];
    }
    return colours;
}

TEST(colours_are_answered_as_an_independent_reader_answers) {
    int known = 0;
    int unknown = 0;
    for (const Document& document : corpus_sample()) {
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

static const Plot& plot_named(const std::string& name) {
    for (const Plot& plot : all_plots()) {
        if (plot.name == name) return plot;
    }
    throw TestFailure("there is no plot " + name);
}

static const Word* told(const Story& story, const std::string& relation, const Word* subject) {
    const Word* value = nullptr;
    for (const Fact& fact : story.facts) {
        if (fact.relation->name != relation || fact.words[0] != subject) continue;
        if (value != nullptr) FAIL("told twice: " + relation + " of " + subject->text);
        value = fact.words.back();
    }
    return value;
}

// The kite that Tom traded away is Mia's in the end, and no longer Tom's.
TEST(a_later_fact_takes_the_place_of_an_earlier_one) {
    Rng rng = make_rng(5);
    for (int i = 0; i < 200; ++i) {
        Chooser chooser(rng);
        const Story story = tell_story(chooser, plot_named("trade"), Binding{});
        const Word* first_thing = story.binding['T'];
        const Word* second_thing = story.binding['U'];
        EXPECT(told(story, "holder", first_thing) == story.binding['B']);
        EXPECT(told(story, "holder", second_thing) == story.binding['A']);
        EXPECT(first_thing != second_thing && story.binding['C'] != story.binding['D']);
    }
}

static std::string last_line(const std::string& text) { return text.substr(text.rfind('\n') + 1); }

// What is told in passing must not be asked as if it were unknown.
TEST(what_has_no_answer_is_not_told) {
    int checked = 0;
    for (const Document& document : corpus_sample()) {
        if (document.kind != DocumentKind::questions) continue;
        const std::string context = document.text.substr(0, document.text.find('\n'));
        const std::string hero = document.key.substr(std::min(document.key.find("A=") + 2, document.key.size()));
        for (const Question& question : document.questions) {
            if (question.kind != QuestionKind::unanswerable) continue;
            const std::string asked = last_line(question.prompt.substr(0, question.prompt.rfind('\n')));
            const bool is_about_hero = asked.find(hero.substr(0, hero.find(' '))) != std::string::npos;
            std::vector<std::string> signs;
            if (asked.find("weather") != std::string::npos) {
                for (const Word* word : word_list("weather").words) {
                    signs.push_back(" " + word->text);
                }
            }
            if (is_about_hero && asked.find(" old ") != std::string::npos) signs = {"years old"};
            if (is_about_hero && asked.find("like to eat") != std::string::npos) signs = {"favourite", "liked to eat"};
            if (is_about_hero && asked.find(" live?") != std::string::npos) {
                signs = {"lived near"};
                for (const Word* home : word_list("home").words) {
                    signs.push_back(" near the " + home->text);
                }
            }
            for (const std::string& sign : signs) {
                ++checked;
                if (context.find(sign) != std::string::npos) FAIL(asked + " is told in\n" + context);
            }
        }
    }
    EXPECT(checked > 1000);
}

TEST(sums_are_right) {
    int checked = 0;
    for (const Document& document : corpus_sample()) {
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
    EXPECT(checked > 150);
}

static const Word* word_named(const std::string& list, const std::string& text) {
    for (const Word* word : word_list(list).words) {
        if (word->text == text) return word;
    }
    throw TestFailure("there is no word " + text);
}

// "Who likes soup?" has no answer where two like soup; and what was asked is not asked again.
TEST(a_question_with_two_answers_is_not_asked) {
    const Word* soup = word_named("food", "soup");
    const Word* honey = word_named("food", "honey");
    const Relation& likes = relation_named("now_likes");
    const std::vector<Fact> facts = {{&likes, {word_named("person", "Tom"), soup}, 0},
                                     {&likes, {word_named("person", "Mia"), soup}, 20},
                                     {&likes, {word_named("person", "Ben"), honey}, 40}};
    Rng rng = make_rng(6);
    int answered = 0;
    for (int i = 0; i < 500; ++i) {
        Chooser chooser(rng);
        QuestionPool pool(facts, true);
        std::set<std::string> answers;
        for (int question = 0; question < 3; ++question) {
            const AskedQuestion asked = pool.draw(chooser);
            if (!asked.is_answerable) continue;
            ++answered;
            EXPECT(asked.question != "Who likes soup?");
            if (asked.question == "Who likes honey?") EXPECT_EQUAL(asked.answer, "Ben.");
            if (asked.question.find("Ben") != std::string::npos) EXPECT_EQUAL(asked.answer, "Honey.");
            if (asked.question.find("Mia") != std::string::npos) EXPECT_EQUAL(asked.position, size_t(20));
        }
    }
    EXPECT(answered > 900);
}

TEST(the_same_question_is_answered_here_and_not_there) {
    std::map<std::string, std::set<bool>> answered;
    for (const Document& document : corpus_sample()) {
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
