#include <cmath>

#include "base/threads.h"
#include "gradient.h"
#include "harness.h"
#include "kernels/attention_block.h"
#include "kernels/fused_attention.h"
#include "model/attention.h"
#include "model/softmax.h"
#include "twins.h"

// Fused attention where a token sees the latest `seen` tokens only.

static const ChosenThreads one_thread(1);  // unless a test says otherwise
static const std::vector<int64_t> windows = {1, 2, 3, 15, 17, 63, 64, 65, 130};

/// The answers to the tokens first .. end - 1 of a prompt whose keys and values are all in the cache.
static Tensor answers(const Tensor& q, const Tensor& k, const Tensor& v, int64_t first, int64_t end, int64_t seen) {
    const int64_t row = q.dim(1) * q.dim(2);
    const Tensor part = Tensor::borrow({end - first, q.dim(1), q.dim(2)}, const_cast<float*>(q.data()) + first * row,
                                       std::shared_ptr<void>());
    Tensor mix = Tensor::zeros(part.shape());
    fast_attention(part, k, v, first, seen, mix);
    return mix;
}

static void expect_rows_same(const Tensor& part, const Tensor& whole, int64_t first) {
    for (int64_t i = 0; i < part.size(); ++i) {
        EXPECT(part.data()[i] == whole.data()[first * whole.dim(1) * whole.dim(2) + i]);
    }
}

// With queries of zeros all weights are alike, and sums of whole numbers are exact: a mean, off by two roundings. A key
// left out, taken twice, or taken from outside of the window moves it by more.
TEST(equal_weights_give_the_mean_of_the_window) {
    for (int64_t seen : windows) {
        for (int64_t group : {1, 3}) {
            for (int64_t head_dim : {3, 16}) {
                const Tensor q = Tensor::zeros({200, 2 * group, head_dim});
                const Tensor k = random_tensor({200, 2, head_dim}, 1);
                const Tensor v = whole_numbers(k.shape(), 2);
                const Tensor mix = answers(q, k, v, 0, 200, seen);
                for (int64_t t = 0; t < 200; ++t) {
                    const int64_t first = std::max<int64_t>(0, t + 1 - seen);
                    double sum = 0.0;
                    for (int64_t s = first; s <= t; ++s) {
                        sum += double(v(s, 1, 2));
                    }
                    const double mean = sum / double(t + 1 - first);
                    EXPECT(std::fabs(double(mix(t, 2 * group - 1, 2)) - mean) <= roundings(2) * std::fabs(mean));
                }
            }
        }
    }
}

TEST(a_token_gets_the_same_bits_alone_and_in_a_prompt_however_it_is_split) {
    for (int64_t seen : windows) {
        for (const std::vector<int64_t>& heads : std::vector<std::vector<int64_t>>{{2, 2}, {7, 1}}) {
            for (int64_t head_dim : {6, 16}) {
                const Tensor q = scaled(random_tensor({150, heads[0], head_dim}, 1), 4.0f);
                const Tensor k = random_tensor({150, heads[1], head_dim}, 2);
                const Tensor v = random_tensor({150, heads[1], head_dim}, 3);
                const Tensor whole = answers(q, k, v, 0, 150, seen);
                for (int64_t t = 0; t < 150; ++t) {
                    expect_rows_same(answers(q, k, v, t, t + 1, seen), whole, t);
                }
                for (int64_t split : {1, 5, 63, 64, 65, 100}) {
                    expect_rows_same(answers(q, k, v, 0, split, seen), whole, 0);
                    expect_rows_same(answers(q, k, v, split, 150, seen), whole, split);
                }
            }
        }
    }
}

// Its bits are those of a prompt without a window, too, as long as nothing lies outside.
TEST(a_window_that_holds_everything_changes_no_bit) {
    const Tensor q = random_tensor({140, 4, 16}, 1);
    const Tensor k = random_tensor({140, 2, 16}, 2);
    const Tensor v = random_tensor({140, 2, 16}, 3);
    const Tensor without = answers(q, k, v, 0, 140, 0);
    EXPECT_SAME(answers(q, k, v, 0, 140, 140), without);
    EXPECT_SAME(answers(q, k, v, 0, 140, 1000000), without);
    EXPECT(answers(q, k, v, 0, 140, 139)(139, 0, 0) != without(139, 0, 0));
}

// What lies before the window may not be touched by a weight of 0 either: 0 times infinity is NaN.
TEST(what_lies_before_the_window_changes_no_bit) {
    const Tensor q = random_tensor({160, 4, 16}, 1);
    Tensor k = random_tensor({160, 2, 16}, 2);
    Tensor v = random_tensor({160, 2, 16}, 3);
    for (int64_t seen : windows) {
        const Tensor before = answers(q, k, v, 0, 160, seen);
        Tensor other_k = k.clone();
        Tensor other_v = v.clone();
        const int64_t spoilt = 20;  // tokens 0 to 19
        for (int64_t s = 0; s < spoilt; ++s) {
            other_k(s, 1, 3) = NAN;
            other_v(s, 1, 5) = INFINITY;
        }
        const int64_t first = spoilt - 1 + seen;
        if (first >= 160) continue;
        const Tensor after = answers(q, other_k, other_v, 0, 160, seen);
        for (int64_t t = first; t < 160; ++t) {
            EXPECT(after(t, 3, 5) == before(t, 3, 5));
            EXPECT(answers(q, other_k, other_v, t, t + 1, seen)(0, 3, 5) == before(t, 3, 5));
        }
        EXPECT(!(after(first - 1, 3, 5) == before(first - 1, 3, 5)));  // the token before sees one of them
    }
}

TEST(threads_change_no_bit_of_a_window) {
    const Tensor q = random_tensor({400, 6, 16}, 1);
    const Tensor k = random_tensor({400, 2, 16}, 2);
    const Tensor v = random_tensor({400, 2, 16}, 3);
    for (int64_t seen : {3, 100}) {
        const Tensor many = answers(q, k, v, 0, 400, seen);
        const ChosenThreads chosen(3);
        EXPECT_SAME(answers(q, k, v, 0, 400, seen), many);
    }
}

TEST_MAIN
