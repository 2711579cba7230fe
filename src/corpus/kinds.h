#pragma once

#include "corpus/chooser.h"
#include "corpus/document.h"
#include "corpus/question.h"
#include "corpus/story.h"

// One writer a kind of document. Each sets text, key and questions; corpus.cpp does the rest.

void write_story(Chooser& chooser, Document& document);
void write_questions(Chooser& chooser, Document& document);
void write_facts(Chooser& chooser, Document& document);
void write_pronoun(Chooser& chooser, Document& document);
void write_sum(Chooser& chooser, Document& document);
void write_chat(Chooser& chooser, Document& document);

/// Any plot, told.
Story draw_story(Chooser& chooser);

/// The facts of a story: the plot and who and what is in it, without the wording.
std::string story_key(const Story& story);

/// What can be asked about the story.
QuestionPool story_questions(const Story& story);

/// A short text of facts about several people, for questions.
struct Context {
    std::string text;
    std::vector<Fact> facts;
};

Context draw_context(Chooser& chooser);
std::string context_key(const Context& context);

/// A sum with its numbers: a + b or a - b.
struct Sum {
    int a;
    int b;
    bool is_minus;
};

Sum draw_sum(Chooser& chooser);
int result_of(const Sum& sum);

/// "sum 3 + 4": the same for 4 + 3.
std::string sum_key(const Sum& sum);
