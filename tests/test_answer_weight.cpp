#include <filesystem>

#include "byte_model.h"
#include "corpus/corpus.h"
#include "formats/json.h"
#include "harness.h"
#include "program.h"
#include "small_run.h"
#include "train/batch.h"

// tokenize --answer-weight: the predictions of an answer's tokens, and of the token behind it, count more in training;
// those alone.

/// The token file that the program makes of these lines, with a tokenizer of bytes that puts <s> before each text.
static TokenFile saved(const std::string& lines, const std::vector<std::string>& options) {
    write_text(in_scratch("bytes.json"), tokenizer_to_json(byte_tokenizer()));
    std::vector<std::string> words = {"tokenize", "--model", in_scratch("bytes.json"),
                                      "--jsonl",  "--save",  in_scratch("saved.safetensors")};
    words.insert(words.end(), options.begin(), options.end());
    run_well(words, lines);
    return read_token_file(in_scratch("saved.safetensors"), 262);
}

/// The text of the tokens of this weight, stretch by stretch, each followed by "|".
static std::string text_of_weight(const TokenFile& file, float weight) {
    const Tokenizer tokenizer = byte_tokenizer();
    std::string text;
    bool inside = false;
    for (size_t i = 0; i < file.tokens.size(); ++i) {
        const bool counts = file.weights[i] == weight;
        if (counts) text += tokenizer.token_text[size_t(file.tokens[i])];
        if (!counts && inside) text += "|";
        inside = counts;
    }
    return text;
}

static const std::string line_form =
    R"({"text": "Who?\nAnswer: Red.\nWhat?\nAnswer: I don't know.\n", "questions": [)"
    R"({"prompt_bytes": 12, "answer": "Red."}, {"prompt_bytes": 31, "answer": "I don't know."}]})"
    "\n";

static const std::string chat_form = R"({"text": "<|user|>\nWho?<|end|>\n<|assistant|>\nRed.<|end|>\n", "questions": [)"
                                     R"({"prompt_bytes": 35, "answer": "Red."}]})"
                                     "\n";

TEST(weights_stand_at_the_answer_and_the_token_behind_it) {
    for (const std::vector<std::string>& more : std::vector<std::vector<std::string>>{{}, {"--end", "</s>"}}) {
        std::vector<std::string> options = {"--answer-weight", "8"};
        options.insert(options.end(), more.begin(), more.end());
        EXPECT_EQUAL(text_of_weight(saved(line_form, options), 8),
                     std::string(" Red.\n| I don't know.\n") + (more.empty() ? "" : "|"));
        EXPECT_EQUAL(text_of_weight(saved(chat_form, options), 8), std::string("Red.<|end|>|"));
    }
}

// Without a space before it an answer ends a byte earlier; a line feed behind it counts, and what comes then does not.
TEST(the_byte_behind_the_token_behind_an_answer_does_not_count) {
    const std::string line = R"({"text": "Q:Red.\nab", "questions": [{"prompt_bytes": 2, "answer": "Red."}]})";
    EXPECT_EQUAL(text_of_weight(saved(line, {"--answer-weight", "8"}), 8), std::string("Red.\n|"));
}

TEST(an_answer_that_ends_the_text_is_followed_by_the_end_token) {
    const std::string line = R"({"text": "Q: Red.", "questions": [{"prompt_bytes": 2, "answer": "Red."}]})";
    EXPECT_EQUAL(text_of_weight(saved(line, {"--answer-weight", "8", "--end", "</s>"}), 8), std::string(" Red.</s>"));
    EXPECT_EQUAL(text_of_weight(saved(line, {"--answer-weight", "8"}), 8), std::string(" Red."));
}

// Then no begin token stands before the text, and the special tokens of a chat are bytes like any other.
TEST(answers_are_found_in_plain_text_too) {
    EXPECT_EQUAL(text_of_weight(saved(line_form, {"--answer-weight", "8", "--no-special"}), 8),
                 std::string(" Red.\n| I don't know.\n"));
    EXPECT_EQUAL(text_of_weight(saved(chat_form, {"--answer-weight", "8", "--no-special"}), 8), std::string("Red.<|"));
}

TEST(a_weight_of_one_changes_no_byte) {
    saved(line_form + chat_form, {});
    const std::string plain = read_text(in_scratch("saved.safetensors"));
    saved(line_form + chat_form, {"--answer-weight", "1"});
    EXPECT(read_text(in_scratch("saved.safetensors")) == plain);
    saved(line_form + chat_form, {"--answer-weight", "2"});
    EXPECT(read_text(in_scratch("saved.safetensors")) != plain);
}

TEST(an_answer_that_does_not_stand_where_the_line_says_is_an_error) {
    write_text(in_scratch("bytes.json"), tokenizer_to_json(byte_tokenizer()));
    std::filesystem::remove(in_scratch("bad.safetensors"));
    for (const char* place : {"3", "1", "7", "900"}) {
        const std::string line =
            std::string(R"({"text": "Q: Red.", "questions": [{"prompt_bytes": )") + place + R"(, "answer": "Red!"}]})";
        const ProgramResult result = run_stepwise({"tokenize", "--model", in_scratch("bytes.json"), "--jsonl", "--save",
                                                   in_scratch("bad.safetensors"), "--answer-weight", "2"},
                                                  "\"a\"\n" + line);
        EXPECT_EQUAL(result.status, 1);
        const std::string message = std::string("line 2: the answer \"Red!\" does not stand at byte ") + place;
        if (result.err.find(message) == std::string::npos) FAIL("no " + message + " in: " + result.err);
        EXPECT(!std::filesystem::exists(in_scratch("bad.safetensors")));
    }
}

/// How many tokens a beginning of a text has: where the next one stands.
static size_t tokens_in(const Tokenizer& tokenizer, const std::string& text) { return encode(tokenizer, text).size(); }

/// The weights that the documents of the corpus should get, found by encoding the text up to each answer and up to its end.
static std::vector<float> wanted_weights(const Tokenizer& tokenizer, const std::vector<Document>& documents) {
    std::vector<float> weights;
    for (const Document& document : documents) {
        std::vector<float> of_document(tokens_in(tokenizer, document.text) + 1, 1.0f);  // and the end token
        for (const Question& question : document.questions) {
            const bool spaced = document.text[question.prompt.size()] == ' ';
            const size_t first = tokens_in(tokenizer, question.prompt);
            const size_t last = tokens_in(tokenizer, question.prompt + (spaced ? " " : "") + question.answer);
            for (size_t i = first; i <= last; ++i) {
                of_document[i] = 5.0f;
            }
        }
        weights.insert(weights.end(), of_document.begin(), of_document.end());
    }
    return weights;
}

TEST(the_answers_of_the_corpus_are_found_among_merged_tokens_and_are_the_mask_of_batches) {
    prepare_small_run();  // for its tokenizer
    run_well({"corpus", "--documents", "300", "--seed", "6", "--jsonl", "--out", in_scratch("corpus.jsonl")});
    run_well({"tokenize", "--model", in_scratch("tokenizer.json"), "--jsonl", "--end", "</s>", "--answer-weight", "5",
              "--save", in_scratch("weighed.safetensors")},
             read_text(in_scratch("corpus.jsonl")));
    const TokenFile file = read_token_file(in_scratch("weighed.safetensors"), 400);
    Rng rng = make_rng(6);
    std::vector<Document> documents;
    for (int i = 0; i < 300; ++i) {
        documents.push_back(make_document(rng, false));
    }
    EXPECT(file.weights == wanted_weights(read_tokenizer(in_scratch("tokenizer.json")), documents));

    Batches batches(file, 1, 1024, 0, true);
    batches.next();
    Batches epoch(file, batches.rows_in_epoch(), 1024, 0, true);
    double sum = 0.0;
    for (int64_t d = 0; d < file.documents(); ++d) {
        for (int64_t i = file.starts[size_t(d)] + 1; i < file.starts[size_t(d) + 1]; ++i) {
            sum += double(file.weights[size_t(i)]);
        }
    }
    EXPECT_EQUAL(total_weight(epoch.next()), sum);
}

TEST_MAIN
