#include "tokenizer/bpe_train.h"

#include <algorithm>
#include <queue>
#include <set>
#include <unordered_map>

#include "base/error.h"
#include "base/utf8.h"
#include "formats/json.h"
#include "tokenizer/byte_alphabet.h"
#include "tokenizer/piece_counts.h"

/// A piece that occurs in the corpus, as the tokens that it has been merged into so far.
struct CorpusWord {
    std::vector<int> tokens;
    int64_t count = 0;  // occurrences in the corpus
};

using Pair = std::pair<int, int>;

struct PairHash {
    size_t operator()(const Pair& pair) const {
        const uint64_t both = (uint64_t(uint32_t(pair.first)) << 32) | uint32_t(pair.second);
        return size_t((both * 0x9e3779b97f4a7c15ull) >> 20);
    }
};

/// How often two tokens are neighbours, and in which words that is or once was so.
struct PairInfo {
    int64_t count = 0;
    std::vector<int> words;
};

/// A pair with its count when it was queued; out of date as soon as the count changes.
struct QueuedPair {
    int64_t count;
    Pair pair;
};

/// Orders the queue: the higher count first, then the pair that sorts first as bytes.
struct PairComesLater {
    const std::vector<std::string>* bytes_of;

    bool operator()(const QueuedPair& a, const QueuedPair& b) const {
        if (a.count != b.count) return a.count < b.count;
        const std::vector<std::string>& bytes = *bytes_of;
        const int left_order = bytes[size_t(a.pair.first)].compare(bytes[size_t(b.pair.first)]);
        if (left_order != 0) return left_order > 0;
        return bytes[size_t(a.pair.second)] > bytes[size_t(b.pair.second)];
    }
};

/// The state of a training run.
struct BpeTrainer {
    std::vector<CorpusWord> words;
    std::vector<std::string> bytes_of;  // by token id
    std::unordered_map<Pair, PairInfo, PairHash> pairs;
    std::priority_queue<QueuedPair, std::vector<QueuedPair>, PairComesLater> queue;
    std::vector<MergeTable::Rule> rules;
    std::vector<LearnedMerge>* learned = nullptr;

    BpeTrainer() : queue(PairComesLater{&bytes_of}) {}
    BpeTrainer(const BpeTrainer&) = delete;
    BpeTrainer& operator=(const BpeTrainer&) = delete;
};

static void count_words(BpeTrainer& trainer, const std::vector<std::string_view>& corpus,
                        const AddedTokenFinder& specials) {
    const PieceCounts counted = count_pieces(corpus, specials);
    trainer.words.resize(counted.pieces.size());
    for (size_t w = 0; w < counted.pieces.size(); ++w) {
        CorpusWord& word = trainer.words[w];
        word.count = counted.counts[w];
        word.tokens.reserve(counted.pieces[w].size());
        for (char byte : counted.pieces[w]) {
            word.tokens.push_back(uint8_t(byte));
        }
    }
}

static void add_to_pair(BpeTrainer& trainer, const Pair& pair, int64_t count, int word) {
    PairInfo& info = trainer.pairs[pair];
    info.count += count;
    const bool listed = !info.words.empty() && info.words.back() == word;
    if (count > 0 && !listed) info.words.push_back(word);
}

static void count_pairs(BpeTrainer& trainer) {
    for (size_t w = 0; w < trainer.words.size(); ++w) {
        const CorpusWord& word = trainer.words[w];
        for (size_t i = 0; i + 1 < word.tokens.size(); ++i) {
            add_to_pair(trainer, {word.tokens[i], word.tokens[i + 1]}, word.count, int(w));
        }
    }
    for (const auto& [pair, info] : trainer.pairs) {
        trainer.queue.push({info.count, pair});
    }
}

/// Replaces left, right by result in one word, from left to right, and moves the counts of the pairs at the
/// borders of each place. Pairs whose count has grown are noted.
static void merge_in_word(BpeTrainer& trainer, int w, const MergeTable::Rule& rule, std::vector<Pair>& grown) {
    CorpusWord& word = trainer.words[size_t(w)];
    std::vector<int>& tokens = word.tokens;
    size_t kept = 0;
    size_t i = 0;
    //> train_bpe.merge  the pair becomes one token, and its neighbours get a new neighbour
    while (i < tokens.size()) {
        const bool is_pair = i + 1 < tokens.size() && tokens[i] == rule.left && tokens[i + 1] == rule.right;
        if (!is_pair) {
            tokens[kept++] = tokens[i++];
            continue;
        }
        add_to_pair(trainer, {rule.left, rule.right}, -word.count, w);
        if (kept > 0) {
            const int before = tokens[kept - 1];
            add_to_pair(trainer, {before, rule.left}, -word.count, w);
            add_to_pair(trainer, {before, rule.result}, word.count, w);
            grown.push_back({before, rule.result});
        }
        if (i + 2 < tokens.size()) {
            const int after = tokens[i + 2];
            add_to_pair(trainer, {rule.right, after}, -word.count, w);
            add_to_pair(trainer, {rule.result, after}, word.count, w);
            grown.push_back({rule.result, after});
        }
        tokens[kept++] = rule.result;
        i += 2;
    }
    //< train_bpe.merge
    tokens.resize(kept);
}

/// A new token for the joined bytes. They are no token yet: a string between two borders has been merged in
/// the same way wherever it stands, so the first merge that made it took every place at once.
static int join_tokens(BpeTrainer& trainer, const Pair& pair) {
    trainer.bytes_of.push_back(trainer.bytes_of[size_t(pair.first)] + trainer.bytes_of[size_t(pair.second)]);
    return int(trainer.bytes_of.size()) - 1;
}

static void merge_pair(BpeTrainer& trainer, const Pair& pair, int64_t count) {
    if (trainer.learned != nullptr) {
        const std::string& left = trainer.bytes_of[size_t(pair.first)];
        const std::string& right = trainer.bytes_of[size_t(pair.second)];
        trainer.learned->push_back({left, right, count});
    }
    MergeTable::Rule rule;
    rule.left = pair.first;
    rule.right = pair.second;
    rule.result = join_tokens(trainer, pair);
    rule.rank = int(trainer.rules.size());
    trainer.rules.push_back(rule);
    const std::vector<int> words = std::move(trainer.pairs[pair].words);
    std::vector<Pair> grown;
    for (int w : words) {
        merge_in_word(trainer, w, rule, grown);
    }
    std::sort(grown.begin(), grown.end());
    grown.erase(std::unique(grown.begin(), grown.end()), grown.end());
    for (const Pair& changed : grown) {
        trainer.queue.push({trainer.pairs[changed].count, changed});
    }
    trainer.pairs.erase(pair);
}

static void learn_merges(BpeTrainer& trainer, size_t token_count, int64_t min_count) {
    //> train_bpe  the most frequent pair, again and again
    while (trainer.bytes_of.size() < token_count && !trainer.queue.empty()) {
        const QueuedPair best = trainer.queue.top();
        trainer.queue.pop();
        const auto found = trainer.pairs.find(best.pair);
        const int64_t count_now = found == trainer.pairs.end() ? 0 : found->second.count;
        if (count_now < min_count || count_now < 1) continue;
        if (count_now != best.count) {  // it has changed since it was queued
            if (count_now < best.count) trainer.queue.push({count_now, best.pair});
            continue;
        }
        merge_pair(trainer, best.pair, count_now);
    }
    //< train_bpe
}

static std::vector<AddedToken> make_special_tokens(const TrainTokenizerOptions& options) {
    std::set<std::string> seen;
    std::vector<AddedToken> tokens;
    for (const std::string& content : options.special_tokens) {
        if (content.empty()) throw Error("a special token must not be empty");
        if (!is_utf8(content)) throw Error("the special token " + show_bytes(content) + " is not UTF-8");
        if (!seen.insert(content).second) throw Error("the special token " + json_quote(content) + " stands twice");
        AddedToken token;
        token.id = 0;  // known only after the merges
        token.content = content;
        token.special = true;
        tokens.push_back(token);
    }
    if (!options.begin_token.empty() && seen.count(options.begin_token) == 0) {
        throw Error("the begin token " + json_quote(options.begin_token) + " is none of the special tokens");
    }
    return tokens;
}

static Tokenizer make_tokenizer(const BpeTrainer& trainer, const std::vector<AddedToken>& special_tokens,
                                const std::string& begin_token) {
    Tokenizer tokenizer;
    tokenizer.byte_level = true;
    tokenizer.decoder.byte_level = true;
    for (size_t id = 0; id < trainer.bytes_of.size(); ++id) {
        tokenizer.vocabulary.add(to_byte_alphabet(trainer.bytes_of[id]), int(id));
    }
    for (AddedToken token : special_tokens) {
        if (tokenizer.vocabulary.id_of(token.content) >= 0) {
            throw Error("the special token " + json_quote(token.content) + " is an ordinary token of this vocabulary");
        }
        token.id = tokenizer.vocabulary.size();
        tokenizer.vocabulary.add(token.content, token.id);
        tokenizer.added_tokens.push_back(token);
    }
    if (!begin_token.empty()) tokenizer.tokens_before = {tokenizer.vocabulary.id_of(begin_token)};
    tokenizer.merges = MergeTable(trainer.rules);
    prepare_tokenizer(tokenizer);
    return tokenizer;
}

Tokenizer train_bpe(const std::vector<std::string_view>& corpus, const TrainTokenizerOptions& options,
                    std::vector<LearnedMerge>* learned) {
    const std::vector<AddedToken> special_tokens = make_special_tokens(options);
    const int64_t least = 256 + int64_t(special_tokens.size());
    if (options.vocab_size < least || options.vocab_size > Vocabulary::max_id) {
        throw Error("a vocabulary of " + std::to_string(options.vocab_size) + " tokens: it must have at least " +
                    std::to_string(least) + " (256 bytes and the special tokens) and at most " +
                    std::to_string(Vocabulary::max_id));
    }
    BpeTrainer trainer;
    trainer.learned = learned;
    for (int byte = 0; byte < 256; ++byte) {
        trainer.bytes_of.push_back(std::string(1, char(byte)));
    }
    count_words(trainer, corpus, AddedTokenFinder(special_tokens));
    count_pairs(trainer);
    learn_merges(trainer, size_t(options.vocab_size) - special_tokens.size(), options.min_count);
    return make_tokenizer(trainer, special_tokens, options.begin_token);
}
