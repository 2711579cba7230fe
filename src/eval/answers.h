#pragma once

#include <vector>

#include "corpus/document.h"
#include "model/transformer.h"
#include "tokenizer/tokenizer.h"

/// How the model does on one question when it always says the likeliest token.
struct AnswerResult {
    QuestionKind kind = QuestionKind::answerable;
    double fact_position = -1;  // where in the context the deciding sentence begins, 0..1; -1 where there is none
    bool unknown = false;       // the right answer is "I don't know."
    bool correct = false;       // the answer to the letter, and then the end of the answer
    double confidence = 0;      // the probability that it gave to what it said, up to the first wrong token
};

/// What a pass over documents shows.
struct DocumentResults {
    double nats = 0;    // sum over all predictions of -log p(the token that follows)
    double tokens = 0;  // how many predictions
    double bytes = 0;   // of the texts
    double floor = 0;   // sum of the documents' own nats: what no model can go below on average
    std::vector<AnswerResult> answers;
};

/// Runs documents through the model, `batch` at a time, and scores every question in them. Greedy decoding says the right
/// answer exactly when, with the document itself before it, each of the answer's tokens is the likeliest one; so one
/// forward pass over the document scores all its questions.
///
/// end_token  the token behind each document
/// throws     Error when a question's answer does not begin and end where tokens do, or a document is longer than the window
DocumentResults score_documents(const Model& model, const Tokenizer& tokenizer, int end_token,
                                const std::vector<Document>& documents, size_t batch);
