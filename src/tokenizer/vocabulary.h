#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/key_table.h"

/// Tokens by id and ids by token. Ids may have gaps (real files do). A token's key is its text as it stands
/// in tokenizer.json: "Ġhello" in a byte-level vocabulary, "▁hello" in one of SentencePiece's kind.
class Vocabulary {
 public:
    /// Ids stay below 2^22, sixteen times the largest vocabulary in use (2^18): a hostile file cannot ask for
    /// gigabytes, and float32 holds every id exactly (taps).
    static constexpr int max_id = (1 << 22) - 1;

    Vocabulary() = default;
    /// With room for so many tokens; it grows when there are more.
    explicit Vocabulary(size_t expected_tokens) : ids_(expected_tokens) {}
    Vocabulary(Vocabulary&&) = default;
    Vocabulary& operator=(Vocabulary&&) = default;

    /// Copies the key. Throws Error when the key or the id is taken, or the id is outside 0..max_id.
    void add(std::string_view key, int id);

    /// The id of a key, or -1.
    int id_of(std::string_view key) const { return ids_.find(key); }

    /// `id_of` will be asked for this key soon.
    void expect(std::string_view key) const { ids_.expect(key); }

    bool has(int id) const { return id >= 0 && id < size() && keys_[size_t(id)].data() != nullptr; }
    std::string_view key_of(int id) const { return keys_[size_t(id)]; }  // the id must be there
    int size() const { return int(keys_.size()); }                       // one more than the highest id
    int count() const { return int(ids_.count()); }                      // tokens, gaps not counted

 private:
    std::string_view store(std::string_view key);

    KeyTable ids_;
    std::vector<std::string_view> keys_;           // by id; no data: there is no such token
    std::vector<std::unique_ptr<char[]>> blocks_;  // the keys' bytes, which never move
    size_t room_ = 0;                              // free bytes at the end of the last block
    char* free_ = nullptr;                         // where they begin
};
