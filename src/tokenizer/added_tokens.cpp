#include "tokenizer/added_tokens.h"

#include <algorithm>

static uint8_t first_byte(const AddedToken& token) { return uint8_t(token.content[0]); }

/// For sorting: by first byte, then the longest first.
static bool comes_before(const AddedToken& a, const AddedToken& b) {
    if (first_byte(a) != first_byte(b)) return first_byte(a) < first_byte(b);
    return a.content.size() > b.content.size();
}

AddedTokenFinder::AddedTokenFinder(const std::vector<AddedToken>& tokens) : tokens_(tokens) {
    std::stable_sort(tokens_.begin(), tokens_.end(), comes_before);
    first_of_byte_.assign(257, int(tokens_.size()));
    for (int byte = 255, i = int(tokens_.size()); byte >= 0; --byte) {
        while (i > 0 && first_byte(tokens_[size_t(i - 1)]) == byte) {
            --i;
        }
        first_of_byte_[size_t(byte)] = i;
    }
}

const AddedToken* AddedTokenFinder::match_at(std::string_view text, size_t position) const {
    const size_t byte = uint8_t(text[position]);
    for (int i = first_of_byte_[byte]; i < first_of_byte_[byte + 1]; ++i) {
        const AddedToken& token = tokens_[size_t(i)];
        if (text.substr(position, token.content.size()) == token.content) return &token;
    }
    return nullptr;
}

std::vector<TextPart> AddedTokenFinder::split(std::string_view text) const {
    std::vector<TextPart> parts;
    size_t plain_start = 0;
    size_t position = 0;
    while (position < text.size() && !tokens_.empty()) {
        const AddedToken* token = match_at(text, position);
        if (token == nullptr) {
            ++position;
            continue;
        }
        if (position > plain_start) parts.push_back({text.substr(plain_start, position - plain_start), -1});
        parts.push_back({text.substr(position, token->content.size()), token->id});
        position += token->content.size();
        plain_start = position;
    }
    if (plain_start < text.size()) parts.push_back({text.substr(plain_start), -1});
    return parts;
}
