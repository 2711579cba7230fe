// Rank files: whatever is accepted gives every text back, and merges as the plainest reading of the ranks does.
#include "base/error.h"
#include "fuzz.h"
#include "tokenizer/rank_file.h"

static const std::string_view texts[] = {
    "",
    "aaabdaaabac",
    " Hello,  world! It's 2024\n\n\tdon't",
    "\xe2\x96\x81 \xf0\x9f\x98\x80 caf\xc3\xa9 \xc3",
    std::string_view("\0a\0\xff\xfe", 5),
};

/// The ids of one piece: of all neighbours that are a token together, those of the lowest rank, the leftmost, become it.
static std::vector<int> merge_plainly(const RankFile& file, std::string_view piece) {
    if (file.rank_of.find(piece) >= 0) return {file.rank_of.find(piece)};
    std::vector<std::string> parts;
    for (char byte : piece) {
        parts.emplace_back(1, byte);
    }
    while (true) {
        size_t best = parts.size();
        int best_rank = Vocabulary::max_id;
        for (size_t i = 0; i + 1 < parts.size(); ++i) {
            const int rank = file.rank_of.find(parts[i] + parts[i + 1]);
            if (rank < 0 || rank >= best_rank) continue;
            best = i;
            best_rank = rank;
        }
        if (best == parts.size()) break;
        parts[best] += parts[best + 1];
        parts.erase(parts.begin() + std::ptrdiff_t(best) + 1);
    }
    std::vector<int> ids;
    for (const std::string& part : parts) {
        ids.push_back(file.rank_of.find(part));
    }
    return ids;
}

static void check_text(const RankFile& file, const Tokenizer& tokenizer, std::string_view text) {
    const std::vector<int> ids = encode(tokenizer, text, {false, false});
    REQUIRE(decode(tokenizer, ids) == text);
    std::vector<int> plain;
    for (std::string_view piece : split_pieces(tokenizer.split, text)) {
        const std::vector<int> merged = merge_plainly(file, piece);
        plain.insert(plain.end(), merged.begin(), merged.end());
    }
    REQUIRE(ids == plain);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const MemoryFile memory(as_text(data, size));
    RankFile file;
    try {
        file = read_ranks(memory.path());
    } catch (const Error& error) {
        REQUIRE(std::string(error.what()).find(memory.path() + ":") == 0);  // begins with the file's name, and the line
        return 0;
    }
    const int count = int(file.tokens.size());
    const RankEncoding encoding = {"fuzz", count, SplitPattern::o200k, {{"<|end of text|>", count}}};
    const Tokenizer tokenizer = tokenizer_of_ranks(file, encoding);
    for (std::string_view text : texts) {
        check_text(file, tokenizer, text);
    }
    check_text(file, tokenizer, as_text(data, size < 100 ? size : 100));
    for (int rank = 0; rank < count; ++rank) {
        REQUIRE(tokenizer.token_text[size_t(rank)] == file.tokens[size_t(rank)]);
    }
    return 0;
}
