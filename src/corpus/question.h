#pragma once

#include "corpus/chooser.h"
#include "corpus/document.h"
#include "corpus/relation.h"

/// The answer to what the text does not tell.
extern const char* const unknown_answer;  // "I don't know."

/// A question about a text, as drawn.
struct AskedQuestion {
    bool is_answerable;
    std::string question;
    std::string answer;
    size_t position;  // of the deciding sentence; 0 where there is none
};

/// What can be asked about a text.
class QuestionPool {
 public:
    /// The facts of a text, and whether a word of the text may stand in a question that has no answer ("What colour
    /// is Tom's ball?" where Tom has a kite and Mia the ball). Without that, each unanswerable question has a word
    /// in it that the text does not have, or one of the relations given to add_untold.
    QuestionPool(const std::vector<Fact>& facts, bool mixes);

    /// A relation that the text does not tell; `subject` is its first argument, or nullptr where it has none such.
    void add_untold(const Relation& relation, const Word* subject);

    /// Draws a question that was not drawn before. With 28 chances in 100 one that the text does not answer; where
    /// one of the two kinds has run out, the other.
    AskedQuestion draw(Chooser& chooser);

 private:
    struct Candidate {
        const Relation* relation;
        const Ask* ask;
        std::vector<const Word*> words;  // the arguments; nullptr where the question does not name one
        int weight;
        size_t position;
    };

    void add_answerable(const Fact& fact);
    void fill_unanswerable();
    void add_unanswerable(size_t index, const Ask& ask, int argument);
    bool is_known(const Word* word) const;
    bool is_answered(const Ask& ask, const Relation& relation, const std::vector<const Word*>& words) const;
    bool is_repeated(const Ask& ask, const Relation& relation, const std::vector<const Word*>& words,
                     size_t count) const;
    AskedQuestion take(Chooser& chooser, std::vector<Candidate>& candidates, bool is_answerable);

    std::vector<Fact> facts_;
    bool mixes_;
    std::vector<Candidate> answerable_;
    std::vector<Candidate> unanswerable_;
    bool is_filled_ = false;  // whether unanswerable_ has the changed facts too: they are many, and not always wanted
};

/// Appends "\nQuestion: ...\nAnswer: ..." to the document and notes the question.
void add_question(Document& document, const AskedQuestion& asked, size_t context_length);

/// The question as the document notes it, when the text so far ends where the answer begins.
Question note_question(const Document& document, const AskedQuestion& asked, size_t context_length);
