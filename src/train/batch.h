#pragma once

#include <cstdint>
#include <vector>

#include "base/span.h"
#include "train/token_file.h"

/// What one pass of training looks at: B rows of T tokens, one after another, each filled with whole documents.
struct Batch {
    std::vector<int> tokens;      // [B * T]
    std::vector<int> targets;     // [B * T] the token that follows
    std::vector<float> mask;      // [B * T] how much the prediction of that token counts; 0 where there is none
    std::vector<Span> documents;  // in order, covering all tokens; each sees itself only, from position 0 on
};

/// The sum of the mask, which a mean loss is divided by.
double total_weight(const Batch& batch);

/// How many predictions count, each as one, whatever its weight.
int64_t counted_tokens(const Batch& batch);

/// A document, or a part of a long one.
struct DocumentPiece {
    int64_t first;   // its first token, in the file's tokens
    int64_t length;  // how many predictions it makes
};

/// Deals the documents of a token file out as batches, epoch after epoch, each epoch in another order.
///
/// A document of L tokens makes L - 1 predictions; one of more than T + 1 tokens is cut into pieces that overlap by one
/// token. Pieces are put into rows of T in the order of the shuffle; when the next does not fit, one of the 64 behind it
/// that does goes before it. What stays free at a row's end is padding, masked.
/// The order follows from the seed alone, so that a run can go on from any batch.
class Batches {
 public:
    /// `file` must outlive this. `shuffled` false: always in the order of the file (validation).
    /// Throws Error when B or T is below 1.
    Batches(const TokenFile& file, int64_t B, int64_t T, uint64_t seed, bool shuffled);

    Batch next();

    /// Passes over the next batches without making them.
    void skip(int64_t batches);

    /// Rows of the present epoch.
    int64_t rows_in_epoch() const { return int64_t(rows_.size()); }

 private:
    void start_epoch();
    const std::vector<DocumentPiece>& next_row();

    const TokenFile& file_;
    int64_t B_;
    int64_t T_;
    uint64_t seed_;
    bool shuffled_;
    std::vector<DocumentPiece> pieces_;
    std::vector<std::vector<DocumentPiece>> rows_;  // of the present epoch
    size_t row_ = 0;                                // the next one
    uint64_t epoch_ = 0;                            // epochs begun
};
