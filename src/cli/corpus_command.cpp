#include <algorithm>
#include <cstdio>
#include <set>

#include "cli/command.h"
#include "cli/console.h"
#include "corpus/corpus.h"
#include "formats/json.h"
#include "formats/mapped_file.h"

namespace {

/// What --stats tells of one kind.
struct KindStats {
    int64_t documents = 0;
    int64_t bytes = 0;
    int64_t words = 0;
    int64_t longest = 0;  // words
    double nats = 0.0;
    std::set<std::string> distinct;
};

}  // namespace

/// The words of a text: runs of letters and digits.
static std::vector<std::string> words_of(const std::string& text) {
    std::vector<std::string> words;
    std::string word;
    for (char c : text + " ") {
        const bool is_part = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '\'';
        if (is_part) {
            word += c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
        } else if (!word.empty()) {
            words.push_back(word);
            word.clear();
        }
    }
    return words;
}

static void count(const Document& document, KindStats& stats) {
    const std::vector<std::string> words = words_of(document.text);
    stats.documents += 1;
    stats.bytes += int64_t(document.text.size());
    stats.words += int64_t(words.size());
    stats.longest = std::max(stats.longest, int64_t(words.size()));
    stats.nats += document.nats;
    stats.distinct.insert(words.begin(), words.end());
}

static std::string stats_line(const std::string& name, const KindStats& stats) {
    char line[160];
    const double documents = double(stats.documents);
    std::snprintf(line, sizeof(line), "%-10s %9lld %10lld %9lld %8zu %6.1f %7lld %8.2f %9.3f %9.3f\n", name.c_str(),
                  (long long)stats.documents, (long long)stats.bytes, (long long)stats.words, stats.distinct.size(),
                  double(stats.words) / documents, (long long)stats.longest, stats.nats / documents,
                  stats.nats / double(stats.words), stats.nats / double(stats.bytes) / 0.69314718055994531);
    return line;
}

static std::string stats_table(const std::vector<KindStats>& kinds, const KindStats& all) {
    std::string text =
        "kind       documents      bytes     words distinct   mean longest nats/doc nats/word bits/byte\n";
    for (size_t i = 0; i < kinds.size(); ++i) {
        if (kinds[i].documents > 0) text += stats_line(kind_name(DocumentKind(i)), kinds[i]);
    }
    return text + stats_line("all", all);
}

static std::string json_line(const Document& document) {
    char nats[32];
    std::snprintf(nats, sizeof(nats), "%.6f", document.nats);
    std::string line = "{\"text\":" + json_quote(document.text) + ",\"kind\":\"" + kind_name(document.kind) +
                       "\",\"nats\":" + nats + ",\"key\":" + json_quote(document.key) +
                       ",\"held_out\":" + (document.held_out ? "true" : "false") + ",\"questions\":[";
    for (size_t i = 0; i < document.questions.size(); ++i) {
        const Question& question = document.questions[i];
        char position[32];
        std::snprintf(position, sizeof(position), "%.4f", question.fact_position);
        line += std::string(i == 0 ? "" : ",") + "{\"kind\":\"" + question_kind_name(question.kind) +
                "\",\"prompt_bytes\":" + std::to_string(question.prompt.size()) +
                ",\"answer\":" + json_quote(question.answer) + ",\"fact_position\":" + position + "}";
    }
    return line + "]}\n";
}

static bool is_wanted(const Document& document, const std::string& kind) {
    return kind.empty() || kind_name(document.kind) == kind;
}

static void check_kind(const std::string& kind) {
    std::string all;
    for (int i = 0; i < document_kinds; ++i) {
        if (kind_name(DocumentKind(i)) == kind) return;
        all += std::string(i == 0 ? "" : ", ") + kind_name(DocumentKind(i));
    }
    if (!kind.empty()) throw UsageError("--kind must be one of " + all);
}

static int run_corpus(const Options& options) {
    const std::string out = options.text("--out", "");
    const std::string kind = options.text("--kind", "");
    check_kind(kind);
    if (!options.words().empty()) throw UsageError("corpus takes no words: \"" + options.words()[0] + "\"");
    const int64_t documents = options.integer("--documents", 10, 0, INT32_MAX);
    Rng rng = make_rng(uint64_t(options.integer("--seed", 0, 0, INT64_MAX)));
    std::vector<KindStats> kinds(document_kinds);
    KindStats all;
    std::string text;
    for (int64_t written = 0; written < documents;) {
        const Document document = make_document(rng, options.has("--held-out"));
        if (!is_wanted(document, kind)) continue;
        ++written;
        if (options.has("--stats")) {
            count(document, kinds[size_t(document.kind)]);
            count(document, all);
        }
        if (options.has("--stats") && out.empty()) continue;
        text += options.has("--jsonl") ? json_line(document) : document.text + "\n";
    }
    if (out.empty()) {
        write_out(text);
    } else {
        write_file(out, text);
    }
    if (options.has("--stats") && documents > 0) write_out(stats_table(kinds, all));
    finish_output();
    return 0;
}

Command corpus_command() {
    Command command;
    command.name = "corpus";
    command.summary = "Writes stories, questions, sums and chats of a small world, with their exact entropy.";
    command.details =
        "The text form ends each document with an empty line. The same seed gives the same bytes. One world in ten is\n"
        "held out, by its facts: training documents never come from it.";
    command.options = {
        {"--out", "FILE", "where to write (standard output)"},
        {"--seed", "N", "where the random numbers start (0)"},
        {"--documents", "N", "how many (10)"},
        {"--held-out", "", "documents of the held-out worlds instead of the training ones"},
        {"--kind", "NAME", "only story, questions, facts, pronoun, sum or chat"},
        {"--jsonl", "", "one JSON object a line: text, kind, nats, key, held_out, questions"},
        {"--stats", "", "sizes and entropy of each kind, instead of the documents where there is no --out"},
    };
    command.run = run_corpus;
    return command;
}
