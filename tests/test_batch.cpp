#include "train/batch.h"

#include <algorithm>
#include <set>

#include "base/rng.h"
#include "harness.h"

/// How much the prediction of a token counts in these tests.
static float weight_of(int token) { return 0.5f + 0.25f * float(token % 7); }

/// Documents of these lengths, in tokens. Every token of the file has its own id: 0, 1, 2, ...
static TokenFile numbered_file(const std::vector<int64_t>& lengths) {
    TokenFile file;
    int next = 0;
    for (int64_t length : lengths) {
        std::vector<int> document;
        for (int64_t i = 0; i < length; ++i) {
            document.push_back(next++);
        }
        add_document(file, document);
    }
    for (int token : file.tokens) {
        file.weights[size_t(token)] = weight_of(token);
    }
    return file;
}

/// Lengths as in a corpus of short texts: most of 30 to 250 tokens, a few longer, a few of one token or none.
static std::vector<int64_t> mixed_lengths(int documents, uint64_t seed) {
    Rng rng = make_rng(seed);
    std::vector<int64_t> lengths;
    for (int i = 0; i < documents; ++i) {
        const uint64_t kind = next_below(rng, 40);
        if (kind == 0)
            lengths.push_back(300 + int64_t(next_below(rng, 700)));
        else if (kind == 1)
            lengths.push_back(int64_t(next_below(rng, 2)));
        else
            lengths.push_back(30 + int64_t(next_below(rng, 221)));
    }
    return lengths;
}

/// The number of the document that a token belongs to.
static int64_t document_of(const TokenFile& file, int token) {
    const auto behind = std::upper_bound(file.starts.begin(), file.starts.end(), int64_t(token));
    return behind - file.starts.begin() - 1;
}

static bool is_padding(const Batch& batch, const Span& span) { return batch.mask[size_t(span.first)] == 0; }

/// What holds for any batch: sizes, spans that cover it all inside their rows, targets that follow, masks of the targets' weights.
static void expect_well_formed(const TokenFile& file, const Batch& batch, int64_t B, int64_t T) {
    EXPECT_EQUAL(int64_t(batch.tokens.size()), B * T);
    EXPECT_EQUAL(int64_t(batch.targets.size()), B * T);
    EXPECT_EQUAL(int64_t(batch.mask.size()), B * T);
    int64_t covered = 0;
    for (const Span& span : batch.documents) {
        EXPECT_EQUAL(span.first, covered);
        EXPECT(span.length >= 1);
        EXPECT_EQUAL(span.first / T, (span.first + span.length - 1) / T);  // in one row
        covered += span.length;
        const bool padding = is_padding(batch, span);
        EXPECT(!padding || covered % T == 0);  // only at a row's end
        for (int64_t i = span.first; i < covered; ++i) {
            EXPECT_EQUAL(batch.mask[size_t(i)], padding ? 0.0f : weight_of(batch.targets[size_t(i)]));
            EXPECT_EQUAL(batch.targets[size_t(i)], padding ? 0 : batch.tokens[size_t(i)] + 1);
            if (padding) EXPECT_EQUAL(batch.tokens[size_t(i)], 0);
        }
        if (padding) continue;
        const int last_target = batch.targets[size_t(covered - 1)];
        EXPECT_EQUAL(document_of(file, last_target), document_of(file, batch.tokens[size_t(span.first)]));
        EXPECT_EQUAL(int64_t(last_target - batch.tokens[size_t(span.first)]), span.length);
    }
    EXPECT_EQUAL(covered, B * T);
}

/// The first tokens of the documents and pieces of one epoch, as they are dealt.
struct Epoch {
    std::vector<int> order;              // the first token of each span
    std::vector<std::vector<int>> rows;  // the same, row by row
    std::vector<int64_t> lengths;        // of each span
    std::vector<int> predicted;          // every target that counts
    double padding = 0;                  // share
};

static Epoch deal_epoch(const TokenFile& file, Batches& batches, int64_t T) {
    Epoch epoch;
    int64_t rows = 1;
    int64_t padded = 0;
    for (int64_t row = 0; row < rows; ++row) {
        const Batch batch = batches.next();  // B is 1
        rows = batches.rows_in_epoch();
        expect_well_formed(file, batch, 1, T);
        epoch.rows.push_back({});
        for (const Span& span : batch.documents) {
            if (is_padding(batch, span)) {
                padded += span.length;
                continue;
            }
            epoch.order.push_back(batch.tokens[size_t(span.first)]);
            epoch.rows.back().push_back(epoch.order.back());
            epoch.lengths.push_back(span.length);
            for (int64_t i = 0; i < span.length; ++i) {
                epoch.predicted.push_back(batch.targets[size_t(span.first + i)]);
            }
        }
    }
    epoch.padding = double(padded) / double(rows * T);
    return epoch;
}

/// Every token but the first of each document.
static std::vector<int> all_predictions(const TokenFile& file) {
    std::vector<int> predictions;
    for (int64_t d = 0; d < file.documents(); ++d) {
        for (int64_t i = file.starts[size_t(d)] + 1; i < file.starts[size_t(d) + 1]; ++i) {
            predictions.push_back(int(i));
        }
    }
    return predictions;
}

TEST(every_prediction_of_the_file_comes_exactly_once_an_epoch) {
    const TokenFile file = numbered_file(mixed_lengths(500, 1));
    for (bool shuffled : {true, false}) {
        for (int64_t T : {1, 7, 256, 2000}) {
            Batches batches(file, 1, T, 5, shuffled);
            for (int epoch = 0; epoch < 3; ++epoch) {
                std::vector<int> predicted = deal_epoch(file, batches, T).predicted;
                std::sort(predicted.begin(), predicted.end());
                EXPECT(predicted == all_predictions(file));
            }
        }
    }
}

TEST(a_document_is_whole_unless_it_is_longer_than_a_row) {
    const std::vector<int64_t> lengths = mixed_lengths(300, 2);
    const TokenFile file = numbered_file(lengths);
    const int64_t T = 256;
    Batches batches(file, 1, T, 5, true);
    const Epoch epoch = deal_epoch(file, batches, T);
    for (size_t i = 0; i < epoch.order.size(); ++i) {
        const int64_t d = document_of(file, epoch.order[i]);
        const int64_t start = file.starts[size_t(d)];
        const int64_t predictions = lengths[size_t(d)] - 1;
        const int64_t at = epoch.order[i] - start;
        EXPECT_EQUAL(at % T, int64_t(0));  // pieces of a long one: the next begins with the last one's last target
        EXPECT_EQUAL(epoch.lengths[i], std::min(T, predictions - at));
    }
}

TEST(pieces_of_a_long_document_overlap_by_one_token) {
    const TokenFile file = numbered_file({12});  // 11 predictions, rows of 4
    Batches batches(file, 3, 4, 0, false);
    const Batch batch = batches.next();
    EXPECT_EQUAL(batch.tokens, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0}));
    EXPECT_EQUAL(batch.targets, (std::vector<int>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0}));
    expect_well_formed(file, batch, 3, 4);
    EXPECT_EQUAL(batch.documents.size(), size_t(4));
    EXPECT_EQUAL(counted_tokens(batch), int64_t(11));
    EXPECT_EQUAL(total_weight(batch), 11 * 0.5 + (1 + 2 + 3 + 4 + 5 + 6 + 0 + 1 + 2 + 3 + 4) * 0.25);
}

// 5, 4 and 3 wait while 6 begins the first row: 4 fits beside it. No piece is overtaken for long: each row begins
// with the one that waits longest.
TEST(a_row_is_filled_by_the_first_documents_that_fit) {
    const TokenFile file = numbered_file({7, 6, 5, 4, 1, 0, 11});  // predictions: 6, 5, 4, 3, none, none, 10
    Batches batches(file, 1, 10, 0, false);
    const Epoch epoch = deal_epoch(file, batches, 10);
    EXPECT_EQUAL(epoch.lengths, (std::vector<int64_t>{6, 4, 5, 3, 10}));
    EXPECT_EQUAL(epoch.order, (std::vector<int>{0, 13, 7, 18, 23}));
    EXPECT_EQUAL(batches.rows_in_epoch(), int64_t(3));
    EXPECT_EQUAL(epoch.padding, 2.0 / 30);
}

TEST(in_the_order_of_the_file_no_document_is_left_behind) {
    const TokenFile file = numbered_file(mixed_lengths(400, 3));
    Batches batches(file, 1, 256, 0, false);
    const Epoch epoch = deal_epoch(file, batches, 256);
    std::set<int> waiting(epoch.order.begin(), epoch.order.end());
    for (const std::vector<int>& row : epoch.rows) {
        EXPECT_EQUAL(row[0], *waiting.begin());
        for (int first : row) {
            waiting.erase(first);
        }
    }
    EXPECT(waiting.empty());
    EXPECT(deal_epoch(file, batches, 256).order == epoch.order);
}

// 6% of this mix; filling rows in order, without looking at the 64 that wait, would leave 25% free.
TEST(little_is_padding) {
    for (uint64_t seed : {4, 5, 6}) {
        const TokenFile file = numbered_file(mixed_lengths(2000, seed));
        Batches batches(file, 1, 256, seed, true);
        const double padding = deal_epoch(file, batches, 256).padding;
        if (!(padding < 0.08)) FAIL("padding is " + shown(padding));
    }
}

static bool same_batch(const Batch& a, const Batch& b) {
    bool same = a.tokens == b.tokens && a.targets == b.targets && a.mask == b.mask;
    same = same && a.documents.size() == b.documents.size();
    for (size_t i = 0; same && i < a.documents.size(); ++i) {
        same = a.documents[i].first == b.documents[i].first && a.documents[i].length == b.documents[i].length;
    }
    return same;
}

TEST(skipping_n_batches_is_dealing_n_batches) {
    const TokenFile file = numbered_file(mixed_lengths(40, 7));
    for (int64_t B : {1, 3}) {
        for (int64_t n : {0, 1, 2, 5, 17, 60, 200}) {  // over several epochs
            Batches skipping(file, B, 256, 9, true);
            Batches dealing(file, B, 256, 9, true);
            skipping.skip(n);
            for (int64_t i = 0; i < n; ++i) {
                dealing.next();
            }
            for (int more = 0; more < 30; ++more) {
                EXPECT(same_batch(skipping.next(), dealing.next()));
            }
        }
    }
}

TEST(batches_of_several_rows_are_the_same_rows) {
    const TokenFile file = numbered_file(mixed_lengths(50, 8));
    Batches ones(file, 1, 256, 9, true);
    Batches fours(file, 4, 256, 9, true);
    for (int i = 0; i < 40; ++i) {
        const Batch four = fours.next();
        expect_well_formed(file, four, 4, 256);
        std::vector<int> tokens;
        for (int row = 0; row < 4; ++row) {
            const Batch one = ones.next();
            tokens.insert(tokens.end(), one.tokens.begin(), one.tokens.end());
        }
        EXPECT(four.tokens == tokens);
    }
}

TEST(the_order_follows_from_the_seed_and_differs_from_epoch_to_epoch) {
    const TokenFile file = numbered_file(mixed_lengths(200, 10));
    std::vector<std::vector<int>> orders;
    for (uint64_t seed : {0, 1, 2}) {
        Batches batches(file, 1, 256, seed, true);
        Batches same(file, 1, 256, seed, true);
        for (int epoch = 0; epoch < 3; ++epoch) {
            orders.push_back(deal_epoch(file, batches, 256).order);
            EXPECT(deal_epoch(file, same, 256).order == orders.back());
        }
    }
    for (size_t i = 0; i < orders.size(); ++i) {
        for (size_t j = 0; j < i; ++j) {
            int alike = 0;
            for (size_t k = 0; k < orders[i].size() && k < orders[j].size(); ++k) {
                alike += orders[i][k] == orders[j][k];
            }
            EXPECT(alike < 12);  // of two random orders one place is alike on average
        }
    }
}

// Each document is equally likely to come first: a shuffle that swaps with any place (instead of those that are left)
// favours some.
TEST(the_shuffle_favours_no_document) {
    const TokenFile file = numbered_file({2, 2, 2, 2});
    std::vector<int> counts(24, 0);
    const int seeds = 6000;
    for (int seed = 0; seed < seeds; ++seed) {
        Batches batches(file, 1, 4, uint64_t(seed), true);
        const std::vector<int> order = batches.next().tokens;
        int permutation = 0;
        for (size_t i = 0; i < 4; ++i) {
            const auto larger =
                std::count_if(order.begin() + long(i), order.end(), [&](int x) { return x < order[i]; });
            permutation = permutation * (4 - int(i)) + int(larger);
        }
        ++counts[size_t(permutation)];
    }
    double chi_squared = 0;
    for (int count : counts) {
        chi_squared += (count - seeds / 24.0) * (count - seeds / 24.0) / (seeds / 24.0);
    }
    EXPECT(chi_squared < 57);  // 23 degrees of freedom: exceeded once in 10,000; the seeds are fixed
}

TEST(what_cannot_be_dealt_is_an_error) {
    const TokenFile file = numbered_file({5});
    EXPECT_ERROR(Batches(file, 0, 4, 0, true), "a batch of 0 rows of 4 tokens");
    EXPECT_ERROR(Batches(file, 2, 0, 0, true), "a batch of 2 rows of 0 tokens");
    EXPECT_ERROR(Batches(file, -1, 4, 0, true), "a batch of -1 rows");
    EXPECT_ERROR(Batches(TokenFile(), 1, 4, 0, true), "there is nothing to learn from");
    EXPECT_ERROR(Batches(numbered_file({1, 0, 1}), 1, 4, 0, true), "no document has two tokens or more");
}

TEST_MAIN
