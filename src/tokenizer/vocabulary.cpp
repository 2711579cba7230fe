#include "tokenizer/vocabulary.h"

#include <algorithm>

#include "base/error.h"

constexpr size_t block_bytes = 1 << 16;

static std::string describe(std::string_view key, int id) {
    return "token \"" + std::string(key) + "\" with id " + std::to_string(id);
}

std::string_view Vocabulary::store(std::string_view key) {
    if (key.size() >= room_) {  // a byte stays free, so that an empty key has a place, too
        room_ = std::max(block_bytes, key.size() + 1);
        blocks_.emplace_back(new char[room_]);
        free_ = blocks_.back().get();
    }
    const std::string_view stored(free_, key.size());
    std::copy(key.begin(), key.end(), free_);
    free_ += key.size();
    room_ -= key.size();
    return stored;
}

void Vocabulary::add(std::string_view key, int id) {
    if (id < 0 || id > max_id) throw Error(describe(key, id) + ": ids go from 0 to " + std::to_string(max_id));
    if (has(id)) {
        throw Error(describe(key, id) + ": the id is taken by \"" + std::string(key_of(id)) + "\"");
    }
    const std::string_view stored = store(key);
    if (!ids_.add(stored, id)) {
        throw Error(describe(key, id) + ": the token is there already, with id " + std::to_string(id_of(key)));
    }
    if (id >= size()) keys_.resize(size_t(id) + 1);
    keys_[size_t(id)] = stored;
}
