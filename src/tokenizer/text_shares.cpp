#include "tokenizer/text_shares.h"

#include "tokenizer/pre_tokenizer.h"

/// Deals out one part: whole to the present share, but what is too much for it, from a safe cut on, to the next.
static void share_part(std::string_view text, size_t share_bytes, size_t& bytes_in_share,
                       std::vector<std::vector<TextPart>>& shares) {
    while (!text.empty()) {
        if (bytes_in_share >= share_bytes) {
            shares.emplace_back();
            bytes_in_share = 0;
        }
        const size_t room = share_bytes - bytes_in_share;
        const size_t taken = room < text.size() ? next_safe_cut(text, room) : text.size();
        shares.back().push_back({text.substr(0, taken), -1});
        bytes_in_share += taken;
        text.remove_prefix(taken);
    }
}

std::vector<std::vector<TextPart>> share_parts(const std::vector<TextPart>& parts, int count, bool may_cut) {
    size_t bytes = 0;
    for (const TextPart& part : parts) {
        bytes += part.text.size();
    }
    const size_t share_bytes = bytes / size_t(count) + 1;
    std::vector<std::vector<TextPart>> shares;
    if (!parts.empty()) shares.emplace_back();
    size_t bytes_in_share = 0;
    for (const TextPart& part : parts) {
        if (part.token < 0 && may_cut) {
            share_part(part.text, share_bytes, bytes_in_share, shares);
            continue;
        }
        if (bytes_in_share >= share_bytes) {
            shares.emplace_back();
            bytes_in_share = 0;
        }
        shares.back().push_back(part);
        bytes_in_share += part.text.size();
    }
    return shares;
}
