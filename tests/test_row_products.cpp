#include "kernels/row_products.h"

#include <cmath>

#include "base/threads.h"
#include "gradient.h"
#include "harness.h"
#include "kernels/vec.h"
#include "twins.h"

// Errors against the textbook are measured in test_kernels_linear; here: the order of each sum, to the bit.

static const ChosenThreads one_thread(1);  // unless a test says otherwise

/// x row times w row in the order that the header promises; a * b + c is rounded once where the machine has an
/// instruction for it, else twice.
static float product_in_order(const float* x, const float* w, int64_t in, bool rounds_once) {
    std::vector<float> places(size_t(vec_width), 0.0f);
    for (int64_t i = 0; i < in; ++i) {
        float& place = places[size_t(i % vec_width)];
        const float product = x[i] * w[i];
        place = rounds_once ? std::fma(x[i], w[i], place) : place + product;
    }
    for (size_t half = places.size() / 2; half > 0; half /= 2) {
        for (size_t i = 0; i < half; ++i) {
            places[i] += places[i + half];
        }
    }
    return places[0];
}

static void expect_order(int64_t T, int64_t out, int64_t in, uint64_t seed) {
    const Tensor x = at_the_edge(random_tensor({T, in}, seed));
    const Tensor w = at_the_edge(random_tensor({out, in}, seed + 1));
    Tensor y = fenced(Tensor::zeros({T, out}));
    row_products(T, out, in, x.data(), w.data(), y.data());
    expect_fence(y, "y");
    for (int64_t t = 0; t < T; ++t) {
        for (int64_t o = 0; o < out; ++o) {
            const float once = product_in_order(x.data() + t * in, w.data() + o * in, in, true);
            const float twice = product_in_order(x.data() + t * in, w.data() + o * in, in, false);
            EXPECT(y(t, o) == once || y(t, o) == twice);
        }
    }
}

TEST(each_sum_has_the_promised_order) {
    uint64_t seed = 0;
    for (int64_t T : {1, 2, 3, 4, 5, 6, 11}) {
        for (int64_t out : {1, 2, 4, 5, 6, 17}) {
            for (int64_t in : {1, 15, 16, 17, 33, 160}) {
                expect_order(T, out, in, seed += 2);
            }
        }
    }
}

// More than one block of x: rows of 40,000 numbers are 160 KB each.
TEST(long_rows_are_taken_in_blocks) { expect_order(13, 3, 40000, 1000); }

TEST(rows_without_numbers_give_zeros) {
    Tensor y = fenced(Tensor::from({2, 3}, std::vector<float>(6, NAN)));
    row_products(2, 3, 0, nullptr, nullptr, y.data());
    expect_fence(y, "y");
    EXPECT_SAME(y, Tensor::zeros({2, 3}));
}

TEST(threads_change_no_bit) {
    const Tensor x = random_tensor({37, 129}, 1);
    EXPECT(worth_sharing(37 * 301 * 129));  // of a smaller one a thread would do all
    const Tensor w = random_tensor({301, 129}, 2);
    Tensor one = Tensor::zeros({37, 301});
    row_products(37, 301, 129, x.data(), w.data(), one.data());
    for (int threads : {2, 3}) {
        const ChosenThreads chosen(threads);
        Tensor more = Tensor::zeros({37, 301});
        row_products(37, 301, 129, x.data(), w.data(), more.data());
        EXPECT_SAME(more, one);
    }
}

TEST_MAIN
