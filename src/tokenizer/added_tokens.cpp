#include "tokenizer/added_tokens.h"

#include <algorithm>

static uint8_t byte_at(const AddedToken& token, size_t index) { return uint8_t(token.content[index]); }

static bool comes_before(const AddedToken& a, const AddedToken& b) { return a.content < b.content; }

AddedTokenFinder::AddedTokenFinder(const std::vector<AddedToken>& tokens) : tokens_(tokens) {
    std::stable_sort(tokens_.begin(), tokens_.end(), comes_before);
    first_of_byte_.assign(257, int(tokens_.size()));
    for (int byte = 255, i = int(tokens_.size()); byte >= 0; --byte) {
        while (i > 0 && byte_at(tokens_[size_t(i - 1)], 0) == byte) {
            --i;
        }
        first_of_byte_[size_t(byte)] = i;
    }
}

/// Of the sorted tokens first .. last - 1, which agree before `index` and are longer than that, those with that byte there.
static void keep_those_with(uint8_t byte, size_t index, const std::vector<AddedToken>& tokens, int& first, int& last) {
    int low = first;
    int high = last;
    while (low < high) {  // the first whose byte is not lower
        const int middle = (low + high) / 2;
        if (byte_at(tokens[size_t(middle)], index) < byte)
            low = middle + 1;
        else
            high = middle;
    }
    first = low;
    high = last;
    while (low < high) {  // the first whose byte is higher
        const int middle = (low + high) / 2;
        if (byte_at(tokens[size_t(middle)], index) <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    last = low;
}

/// Byte after byte, fewer and fewer tokens are left; of those that end on the way, the last one is the longest.
const AddedToken* AddedTokenFinder::match_at(std::string_view text, size_t position) const {
    const size_t byte = uint8_t(text[position]);
    int first = first_of_byte_[byte];
    int last = first_of_byte_[byte + 1];
    const AddedToken* longest = nullptr;
    for (size_t length = 1; first < last; ++length) {
        if (tokens_[size_t(first)].content.size() == length) longest = &tokens_[size_t(first)];
        while (first < last && tokens_[size_t(first)].content.size() == length) {
            ++first;  // of equal ones the first counts
        }
        if (position + length >= text.size()) break;
        keep_those_with(uint8_t(text[position + length]), length, tokens_, first, last);
    }
    return longest;
}

/// The next place where a token might begin; the text's size when there is none.
size_t AddedTokenFinder::next_start(std::string_view text, size_t position) const {
    const bool one_first_byte = byte_at(tokens_.front(), 0) == byte_at(tokens_.back(), 0);
    if (one_first_byte) return std::min(text.find(tokens_.front().content[0], position), text.size());
    while (position < text.size()) {
        const size_t byte = uint8_t(text[position]);
        if (first_of_byte_[byte] < first_of_byte_[byte + 1]) break;
        ++position;
    }
    return position;
}

std::vector<TextPart> AddedTokenFinder::split(std::string_view text) const {
    std::vector<TextPart> parts;
    size_t plain_start = 0;
    size_t position = tokens_.empty() ? text.size() : next_start(text, 0);
    while (position < text.size()) {
        const AddedToken* token = match_at(text, position);
        if (token == nullptr) {
            position = next_start(text, position + 1);
            continue;
        }
        if (position > plain_start) parts.push_back({text.substr(plain_start, position - plain_start), -1});
        parts.push_back({text.substr(position, token->content.size()), token->id});
        plain_start = position + token->content.size();
        position = next_start(text, plain_start);
    }
    if (plain_start < text.size()) parts.push_back({text.substr(plain_start), -1});
    return parts;
}
