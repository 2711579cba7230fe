#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

/// A number that depends on every byte of the key, and whose low bits are as good as its high ones.
uint32_t hash_key(std::string_view key);

/// A hash table from keys (byte strings) to numbers from 0 on. The keys' bytes are not copied: they must stay where they
/// are. Open addressing: a look-up is one step through neighbouring slots, nearly always one cache line, and one more for
/// the key's bytes when the hash agrees.
class KeyTable {
 public:
    KeyTable() = default;
    /// With room for so many keys; it grows when there are more.
    explicit KeyTable(size_t expected_keys);

    /// False, and nothing changes, where the key is there already.
    bool add(std::string_view key, int number);

    /// The key's number, or -1.
    int find(std::string_view key) const;

    /// Tells the machine that `find` or `add` will be asked for this key soon, so that it fetches its slot in the meantime.
    void expect(std::string_view key) const;

    size_t count() const { return count_; }

 private:
    struct Slot {
        const char* key = nullptr;  // nullptr: the slot is empty
        uint32_t length = 0;
        uint32_t hash = 0;
        int number = -1;
    };

    size_t slot_of(std::string_view key,
                   uint32_t hash) const;  // the slot that holds it, or the empty one where it belongs
    void resize(size_t slot_count);

    std::vector<Slot> slots_;  // a power of two, at most half full
    size_t count_ = 0;
};
