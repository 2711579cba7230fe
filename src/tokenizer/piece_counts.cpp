#include "tokenizer/piece_counts.h"

#include "base/threads.h"
#include "tokenizer/pre_tokenizer.h"
#include "tokenizer/text_shares.h"

void PieceCounts::add(std::string_view piece, int64_t count) {
    int index = index_of.find(piece);
    if (index < 0) {
        index = int(pieces.size());
        index_of.add(piece, index);
        pieces.push_back(piece);
        counts.push_back(0);
    }
    counts[size_t(index)] += count;
}

/// What the threads do together: each share of the corpus is counted on its own.
struct CountJob {
    std::vector<std::vector<TextPart>> shares;
    std::vector<PieceCounts> counted;  // [shares]
};

static void count_share(void* any_job, int share) {
    CountJob& job = *static_cast<CountJob*>(any_job);
    PieceCounts counted;
    for (const TextPart& part : job.shares[size_t(share)]) {
        if (part.token >= 0) continue;
        size_t start = 0;
        while (start < part.text.size()) {
            const size_t end = end_of_piece(SplitPattern::gpt2, part.text, start);
            counted.add(part.text.substr(start, end - start), 1);
            start = end;
        }
    }
    job.counted[size_t(share)] = std::move(counted);
}

PieceCounts count_pieces(const std::vector<std::string_view>& corpus, const AddedTokenFinder& specials) {
    std::vector<TextPart> parts;
    for (std::string_view text : corpus) {
        const std::vector<TextPart> parts_of_text = specials.split(text);
        parts.insert(parts.end(), parts_of_text.begin(), parts_of_text.end());
    }
    CountJob job = {share_parts(parts, thread_count(), true), {}};
    job.counted.resize(job.shares.size());
    run_parts(int(job.shares.size()), count_share, &job);
    PieceCounts all;
    if (!job.counted.empty()) all = std::move(job.counted[0]);
    for (size_t share = 1; share < job.counted.size(); ++share) {
        const PieceCounts& counted = job.counted[share];
        for (size_t i = 0; i < counted.pieces.size(); ++i) {
            all.add(counted.pieces[i], counted.counts[i]);
        }
    }
    return all;
}
