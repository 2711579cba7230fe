#include <map>

#include "base/rng.h"
#include "formats/json.h"
#include "harness.h"
#include "merges.h"
#include "tokenizer/pre_tokenizer.h"

// What holds for training on any text; first of all, that the naive way learns the same.

/// The corpus as GPT-2's pieces between special tokens (leftmost, then longest), each as its bytes.
static std::map<std::vector<std::string>, int64_t> naive_words(const std::vector<std::string>& corpus,
                                                               const std::vector<std::string>& special_tokens) {
    std::map<std::vector<std::string>, int64_t> words;
    for (const std::string& text : corpus) {
        std::vector<std::string> parts = {""};
        size_t position = 0;
        while (position < text.size()) {
            size_t length = 0;
            for (const std::string& special : special_tokens) {
                if (text.compare(position, special.size(), special) == 0) length = std::max(length, special.size());
            }
            if (length > 0)
                parts.emplace_back();
            else
                parts.back() += text[position];
            position += std::max(length, size_t(1));
        }
        for (const std::string& part : parts) {
            for (std::string_view piece : split_pieces(SplitPattern::gpt2, part)) {
                std::vector<std::string> word;
                for (char byte : piece) {
                    word.emplace_back(1, byte);
                }
                ++words[word];
            }
        }
    }
    return words;
}

static std::vector<std::string> apply_merge(const std::vector<std::string>& word, const Merge& merge) {
    std::vector<std::string> result;
    for (size_t i = 0; i < word.size(); ++i) {
        const bool fits = i + 1 < word.size() && word[i] == merge.first && word[i + 1] == merge.second;
        result.push_back(fits ? word[i] + word[i + 1] : word[i]);
        i += fits ? 1 : 0;
    }
    return result;
}

/// Counts every pair again at each step.
static Merges naive_train(const std::vector<std::string>& corpus, const TrainTokenizerOptions& options,
                          std::vector<int64_t>& merge_counts) {
    std::map<std::vector<std::string>, int64_t> words = naive_words(corpus, options.special_tokens);
    Merges merges;
    while (256 + merges.size() + options.special_tokens.size() < size_t(options.vocab_size)) {
        std::map<Merge, int64_t> counts;  // sorted by bytes: std::string compares them unsigned
        for (const auto& [word, count] : words) {
            for (size_t i = 0; i + 1 < word.size(); ++i) {
                counts[{word[i], word[i + 1]}] += count;
            }
        }
        const Merge* best = nullptr;
        int64_t best_count = 0;
        for (const auto& [pair, count] : counts) {
            if (count > best_count) {
                best = &pair;
                best_count = count;
            }
        }
        if (best == nullptr || best_count < options.min_count) break;
        merges.push_back(*best);
        merge_counts.push_back(best_count);
        std::map<std::vector<std::string>, int64_t> merged;
        for (const auto& [word, count] : words) {
            merged[apply_merge(word, merges.back())] += count;
        }
        words = merged;
    }
    return merges;
}

static int random_below(Rng& rng, int n) { return int(next_bits(rng) % uint64_t(n)); }

static std::string random_corpus(Rng& rng) {
    static const std::vector<std::string> parts = {"a", "a", "b",  "zz",     "zz>",  "b", "c",
                                                   " ", " ", "\n", "\u00E9", "\xFF", "1", "'s"};
    const int n_parts = 3 + random_below(rng, int(parts.size()) - 2);  // small alphabets give many ties and runs
    std::string text;
    for (int n = random_below(rng, 120); n > 0; --n) {
        text += parts[size_t(random_below(rng, n_parts))];
    }
    return text;
}

TEST(training_agrees_with_the_naive_way_on_random_corpora) {
    Rng rng = make_rng(200);
    for (int i = 0; i < 300; ++i) {
        std::vector<std::string> corpus;
        for (int n = 1 + random_below(rng, 3); n > 0; --n) {
            corpus.push_back(random_corpus(rng));
        }
        TrainTokenizerOptions options;
        if (random_below(rng, 2) == 0)
            options.special_tokens = {"zz", "zz>"};  // would be in one piece with their neighbours
        options.vocab_size = 258 + random_below(rng, 60);
        options.min_count = 1 + random_below(rng, 4);
        const std::vector<std::string_view> views(corpus.begin(), corpus.end());
        std::vector<LearnedMerge> learned;
        std::vector<int64_t> want_counts;
        const Merges want = naive_train(corpus, options, want_counts);
        expect_merges(train_bpe(views, options, &learned), want, json_quote(corpus[0]));
        std::vector<int64_t> got_counts;
        for (const LearnedMerge& merge : learned) {
            got_counts.push_back(merge.count);
        }
        EXPECT_EQUAL(got_counts, want_counts);
    }
}

TEST(training_is_deterministic) {
    const std::string text = read_text("data/samples/languages.txt");
    const std::string first = tokenizer_to_json(train_bpe({text}, train_options(600, {"<x>"})));
    EXPECT(tokenizer_to_json(train_bpe({text}, train_options(600, {"<x>"}))) == first);
}

TEST(a_larger_vocabulary_begins_with_the_smaller_one) {
    const std::string text = read_text("data/samples/prose.txt");
    Merges large = merges_of(train_bpe({text}, train_options(500)));
    large.resize(44);
    expect_merges(train_bpe({text}, train_options(300)), large, "the first 44");
}

/// Encoding is merging by the same rules, so the training text is cut as training left it.
TEST(the_training_text_is_encoded_as_training_left_it) {
    for (const char* name : {"prose", "edge"}) {
        const std::string text = read_text(std::string("data/samples/") + name + ".txt");
        const Tokenizer tokenizer = train_bpe({text}, train_options(500));
        const Merges merges = merges_of(tokenizer);
        std::vector<std::string> want;
        for (std::string_view piece : split_pieces(SplitPattern::gpt2, text)) {
            std::vector<std::string> word;
            for (char byte : piece) {
                word.emplace_back(1, byte);
            }
            for (const Merge& merge : merges) {
                word = apply_merge(word, merge);
            }
            want.insert(want.end(), word.begin(), word.end());
        }
        std::vector<std::string> got;
        for (int id : encode(tokenizer, text)) {
            got.push_back(tokenizer.token_text[size_t(id)]);
        }
        EXPECT(got == want);
        EXPECT(got.size() < text.size() * 3 / 4);
    }
}

/// Counting everything again at each of the merges would take minutes.
TEST(a_megabyte_is_learned_in_reasonable_time) {
    Rng rng = make_rng(3);
    std::string text;
    while (text.size() < 1000000) {
        for (int n = 1 + random_below(rng, 9); n > 0; --n) {
            text += char('a' + random_below(rng, 26));
        }
        text += ' ';
    }
    EXPECT_EQUAL(train_bpe({text}, train_options(2000)).vocabulary.count(), 2000);
    EXPECT_EQUAL(train_bpe({std::string(1 << 20, 'a')}, train_options(300)).merges.rules().size(), size_t(20));
}

TEST_MAIN
