#include "tokenizer/vocabulary.h"

#include "base/error.h"

static std::string describe(std::string_view key, int id) {
    return "token \"" + std::string(key) + "\" with id " + std::to_string(id);
}

void Vocabulary::add(std::string_view key, int id) {
    if (id < 0 || id > max_id) throw Error(describe(key, id) + ": ids go from 0 to " + std::to_string(max_id));
    if (has(id)) throw Error(describe(key, id) + ": the id is taken by \"" + key_of(id) + "\"");
    const auto inserted = ids_.emplace(key, id);
    if (!inserted.second) {
        throw Error(describe(key, id) + ": the token is there already, with id " +
                    std::to_string(inserted.first->second));
    }
    if (id >= size()) {
        keys_.resize(size_t(id) + 1, nullptr);
        used_.resize(size_t(id) + 1, false);
    }
    keys_[size_t(id)] = &inserted.first->first;
    used_[size_t(id)] = true;
}
