#include "tokenizer/bpe_train.h"

#include <set>

#include "formats/json.h"
#include "harness.h"
#include "merges.h"

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

TEST_MAIN
