#include <map>
#include <set>
#include <unordered_set>

#include "corpus/corpus.h"
#include "corpus/kinds.h"
#include "corpus_sample.h"
#include "harness.h"

// Facts decide which side a document belongs to, so that no held-out answer can be learned by heart.

static std::vector<Document> documents_of(bool held_out, int count, uint64_t seed) {
    Rng rng = make_rng(seed);
    std::vector<Document> documents;
    for (int i = 0; i < count; ++i) {
        documents.push_back(make_document(rng, held_out));
    }
    return documents;
}

static const std::vector<Document>& training() {
    only_in_release_builds();
    static const std::vector<Document> documents = documents_of(false, 12000, 1);
    return documents;
}

static const std::vector<Document>& held_out() {
    only_in_release_builds();
    static const std::vector<Document> documents = documents_of(true, 4000, 2);
    return documents;
}

/// The last question of a prompt, and what stands before it.
static std::string question_of(const std::string& prompt) {
    const size_t plain = prompt.rfind("Question: ");
    if (plain != std::string::npos) return prompt.substr(plain + 10);
    const size_t user = prompt.rfind("<|user|>\n");
    const std::string turn = user == std::string::npos ? prompt : prompt.substr(user + 9);
    const std::string said = turn.substr(0, turn.find("<|end|>"));
    return said.substr(said.rfind('\n') + 1);
}

TEST(each_document_is_on_the_side_of_its_key) {
    for (const Document& document : training()) {
        EXPECT(!document.held_out && !is_held_out(document.key));
    }
    for (const Document& document : held_out()) {
        EXPECT(document.held_out && is_held_out(document.key));
    }
}

TEST(one_document_in_ten_is_held_out) {
    Rng rng = make_rng(3);
    int held = 0;
    for (int i = 0; i < 20000; ++i) {
        Chooser chooser(rng);
        held += draw_document(chooser).held_out;
    }
    EXPECT(held > 1700 && held < 2300);
}

TEST(no_key_and_no_text_is_on_both_sides) {
    std::unordered_set<std::string> keys;
    std::unordered_set<std::string> texts;
    for (const Document& document : training()) {
        keys.insert(document.key);
        texts.insert(document.text);
    }
    for (const Document& document : held_out()) {
        if (keys.count(document.key) > 0) FAIL("on both sides: " + document.key);
        if (texts.count(document.text) > 0) FAIL("on both sides: " + document.text);
    }
}

TEST(no_question_with_its_context_is_on_both_sides) {
    std::unordered_set<std::string> prompts;
    for (const Document& document : training()) {
        for (const Question& question : document.questions) {
            prompts.insert(question.prompt);
        }
    }
    int checked = 0;
    for (const Document& document : held_out()) {
        for (const Question& question : document.questions) {
            ++checked;
            if (prompts.count(question.prompt) > 0) FAIL("on both sides: " + question.prompt);
        }
    }
    EXPECT(checked > 3000);
}

// The key says the facts: who has told the same facts in other words has told the same key.
TEST(the_key_does_not_depend_on_the_wording) {
    EXPECT_EQUAL(sum_key({3, 4, false}), sum_key({4, 3, false}));
    EXPECT(sum_key({3, 4, false}) != sum_key({4, 3, true}));
    EXPECT(sum_key({3, 4, false}) != sum_key({3, 5, false}));
    Rng rng = make_rng(4);
    int other_wordings = 0;
    for (int i = 0; i < 3000; ++i) {
        Chooser chooser(rng);
        const Story story = draw_story(chooser);
        for (const Word* word : bound_words(story.binding)) {
            EXPECT(story_key(story).find("=" + word->text) != std::string::npos);
        }
        Chooser again(rng);
        const Story retold = tell_story(again, *story.plot, story.binding);
        if (story_key(retold) == story_key(story)) other_wordings += retold.text != story.text;
    }
    EXPECT(other_wordings > 300);
}

/// The pairs of numbers that the digits of a sum's key name.
static std::set<std::string> sums_of(const std::vector<Document>& documents) {
    std::set<std::string> sums;
    for (const Document& document : documents) {
        for (const Question& question : document.questions) {
            if (question.kind == QuestionKind::sum) sums.insert(document.key);
        }
    }
    return sums;
}

TEST(sums_that_are_held_out_are_never_trained) {
    const std::set<std::string> trained = sums_of(training());
    const std::set<std::string> held = sums_of(held_out());
    EXPECT(trained.size() > 250 && held.size() > 15);
    for (const std::string& sum : held) {
        EXPECT(trained.count(sum) == 0);
    }
}

/// The most frequent answer to each text.
class AnswerTable {
 public:
    void add(const std::string& text, const std::string& answer) { ++counts_[text][answer]; }

    std::string best(const std::string& text) const {
        const auto found = counts_.find(text);
        if (found == counts_.end()) return "I don't know.";
        std::string answer;
        int most = 0;
        for (const auto& [candidate, count] : found->second) {
            if (count > most) answer = candidate;
            most = std::max(most, count);
        }
        return answer;
    }

 private:
    std::map<std::string, std::map<std::string, int>> counts_;
};

/// The question with its people, things, colours ... taken out: what is left says only which kind of question it is.
static std::string form_of(const std::string& question) {
    std::string form;
    std::string word;
    for (char c : question + " ") {
        const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (is_letter) {
            word += c;
            continue;
        }
        for (const Word* known : all_words()) {
            if (known->text == word || known->plural == word) word = "<" + known->word_class + ">";
        }
        form += word + c;
        word.clear();
    }
    return form;
}

static bool is_about_text(const Question& question) {
    return question.kind == QuestionKind::answerable || question.kind == QuestionKind::unanswerable;
}

// Whoever has learned by heart what was most often the answer to a question knows no more than whoever goes by the
// kind of question alone.
TEST(a_table_of_trained_answers_does_not_answer_held_out_questions) {
    AnswerTable by_question;
    AnswerTable by_form;
    for (const Document& document : training()) {
        for (const Question& question : document.questions) {
            if (!is_about_text(question)) continue;
            by_question.add(question_of(question.prompt), question.answer);
            by_form.add(form_of(question_of(question.prompt)), question.answer);
        }
    }
    int questions = 0;
    int right_by_question = 0;
    int right_by_form = 0;
    for (const Document& document : held_out()) {
        for (const Question& question : document.questions) {
            if (!is_about_text(question) || question.prompt.find("my name") != std::string::npos) continue;
            ++questions;
            right_by_question += by_question.best(question_of(question.prompt)) == question.answer;
            right_by_form += by_form.best(form_of(question_of(question.prompt))) == question.answer;
        }
    }
    std::printf("    of %d held-out questions the table answers %.1f%%, the form alone %.1f%%\n", questions,
                100.0 * right_by_question / questions, 100.0 * right_by_form / questions);
    EXPECT(questions > 3000);
    EXPECT(right_by_question <= right_by_form + questions / 100);
    EXPECT(right_by_form < questions * 2 / 5);
}

TEST_MAIN
