#include "tokenizer/bpe.h"

#include <map>

#include "base/rng.h"
#include "formats/json.h"
#include "harness.h"
#include "pages.h"
#include "tokenizer/tokenizer.h"

using Rule = MergeTable::Rule;

/// Rules in the order of their ranks, each {left, right, result}.
static std::vector<Rule> rules_of(const std::vector<std::vector<int>>& triples) {
    std::vector<Rule> rules;
    for (const std::vector<int>& triple : triples) {
        rules.push_back({triple[0], triple[1], triple[2], int(rules.size())});
    }
    return rules;
}

static std::vector<int> merged(std::vector<int> symbols, const std::vector<Rule>& rules) {
    MergeMemory memory;
    bpe_merge(symbols, MergeTable(rules), memory);
    return symbols;
}

/// Letters of a word as symbols.
static std::vector<int> letters(const std::string& word) { return std::vector<int>(word.begin(), word.end()); }

using Ids = std::vector<int>;

static Ids ids_in(const JsonDocument& json, const char* key) {
    Ids ids;
    for (const JsonValue& item : json.array(json.get(json.root(), key))) {
        ids.push_back(int(json.integer(item, 0, Vocabulary::max_id)));
    }
    return ids;
}

/// Pieces of two vocabularies, in which each token has one merge (byte-level) or several (SentencePiece's manner).
TEST(merged_pieces_match_golden) {
    const std::string folder = "data/golden/tokenizer/";
    const std::string path = folder + "merging.jsonl";
    std::map<std::string, Tokenizer> tokenizers;
    std::map<std::string, int> pieces;
    MergeMemory memory;
    for (const std::string& line : split_lines(read_text(path))) {
        const JsonDocument json(line, path);
        const std::string name(json.string(json.get(json.root(), "tokenizer")));
        if (pieces[name]++ == 0) tokenizers.emplace(name, read_tokenizer(folder + name + "/tokenizer.json"));
        Ids symbols = ids_in(json, "symbols");
        bpe_merge(symbols, tokenizers.at(name).merges, memory);
        EXPECT_EQUAL(symbols, ids_in(json, "ids"));
    }
    EXPECT(pieces["bytelevel"] > 800);
    EXPECT(pieces["sentencepiece"] > 200);
}

/// The textbook example: aa becomes Z, ab becomes Y, ZY becomes X, and aaabdaaabac is XdXac.
TEST(the_textbook_example_comes_out) {
    const std::vector<Rule> rules = rules_of({{'a', 'a', 'Z'}, {'a', 'b', 'Y'}, {'Z', 'Y', 'X'}});
    EXPECT_EQUAL(merged(letters("aaabdaaabac"), rules), letters("XdXac"));
}

TEST(nothing_is_merged_without_a_rule) {
    const std::vector<Rule> rules = rules_of({{'a', 'b', 'X'}});
    EXPECT_EQUAL(merged({}, rules), Ids{});
    EXPECT_EQUAL(merged(letters("a"), rules), letters("a"));
    EXPECT_EQUAL(merged(letters("ba"), rules), letters("ba"));  // the order of a pair counts
    EXPECT_EQUAL(merged(letters("ab"), {}), letters("ab"));
    Ids symbols = letters("ab");
    MergeMemory memory;
    bpe_merge(symbols, MergeTable(), memory);
    EXPECT_EQUAL(symbols, letters("ab"));
}

TEST(lowest_rank_goes_first_and_leftmost_among_equals) {
    EXPECT_EQUAL(merged(letters("abc"), rules_of({{'b', 'c', 'Y'}, {'a', 'b', 'X'}})), letters("aY"));
    EXPECT_EQUAL(merged(letters("abc"), rules_of({{'a', 'b', 'X'}, {'b', 'c', 'Y'}})), letters("Xc"));
    EXPECT_EQUAL(merged(letters("aaa"), rules_of({{'a', 'a', 'A'}})), letters("Aa"));
}

/// minbpe #51: occurrences that overlap.
TEST(overlapping_occurrences_are_taken_from_the_left) {
    const std::vector<Rule> pairs = rules_of({{'a', 'a', 'A'}});
    EXPECT_EQUAL(merged(letters("aaaa"), pairs), letters("AA"));
    EXPECT_EQUAL(merged(letters("aaaaa"), pairs), letters("AAa"));
    EXPECT_EQUAL(merged(letters("baaab"), pairs), letters("bAab"));
    const std::vector<Rule> triples = rules_of({{'a', 'a', 'A'}, {'A', 'a', 'B'}});
    EXPECT_EQUAL(merged(letters("aaaaa"), triples), letters("AB"));
}

/// A merge makes a pair of lower rank than those that wait in the heap: it goes before them.
TEST(a_new_pair_of_lower_rank_goes_before_old_ones) {
    const std::vector<Rule> rules = rules_of({{'X', 'c', 'Q'}, {'a', 'b', 'X'}, {'c', 'd', 'Y'}});
    EXPECT_EQUAL(merged(letters("abcd"), rules), letters("Qd"));
    const std::vector<Rule> on_the_left = rules_of({{'z', 'X', 'Q'}, {'a', 'b', 'X'}, {'y', 'z', 'Y'}});
    EXPECT_EQUAL(merged(letters("yzab"), on_the_left), letters("yQ"));
}

/// Merging each word from left to right (LLMs-from-scratch #558), or each rule once, would leave these.
TEST(merging_goes_on_until_nothing_applies) {
    const std::vector<Rule> rules = rules_of({{'X', 'X', 'Y'}, {'a', 'a', 'X'}, {'Y', 'Y', 'Z'}});
    EXPECT_EQUAL(merged(letters("aaaaaaaa"), rules), letters("Z"));
}

TEST(of_two_rules_for_a_pair_the_first_counts) {
    const std::vector<Rule> rules = rules_of({{'a', 'b', 'X'}, {'b', 'c', 'Y'}, {'a', 'b', 'Z'}});
    EXPECT_EQUAL(merged(letters("abc"), rules), letters("Xc"));
    const MergeTable table(rules);
    EXPECT_EQUAL(table.find('a', 'b')->result, int('X'));
    EXPECT_EQUAL(table.find('a', 'b')->rank, 0);
    EXPECT_EQUAL(table.rules().size(), size_t(3));  // kept for writing the file
}

TEST(ranks_may_have_gaps) {
    const std::vector<Rule> rules = {{'a', 'b', 'X', 10}, {'b', 'c', 'Y', 7}};
    EXPECT_EQUAL(merged(letters("abc"), rules), letters("aY"));
}

TEST(the_table_finds_every_rule_and_no_other) {
    std::vector<Rule> rules;
    for (int left = 0; left < 100; ++left) {
        for (int right = 0; right < 100; right += 2) {
            rules.push_back({left, right, 1000 + int(rules.size()), int(rules.size())});
        }
    }
    const MergeTable table(rules);
    for (const Rule& rule : rules) {
        const Rule* found = table.find(rule.left, rule.right);
        EXPECT(found != nullptr);
        EXPECT_EQUAL(found->result, rule.result);
        EXPECT_EQUAL(found->rank, rule.rank);
        EXPECT(table.find(rule.left, rule.right + 1) == nullptr);
    }
    EXPECT(MergeTable().find(0, 0) == nullptr);
    EXPECT(MergeTable(std::vector<Rule>()).find(0, 0) == nullptr);
    EXPECT(table.find(-1, -1) == nullptr);
}

TEST(a_table_may_have_any_number_of_rules) {
    for (int count : {1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 64}) {
        std::vector<Rule> rules;
        for (int i = 0; i < count; ++i) {
            rules.push_back({i, i, 100 + i, i});
        }
        const MergeTable table(rules);
        for (int i = 0; i < count; ++i) {
            EXPECT(table.find(i, i) != nullptr && table.find(i, i)->rank == i);
        }
        EXPECT(table.find(count, count) == nullptr);  // ends, so there is a free slot
    }
}

/// Algorithm 1 of the paper as it stands: look for the best pair, replace it, again.
static Ids naive_merge(Ids symbols, const std::vector<Rule>& rules) {
    while (true) {
        const Rule* best = nullptr;
        size_t best_at = 0;
        for (size_t i = 0; i + 1 < symbols.size(); ++i) {
            for (const Rule& rule : rules) {
                if (rule.left != symbols[i] || rule.right != symbols[i + 1]) continue;
                if (best == nullptr || rule.rank < best->rank) {
                    best = &rule;
                    best_at = i;
                }
                break;  // the first rule of a pair counts
            }
        }
        if (best == nullptr) return symbols;
        symbols[best_at] = best->result;
        symbols.erase(symbols.begin() + std::ptrdiff_t(best_at) + 1);
    }
}

static int random_below(Rng& rng, int n) { return int(next_bits(rng) % uint64_t(n)); }

/// Rules over a few letters and what was made of them; pairs may stand twice, results may be tokens known already.
static std::vector<Rule> random_rules(Rng& rng, int alphabet) {
    std::vector<Rule> rules;
    int n_tokens = alphabet;
    const int count = 1 + random_below(rng, 12);
    for (int rank = 0; rank < count; ++rank) {
        const int left = random_below(rng, n_tokens);
        const int right = random_below(rng, n_tokens);
        const int result = random_below(rng, 8) == 0 ? random_below(rng, n_tokens) : n_tokens++;
        rules.push_back({left, right, result, rank});
    }
    for (size_t i = rules.size() - 1; i > 0 && random_below(rng, 2) == 0; --i) {  // often out of the order of making
        std::swap(rules[i], rules[size_t(random_below(rng, int(i) + 1))]);
    }
    for (size_t rank = 0; rank < rules.size(); ++rank) {
        rules[rank].rank = int(rank);
    }
    return rules;
}

static Ids replay(Ids symbols, const std::vector<MergeStep>& steps) {
    for (const MergeStep& step : steps) {
        EXPECT(step.position >= 0 && size_t(step.position) + 1 < symbols.size());
        EXPECT_EQUAL(symbols[size_t(step.position)], step.left);
        EXPECT_EQUAL(symbols[size_t(step.position) + 1], step.right);
        symbols[size_t(step.position)] = step.result;
        symbols.erase(symbols.begin() + step.position + 1);
    }
    return symbols;
}

TEST(the_heap_agrees_with_the_naive_way_on_20000_random_strings) {
    Rng rng = make_rng(20000);
    MergeMemory memory;  // of all strings, one after another
    for (int i = 0; i < 20000; ++i) {
        const int alphabet = 1 + random_below(rng, 4);
        const std::vector<Rule> rules = random_rules(rng, alphabet);
        Ids symbols(size_t(random_below(rng, 25)));
        for (int& symbol : symbols) {
            symbol = random_below(rng, alphabet);
        }
        const Ids want = naive_merge(symbols, rules);
        EXPECT_EQUAL(merged(symbols, rules), want);
        std::vector<MergeStep> steps;
        Ids got = symbols;
        bpe_merge(got, MergeTable(rules), memory, &steps);
        EXPECT_EQUAL(got, want);
        EXPECT_EQUAL(replay(symbols, steps), want);
        EXPECT_EQUAL(steps.size(), symbols.size() - want.size());
    }
}

TEST(the_steps_tell_what_happened_in_order) {
    const std::vector<Rule> rules = rules_of({{'a', 'a', 'Z'}, {'a', 'b', 'Y'}, {'Z', 'Y', 'X'}});
    std::vector<MergeStep> steps;
    Ids symbols = letters("aaabdaaabac");
    MergeMemory memory;
    bpe_merge(symbols, MergeTable(rules), memory, &steps);
    Ids positions;
    Ids ranks;
    for (const MergeStep& step : steps) {
        positions.push_back(step.position);
        ranks.push_back(step.rank);
    }
    EXPECT_EQUAL(ranks, (Ids{0, 0, 1, 1, 2, 2}));
    EXPECT_EQUAL(positions, (Ids{0, 4, 1, 4, 0, 2}));
}

/// tiktoken #195: one long run of a character. Rescanning after each merge would take 10^12 steps.
TEST(a_million_symbols_are_merged_in_reasonable_time) {
    std::vector<Rule> rules;
    for (int i = 0; i < 10; ++i) {
        rules.push_back({i, i, i + 1, i});
    }
    const Ids symbols(1000000, 0);
    const Ids got = merged(symbols, rules);
    EXPECT_EQUAL(got.size(), size_t(976 + 2));  // 1,000,000 = 976 * 1024 + 576, and 576 = 512 + 64
    EXPECT_EQUAL(got[975], 10);
    EXPECT_EQUAL(got[976], 9);
    EXPECT_EQUAL(got[977], 6);
    const Ids chain = merged(symbols, rules_of({{0, 0, 1}, {1, 0, 1}, {1, 1, 1}}));
    EXPECT_EQUAL(chain, Ids{1});
}

TEST_MAIN
