#include <algorithm>
#include <map>
#include <set>

#include "corpus/kinds.h"
#include "corpus/question.h"
#include "corpus_sample.h"
#include "harness.h"

// What the corpus writes is English.

TEST(every_kind_of_document_and_of_question_comes) {
    std::map<std::string, int> kinds;
    std::map<std::string, int> questions;
    for (const Document& document : corpus_sample()) {
        ++kinds[kind_name(document.kind)];
        for (const Question& question : document.questions) {
            ++questions[question_kind_name(question.kind)];
        }
    }
    EXPECT_EQUAL(kinds.size(), size_t(document_kinds));
    for (const auto& [kind, count] : kinds) {
        if (count < 750) FAIL("few documents of kind " + kind);
    }
    EXPECT_EQUAL(questions.size(), size_t(4));
    const double unanswerable = questions["unanswerable"];
    const double share = unanswerable / (unanswerable + questions["answerable"]);
    std::printf("    %.1f%% of the questions about a text have no answer in it\n", 100 * share);
    EXPECT(share > 0.28 && share < 0.32);
}

TEST(articles_go_with_their_words) {
    for (const Document& document : corpus_sample()) {
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
    for (const Document& document : corpus_sample()) {
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
    for (const Document& document : corpus_sample()) {
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
    for (const Document& document : corpus_sample()) {
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

/// How many people the sentence names.
static int people_in(const std::string& sentence) {
    int people = 0;
    for (const Word* person : word_list("person").words) {
        people += sentence.find(person->text) != std::string::npos;
    }
    return people;
}

TEST(a_pronoun_in_a_short_context_can_only_mean_one) {
    int pronouns = 0;
    for (const Document& document : corpus_sample()) {
        if (document.kind != DocumentKind::facts) continue;
        std::string before;
        for (const std::string& sentence : split_sentences(document.text.substr(0, document.text.find('\n')))) {
            const std::string word = words_of(sentence)[0];
            if (word == "He" || word == "She" || word == "His" || word == "Her") {
                ++pronouns;
                if (people_in(before) > 1) FAIL("who is it? " + before + " " + sentence);
            } else if (people_in(sentence) > 0) {
                before = sentence;
            }
        }
    }
    EXPECT(pronouns > 250);
}

TEST(a_story_on_request_is_about_what_was_asked_for) {
    int stories = 0;
    for (const Document& document : corpus_sample()) {
        const size_t user = document.text.find("<|user|>\n");
        const size_t at = document.text.find(" story about ");
        if (document.kind != DocumentKind::chat || at == std::string::npos || at < user) continue;
        if (document.text.find_first_of(".\n", user + 9) < at) continue;  // it is the text of a question
        if (document.text.compare(user + 9, 5, "Text:") == 0) continue;
        const std::string request = document.text.substr(at + 13, document.text.find(".<|end|>", at) - at - 13);
        const std::string story = document.text.substr(document.text.find("<|assistant|>"));
        for (const std::string& word : words_of(request)) {
            const bool is_small = word == "a" || word == "an" || word == "and" || word == "named";
            if (!is_small && word != "boy" && word != "girl" && !holds_word(story, word))
                FAIL("no " + word + " in " + story);
        }
        ++stories;
    }
    EXPECT(stories > 500);
}

static std::string between(const std::string& text, const std::string& before, const std::string& behind,
                           size_t from = 0) {
    const size_t begin = text.find(before, from) + before.size();
    return text.substr(begin, text.find(behind, begin) - begin);
}

TEST(a_copied_text_is_the_text) {
    int copies = 0;
    for (const Document& document : corpus_sample()) {
        if (document.kind != DocumentKind::chat) continue;
        const size_t user = document.text.find("<|user|>\nText: ");
        if (user == std::string::npos) continue;
        const std::string request = between(document.text, "\n", "<|end|>", user + 10);
        if (request != "Repeat the text." && request != "Say the text again." &&
            request != "Copy the text, word for word.")
            continue;
        EXPECT_EQUAL(between(document.text, "<|assistant|>\n", "<|end|>", user),
                     between(document.text, "Text: ", "\n", user));
        ++copies;
    }
    EXPECT(copies > 300);
}

/// Whether the sentence has the name, or goes on with "he", "she" or "it" about the one before that was about the name.
static bool tells_of(const std::string& sentence, const std::string& name, bool did_before) {
    const std::vector<std::string> words = words_of(sentence.substr(0, sentence.size() - 1));
    for (const std::string& word : words) {
        if (word == name || word == name + "'s") return true;
    }
    const std::string& first = words[0];
    const bool is_pronoun = first == "He" || first == "She" || first == "It" || first == "His" || first == "Her";
    return is_pronoun && did_before;
}

TEST(a_quotation_has_all_sentences_about_the_name_and_no_other) {
    int told = 0;
    int untold = 0;
    for (const Document& document : corpus_sample()) {
        if (document.kind != DocumentKind::chat) continue;
        const std::string text = between(document.text, "Text: ", "\n");
        for (const Question& question : document.questions) {
            const size_t user = question.prompt.rfind("<|user|>\n");
            const size_t line = question.prompt.rfind('\n', question.prompt.find("<|end|>", user));
            const std::string request = question.prompt.substr(line + 1);
            std::string name;
            if (request.rfind("What does the text say about ", 0) == 0) name = between(request, "about ", "?");
            if (request.rfind("Which sentences tell of ", 0) == 0) name = between(request, "tell of ", "?");
            if (request.rfind("Quote all that the text says about ", 0) == 0) name = between(request, "about ", ".");
            if (name.empty()) continue;
            if (name.rfind("the ", 0) == 0) name = name.substr(4);
            std::string want;
            bool did_before = false;
            for (const std::string& sentence : split_sentences(text)) {
                did_before = tells_of(sentence, name, did_before);
                if (did_before) want += (want.empty() ? "" : " ") + sentence;
            }
            EXPECT_EQUAL(question.answer, want.empty() ? std::string(unknown_answer) : want);
            told += !want.empty();
            untold += want.empty();
        }
    }
    std::printf("    %d names with sentences, %d without\n", told, untold);
    EXPECT(told > 500 && untold > 100);
}

// Neither the first place in the sentence nor the first role in the schema gives the answer away.
TEST(a_pronoun_is_not_resolved_by_position) {
    int first = 0;
    int subject = 0;
    int all = 0;
    for (const Document& document : corpus_sample()) {
        if (document.kind != DocumentKind::pronoun) continue;
        const std::string sentence = document.text.substr(0, document.text.find('\n'));
        const std::string answer = told_word(document.questions[0].answer);
        const std::vector<std::string> key = words_of(document.key);  // "pronoun", schema, S, O, ...
        const size_t at = sentence.find(answer);
        EXPECT(at != std::string::npos);
        first += at < sentence.size() / 3;
        subject += answer.find(key[2]) != std::string::npos;
        ++all;
    }
    std::printf("    the answer stands in the first third of the sentence in %.1f%%, and is the subject in %.1f%%\n",
                100.0 * first / all, 100.0 * subject / all);
    EXPECT(first > all / 3 && first < all / 2);
    EXPECT(subject > all * 45 / 100 && subject < all * 55 / 100);
}

TEST(two_animals_in_a_context_have_two_names) {
    int names = 0;
    for (const Document& document : corpus_sample()) {
        if (document.kind != DocumentKind::facts) continue;
        const std::vector<std::string> sentences = split_sentences(document.text.substr(0, document.text.find('\n')));
        for (const Word* pet : word_list("pet").words) {
            int sentences_with = 0;
            for (const std::string& sentence : sentences) {
                sentences_with += sentence.find(" " + pet->text + ".") != std::string::npos;
            }
            if (sentences_with > 1) FAIL("two are named " + pet->text + " in\n" + document.text);
            names += sentences_with;
        }
    }
    EXPECT(names > 1000);
}

TEST_MAIN
