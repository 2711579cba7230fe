#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

/// The ids of pieces that were met before. A text repeats its words: most pieces are looked up and not merged again.
/// Each piece has one slot, by its hash, and takes it from the piece that was there; a slot is one cache line.
class PieceCache {
 public:
    static constexpr size_t longest_piece = 16;  // bytes; longer ones are rare, and not kept
    static constexpr size_t most_ids = 11;

    struct Slot {
        uint64_t first = 0;  // the piece's first eight bytes, ...
        uint64_t last = 0;   // ... and its last eight (see piece_key)
        uint8_t length = 0;  // of the piece; 0: the slot is empty
        uint8_t id_count = 0;
        int ids[most_ids] = {};
    };

    /// For a text of so many bytes: a short one gets few slots.
    explicit PieceCache(size_t text_bytes);

    /// The slot that holds the piece, or nullptr.
    const Slot* find(std::string_view piece) const;

    /// Remembers the ids of the piece, if both are short enough.
    void keep(std::string_view piece, const std::vector<int>& ids);

 private:
    std::vector<Slot> slots_;  // a power of two, ...
    int shift_ = 0;            // ... of 64 - shift_ bits
};
