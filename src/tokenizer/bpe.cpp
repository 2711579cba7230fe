#include "tokenizer/bpe.h"

#include <algorithm>
#include <climits>

MergeTable::MergeTable(std::vector<Rule> rules) : rules_(std::move(rules)) {
    size_t slot_count = 16;
    while (slot_count < 2 * rules_.size()) {
        slot_count *= 2;
    }
    slots_.resize(slot_count);
    for (const Rule& rule : rules_) {
        size_t slot = slot_of(rule.left, rule.right);
        while (slots_[slot].rank >= 0 && !(slots_[slot].left == rule.left && slots_[slot].right == rule.right)) {
            slot = (slot + 1) & (slots_.size() - 1);
        }
        const bool is_new = slots_[slot].rank < 0;
        if (is_new) slots_[slot] = rule;  // of duplicates the first counts
    }
}

/// For the heap, whose top is the largest by this order: the candidate that comes first.
static bool comes_later(const MergeCandidate& a, const MergeCandidate& b) { return a.order > b.order; }

static MergeCandidate make_candidate(const MergeTable::Rule* rule, int position) {
    return {(uint64_t(uint32_t(rule->rank)) << 32) | uint32_t(position), rule};
}

/// Notes the merge of the symbol at `position` with its right neighbour, if there is a rule for the two.
static void push_candidate(MergeMemory& memory, const MergeTable& merges, int position) {
    if (position < 0 || memory.list[size_t(position)].next < 0) return;
    const PieceSymbol& left = memory.list[size_t(position)];
    const PieceSymbol& right = memory.list[size_t(left.next)];
    const MergeTable::Rule* rule = merges.find(left.id, right.id);
    if (rule == nullptr) return;
    memory.heap.push_back(make_candidate(rule, position));
    std::push_heap(memory.heap.begin(), memory.heap.end(), comes_later);
}

static MergeCandidate pop_candidate(MergeMemory& memory) {
    const MergeCandidate best = memory.heap.front();
    std::pop_heap(memory.heap.begin(), memory.heap.end(), comes_later);
    memory.heap.pop_back();
    return best;
}

/// The piece as a list, and all merges that are possible at the start, made a heap at once, which is O(n).
static void start_merging(const std::vector<int>& symbols, const MergeTable& merges, MergeMemory& memory) {
    const int n = int(symbols.size());
    memory.list.clear();
    memory.heap.clear();
    for (int i = 0; i < n; ++i) {
        memory.list.push_back({symbols[size_t(i)], i - 1, i + 1 < n ? i + 1 : -1, false});
    }
    for (int i = 0; i + 1 < n; ++i) {
        const MergeTable::Rule* rule = merges.find(symbols[size_t(i)], symbols[size_t(i) + 1]);
        if (rule != nullptr) memory.heap.push_back(make_candidate(rule, i));
    }
    std::make_heap(memory.heap.begin(), memory.heap.end(), comes_later);
}

/// Whether the candidate's two tokens are still there and still neighbours.
static bool is_still_possible(const MergeCandidate& candidate, const std::vector<PieceSymbol>& list) {
    const PieceSymbol& left = list[size_t(candidate.position())];
    if (left.gone || left.next < 0) return false;
    return left.id == candidate.rule->left && list[size_t(left.next)].id == candidate.rule->right;
}

static MergeStep describe_step(const MergeCandidate& candidate, const std::vector<PieceSymbol>& list) {
    int position = 0;
    for (int i = 0; i < candidate.position(); ++i) {
        position += list[size_t(i)].gone ? 0 : 1;
    }
    const MergeTable::Rule& rule = *candidate.rule;
    return {position, rule.left, rule.right, rule.result, rule.rank};
}

/// The rule for each symbol and its right neighbour; the last has none.
static void find_rules(const std::vector<int>& symbols, const MergeTable& merges,
                       std::vector<const MergeTable::Rule*>& rules) {
    rules.assign(symbols.size(), nullptr);
    for (size_t i = 0; i + 1 < symbols.size(); ++i) {
        rules[i] = merges.find(symbols[i], symbols[i + 1]);
    }
}

/// The leftmost place of the rule with the lowest rank; the size where there is no rule.
static size_t best_place(const std::vector<const MergeTable::Rule*>& rules) {
    size_t best = rules.size();
    int best_rank = INT_MAX;
    for (size_t i = 0; i < rules.size(); ++i) {
        if (rules[i] == nullptr || rules[i]->rank >= best_rank) continue;
        best = i;
        best_rank = rules[i]->rank;
    }
    return best;
}

/// The same merges in the plainest way: look at all places, merge at the best, close the gap. O(n^2), but with nothing to
/// keep in order, and faster than the heap for the few symbols that most pieces have.
static void merge_short_piece(std::vector<int>& symbols, const MergeTable& merges, MergeMemory& memory) {
    std::vector<const MergeTable::Rule*>& rules = memory.rules;
    find_rules(symbols, merges, rules);
    size_t place = best_place(rules);
    while (place < rules.size()) {
        symbols[place] = rules[place]->result;
        symbols.erase(symbols.begin() + std::ptrdiff_t(place) + 1);
        rules.erase(rules.begin() + std::ptrdiff_t(place) + 1);
        const bool has_right = place + 1 < symbols.size();
        rules[place] = has_right ? merges.find(symbols[place], symbols[place + 1]) : nullptr;
        if (place > 0) rules[place - 1] = merges.find(symbols[place - 1], symbols[place]);
        place = best_place(rules);
    }
}

constexpr size_t longest_short_piece = 48;  // symbols

void bpe_merge(std::vector<int>& symbols, const MergeTable& merges, MergeMemory& memory,
               std::vector<MergeStep>* steps) {
    if (steps == nullptr && symbols.size() <= longest_short_piece) {
        merge_short_piece(symbols, merges, memory);
        return;
    }
    start_merging(symbols, merges, memory);
    std::vector<PieceSymbol>& list = memory.list;
    //> bpe.merge  the best rule that still applies, again and again
    while (!memory.heap.empty()) {
        const MergeCandidate best = pop_candidate(memory);
        if (!is_still_possible(best, list)) continue;
        if (steps != nullptr) steps->push_back(describe_step(best, list));
        PieceSymbol& left = list[size_t(best.position())];
        PieceSymbol& right = list[size_t(left.next)];
        left.id = best.rule->result;
        right.gone = true;
        left.next = right.next;
        if (right.next >= 0) list[size_t(right.next)].previous = best.position();
        push_candidate(memory, merges, left.previous);
        push_candidate(memory, merges, best.position());
    }
    //< bpe.merge
    symbols.clear();
    for (const PieceSymbol& symbol : list) {
        if (!symbol.gone) symbols.push_back(symbol.id);
    }
}
