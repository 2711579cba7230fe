#pragma once

#include <string>
#include <vector>

/// What a document of the corpus is.
enum class DocumentKind { story, questions, facts, pronoun, sum, chat };

/// What a question asks for, which is also how it is scored.
enum class QuestionKind { answerable, unanswerable, pronoun, sum };

/// A question of a document: text = prompt + (a space, where the form has one) + answer + the rest.
struct Question {
    QuestionKind kind;
    std::string prompt;    // the text up to and with "Answer:", or in a chat "<|assistant|>\n"
    std::string answer;    // "Red.", exactly as the text has it
    double fact_position;  // where in the context the deciding sentence begins, 0..1; -1 where there is none
};

/// One text that a model is trained on or tested with.
struct Document {
    DocumentKind kind;
    std::string text;
    std::string key;  // the facts that the document is made from, without the wording
    bool held_out;    // decided by the key alone
    double nats;      // -log of the probability that the source writes this very text
    std::vector<Question> questions;
};

constexpr int document_kinds = 6;

/// "story", "questions", "facts", "pronoun", "sum", "chat"
const char* kind_name(DocumentKind kind);

/// "answerable", "unanswerable", "pronoun", "sum"
const char* question_kind_name(QuestionKind kind);

/// Where an answer ends that stands behind the first `prompt_bytes` of a text, or behind a space there: the byte behind its
/// last one. Throws Error when it stands at neither place.
size_t end_of_answer(const std::string& text, size_t prompt_bytes, const std::string& answer);
