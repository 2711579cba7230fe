#include <cmath>

#include "byte_model.h"
#include "corpus/corpus.h"
#include "eval/evaluate.h"
#include "formats/json.h"
#include "generate/generate.h"
#include "harness.h"
#include "tokenizer/bpe_train.h"
#include "twins.h"

// A model that learned nothing is as good as any to see that what is measured is what it says.

static const ChosenForm textbook_form(true);

static std::vector<Document> held_out(int count) {
    Rng rng = make_rng(4);
    std::vector<Document> documents;
    for (int i = 0; i < count; ++i) {
        documents.push_back(make_document(rng, true));
    }
    return documents;
}

/// -log of the probability of the document's tokens, one forward pass a document, in double.
static double nats_of(const Model& model, const Tokenizer& tokenizer, const Document& document) {
    std::vector<int> tokens = encode(tokenizer, document.text);
    tokens.push_back(257);
    KVCache cache = make_kv_cache(model.config, int(tokens.size()));
    const Tensor logits = forward(model, tokens, cache);
    double nats = 0.0;
    for (size_t t = 0; t + 1 < tokens.size(); ++t) {
        double sum = 0.0;
        for (int64_t i = 0; i < logits.cols(); ++i) {
            sum += std::exp(double(logits(int64_t(t), i)));
        }
        nats += std::log(sum) - double(logits(int64_t(t), tokens[t + 1]));
    }
    return nats;
}

TEST(loss_and_floor_are_those_of_the_documents) {
    const Tokenizer tokenizer = byte_tokenizer();
    const Model model = untrained_byte_model();
    const std::vector<Document> documents = held_out(7);
    const DocumentResults results = score_documents(model, tokenizer, 257, documents, 3);
    double nats = 0.0;
    double floor = 0.0;
    double bytes = 0.0;
    for (const Document& document : documents) {
        nats += nats_of(model, tokenizer, document);
        floor += document.nats;
        bytes += double(document.text.size());
    }
    EXPECT(std::fabs(results.nats - nats) < 1e-5 * nats);
    EXPECT_EQUAL(results.floor, floor);
    EXPECT_EQUAL(results.bytes, bytes);
}

/// A document of one question whose answer is what the model says itself, if `right`, or else something else.
static Document document_with_answer(const Model& model, const Tokenizer& tokenizer, bool right, double& probability) {
    Document document;
    document.kind = DocumentKind::facts;
    document.held_out = true;
    document.nats = 1;
    const std::string prompt = "Tom has a kite.\nQuestion: What?\nAnswer:";
    std::vector<int> tokens = encode(tokenizer, prompt);
    std::string said;
    probability = 1;
    for (int i = 0; i < 4; ++i) {
        KVCache cache = make_kv_cache(model.config, int(tokens.size()));
        const Tensor logits = last_row(forward(model, tokens, cache));
        int best = 0;
        double sum = 0.0;
        for (int64_t id = 0; id < logits.size(); ++id) {
            if (logits(id) > logits(best)) best = int(id);
        }
        for (int64_t id = 0; id < logits.size(); ++id) {
            sum += std::exp(double(logits(id)) - double(logits(best)));
        }
        if (right || i < 2) probability /= sum;
        if (!right && i == 1) {
            tokens.push_back(best == 'x' ? 'y' : 'x');
            said += char(tokens.back());
            continue;
        }
        tokens.push_back(best);
        said += best < 256 ? std::string(1, char(best)) : tokenizer.token_text[size_t(best)];
    }
    document.text = prompt + said;  // three tokens of answer, one behind it
    const size_t last = tokens.back() < 256 ? 1 : tokenizer.token_text[size_t(tokens.back())].size();
    document.questions.push_back({QuestionKind::answerable, prompt, said.substr(0, said.size() - last), 0.1});
    return document;
}

TEST(an_answer_is_right_when_the_likeliest_tokens_are_it_and_its_end) {
    const Tokenizer tokenizer = byte_tokenizer();
    const Model model = untrained_byte_model();
    for (bool right : {true, false}) {
        double probability = 0;
        const Document document = document_with_answer(model, tokenizer, right, probability);
        const DocumentResults results = score_documents(model, tokenizer, 257, {document}, 1);
        EXPECT_EQUAL(results.answers.size(), size_t(1));
        EXPECT_EQUAL(results.answers[0].correct, right);
        EXPECT(std::fabs(results.answers[0].confidence - probability) < 1e-5);
        EXPECT_EQUAL(results.answers[0].fact_position, 0.1);
    }
}

TEST(an_answer_that_begins_inside_a_token_is_an_error) {
    TrainTokenizerOptions options;
    options.special_tokens = {"<s>", "</s>"};
    options.begin_token = "<s>";
    options.vocab_size = 259;
    const Tokenizer tokenizer = train_bpe({"abab"}, options);
    Model model = untrained_byte_model();
    Document document = held_out(1)[0];
    document.text = "ab ab";
    document.questions = {{QuestionKind::answerable, "a", "b", -1}};
    EXPECT_ERROR(score_documents(model, tokenizer, 258, {document}, 1), "no token begins at byte 1");
}

TEST(stories_are_told_from_their_first_sentence_and_read) {
    const Tokenizer tokenizer = byte_tokenizer();
    const Model model = untrained_byte_model();
    Document story = held_out(1)[0];
    story.text = "Once there was a girl called Mia. She was six.";
    const std::vector<ToldStory> told = tell_stories(model, tokenizer, {story, story}, 0.8f, 5);
    EXPECT_EQUAL(told.size(), size_t(2));
    EXPECT(told[0].text.rfind("Once there was a girl called Mia.", 0) == 0);
    EXPECT(told[0].text.find("She was six") == std::string::npos);
    EXPECT(told[0].text != told[1].text);  // another seed
    EXPECT(!told[0].report.consistent);    // bytes at random
    EXPECT_EQUAL(tell_stories(model, tokenizer, {story}, 0.8f, 6)[0].text, told[1].text);
}

TEST(the_report_counts_what_was_measured_and_is_the_same_for_the_same_seed) {
    const Tokenizer tokenizer = byte_tokenizer();
    const Model model = untrained_byte_model();
    EvalOptions options;
    options.documents = 12;
    options.stories = 1;
    const EvalReport report = evaluate(model, tokenizer, options);
    const int answers = report.answerable.of + report.unanswerable.of + report.pronouns.of + report.sums.of;
    EXPECT(answers > 5);
    int in_bands = 0;
    for (const CalibrationBand& band : report.calibration) {
        in_bands += band.correct.of;
        if (band.correct.of > 0) EXPECT(band.confidence >= band.from && band.confidence <= band.to);
    }
    EXPECT_EQUAL(in_bands, answers);
    EXPECT(report.loss > report.floor);
    EXPECT(report.bits_per_byte > report.floor_bits_per_byte);
    EXPECT_EQUAL(report_json(evaluate(model, tokenizer, options)), report_json(report));
    const std::string json = report_json(report);
    const JsonDocument parsed(json, "report");
    for (const char* key : {"loss", "floor", "bits_per_byte", "floor_bits_per_byte", "answerable", "unanswerable",
                            "pronouns", "sums", "by_position", "calibration", "sure_and_wrong", "stories", "endings"}) {
        parsed.get(parsed.root(), key);
    }
    EXPECT_EQUAL(parsed.integer(parsed.get(parsed.get(parsed.root(), "sums"), "of"), 0, 1000), int64_t(report.sums.of));
    EXPECT(report_text(report).find(std::to_string(report.answerable.of)) != std::string::npos);
}

TEST(a_model_without_an_end_token_cannot_be_measured) {
    Model model = untrained_byte_model();
    model.config.end_tokens.clear();
    EXPECT_ERROR(evaluate(model, byte_tokenizer(), EvalOptions()), "no end token");
}

TEST_MAIN
