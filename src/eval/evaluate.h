#pragma once

#include <string>
#include <vector>

#include "eval/answers.h"
#include "eval/stories.h"

struct EvalOptions {
    uint64_t seed = 1;         // of the documents and of the stories' draws
    int documents = 4000;      // held-out documents for loss and questions
    int stories = 100;         // stories to be told
    float temperature = 0.8f;  // at which they are told
};

/// How many of a kind were right.
struct Share {
    int right = 0;
    int of = 0;
};

/// Answers whose confidence lies in one band of the calibration table.
struct CalibrationBand {
    double from = 0;
    double to = 0;
    double confidence = 0;  // mean of the band's answers
    Share correct;
};

/// What `stepwise eval` tells.
struct EvalReport {
    double loss = 0;           // nats per token on held-out documents
    double floor = 0;          // entropy of their source, nats per token
    double bits_per_byte = 0;  // the loss, by bytes of text
    double floor_bits_per_byte = 0;
    Share answerable;
    Share unanswerable;
    Share pronouns;
    Share sums;
    std::vector<Share> by_position;  // answerable questions, by the third of the context that holds the fact
    std::vector<CalibrationBand> calibration;
    Share sure_and_wrong;  // answers of confidence 0.9 or more that were wrong, of all of that confidence
    Share stories;         // consistent ones
    Share endings;         // that came to their own end
    std::vector<ToldStory> told;
};

/// Draws held-out documents from the corpus, scores them, and has stories told.
EvalReport evaluate(const Model& model, const Tokenizer& tokenizer, const EvalOptions& options);

/// The report for people, and as a JSON object.
std::string report_text(const EvalReport& report);
std::string report_json(const EvalReport& report);
