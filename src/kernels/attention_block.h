#pragma once

#include <cstdint>

// Fused attention takes keys and values in blocks. This file holds what it does with one block: the scores of some
// queries, their exponentials, the mix of values, and how the results of two blocks become one.
//
// A row of queries, keys, values or sums is `width` numbers long: head_dim, rounded up to whole registers with zeros.

/// How many keys a block holds, counted from position 0 whatever is asked for: so the sums of a query have one order.
constexpr int64_t block_keys = 64;

/// Rows of keys or of values of one head, `step` numbers apart.
struct HeadRows {
    const float* data;
    int64_t step;
};

/// The softmax average over some keys before it is divided by the sum of its weights, for one query:
///     largest = max_s score_s,   total = sum_s exp(score_s - largest),   sums = sum_s exp(score_s - largest) v_s
struct PartialMix {
    float largest;
    float total;
    float* sums;  // [width]
};

/// How many keys block_scores should be given at once, at least.
constexpr int64_t score_keys_at_once = 16;

/// How many queries share what block_scores_turned and block_mix read: they are quickest for a multiple of it.
constexpr int64_t queries_at_once = 6;

/// scores[r][s] = q[r] . keys[s] for s = first .. last - 1 of a block; first is a multiple of score_keys_at_once.
///
/// q      [rows, width]
/// scores [rows, block_keys]; those from last on may be overwritten
///
/// What limits it: a number of a key is read once for a tile of queries, whose running sums stay in registers, one
/// register a sum; as row_products does, and with the same order of each sum for one query and for many.
void block_scores(int64_t rows, const float* q, int64_t width, const HeadRows& keys, int64_t first, int64_t last,
                  float* scores);

/// turned[i][s] = keys[s][i]: the keys of a block, the first `count` of block_keys, made columns. [width, block_keys]
void turn_keys(const HeadRows& keys, int64_t count, int64_t width, float* turned);

/// The same scores, to the bit, for s = 0 .. last - 1 of keys made columns.
void block_scores_turned(int64_t rows, const float* q, int64_t width, const float* turned, int64_t last, float* scores);

/// sums[r] += sum_s weights[r][s] values[s] for s = first .. last - 1 of a block, one running sum in the order of s.
///
/// weights [rows, block_keys]
/// sums    [rows, width]
void block_mix(int64_t rows, const float* weights, int64_t width, const HeadRows& values, int64_t first, int64_t last,
               float* sums);

/// scores[s] becomes exp(scores[s] - largest) for s < count; sets `largest` and `total` of the part. count >= 1.
void block_weights(float* scores, int64_t count, PartialMix& part);

/// The average over the keys of both: each is scaled to the larger of the two maxima, then they are added.
/// source  Milakov & Gimelshein 2018, "Online normalizer calculation for softmax", section 3.1
void merge(const PartialMix& part, int64_t width, PartialMix& whole);
