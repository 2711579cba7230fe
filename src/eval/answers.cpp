#include "eval/answers.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "train/cross_entropy.h"
#include "train/training_pass.h"

/// A document as tokens, and where in its bytes each begins.
struct EncodedDocument {
    std::vector<int> tokens;      // with begin and end token
    std::vector<size_t> offsets;  // of each token, in the text; that of the end token is the text's length
};

static EncodedDocument encode_document(const Tokenizer& tokenizer, int end_token, const std::string& text) {
    EncodedDocument encoded;
    encoded.tokens = encode(tokenizer, text);
    size_t offset = 0;
    for (size_t i = 0; i < encoded.tokens.size(); ++i) {
        encoded.offsets.push_back(offset);
        const bool is_template = i < tokenizer.tokens_before.size();
        if (!is_template) offset += tokenizer.token_text[size_t(encoded.tokens[i])].size();
    }
    if (offset != text.size()) throw Error("eval: the tokens of a document have other bytes than its text");
    encoded.tokens.push_back(end_token);
    encoded.offsets.push_back(text.size());
    return encoded;
}

/// The first token that begins at this byte, template tokens apart.
static size_t token_at(const EncodedDocument& document, size_t offset, size_t template_tokens) {
    const auto first = document.offsets.begin() + std::ptrdiff_t(template_tokens);
    const auto found = std::lower_bound(first, document.offsets.end(), offset);
    if (found == document.offsets.end() || *found != offset) {
        throw Error("eval: no token begins at byte " + std::to_string(offset) + " of a document, where an answer does");
    }
    return size_t(found - document.offsets.begin());
}

/// What the model says after a row of logits, and how sure it is of it.
struct Guess {
    int token;
    double probability;
};

static Guess best_guess(const Tensor& logits, int64_t row) {
    Guess guess = {0, 0.0};
    for (int64_t i = 1; i < logits.cols(); ++i) {
        if (logits(row, i) > logits(row, guess.token)) guess.token = int(i);
    }
    double sum = 0.0;
    for (int64_t i = 0; i < logits.cols(); ++i) {
        sum += std::exp(double(logits(row, i)) - double(logits(row, guess.token)));
    }
    guess.probability = 1.0 / sum;
    return guess;
}

/// Walks through the tokens from the answer's first to the one behind its last; `first_row` is the row of the logits
/// that score the document's second token.
static AnswerResult score_answer(const Tensor& logits, int64_t first_row, const EncodedDocument& document,
                                 const std::string& text, const Question& question, size_t template_tokens) {
    AnswerResult result;
    result.kind = question.kind;
    result.fact_position = question.fact_position;
    result.unknown = question.kind == QuestionKind::unanswerable;
    const size_t answer_bytes_end = end_of_answer(text, question.prompt.size(), question.answer);
    const size_t answer_end = token_at(document, answer_bytes_end, template_tokens);
    size_t at = token_at(document, question.prompt.size(), template_tokens);
    result.confidence = 1.0;
    //> eval.answer  the likeliest token must be the right one, until the answer is over and its end said
    while (true) {
        const Guess guess = best_guess(logits, first_row + int64_t(at) - 1);
        result.confidence *= guess.probability;
        result.correct = guess.token == document.tokens[at];
        if (!result.correct || at == answer_end) break;
        ++at;
    }
    //< eval.answer
    return result;
}

/// The documents as one batch, one behind the other.
static Batch batch_of(const std::vector<EncodedDocument>& documents) {
    Batch batch;
    for (const EncodedDocument& document : documents) {
        const int64_t predictions = int64_t(document.tokens.size()) - 1;
        batch.documents.push_back({int64_t(batch.tokens.size()), predictions});
        batch.tokens.insert(batch.tokens.end(), document.tokens.begin(), document.tokens.end() - 1);
        batch.targets.insert(batch.targets.end(), document.tokens.begin() + 1, document.tokens.end());
    }
    batch.mask.assign(batch.tokens.size(), 1.0f);
    return batch;
}

DocumentResults score_documents(const Model& model, const Tokenizer& tokenizer, int end_token,
                                const std::vector<Document>& documents, size_t batch_size) {
    DocumentResults results;
    for (size_t first = 0; first < documents.size(); first += batch_size) {
        const size_t last = std::min(documents.size(), first + batch_size);
        std::vector<EncodedDocument> encoded;
        for (size_t d = first; d < last; ++d) {
            encoded.push_back(encode_document(tokenizer, end_token, documents[d].text));
            results.bytes += double(documents[d].text.size());
            results.floor += documents[d].nats;
        }
        const Batch batch = batch_of(encoded);
        const Tensor logits = training_forward(model, batch).logits;  // [N, vocab]
        results.nats += cross_entropy(logits, batch.targets, batch.mask);
        results.tokens += total_weight(batch);
        for (size_t d = first; d < last; ++d) {
            for (const Question& question : documents[d].questions) {
                results.answers.push_back(score_answer(logits, batch.documents[d - first].first, encoded[d - first],
                                                       documents[d].text, question, tokenizer.tokens_before.size()));
            }
        }
    }
    return results;
}
