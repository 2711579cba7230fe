#include <cmath>

#include "corpus/corpus.h"
#include "formats/json.h"
#include "harness.h"
#include "pages.h"
#include "program.h"

// `stepwise corpus`: what the library writes, as text and as JSON.

static std::string corpus_output(const std::vector<std::string>& options) {
    std::vector<std::string> arguments = {"corpus"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const ProgramResult result = run_stepwise(arguments);
    if (result.status != 0) FAIL("status " + std::to_string(result.status) + ": " + result.err);
    return result.out;
}

TEST(the_text_form_is_what_the_library_makes) {
    Rng rng = make_rng(7);
    std::string want;
    for (int i = 0; i < 20; ++i) {
        want += make_document(rng, false).text + "\n";
    }
    EXPECT_EQUAL(corpus_output({"--seed", "7", "--documents", "20"}), want);
    EXPECT(corpus_output({"--seed", "8", "--documents", "20"}) != want);
}

TEST(held_out_documents_are_others) {
    Rng rng = make_rng(7);
    const std::string want = make_document(rng, true).text + "\n";
    EXPECT_EQUAL(corpus_output({"--seed", "7", "--documents", "1", "--held-out"}), want);
}

TEST(a_line_of_json_holds_all_of_a_document) {
    const std::string path = scratch_folder() + "/corpus.jsonl";
    EXPECT_EQUAL(corpus_output({"--seed", "3", "--documents", "200", "--held-out", "--jsonl", "--out", path}), "");
    Rng rng = make_rng(3);
    int questions = 0;
    for (const std::string& line : split_lines(read_text(path))) {
        const Document want = make_document(rng, true);
        const JsonDocument json(line, "line");
        const JsonValue& root = json.root();
        EXPECT_EQUAL(std::string(json.string(json.get(root, "text"))), want.text);
        EXPECT_EQUAL(std::string(json.string(json.get(root, "kind"))), std::string(kind_name(want.kind)));
        EXPECT_EQUAL(std::string(json.string(json.get(root, "key"))), want.key);
        EXPECT(json.boolean(json.get(root, "held_out")));
        EXPECT(std::fabs(json.number(json.get(root, "nats")) - want.nats) < 1e-6);
        const std::vector<JsonValue>& items = json.array(json.get(root, "questions"));
        EXPECT_EQUAL(items.size(), want.questions.size());
        for (size_t i = 0; i < items.size(); ++i) {
            const Question& question = want.questions[i];
            const int64_t bytes = json.integer(json.get(items[i], "prompt_bytes"), 0, INT32_MAX);
            EXPECT_EQUAL(want.text.substr(0, size_t(bytes)), question.prompt);
            EXPECT_EQUAL(std::string(json.string(json.get(items[i], "answer"))), question.answer);
            EXPECT_EQUAL(std::string(json.string(json.get(items[i], "kind"))),
                         std::string(question_kind_name(question.kind)));
            EXPECT(std::fabs(json.number(json.get(items[i], "fact_position")) - question.fact_position) < 1e-4);
            ++questions;
        }
    }
    EXPECT(questions > 100);
}

TEST(one_kind_alone_can_be_had) {
    for (const char* kind : {"story", "questions", "facts", "pronoun", "sum", "chat"}) {
        const std::vector<std::string> lines =
            split_lines(corpus_output({"--jsonl", "--documents", "5", "--kind", kind}));
        EXPECT_EQUAL(lines.size(), size_t(5));
        for (const std::string& line : lines) {
            EXPECT(line.find("\"kind\":\"" + std::string(kind) + "\"") != std::string::npos);
        }
    }
}

TEST(stats_add_up) {
    const std::vector<std::string> lines = split_lines(corpus_output({"--stats", "--documents", "500"}));
    EXPECT_EQUAL(lines.size(), size_t(8));
    const std::string text = corpus_output({"--documents", "500"});
    char kind[16];
    long long documents = 0;
    long long bytes = 0;
    long long words = 0;
    unsigned long distinct = 0;
    double mean = 0.0;
    long long longest = 0;
    double nats_per_document = 0.0;
    double nats_per_word = 0.0;
    double bits_per_byte = 0.0;
    const int fields =
        std::sscanf(lines[7].c_str(), "%15s %lld %lld %lld %lu %lf %lld %lf %lf %lf", kind, &documents, &bytes, &words,
                    &distinct, &mean, &longest, &nats_per_document, &nats_per_word, &bits_per_byte);
    EXPECT_EQUAL(fields, 10);
    EXPECT_EQUAL(documents, 500LL);
    EXPECT_EQUAL(bytes, (long long)text.size() - 500);  // an empty line behind each document
    Rng rng = make_rng(0);
    double nats = 0.0;
    for (int i = 0; i < 500; ++i) {
        nats += make_document(rng, false).nats;
    }
    EXPECT(std::fabs(nats_per_document - nats / 500) < 0.01);
    EXPECT(std::fabs(nats_per_word - nats / double(words)) < 0.001);
    EXPECT(std::fabs(bits_per_byte - nats / double(bytes) / std::log(2.0)) < 0.001);
    EXPECT(std::fabs(mean - double(words) / 500) < 0.1);
    EXPECT(longest > (long long)mean && longest <= 300 && distinct > 100 && distinct < (unsigned long)words);
}

TEST(none_is_nothing) { EXPECT_EQUAL(corpus_output({"--documents", "0", "--stats"}), ""); }

TEST(wrong_usage_is_refused) {
    const ProgramResult kind = run_stepwise({"corpus", "--kind", "poem"});
    EXPECT_EQUAL(kind.status, 2);
    EXPECT(kind.err.find("--kind must be one of story, questions") != std::string::npos);
    EXPECT_EQUAL(run_stepwise({"corpus", "word"}).status, 2);
    EXPECT_EQUAL(run_stepwise({"corpus", "--documents", "-1"}).status, 2);
    const ProgramResult folder = run_stepwise({"corpus", "--out", scratch_folder() + "/none/file"});
    EXPECT_EQUAL(folder.status, 1);
    EXPECT(folder.err.find("none/file") != std::string::npos);
}

TEST(special_tokens_are_those_of_the_chats) {
    const std::string text = corpus_output({"--documents", "20", "--kind", "chat"});
    EXPECT_EQUAL(corpus_special_tokens().size(), size_t(4));
    for (const std::string& token : corpus_special_tokens()) {
        EXPECT(text.find(token) != std::string::npos);
    }
}

TEST_MAIN
