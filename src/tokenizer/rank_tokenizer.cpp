#include "base/error.h"
#include "tokenizer/byte_alphabet.h"
#include "tokenizer/rank_file.h"

/// source  tiktoken's list of encodings
static const std::vector<RankEncoding>& known_encodings() {
    static const std::vector<RankEncoding> known = {
        {"r50k_base", 50256, SplitPattern::gpt2, {{"<|endoftext|>", 50256}}},  // GPT-2 and GPT-3
        {"cl100k_base",                                                        // GPT-3.5 and GPT-4
         100256,
         SplitPattern::cl100k,
         {{"<|endoftext|>", 100257},
          {"<|fim_prefix|>", 100258},
          {"<|fim_middle|>", 100259},
          {"<|fim_suffix|>", 100260},
          {"<|endofprompt|>", 100276}}},
        {"o200k_base",
         199998,
         SplitPattern::o200k,
         {{"<|endoftext|>", 199999}, {"<|endofprompt|>", 200018}}},  // GPT-4o
    };
    return known;
}

static const RankEncoding& encoding_of(const std::string& path, size_t count) {
    std::string names;
    for (const RankEncoding& encoding : known_encodings()) {
        if (size_t(encoding.count) == count) return encoding;
        names += (names.empty() ? "" : ", ") + std::string(encoding.name) + " (" + std::to_string(encoding.count) + ")";
    }
    throw Error(path + ":" + std::to_string(count) + ": the file ends with " + std::to_string(count) +
                " tokens, and no encoding that is known has so many: " + names + "; it is cut off, or of another kind");
}

/// Appends a rule for each way to make the token of two others. The table is told all their parts before it is asked for the
/// first: it lies beyond the nearest caches, and answers many at once in the time of one.
static void append_rules(const RankFile& file, int rank, std::vector<MergeTable::Rule>& rules) {
    const std::string_view token = file.tokens[size_t(rank)];
    for (size_t at = 1; at < token.size(); ++at) {
        file.rank_of.expect(token.substr(0, at));
        file.rank_of.expect(token.substr(at));
    }
    for (size_t at = 1; at < token.size(); ++at) {
        const int left = file.rank_of.find(token.substr(0, at));
        if (left < 0) continue;
        const int right = file.rank_of.find(token.substr(at));
        if (right >= 0) rules.push_back({left, right, rank, rank});
    }
}

Tokenizer tokenizer_of_ranks(const RankFile& file, const RankEncoding& encoding) {
    Tokenizer tokenizer;
    tokenizer.byte_level = true;
    tokenizer.split = encoding.split;
    tokenizer.ignore_merges = true;
    tokenizer.decoder.byte_level = true;
    const int count = int(file.tokens.size());
    tokenizer.vocabulary = Vocabulary(size_t(count) + encoding.specials.size());
    std::vector<MergeTable::Rule> rules;
    for (int rank = 0; rank < count; ++rank) {
        tokenizer.vocabulary.add(to_byte_alphabet(file.tokens[size_t(rank)]), rank);
        append_rules(file, rank, rules);
    }
    tokenizer.merges = MergeTable(std::move(rules));
    for (const RankEncoding::Special& special : encoding.specials) {
        tokenizer.vocabulary.add(special.content, special.id);
        AddedToken token;
        token.id = special.id;
        token.content = special.content;
        token.special = true;
        tokenizer.added_tokens.push_back(token);
    }
    prepare_tokenizer(tokenizer);
    return tokenizer;
}

Tokenizer read_rank_tokenizer(const std::string& path) {
    const RankFile file = read_ranks(path);
    return tokenizer_of_ranks(file, encoding_of(path, file.tokens.size()));
}

bool is_rank_file(const std::string& path) {
    const std::string_view ending = ".tiktoken";
    return path.size() >= ending.size() && std::string_view(path).substr(path.size() - ending.size()) == ending;
}
