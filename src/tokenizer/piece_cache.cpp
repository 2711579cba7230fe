#include "tokenizer/piece_cache.h"

#include <algorithm>
#include <cstring>

constexpr size_t fewest_slots = 16;
constexpr size_t most_slots = size_t(1) << 16;  // 4 MiB
constexpr size_t bytes_per_slot = 32;           // of text: some six words

/// A piece of up to 16 bytes as two numbers, which with its length tell it from all others: its first and its last eight
/// bytes, which overlap when there are fewer than 16.
struct PieceKey {
    uint64_t first;
    uint64_t last;
};

static uint64_t load_bytes(const char* from, size_t count) {
    uint64_t bytes = 0;
    std::memcpy(&bytes, from, count);
    return bytes;
}

static PieceKey piece_key(std::string_view piece) {
    const char* begin = piece.data();
    const size_t length = piece.size();
    const char* end = begin + length;
    if (length >= 8) return {load_bytes(begin, 8), load_bytes(end - 8, 8)};
    if (length >= 4) return {load_bytes(begin, 4), load_bytes(end - 4, 4)};
    if (length >= 2) return {load_bytes(begin, 2), load_bytes(end - 2, 2)};
    return {load_bytes(begin, 1), 0};
}

/// Multiplication carries every bit upwards; the upper half goes into the lower one.
static size_t slot_of(const PieceKey& key, size_t length, size_t slot_count) {
    uint64_t hash = (key.first + length) * 0x9e3779b97f4a7c15ull;
    hash = (hash ^ (hash >> 32) ^ key.last) * 0xd6e8feb86659fd93ull;
    return size_t(hash >> 32) & (slot_count - 1);
}

PieceCache::PieceCache(size_t text_bytes) {
    size_t count = fewest_slots;
    while (count < most_slots && count * bytes_per_slot < text_bytes) {
        count *= 2;
    }
    slots_.resize(count);
}

const PieceCache::Slot* PieceCache::find(std::string_view piece) const {
    if (piece.empty() || piece.size() > longest_piece) return nullptr;
    const PieceKey key = piece_key(piece);
    const Slot& slot = slots_[slot_of(key, piece.size(), slots_.size())];
    const bool is_here = slot.length == piece.size() && slot.first == key.first && slot.last == key.last;
    return is_here ? &slot : nullptr;
}

void PieceCache::keep(std::string_view piece, const std::vector<int>& ids) {
    if (piece.empty() || piece.size() > longest_piece || ids.size() > most_ids) return;
    const PieceKey key = piece_key(piece);
    Slot& slot = slots_[slot_of(key, piece.size(), slots_.size())];
    slot.first = key.first;
    slot.last = key.last;
    slot.length = uint8_t(piece.size());
    slot.id_count = uint8_t(ids.size());
    std::copy(ids.begin(), ids.end(), slot.ids);
}
