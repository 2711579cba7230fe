#include <algorithm>

#include "base/error.h"
#include "base/utf8.h"
#include "tokenizer/tokenizer.h"

/// Whether the normalizer puts something before each stretch of plain text, and not only before the text.
static bool prefixes_each_part(const Tokenizer& tokenizer) {
    for (const NormalizerStep& step : tokenizer.normalizer) {
        if (step.kind == NormalizerStep::Kind::prepend) return true;
    }
    return false;
}

/// Whether the normalizer started anew behind this added token. Not so behind one that was found in normalized
/// text, and not behind "unknown", which is how plain text without a byte fallback looks in places.
static bool starts_anew_after(const Tokenizer& tokenizer, int id) {
    if (id == tokenizer.unknown_token && !tokenizer.byte_fallback) return false;
    for (const AddedToken& token : tokenizer.added_tokens) {
        if (token.id == id) return !token.normalized && prefixes_each_part(tokenizer);
    }
    return false;
}

/// The bytes of the next token. `at_start` says whether plain text starts here, so that its prefix goes.
static std::string_view token_bytes(const Tokenizer& tokenizer, int id, bool& at_start) {
    const std::string_view text = tokenizer.token_text[size_t(id)];
    if (tokenizer.is_added[size_t(id)]) {
        at_start = starts_anew_after(tokenizer, id);
        return text;
    }
    if (!at_start || text.empty()) return text;
    at_start = false;
    const std::string& strip = tokenizer.decoder.strip_content;
    size_t skip = 0;
    for (int i = 0; i < tokenizer.decoder.strip_count; ++i) {
        if (text.compare(skip, strip.size(), strip) != 0) break;
        skip += strip.size();
    }
    return text.substr(skip);
}

std::string decode(const Tokenizer& tokenizer, const std::vector<int>& ids) {
    const std::vector<int>& before = tokenizer.tokens_before;
    const std::vector<int>& after = tokenizer.tokens_after;
    auto first = ids.begin();
    auto last = ids.end();
    const bool has_before = ids.size() >= before.size() && std::equal(before.begin(), before.end(), first);
    if (has_before) first += std::ptrdiff_t(before.size());
    const bool has_after = size_t(last - first) >= after.size() &&
                           std::equal(after.begin(), after.end(), last - std::ptrdiff_t(after.size()));
    if (has_after) last -= std::ptrdiff_t(after.size());

    std::string bytes;
    bool at_start = true;
    for (auto id = first; id != last; ++id) {
        if (!tokenizer.vocabulary.has(*id))
            throw Error("id " + std::to_string(*id) + " is no token of this vocabulary");
        bytes += token_bytes(tokenizer, *id, at_start);
    }
    return bytes;
}

StreamDecoder::StreamDecoder(const Tokenizer& tokenizer) : tokenizer_(&tokenizer) {
    pending_.reserve(256);  // at once what nearly every token fits in
    complete_.reserve(256);
}

std::string_view StreamDecoder::push(int id) {
    if (tokenizer_->vocabulary.has(id)) {
        pending_ += token_bytes(*tokenizer_, id, at_start_);
    } else {
        pending_ += "\uFFFD";
    }
    return take_complete(false);
}

void StreamDecoder::skip(int id) {
    push(id);
    pending_.clear();
}

std::string_view StreamDecoder::finish() { return take_complete(true); }

std::string_view StreamDecoder::take_complete(bool at_end) {
    size_t complete = 0;
    while (complete < pending_.size()) {
        const CodePoint point = read_utf8(pending_, complete);
        if (point.cut_off && !at_end) break;
        complete += size_t(point.length);
    }
    complete_.clear();
    append_valid_utf8(std::string_view(pending_).substr(0, complete), complete_);
    pending_.erase(0, complete);
    return complete_;
}
