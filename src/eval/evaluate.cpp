#include "eval/evaluate.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "corpus/corpus.h"

static std::vector<Document> held_out_documents(const EvalOptions& options) {
    Rng rng = make_rng(options.seed);
    std::vector<Document> documents;
    while (int(documents.size()) < options.documents) {
        documents.push_back(make_document(rng, true));
    }
    return documents;
}

/// More held-out documents, of which only stories are kept.
static std::vector<Document> held_out_stories(const EvalOptions& options) {
    Rng rng = make_rng(options.seed + 1);
    std::vector<Document> stories;
    while (int(stories.size()) < options.stories) {
        const Document document = make_document(rng, true);
        if (document.kind == DocumentKind::story) stories.push_back(document);
    }
    return stories;
}

static void count(Share& share, bool right) {
    share.right += right ? 1 : 0;
    share.of += 1;
}

static Share& share_of_kind(EvalReport& report, QuestionKind kind) {
    switch (kind) {
        case QuestionKind::answerable: return report.answerable;
        case QuestionKind::unanswerable: return report.unanswerable;
        case QuestionKind::pronoun: return report.pronouns;
        default: return report.sums;
    }
}

/// The bands of the calibration table: narrow where the model is sure, since there most answers are.
static std::vector<CalibrationBand> empty_bands() {
    const std::vector<double> borders = {0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0};
    std::vector<CalibrationBand> bands;
    for (size_t i = 0; i + 1 < borders.size(); ++i) {
        CalibrationBand band;
        band.from = borders[i];
        band.to = borders[i + 1];
        bands.push_back(band);
    }
    return bands;
}

static void count_in_band(std::vector<CalibrationBand>& bands, const AnswerResult& answer) {
    size_t band = 0;
    while (band + 1 < bands.size() && answer.confidence >= bands[band].to) {
        ++band;
    }
    bands[band].confidence += answer.confidence;  // the sum; made a mean when all are counted
    count(bands[band].correct, answer.correct);
}

static void count_answers(EvalReport& report, const std::vector<AnswerResult>& answers) {
    report.by_position.resize(3);
    report.calibration = empty_bands();
    for (const AnswerResult& answer : answers) {
        count(share_of_kind(report, answer.kind), answer.correct);
        if (answer.kind == QuestionKind::answerable && answer.fact_position >= 0) {
            const size_t third = std::min<size_t>(2, size_t(answer.fact_position * 3));
            count(report.by_position[third], answer.correct);
        }
        count_in_band(report.calibration, answer);
        if (answer.confidence >= 0.9) count(report.sure_and_wrong, !answer.correct);
    }
    for (CalibrationBand& band : report.calibration) {
        if (band.correct.of > 0) band.confidence /= band.correct.of;
    }
}

EvalReport evaluate(const Model& model, const Tokenizer& tokenizer, const EvalOptions& options) {
    if (model.config.end_tokens.empty()) throw Error("eval: the model has no end token, so its texts never end");
    EvalReport report;
    const size_t batch = 32;
    const DocumentResults results =
        score_documents(model, tokenizer, model.config.end_tokens[0], held_out_documents(options), batch);
    report.loss = results.nats / results.tokens;
    report.floor = results.floor / results.tokens;
    report.bits_per_byte = results.nats / std::log(2.0) / results.bytes;
    report.floor_bits_per_byte = results.floor / std::log(2.0) / results.bytes;
    count_answers(report, results.answers);
    report.told = tell_stories(model, tokenizer, held_out_stories(options), options.temperature, options.seed);
    for (const ToldStory& story : report.told) {
        count(report.stories, story.report.consistent);
        count(report.endings, story.ended);
    }
    return report;
}
