#include <chrono>
#include <cstdio>

#include "base/utf8.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/load.h"
#include "formats/mapped_file.h"
#include "tokenizer/bpe_train.h"

/// "1 time", "2 times"
static std::string count_text(int64_t count, const std::string& thing) {
    return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

static void print_learned_merges(const std::vector<LearnedMerge>& learned) {
    int id = 256;
    for (const LearnedMerge& merge : learned) {
        write_out(std::to_string(id++) + "  " + show_bytes(merge.left) + " + " + show_bytes(merge.right) + " = " +
                  show_bytes(merge.left + merge.right) + "  (" + count_text(merge.count, "time") + ")\n");
    }
    finish_output();
}

static void write_report(const Tokenizer& tokenizer, const TrainTokenizerOptions& train_options, size_t bytes,
                         double seconds) {
    char time[32];
    std::snprintf(time, sizeof(time), "%.2f s", seconds);
    const int64_t merges = int64_t(tokenizer.merges.rules().size());
    write_note("read " + count_text(int64_t(bytes), "byte") + ", learned " + count_text(merges, "merge") + ", " +
               std::to_string(tokenizer.vocabulary.count()) + " tokens in all, in " + time);
    if (tokenizer.vocabulary.count() < train_options.vocab_size) {
        write_note("the vocabulary stayed smaller than the " + std::to_string(train_options.vocab_size) +
                   " tokens asked for: no pair of neighbours is left that occurs at least " +
                   count_text(train_options.min_count, "time"));
    }
}

static int run_train_tokenizer(const Options& options) {
    use_threads_option(options);
    TrainTokenizerOptions train_options;
    train_options.vocab_size = int(options.integer("--vocab-size", 1000, 256, Vocabulary::max_id));
    train_options.min_count = options.integer("--min-count", 1, 1, INT32_MAX);
    train_options.special_tokens = options.all("--special");
    train_options.begin_token = options.text("--begin", "");
    const std::string out = options.text("--out", "");
    if (out.empty()) throw UsageError("where to? Give --out FILE");

    std::vector<std::shared_ptr<MappedFile>> files;
    std::vector<std::string_view> corpus;
    std::string from_input;
    size_t bytes = 0;
    for (const std::string& path : options.words()) {
        files.push_back(MappedFile::open(path));
        corpus.push_back(files.back()->text());
        bytes += files.back()->size();
    }
    if (files.empty()) {
        from_input = read_standard_input();
        corpus.push_back(from_input);
        bytes = from_input.size();
    }
    const auto start = std::chrono::steady_clock::now();
    std::vector<LearnedMerge> learned;
    const Tokenizer tokenizer = train_bpe(corpus, train_options, &learned);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    write_file(out, tokenizer_to_json(tokenizer));
    if (options.has("--explain")) print_learned_merges(learned);
    write_report(tokenizer, train_options, bytes, seconds);
    return 0;
}

Command train_tokenizer_command() {
    Command command;
    command.name = "train-tokenizer";
    command.words = "[FILE ...]";
    command.summary =
        "Learns a byte-level BPE vocabulary from text files (or standard input) and writes a tokenizer.json.";
    command.options = {
        {"--out", "FILE", "where to write the tokenizer.json"},
        {"--vocab-size", "N", "tokens in all: 256 bytes, merges, special tokens (1000)"},
        {"--special", "TEXT", "a special token; may stand several times; they get the last ids"},
        {"--begin", "TEXT", "the special token that is put before every text"},
        {"--explain", "", "each merge as it was learned, and how often its pair stood in the corpus then"},
        {"--min-count", "N", "do not merge a pair that occurs less often (1)"},
        threads_option(),
    };
    command.run = run_train_tokenizer;
    return command;
}
