#include <deque>

#include "base/threads.h"
#include "tokenizer/piece_encoder.h"
#include "tokenizer/text_shares.h"
#include "tokenizer/tokenizer.h"

constexpr size_t fewest_bytes_to_share = 1 << 16;  // some milliseconds of work

/// A text on its way: what it is made of after all steps before the merges.
struct PreparedText {
    std::vector<TextPart> parts;   // plain, normalized text, and added tokens
    std::deque<std::string> made;  // texts that were not in the text as they are; a deque leaves them where they are
};

/// Byte-level: plain text may get a space before it.
static std::string_view with_prefix(const Tokenizer& tokenizer, std::string_view text, PreparedText& prepared) {
    if (!tokenizer.byte_level || !tokenizer.add_prefix_space || text[0] == ' ') return text;
    return prepared.made.emplace_back(" " + std::string(text));
}

/// Plain, normalized text between added tokens: cut by the steps of the pre-tokenizer, where it has any.
static void prepare_plain(const Tokenizer& tokenizer, std::string_view text, bool at_text_start,
                          PreparedText& prepared) {
    if (tokenizer.split_steps.empty()) {
        prepared.parts.push_back({with_prefix(tokenizer, text, prepared), -1});
        return;
    }
    std::vector<std::string_view> stretches;
    cut_by_steps(tokenizer.split_steps, text, at_text_start, prepared.made, stretches);
    for (std::string_view stretch : stretches) {
        prepared.parts.push_back({with_prefix(tokenizer, stretch, prepared), -1});
    }
}

/// Raw text between added tokens: normalize, then look for those added tokens that live in normalized text.
static void prepare_raw(const Tokenizer& tokenizer, std::string_view raw, bool at_text_start, bool find_added_tokens,
                        PreparedText& prepared) {
    const AddedTokenFinder none;
    const AddedTokenFinder& finder = find_added_tokens ? tokenizer.normalized_finder : none;
    std::string_view normalized = raw;
    if (!tokenizer.normalizer.empty()) normalized = prepared.made.emplace_back(normalize(tokenizer.normalizer, raw));
    for (const TextPart& part : finder.split(normalized)) {
        if (part.token >= 0)
            prepared.parts.push_back(part);
        else
            prepare_plain(tokenizer, part.text, at_text_start && part.text.data() == normalized.data(), prepared);
    }
}

static PreparedText prepare_text(const Tokenizer& tokenizer, std::string_view text, bool find_added_tokens) {
    PreparedText prepared;
    const AddedTokenFinder none;
    const AddedTokenFinder& finder = find_added_tokens ? tokenizer.raw_finder : none;
    for (const TextPart& part : finder.split(text)) {
        if (part.token >= 0)
            prepared.parts.push_back(part);
        else
            prepare_raw(tokenizer, part.text, part.text.data() == text.data(), find_added_tokens, prepared);
    }
    return prepared;
}

static void explain_parts(const Tokenizer& tokenizer, std::string_view text, const std::vector<TextPart>& parts,
                          std::vector<int>& ids, std::vector<ExplainedPiece>& explained) {
    PieceEncoder encoder(tokenizer, text, 0);
    for (const TextPart& part : parts) {
        if (part.token < 0) {
            encoder.explain_plain(part.text, ids, explained);
            continue;
        }
        ids.push_back(part.token);
        explained.push_back({std::string(part.text), {}, {}, {part.token}});
    }
}

/// What the threads do together: each share of the text becomes ids of its own.
struct EncodeJob {
    const Tokenizer& tokenizer;
    std::string_view text;  // all of it, for messages
    std::vector<std::vector<TextPart>> shares;
    std::vector<std::vector<int>> ids;  // [shares]
};

static void encode_share(void* any_job, int index) {
    EncodeJob& job = *static_cast<EncodeJob*>(any_job);
    const std::vector<TextPart>& parts = job.shares[size_t(index)];
    std::vector<int>& ids = job.ids[size_t(index)];
    size_t bytes = 0;
    for (const TextPart& part : parts) {
        bytes += part.text.size();
    }
    ids.reserve(bytes / 3);
    PieceEncoder encoder(job.tokenizer, job.text, bytes);
    for (const TextPart& part : parts) {
        if (part.token < 0)
            encoder.encode_plain(part.text, ids);
        else
            ids.push_back(part.token);
    }
}

static void encode_parts(const Tokenizer& tokenizer, std::string_view text, const std::vector<TextPart>& parts,
                         std::vector<int>& ids) {
    const bool may_cut = tokenizer.byte_level && tokenizer.split != SplitPattern::none;
    const int share_count = text.size() < fewest_bytes_to_share ? 1 : thread_count();
    EncodeJob job = {tokenizer, text, share_parts(parts, share_count, may_cut), {}};
    const size_t shares = job.shares.size();
    job.ids.resize(shares);
    if (shares > 0) job.ids[0] = std::move(ids);  // goes on where the template began
    run_parts(int(shares), encode_share, &job);
    if (shares > 0) ids = std::move(job.ids[0]);
    for (size_t share = 1; share < shares; ++share) {
        ids.insert(ids.end(), job.ids[share].begin(), job.ids[share].end());
    }
}

std::vector<int> encode(const Tokenizer& tokenizer, std::string_view text, const EncodeOptions& options,
                        std::vector<ExplainedPiece>* explained) {
    std::vector<int> ids;
    if (options.add_template) ids = tokenizer.tokens_before;
    const PreparedText prepared = prepare_text(tokenizer, text, options.find_added_tokens);
    if (explained != nullptr)
        explain_parts(tokenizer, text, prepared.parts, ids, *explained);
    else
        encode_parts(tokenizer, text, prepared.parts, ids);
    if (options.add_template) ids.insert(ids.end(), tokenizer.tokens_after.begin(), tokenizer.tokens_after.end());
    return ids;
}

std::vector<int> encode_stretches(const Tokenizer& tokenizer, const std::vector<TextPart>& stretches) {
    PreparedText prepared;
    std::string text;  // for messages
    for (const TextPart& stretch : stretches) {
        text += stretch.text;
        if (stretch.token >= 0)
            prepared.parts.push_back(stretch);
        else if (!stretch.text.empty())
            prepare_raw(tokenizer, stretch.text, &stretch == &stretches.front(), false, prepared);
    }
    std::vector<int> ids;
    encode_parts(tokenizer, text, prepared.parts, ids);
    return ids;
}
