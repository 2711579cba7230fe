#include <cmath>

#include "byte_model.h"
#include "corpus/corpus.h"
#include "eval/answers.h"
#include "eval/stories.h"
#include "generate/generate.h"
#include "harness.h"
#include "train/trainer.h"
#include "twins.h"

// Answers are scored by one forward pass over the document. Greedy decoding, question by question, is the judge of that,
// and models whose every word is known.

static const ChosenForm textbook_form(true);

static const int end_token = 257;

static std::vector<Document> held_out(int count, uint64_t seed) {
    Rng rng = make_rng(seed);
    std::vector<Document> documents;
    for (int i = 0; i < count; ++i) {
        documents.push_back(make_document(rng, true));
    }
    return documents;
}

static Document document_of(const std::string& text, const std::vector<Question>& questions) {
    Document document;
    document.kind = DocumentKind::facts;
    document.held_out = true;
    document.nats = 1;
    document.text = text;
    document.questions = questions;
    return document;
}

class Nobody : public TextReceiver {
 public:
    void on_text(std::string_view) override {}
};

/// What the model says behind a prompt at temperature 0; ends with the end token where it says that.
static std::vector<int> greedy(const Model& model, const Tokenizer& tokenizer, const std::string& prompt, int tokens) {
    GenerateOptions options;
    options.sampler.temperature = 0;
    options.max_tokens = tokens;
    Nobody nobody;
    return generate(model, tokenizer, encode(tokenizer, prompt), options, nobody).tokens;
}

static std::string text_of(const Tokenizer& tokenizer, const std::vector<int>& tokens) {
    std::string text;
    for (int token : tokens) {
        text += tokenizer.token_text[size_t(token)];
    }
    return text;
}

/// Whether what is said behind the prompt begins with what the document has there, up to the token behind the answer.
static bool says_the_answer(const Model& model, const Tokenizer& tokenizer, const Document& document,
                            const Question& question) {
    const size_t prompt_tokens = encode(tokenizer, question.prompt).size();
    const size_t answer_end = end_of_answer(document.text, question.prompt.size(), question.answer);
    const size_t last = encode(tokenizer, document.text.substr(0, answer_end)).size();
    std::vector<int> tokens = encode(tokenizer, document.text);
    tokens.push_back(end_token);
    const std::vector<int> wanted(tokens.begin() + long(prompt_tokens), tokens.begin() + long(last) + 1);
    return greedy(model, tokenizer, question.prompt, int(wanted.size())) == wanted;
}

// The questions of a document are asked one behind the other, each behind the right answers to those before it. The answer
// is what the model says itself, or that with one token changed: the first, the last, the one behind it, or none.
TEST(an_answer_is_right_exactly_when_greedy_decoding_says_it_and_its_end) {
    const Tokenizer tokenizer = byte_tokenizer();
    const Model model = untrained_byte_model();
    std::vector<Document> documents;
    const int none = -1;
    for (int changed : {0, 2, 3, none}) {
        Document document = document_of("", {});
        for (const char* line : {"Tom has a red kite.\nWhat?", "\nWho?", "\nAnd then? "}) {
            const std::string prompt = document.text + line;
            std::vector<int> said = greedy(model, tokenizer, prompt, 4);
            if (changed != none) said[size_t(changed)] = 'x';
            const std::string answer = text_of(tokenizer, {said[0], said[1], said[2]});
            document.questions.push_back({QuestionKind::answerable, prompt, answer, -1});
            document.text = prompt + text_of(tokenizer, said);
        }
        documents.push_back(document);
    }
    const DocumentResults results = score_documents(model, tokenizer, end_token, documents, 2);
    EXPECT_EQUAL(results.answers.size(), size_t(12));
    int right = 0;
    for (size_t i = 0; i < results.answers.size(); ++i) {
        const Document& document = documents[i / 3];
        EXPECT_EQUAL(results.answers[i].correct,
                     says_the_answer(model, tokenizer, document, document.questions[i % 3]));
        right += results.answers[i].correct ? 1 : 0;
    }
    EXPECT_EQUAL(right, 3);
}

/// The model that says "Red." behind a space or a line feed, each letter with this probability, and then `behind`.
static Model says_red(int before, int behind) {
    return chain_model({{':', ' '}, {before, 'R'}, {'R', 'e'}, {'e', 'd'}, {'d', '.'}, {'.', behind}}, 'z', 0.9);
}

TEST(confidence_is_the_product_of_the_probabilities_up_to_the_first_wrong_token) {
    const Tokenizer tokenizer = byte_tokenizer();
    const std::string prompt = "Question: What?\nAnswer:";
    const Question red = {QuestionKind::answerable, prompt, "Red.", 0.5};
    const Question rose = {QuestionKind::unanswerable, prompt, "Rose.", -1};
    const Question redder = {QuestionKind::pronoun, prompt, "Red", -1};
    const std::vector<Document> documents = {document_of(prompt + " Red.\n", {red}),
                                             document_of(prompt + " Rose.\n", {rose}),
                                             document_of(prompt + " Red!\n", {redder})};
    const DocumentResults results = score_documents(says_red(' ', '\n'), tokenizer, end_token, documents, 3);
    EXPECT_EQUAL(results.answers.size(), size_t(3));
    EXPECT(results.answers[0].correct);
    EXPECT(std::fabs(results.answers[0].confidence - std::pow(0.9, 6)) < 1e-5);  // space, R, e, d, full stop, line feed
    EXPECT_EQUAL(results.answers[0].fact_position, 0.5);
    EXPECT(!results.answers[0].unknown);
    EXPECT(!results.answers[1].correct);
    EXPECT(std::fabs(results.answers[1].confidence - std::pow(0.9, 3)) < 1e-5);  // space, R, e where o should be
    EXPECT(results.answers[1].unknown);
    EXPECT(results.answers[1].kind == QuestionKind::unanswerable);
    EXPECT(!results.answers[2].correct);  // it goes on where it should have ended
    EXPECT(std::fabs(results.answers[2].confidence - std::pow(0.9, 5)) < 1e-5);
}

TEST(answers_of_a_chat_and_at_the_very_end_have_their_end_too) {
    const Tokenizer tokenizer = byte_tokenizer();
    const std::string chat = "<|user|>\nWhat?<|end|>\n<|assistant|>\n";
    const Document turn = document_of(chat + "Red.<|end|>\n", {{QuestionKind::answerable, chat, "Red.", -1}});
    const Document last = document_of(chat + "Red.", {{QuestionKind::answerable, chat, "Red.", -1}});
    for (int behind : {261, end_token}) {  // <|end|>, and the end token that stands behind a document
        const DocumentResults results = score_documents(says_red('\n', behind), tokenizer, end_token, {turn, last}, 1);
        EXPECT_EQUAL(results.answers[0].correct, behind == 261);
        EXPECT_EQUAL(results.answers[1].correct, behind == end_token);
        EXPECT(std::fabs(results.answers[0].confidence - std::pow(0.9, 5)) < 1e-5);
    }
}

TEST(the_loss_is_that_of_training_on_the_same_documents) {
    const Tokenizer tokenizer = byte_tokenizer();
    const Model model = untrained_byte_model();
    const std::vector<Document> documents = held_out(5, 8);
    TokenFile file;
    for (const Document& document : documents) {
        std::vector<int> tokens = encode(tokenizer, document.text);
        tokens.push_back(end_token);
        add_document(file, tokens);
    }
    TrainOptions options;
    options.batch_rows = 1;
    options.row_tokens = model.config.window;
    Batches batches(file, 1, options.row_tokens, 0, false);
    batches.next();
    const double loss = mean_loss(model, file, options, batches.rows_in_epoch());
    for (size_t batch : {2, 1, 5, 100}) {  // checked builds try the first
        const DocumentResults results = score_documents(model, tokenizer, end_token, documents, batch);
        EXPECT_EQUAL(results.tokens, double(file.tokens.size() - documents.size()));
        EXPECT(std::fabs(results.nats / results.tokens - loss) < 1e-6 * loss);
        if (checked_build) return;
    }
}

TEST(answers_that_do_not_stand_where_they_should_are_errors) {
    const Tokenizer tokenizer = byte_tokenizer();
    const Model model = untrained_byte_model();
    const Document other = document_of("Answer: Red.", {{QuestionKind::answerable, "Answer:", "Blue.", -1}});
    EXPECT_ERROR(score_documents(model, tokenizer, end_token, {other}, 1),
                 "the answer \"Blue.\" does not stand at byte 7 of its text");
    const Document behind = document_of("Answer:", {{QuestionKind::answerable, "Answer: and more", "Red.", -1}});
    EXPECT_ERROR(score_documents(model, tokenizer, end_token, {behind}, 1), "does not stand at byte 16");
    const Document nothing = document_of("Answer:", {{QuestionKind::answerable, "Answer:", "Red.", -1}});
    EXPECT_ERROR(score_documents(model, tokenizer, end_token, {nothing}, 1), "does not stand at byte 7");
}

TEST(a_document_longer_than_the_window_is_an_error) {
    Model model = untrained_byte_model();
    model.config.window = 20;
    const Document long_one = document_of(std::string(20, 'a'), {});  // 20 predictions are made from 21 tokens
    EXPECT_EQUAL(score_documents(model, byte_tokenizer(), end_token, {document_of(std::string(19, 'a'), {})}, 1).tokens,
                 20.0);
    EXPECT_ERROR(score_documents(model, byte_tokenizer(), end_token, {long_one}, 1), "longer than the context window");
}

static std::vector<Document> stories(int count) {
    Rng rng = make_rng(2);
    std::vector<Document> found;
    while (int(found.size()) < count) {
        const Document document = make_document(rng, true);
        if (document.kind == DocumentKind::story) found.push_back(document);
    }
    return found;
}

// A model that stops at once tells the opening alone: one whole sentence that a story can begin with, and no end.
TEST(an_opening_is_one_sentence_and_the_end_token_ends_a_story) {
    const Model model = chain_model({}, end_token, 0.999999);
    const std::vector<Document> documents = stories(checked_build ? 20 : 100);
    const std::vector<ToldStory> told = tell_stories(model, byte_tokenizer(), documents, 0, 1);
    for (size_t i = 0; i < told.size(); ++i) {
        EXPECT(told[i].ended);
        EXPECT(documents[i].text.rfind(told[i].text, 0) == 0);
        EXPECT_EQUAL(told[i].report.sentences, 1);
        EXPECT(told[i].report.has_beginning);
        EXPECT(told[i].report.consistent);
        EXPECT(!told[i].report.has_end);
    }
    EXPECT(!tell_stories(chain_model({}, 'x', 0.999999), byte_tokenizer(), {documents[0]}, 0, 1)[0].ended);
}

/// Goes on from an opening with what a chain of different bytes says.
TEST(the_reader_reads_the_opening_and_what_was_told_as_one_story) {
    const std::string opening = "Once there was a girl called Mia.";
    const Model model = chain_model({{'.', ' '}, {' ', 'Q'}, {'Q', '!'}, {'!', end_token}}, end_token, 0.999999);
    const ToldStory told = tell_stories(model, byte_tokenizer(), {document_of(opening + " She", {})}, 0, 1)[0];
    EXPECT_EQUAL(told.text, opening + " Q!");
    EXPECT(told.ended);
    EXPECT_EQUAL(told.report.sentences, 2);
    EXPECT_EQUAL(told.report.understood, read_story(opening).understood);
    EXPECT(!told.report.consistent);
}

TEST_MAIN
