#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// Tokens by id and ids by token. Ids may have gaps (real files do). A token's key is its text as it stands
/// in tokenizer.json: "Ġhello" in a byte-level vocabulary, "▁hello" in one of SentencePiece's kind.
class Vocabulary {
 public:
    /// Ids stay below 2^22, sixteen times the largest vocabulary in use (2^18): a hostile file cannot ask for
    /// gigabytes, and float32 holds every id exactly (taps).
    static constexpr int max_id = (1 << 22) - 1;

    Vocabulary() = default;
    Vocabulary(Vocabulary&&) = default;
    Vocabulary& operator=(Vocabulary&&) = default;

    /// Throws Error when the key or the id is taken, or the id is outside 0..max_id.
    void add(std::string_view key, int id);

    /// The id of a key, or -1.
    int id_of(std::string_view key) const {
        const auto found = ids_.find(key);
        return found == ids_.end() ? -1 : found->second;
    }

    bool has(int id) const { return id >= 0 && id < size() && used_[size_t(id)]; }
    const std::string& key_of(int id) const { return *keys_[size_t(id)]; }  // the id must be there
    int size() const { return int(keys_.size()); }                          // one more than the highest id
    int count() const { return int(ids_.size()); }                          // tokens, gaps not counted

 private:
    struct KeyHash : std::hash<std::string_view> {
        using is_transparent = void;
    };
    std::unordered_map<std::string, int, KeyHash, std::equal_to<>> ids_;
    std::vector<const std::string*> keys_;  // points into ids_, whose nodes never move
    std::vector<bool> used_;
};
