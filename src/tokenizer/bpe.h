#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

/// The rules of a BPE vocabulary: which two neighbouring tokens become one, and which rule comes first.
/// An open-addressing hash table from a pair of ids to its rule: one look-up, nearly always one cache line.
class MergeTable {
 public:
    struct Rule {
        int left = -1;
        int right = -1;
        int result = -1;  // the id of the two joined
        int rank = -1;    // its line in the file; the lower comes first
    };

    MergeTable() = default;
    /// The rules in the order of their ranks. Where a pair stands twice, the first counts.
    explicit MergeTable(std::vector<Rule> rules);

    /// The rule for two neighbours, or nullptr.
    const Rule* find(int left, int right) const {
        if (slots_.empty()) return nullptr;
        size_t slot = slot_of(left, right);
        while (slots_[slot].rank >= 0) {
            if (slots_[slot].left == left && slots_[slot].right == right) return &slots_[slot];
            slot = (slot + 1) & (slots_.size() - 1);
        }
        return nullptr;
    }

    const std::vector<Rule>& rules() const { return rules_; }  // by rank, for writing the file

 private:
    size_t slot_of(int left, int right) const {
        const uint64_t pair = (uint64_t(uint32_t(left)) << 32) | uint32_t(right);
        return size_t((pair * 0x9e3779b97f4a7c15ull) >> 32) & (slots_.size() - 1);
    }

    std::vector<Rule> rules_;
    std::vector<Rule> slots_;  // a power of two, at most half full
};

/// One merge, for `tokenize --explain`.
struct MergeStep {
    int position;  // of the left token among the tokens before this merge
    int left;
    int right;
    int result;
    int rank;
};

/// A token of the piece in a doubly linked list, so that a merge is O(1).
struct PieceSymbol {
    int id;
    int previous;  // index, -1 at the start
    int next;      // index, -1 at the end
    bool gone;     // merged into the one before it
};

/// A merge that may happen: `rule` at the symbol with index `position`.
struct MergeCandidate {
    uint64_t order;  // rank * 2^32 + position: the lowest rank comes first, the leftmost among equals
    const MergeTable::Rule* rule;

    int position() const { return int(uint32_t(order)); }
};

/// What bpe_merge works on. Kept from piece to piece, so that it asks for memory only when a piece is longer than all before.
struct MergeMemory {
    std::vector<PieceSymbol> list;
    std::vector<MergeCandidate> heap;
    std::vector<const MergeTable::Rule*> rules;  // of a short piece, by place
};

/// Byte-pair encoding of one piece: as long as some two neighbours have a rule, the rule of lowest rank is
/// applied at its leftmost place. Runs in O(n log n): a heap holds every possible merge, and what an earlier
/// merge has made impossible is dropped when it comes up. A short piece is searched anew at each step instead.
///
/// symbols  the piece as its smallest tokens; on return, its final tokens
/// memory   what it works on; nothing of it is read before it is written
/// steps    if given, receives each merge in the order in which it happened
/// source   Sennrich, Haddow & Birch 2016, section 3.2, algorithm 1
void bpe_merge(std::vector<int>& symbols, const MergeTable& merges, MergeMemory& memory,
               std::vector<MergeStep>* steps = nullptr);
