#include "tokenizer/added_tokens.h"

#include <algorithm>

#include "base/utf8.h"
#include "tokenizer/unicode.h"
#include "tokenizer/word_chars.h"

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

AddedTokenFinder::Match AddedTokenFinder::next_match(std::string_view text, size_t position) const {
    if (tokens_.empty() || position >= text.size()) return {nullptr, text.size()};
    for (position = next_start(text, position); position < text.size(); position = next_start(text, position + 1)) {
        const AddedToken* token = match_at(text, position);
        if (token != nullptr) return {token, position};
    }
    return {nullptr, text.size()};
}

/// Where the character that ends at `end` begins; a byte that is part of no whole character stands for itself.
static size_t start_of_char_before(std::string_view text, size_t end) {
    for (size_t length = 1; length <= 4 && length <= end; ++length) {
        const CodePoint point = read_utf8(text, end - length);
        if (point.valid && size_t(point.length) == length) return end - length;
    }
    return end - 1;
}

static bool is_word_at(std::string_view text, size_t position) {
    const CodePoint point = read_utf8(text, position);
    return point.valid && is_word_char(point.value);
}

static bool is_space_at(std::string_view text, size_t position) {
    const CodePoint point = read_utf8(text, position);
    return point.valid && classify_char(point.value) == CharClass::space;
}

/// Whether no word reaches into the place from `start` to `end`.
static bool stands_alone(std::string_view text, size_t start, size_t end) {
    if (start > 0 && is_word_at(text, start_of_char_before(text, start))) return false;
    return end == text.size() || !is_word_at(text, end);
}

/// Where the white space begins that ends at `end`, but not before `least`.
static size_t start_of_space_before(std::string_view text, size_t end, size_t least) {
    while (end > least) {
        const size_t start = start_of_char_before(text, end);
        if (!is_space_at(text, start)) break;
        end = start;
    }
    return std::max(end, least);
}

/// White space that was looked through: from every place in it the same end is found without another look, so that many
/// tokens in much white space take no longer than one.
struct KnownSpace {
    size_t start = 0;
    size_t end = 0;
};

static size_t end_of_space_behind(std::string_view text, size_t position, KnownSpace& known) {
    if (position >= known.start && position < known.end) return known.end;
    known.start = position;
    while (position < text.size() && is_space_at(text, position)) {
        position += size_t(read_utf8(text, position).length);
    }
    known.end = position;
    return position;
}

std::vector<TextPart> AddedTokenFinder::split(std::string_view text) const {
    std::vector<TextPart> parts;
    size_t plain_start = 0;
    KnownSpace known;
    for (Match match = next_match(text, 0); match.token != nullptr;) {
        const AddedToken& token = *match.token;
        size_t start = match.start;
        size_t end = start + token.content.size();
        match = next_match(text, end);
        if (token.single_word && !stands_alone(text, start, end)) continue;
        if (token.lstrip) start = std::min(start_of_space_before(text, start, plain_start), end);
        if (token.rstrip) end = end_of_space_behind(text, end, known);
        if (start > plain_start) parts.push_back({text.substr(plain_start, start - plain_start), -1});
        parts.push_back({text.substr(start, end - start), token.id});
        plain_start = end;
    }
    if (plain_start < text.size()) parts.push_back({text.substr(plain_start), -1});
    return parts;
}
