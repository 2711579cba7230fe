#include "base/key_table.h"

#include <cstring>

static uint64_t load_bytes(const char* from, size_t count) {
    uint64_t bytes = 0;
    std::memcpy(&bytes, from, count);
    return bytes;
}

/// Multiplication carries every bit upwards; the shift brings the upper half down again.
static uint64_t mix(uint64_t hash, uint64_t bytes) {
    hash = (hash ^ bytes) * 0x9e3779b97f4a7c15ull;
    return hash ^ (hash >> 32);
}

uint32_t hash_key(std::string_view key) {
    const char* at = key.data();
    size_t left = key.size();
    uint64_t hash = mix(0, left);
    while (left > 8) {
        hash = mix(hash, load_bytes(at, 8));
        at += 8;
        left -= 8;
    }
    if (left >= 4)  // eight bytes at most: its first four and its last four, which may overlap
        hash = mix(hash, load_bytes(at, 4) | load_bytes(at + left - 4, 4) << 32);
    else if (left > 0)
        hash = mix(hash, load_bytes(at, 1) | load_bytes(at + left / 2, 1) << 8 | load_bytes(at + left - 1, 1) << 16);
    return uint32_t(mix(hash, 0));
}

KeyTable::KeyTable(size_t expected_keys) {
    size_t slot_count = 16;
    while (slot_count < 2 * expected_keys) {
        slot_count *= 2;
    }
    slots_.resize(slot_count);
}

size_t KeyTable::slot_of(std::string_view key, uint32_t hash) const {
    size_t slot = hash & (slots_.size() - 1);
    while (slots_[slot].key != nullptr) {
        const Slot& here = slots_[slot];
        if (here.hash == hash && std::string_view(here.key, here.length) == key) break;
        slot = (slot + 1) & (slots_.size() - 1);
    }
    return slot;
}

void KeyTable::resize(size_t slot_count) {
    std::vector<Slot> old(slot_count);
    old.swap(slots_);
    for (const Slot& slot : old) {
        if (slot.key == nullptr) continue;
        slots_[slot_of(std::string_view(slot.key, slot.length), slot.hash)] = slot;
    }
}

bool KeyTable::add(std::string_view key, int number) {
    if (2 * (count_ + 1) > slots_.size()) resize(slots_.empty() ? 16 : 2 * slots_.size());
    const uint32_t hash = hash_key(key);
    Slot& slot = slots_[slot_of(key, hash)];
    if (slot.key != nullptr) return false;
    slot = {key.data() == nullptr ? "" : key.data(), uint32_t(key.size()), hash, number};
    ++count_;
    return true;
}

int KeyTable::find(std::string_view key) const {
    if (slots_.empty()) return -1;
    return slots_[slot_of(key, hash_key(key))].number;
}

void KeyTable::expect(std::string_view key) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[hash_key(key) & (slots_.size() - 1)]);
}
