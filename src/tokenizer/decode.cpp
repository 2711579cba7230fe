#include <algorithm>

#include "base/error.h"
#include "base/utf8.h"
#include "tokenizer/tokenizer.h"

/// Writes the next token's bytes behind `bytes`. `at_start` says whether plain text starts here, so that its prefix goes.
static void append_token(const Tokenizer& tokenizer, int id, bool& at_start, std::string& bytes) {
    const std::string_view text = tokenizer.token_text[size_t(id)];
    if (tokenizer.is_added[size_t(id)]) {
        at_start = tokenizer.starts_anew[size_t(id)];
        bytes += text;
        return;
    }
    if (!at_start || text.empty()) {
        bytes += text;
        return;
    }
    at_start = false;
    const DecoderOptions& decoder = tokenizer.decoder;
    const std::string_view key = tokenizer.vocabulary.key_of(id);
    if (decoder.metaspace_drops_first && key.find(decoder.metaspace) != std::string_view::npos) {
        bytes += replace_all(key, decoder.metaspace, "");
        return;
    }
    size_t skip = 0;
    for (int i = 0; i < decoder.strip_count; ++i) {
        if (text.compare(skip, decoder.strip_content.size(), decoder.strip_content) != 0) break;
        skip += decoder.strip_content.size();
    }
    bytes += text.substr(skip);
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
    //> tokenizer.decode  the bytes of one token after another
    for (auto id = first; id != last; ++id) {
        if (!tokenizer.vocabulary.has(*id))
            throw Error("id " + std::to_string(*id) + " is no token of this vocabulary");
        append_token(tokenizer, *id, at_start, bytes);
    }
    //< tokenizer.decode
    return bytes;
}

StreamDecoder::StreamDecoder(const Tokenizer& tokenizer) : tokenizer_(&tokenizer) {
    pending_.reserve(256);  // at once what nearly every token fits in
    complete_.reserve(256);
}

std::string_view StreamDecoder::push(int id) {
    if (tokenizer_->vocabulary.has(id)) {
        append_token(*tokenizer_, id, at_start_, pending_);
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
    //> tokenizer.stream  whole characters go out, the bytes of half a one wait
    while (complete < pending_.size()) {
        const CodePoint point = read_utf8(pending_, complete);
        if (point.cut_off && !at_end) break;
        complete += size_t(point.length);
    }
    complete_.clear();
    append_valid_utf8(std::string_view(pending_).substr(0, complete), complete_);
    pending_.erase(0, complete);
    //< tokenizer.stream
    return complete_;
}
