#include "tokenizer/bpe.h"

#include <queue>

MergeTable::MergeTable(const std::vector<Rule>& rules) : rules_(rules) {
    size_t slot_count = 16;
    while (slot_count < 2 * rules.size()) {
        slot_count *= 2;
    }
    slots_.resize(slot_count);
    for (const Rule& rule : rules) {
        if (find(rule.left, rule.right) != nullptr) continue;  // a duplicate: the first counts
        size_t slot = slot_of(rule.left, rule.right);
        while (slots_[slot].rank >= 0) {
            slot = (slot + 1) & (slots_.size() - 1);
        }
        slots_[slot] = rule;
    }
}

/// A token of the piece in a doubly linked list, so that a merge is O(1).
struct Symbol {
    int id;
    int previous;  // index, -1 at the start
    int next;      // index, -1 at the end
    bool gone;     // merged into the one before it
};

/// A merge that may happen: `rule` at the symbol with index `position`.
struct Candidate {
    int rank;  // the rule's, here so that the heap need not look it up
    int position;
    const MergeTable::Rule* rule;
};

/// For the heap: the lowest rank first, the leftmost among equals.
struct MergeComesLater {
    bool operator()(const Candidate& a, const Candidate& b) const {
        if (a.rank != b.rank) return a.rank > b.rank;
        return a.position > b.position;
    }
};

using CandidateHeap = std::priority_queue<Candidate, std::vector<Candidate>, MergeComesLater>;

/// Notes the merge of the symbol at `position` with its right neighbour, if there is a rule for the two.
static void push_candidate(CandidateHeap& heap, const std::vector<Symbol>& list, const MergeTable& merges,
                           int position) {
    if (position < 0 || list[size_t(position)].next < 0) return;
    const Symbol& left = list[size_t(position)];
    const Symbol& right = list[size_t(left.next)];
    const MergeTable::Rule* rule = merges.find(left.id, right.id);
    if (rule != nullptr) heap.push({rule->rank, position, rule});
}

/// All merges that are possible at the start, made a heap at once, which is O(n).
static CandidateHeap first_candidates(const std::vector<int>& symbols, const MergeTable& merges) {
    std::vector<Candidate> candidates;
    for (size_t i = 0; i + 1 < symbols.size(); ++i) {
        const MergeTable::Rule* rule = merges.find(symbols[i], symbols[i + 1]);
        if (rule != nullptr) candidates.push_back({rule->rank, int(i), rule});
    }
    return CandidateHeap(MergeComesLater(), std::move(candidates));
}

/// Whether the candidate's two tokens are still there and still neighbours.
static bool is_still_possible(const Candidate& candidate, const std::vector<Symbol>& list) {
    const Symbol& left = list[size_t(candidate.position)];
    if (left.gone || left.next < 0) return false;
    return left.id == candidate.rule->left && list[size_t(left.next)].id == candidate.rule->right;
}

static MergeStep describe_step(const Candidate& candidate, const std::vector<Symbol>& list) {
    int position = 0;
    for (int i = 0; i < candidate.position; ++i) {
        position += list[size_t(i)].gone ? 0 : 1;
    }
    const MergeTable::Rule& rule = *candidate.rule;
    return {position, rule.left, rule.right, rule.result, rule.rank};
}

void bpe_merge(std::vector<int>& symbols, const MergeTable& merges, std::vector<MergeStep>* steps) {
    const int n = int(symbols.size());
    std::vector<Symbol> list(symbols.size());
    for (int i = 0; i < n; ++i) {
        list[size_t(i)] = {symbols[size_t(i)], i - 1, i + 1 < n ? i + 1 : -1, false};
    }
    CandidateHeap heap = first_candidates(symbols, merges);
    //> bpe.merge  the best rule that still applies, again and again
    while (!heap.empty()) {
        const Candidate best = heap.top();
        heap.pop();
        if (!is_still_possible(best, list)) continue;
        if (steps != nullptr) steps->push_back(describe_step(best, list));
        Symbol& left = list[size_t(best.position)];
        Symbol& right = list[size_t(left.next)];
        left.id = best.rule->result;
        right.gone = true;
        left.next = right.next;
        if (right.next >= 0) list[size_t(right.next)].previous = best.position;
        push_candidate(heap, list, merges, left.previous);
        push_candidate(heap, list, merges, best.position);
    }
    //< bpe.merge
    symbols.clear();
    for (const Symbol& symbol : list) {
        if (!symbol.gone) symbols.push_back(symbol.id);
    }
}
