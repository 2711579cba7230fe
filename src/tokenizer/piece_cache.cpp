#include "tokenizer/piece_cache.h"

#include <algorithm>
#include <bit>
#include <cstring>

constexpr int fewest_slot_bits = 4;
constexpr int most_slot_bits = 16;     // 4 MiB
constexpr size_t bytes_per_slot = 32;  // of text: some six words

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

/// Multiplication carries every bit upwards, so that the top bits of the product depend on all of them; each factor has its
/// upper half brought down first. The slot is the top bits.
static size_t slot_of(const PieceKey& key, size_t length, int shift) {
    uint64_t hash = (key.first + length) * 0x9e3779b97f4a7c15ull;
    hash = (hash ^ (hash >> 32) ^ std::rotl(key.last, 32)) * 0xd6e8feb86659fd93ull;
    return size_t(hash >> shift);
}

PieceCache::PieceCache(size_t text_bytes) {
    int bits = fewest_slot_bits;
    while (bits < most_slot_bits && (bytes_per_slot << bits) < text_bytes) {
        ++bits;
    }
    slots_.resize(size_t(1) << bits);
    shift_ = 64 - bits;
}

const PieceCache::Slot* PieceCache::find(std::string_view piece) const {
    if (piece.empty() || piece.size() > longest_piece) return nullptr;
    const PieceKey key = piece_key(piece);
    const Slot& slot = slots_[slot_of(key, piece.size(), shift_)];
    const bool is_here = slot.length == piece.size() && slot.first == key.first && slot.last == key.last;
    return is_here ? &slot : nullptr;
}

void PieceCache::keep(std::string_view piece, const std::vector<int>& ids) {
    if (piece.empty() || piece.size() > longest_piece || ids.size() > most_ids) return;
    const PieceKey key = piece_key(piece);
    Slot& slot = slots_[slot_of(key, piece.size(), shift_)];
    slot.first = key.first;
    slot.last = key.last;
    slot.length = uint8_t(piece.size());
    slot.id_count = uint8_t(ids.size());
    std::copy(ids.begin(), ids.end(), slot.ids);
}
