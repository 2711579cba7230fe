#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/tokenizer.h"

struct TrainTokenizerOptions {
    int vocab_size = 1000;                    // tokens in all: 256 bytes, merges, special tokens
    std::vector<std::string> special_tokens;  // get the last ids; cut out of the corpus, never merged across
    std::string begin_token;                  // one of them that the post-processor puts before a text; "": none
    int64_t min_count = 1;                    // a pair that occurs less often is not merged
};

/// A merge as it was learned, for `train-tokenizer --explain`.
struct LearnedMerge {
    std::string left;  // bytes
    std::string right;
    int64_t count;  // how often the two were neighbours at that time
};

/// Learns a byte-level BPE vocabulary: ids 0 to 255 are the bytes; then, again and again, the most frequent
/// pair of neighbours (inside the pieces that GPT-2's pattern cuts) becomes a new token. Deterministic: among
/// pairs of equal count the one comes first whose left token, then whose right token, sorts first as bytes.
/// Every place counts where the two are neighbours, also when places overlap: "aaa" holds the pair a, a twice.
/// Counts are kept up to date, not taken anew: a merge touches only the words that hold the pair.
///
/// corpus  one or more texts; pieces do not reach across them
/// learned if given, receives the merges in their order
/// throws  Error when vocab_size leaves no room for the bytes and the special tokens, or one of those is
///         empty or stands twice
/// source  Sennrich, Haddow & Birch 2016, section 3.2; bytes: Radford et al. 2019, section 2.2
///
/// With a small corpus the vocabulary may stay smaller than asked for: no pair is left.
Tokenizer train_bpe(const std::vector<std::string_view>& corpus, const TrainTokenizerOptions& options,
                    std::vector<LearnedMerge>* learned = nullptr);
