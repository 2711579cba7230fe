#include "tokenizer/bpe_train.h"

#include <map>
#include <set>

#include "base/rng.h"
#include "formats/json.h"
#include "harness.h"
#include "tokenizer/pre_tokenizer.h"

/// A merge as its two byte strings.
using Merge = std::pair<std::string, std::string>;
using Merges = std::vector<Merge>;

static std::string hex_of(const std::string& bytes) {
    std::string text;
    for (char byte : bytes) {
        text += "0123456789abcdef"[uint8_t(byte) >> 4];
        text += "0123456789abcdef"[uint8_t(byte) & 15];
    }
    return text;
}

static std::string bytes_of_hex(std::string_view hex) {
    std::string bytes;
    for (size_t i = 0; i < hex.size(); i += 2) {
        bytes += char(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    }
    return bytes;
}

static std::string shown_merges(const Merges& merges) {
    std::string text;
    for (const Merge& merge : merges) {
        text += (text.empty() ? "" : ", ") + hex_of(merge.first) + "+" + hex_of(merge.second);
    }
    return text;
}

static Merges merges_of(const Tokenizer& tokenizer) {
    Merges merges;
    for (const MergeTable::Rule& rule : tokenizer.merges.rules()) {
        const Merge merge = {tokenizer.token_text[size_t(rule.left)], tokenizer.token_text[size_t(rule.right)]};
        EXPECT_EQUAL(tokenizer.token_text[size_t(rule.result)], merge.first + merge.second);
        EXPECT_EQUAL(rule.rank, int(merges.size()));
        merges.push_back(merge);
    }
    return merges;
}

static void expect_merges(const Tokenizer& tokenizer, const Merges& want, const std::string& name) {
    const std::string got = shown_merges(merges_of(tokenizer));
    if (got != shown_merges(want))
        FAIL("merges of " + name + "\n      got  " + got + "\n      want " + shown_merges(want));
}

static TrainTokenizerOptions train_options(int vocab_size, const std::vector<std::string>& special_tokens = {}) {
    TrainTokenizerOptions options;
    options.vocab_size = vocab_size;
    options.special_tokens = special_tokens;
    return options;
}

TEST(training_matches_golden) {
    const std::string path = "data/golden/tokenizer/training.json";
    const std::string file = read_text(path);
    const JsonDocument json(file, path);
    const std::vector<JsonValue>& cases = json.array(json.get(json.root(), "cases"));
    EXPECT(cases.size() >= 20);
    for (const JsonValue& item : cases) {
        const JsonValue* text_file = json.find(item, "file");
        const std::string text(text_file != nullptr ? read_text(std::string(json.string(*text_file)))
                                                    : std::string(json.string(json.get(item, "text"))));
        TrainTokenizerOptions options;
        options.vocab_size = int(json.integer(json.get(item, "vocab_size"), 0, 100000));
        options.min_count = json.integer(json.get(item, "min_count"), 1, 100000);
        for (const JsonValue& special : json.array(json.get(item, "special"))) {
            options.special_tokens.emplace_back(json.string(special));
        }
        Merges want;
        for (const JsonValue& merge : json.array(json.get(item, "merges"))) {
            want.emplace_back(bytes_of_hex(json.string(merge.items[0])), bytes_of_hex(json.string(merge.items[1])));
        }
        expect_merges(train_bpe({text}, options), want, std::string(json.string(json.get(item, "name"))));
    }
}

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
            for (std::string_view piece : split_gpt2(part)) {
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

TEST(ties_go_to_the_pair_that_sorts_first_as_bytes) {
    const Tokenizer tokenizer = train_bpe({"ba ab"}, train_options(257));  // every pair once: " a", "ab", "ba"
    expect_merges(tokenizer, {{" ", "a"}}, "ba ab");
    expect_merges(train_bpe({"bc\nbb\nab"}, train_options(258)), {{"a", "b"}, {"b", "b"}}, "left before right");
    expect_merges(train_bpe({"\u00E9\nzz"}, train_options(257)), {{"z", "z"}}, "bytes are unsigned");
}

/// In "aaab" two pairs "aa" overlap, and both count.
TEST(the_textbook_example_is_learned_with_its_counts) {
    std::vector<LearnedMerge> learned;
    train_bpe({"aaabdaaabac"}, train_options(259), &learned);
    std::string text;
    for (const LearnedMerge& merge : learned) {
        text += merge.left + "+" + merge.right + " " + std::to_string(merge.count) + "; ";
    }
    EXPECT_EQUAL(text, std::string("a+a 4; a+b 2; aa+ab 2; "));
}

/// A vocabulary of vocab_size, or fewer where nothing is left to merge: bytes first, special tokens last.
TEST(ids_are_bytes_then_merges_then_special_tokens) {
    const std::string text = read_text("data/samples/prose.txt");
    const Tokenizer tokenizer = train_bpe({text}, train_options(400, {"<|a|>", "<|b|>"}));
    EXPECT_EQUAL(tokenizer.vocabulary.count(), 400);
    EXPECT_EQUAL(tokenizer.vocabulary.size(), 400);
    EXPECT_EQUAL(tokenizer.merges.rules().size(), size_t(400 - 256 - 2));
    for (int byte = 0; byte < 256; ++byte) {
        EXPECT_EQUAL(tokenizer.token_text[size_t(byte)], std::string(1, char(byte)));
    }
    for (const MergeTable::Rule& rule : tokenizer.merges.rules()) {
        EXPECT_EQUAL(rule.result, 256 + rule.rank);
    }
    EXPECT_EQUAL(tokenizer.vocabulary.id_of("<|a|>"), 398);
    EXPECT_EQUAL(tokenizer.vocabulary.id_of("<|b|>"), 399);
    EXPECT(tokenizer.added_tokens[1].special && !tokenizer.added_tokens[1].normalized);
    EXPECT_EQUAL(encode(tokenizer, "<|b|><|a|>"), (std::vector<int>{399, 398}));
}

TEST(all_tokens_are_different_byte_strings) {
    for (const char* name : {"prose", "languages", "code", "edge"}) {
        const std::string text = read_text(std::string("data/samples/") + name + ".txt");
        const Tokenizer tokenizer = train_bpe({text}, train_options(2000, {"<|endoftext|>"}));
        const std::set<std::string> texts(tokenizer.token_text.begin(), tokenizer.token_text.end());
        EXPECT_EQUAL(int(texts.size()), tokenizer.vocabulary.count());
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

TEST(texts_of_a_corpus_are_apart) {
    expect_merges(train_bpe({"a", "b", "a", "b"}, train_options(300)), {}, "single letters");
    expect_merges(train_bpe({"ab", "ab"}, train_options(300)), {{"a", "b"}}, "words");
    expect_merges(train_bpe({}, train_options(300)), {}, "no text");
}

TEST(special_tokens_are_never_merged_across) {
    const Tokenizer tokenizer = train_bpe({"abXXabXXab"}, train_options(300, {"XX"}));
    expect_merges(tokenizer, {{"a", "b"}}, "around XX");
    EXPECT_EQUAL(tokenizer.vocabulary.id_of("XX"), 257);
}

TEST(min_count_stops_at_rare_pairs) {
    TrainTokenizerOptions options = train_options(300);
    options.min_count = 3;
    expect_merges(train_bpe({"abc\nabc\nab"}, options), {{"a", "b"}}, "min_count 3");
    options.min_count = 2;
    expect_merges(train_bpe({"abc\nabc\nab"}, options), {{"a", "b"}, {"ab", "c"}}, "min_count 2");
}

/// Encoding is merging by the same rules, so the training text is cut as training left it.
TEST(the_training_text_is_encoded_as_training_left_it) {
    for (const char* name : {"prose", "edge"}) {
        const std::string text = read_text(std::string("data/samples/") + name + ".txt");
        const Tokenizer tokenizer = train_bpe({text}, train_options(500));
        const Merges merges = merges_of(tokenizer);
        std::vector<std::string> want;
        for (std::string_view piece : split_gpt2(text)) {
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

TEST(options_that_cannot_work_are_errors) {
    EXPECT_ERROR(train_bpe({"a"}, train_options(300, {"\xff"})), "\"\\xFF\" is not UTF-8");
    EXPECT_ERROR(train_bpe({"a"}, train_options(255)), "a vocabulary of 255 tokens: it must have at least 256");
    EXPECT_ERROR(train_bpe({"a"}, train_options(257, {"<x>", "<y>"})),
                 "at least 258 (256 bytes and the special tokens)");
    EXPECT_ERROR(train_bpe({"a"}, train_options(-1)), "a vocabulary of -1");
    EXPECT_ERROR(train_bpe({"a"}, train_options(1 << 22)), "at most 4194303");
    EXPECT_ERROR(train_bpe({"a"}, train_options(300, {""})), "a special token must not be empty");
    EXPECT_ERROR(train_bpe({"a"}, train_options(300, {"<x>", "<y>", "<x>"})), "the special token \"<x>\" stands twice");
    EXPECT_ERROR(train_bpe({"a"}, train_options(300, {"a"})), "the special token \"a\" is an ordinary token");
    EXPECT_EQUAL(train_bpe({"ab"}, train_options(256)).vocabulary.count(), 256);
    EXPECT_EQUAL(train_bpe({"ab"}, train_options(257, {"<x>"})).vocabulary.count(), 257);
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
