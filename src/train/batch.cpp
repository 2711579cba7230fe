#include "train/batch.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "base/error.h"
#include "base/rng.h"

double total_weight(const Batch& batch) {
    double sum = 0.0;
    for (float weight : batch.mask) {
        sum += double(weight);
    }
    return sum;
}

int64_t counted_tokens(const Batch& batch) {
    return std::count_if(batch.mask.begin(), batch.mask.end(), [](float weight) { return weight > 0.0f; });
}

Batches::Batches(const TokenFile& file, int64_t B, int64_t T, uint64_t seed, bool shuffled)
    : file_(file), B_(B), T_(T), seed_(seed), shuffled_(shuffled) {
    if (B < 1 || T < 1) throw Error("a batch of " + std::to_string(B) + " rows of " + std::to_string(T) + " tokens");
    for (int64_t d = 0; d < file.documents(); ++d) {
        const int64_t last = file.starts[size_t(d) + 1] - 1;  // the last token is only ever predicted
        for (int64_t first = file.starts[size_t(d)]; first < last; first += T) {
            pieces_.push_back({first, std::min(T, last - first)});
        }
    }
    if (pieces_.empty()) throw Error("no document has two tokens or more: there is nothing to learn from");
}

/// A random order of all pieces: each place gets one of those that are left (Fisher & Yates; Durstenfeld 1964).
static void shuffle(std::vector<DocumentPiece>& pieces, Rng& rng) {
    for (size_t left = pieces.size(); left > 1; --left) {
        const size_t chosen = size_t(next_below(rng, left));
        std::swap(pieces[left - 1], pieces[chosen]);
    }
}

void Batches::start_epoch() {
    std::vector<DocumentPiece> order = pieces_;
    if (shuffled_) {
        Rng rng = make_rng(seed_ + epoch_ * 0x9e3779b97f4a7c15ull);
        shuffle(order, rng);
    }
    ++epoch_;
    //> batch.pack  fill row after row with whole pieces
    const size_t looked_ahead = 64;
    rows_.clear();
    std::deque<DocumentPiece> waiting;
    size_t next = 0;
    while (next < order.size() || !waiting.empty()) {
        std::vector<DocumentPiece> row;
        int64_t room = T_;
        size_t at = 0;
        while (at < looked_ahead && room > 0) {
            if (at == waiting.size() && next < order.size()) waiting.push_back(order[next++]);
            if (at == waiting.size()) break;
            if (waiting[at].length > room) {
                ++at;
                continue;
            }
            row.push_back(waiting[at]);
            room -= waiting[at].length;
            waiting.erase(waiting.begin() + long(at));
        }
        rows_.push_back(row);
    }
    //< batch.pack
    row_ = 0;
}

const std::vector<DocumentPiece>& Batches::next_row() {
    if (row_ == rows_.size()) start_epoch();
    return rows_[row_++];
}

void Batches::skip(int64_t batches) {
    for (int64_t row = 0; row < batches * B_; ++row) {
        next_row();
    }
}

Batch Batches::next() {
    Batch batch;
    for (int64_t b = 0; b < B_; ++b) {
        int64_t filled = 0;
        for (const DocumentPiece& piece : next_row()) {
            batch.documents.push_back({b * T_ + filled, piece.length});
            const auto first = file_.tokens.begin() + piece.first;
            batch.tokens.insert(batch.tokens.end(), first, first + piece.length);
            batch.targets.insert(batch.targets.end(), first + 1, first + piece.length + 1);
            const auto first_weight = file_.weights.begin() + piece.first + 1;
            batch.mask.insert(batch.mask.end(), first_weight, first_weight + piece.length);
            filled += piece.length;
        }
        if (filled == T_) continue;
        batch.documents.push_back({b * T_ + filled, T_ - filled});  // padding
        batch.tokens.resize(size_t((b + 1) * T_), 0);
        batch.targets.resize(size_t((b + 1) * T_), 0);
        batch.mask.resize(size_t((b + 1) * T_), 0.0f);
    }
    return batch;
}
