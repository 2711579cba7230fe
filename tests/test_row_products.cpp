#include "kernels/row_products.h"

#include <bit>
#include <cmath>
#include <cstring>

#include "base/half.h"
#include "base/threads.h"
#include "gradient.h"
#include "harness.h"
#include "kernels/weight_rows.h"
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
    Tensor y = fenced(Tensor::from({T, out}, std::vector<float>(size_t(T * out), NAN)));
    row_products(T, x.data(), w, y.data());
    expect_fence(y, "y");
    for (int64_t t = 0; t < T; ++t) {
        for (int64_t o = 0; o < out; ++o) {
            const float once = product_in_order(x.data() + t * in, w.data() + o * in, in, true);
            const float twice = product_in_order(x.data() + t * in, w.data() + o * in, in, false);
            if (y(t, o) != once && y(t, o) != twice) EXPECT_EQUAL(y(t, o), once);
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

// Sums that wait in memory for the next piece of a row, 768 numbers.
TEST(long_rows_are_taken_in_pieces) {
    expect_order(1, 9, 1600, 1000);
    expect_order(7, 18, 769, 1002);
    expect_order(4, 3, 1536, 1004);
    expect_order(3, 2, 2333, 1006);
}

// More rows of x than have sums in memory at once, 256.
TEST(many_rows_are_taken_in_blocks) {
    expect_order(257, 17, 9, 1100);
    expect_order(515, 3, 20, 1102);
}

TEST(rows_without_numbers_give_zeros) {
    Tensor y = fenced(Tensor::from({2, 3}, std::vector<float>(6, NAN)));
    row_products(2, nullptr, Tensor::zeros({3, 0}), y.data());
    expect_fence(y, "y");
    EXPECT_SAME(y, Tensor::zeros({2, 3}));
}

static void expect_threads_change_no_bit(int64_t T, const Matrix& w) {
    const Tensor x = random_tensor({T, w.cols()}, 1);
    EXPECT(worth_sharing(T * w.rows() * w.cols()));  // of a smaller one a thread would do all
    Tensor one = Tensor::zeros({T, w.rows()});
    row_products(T, x.data(), w, one.data());
    for (int threads : {2, 3}) {
        const ChosenThreads chosen(threads);
        Tensor more = Tensor::zeros({T, w.rows()});
        row_products(T, x.data(), w, more.data());
        EXPECT_SAME(more, one);
    }
}

TEST(threads_change_no_bit) {
    expect_threads_change_no_bit(37, random_tensor({301, 129}, 2));
    expect_threads_change_no_bit(1, random_tensor({2043, 129}, 3));
    const Tensor narrow = random_tensor({301, 129}, 4);
    for (NumberType type : {NumberType::bf16, NumberType::f16, NumberType::q8}) {
        expect_threads_change_no_bit(37, narrowed(narrow, type, "w"));
    }
}

// All that a float16 can be, by the instruction where there is one, and by the form for machines without it.
TEST(float16_is_widened_exactly) {
    for (int first = 0; first < 65536; first += vec_width) {
        uint16_t halves[vec_width];
        for (int i = 0; i < vec_width; ++i) {
            halves[i] = uint16_t(first + i);
        }
        float chosen[vec_width];
        float by_bits[vec_width];
        vec_store(chosen, widen_f16(halves));
        vec_store(by_bits, widen_f16_by_bits(halves));
        for (int i = 0; i < vec_width; ++i) {
            const float want = float_from_f16(halves[i]);
            if (std::isnan(want)) {
                EXPECT(std::isnan(chosen[i]) && std::isnan(by_bits[i]));
                continue;
            }
            EXPECT_EQUAL(std::bit_cast<uint32_t>(chosen[i]), std::bit_cast<uint32_t>(want));  // -0 is not 0
            EXPECT_EQUAL(std::bit_cast<uint32_t>(by_bits[i]), std::bit_cast<uint32_t>(want));
        }
    }
}

/// `bytes` just before memory that may not be touched. `kept` keeps them alive.
static const void* bytes_at_the_edge(const void* from, size_t bytes, std::vector<Tensor>& kept) {
    const size_t numbers = (bytes + 3) / 4;
    kept.push_back(at_the_edge(Tensor::zeros({int64_t(numbers)})));
    char* place = reinterpret_cast<char*>(kept.back().data()) + 4 * numbers - bytes;
    std::memcpy(place, from, bytes);
    return place;
}

static Matrix narrow_at_the_edge(const Matrix& narrow, std::vector<Tensor>& kept) {
    Matrix edge = narrow;
    const size_t numbers = size_t(narrow.narrow_rows * narrow.narrow_cols);
    if (narrow.type == NumberType::q8) {
        const size_t scales = size_t(narrow.narrow_rows * q8_blocks(narrow.narrow_cols));
        edge.quants = static_cast<const int8_t*>(bytes_at_the_edge(narrow.quants, numbers, kept));
        edge.scales = static_cast<const uint16_t*>(bytes_at_the_edge(narrow.scales, 2 * scales, kept));
    } else {
        edge.halves = static_cast<const uint16_t*>(bytes_at_the_edge(narrow.halves, 2 * numbers, kept));
    }
    return edge;
}

static void expect_narrow_as_widened(int64_t T, int64_t out, int64_t in, NumberType type, uint64_t seed) {
    const Tensor x = at_the_edge(random_tensor({T, in}, seed));
    std::vector<Tensor> kept;
    const Matrix narrow = narrow_at_the_edge(narrowed(random_tensor({out, in}, seed + 1), type, "w"), kept);
    Tensor want = Tensor::zeros({T, out});
    row_products(T, x.data(), widened(narrow), want.data());
    Tensor got = fenced(Tensor::zeros({T, out}));
    row_products(T, x.data(), narrow, got.data());
    expect_fence(got, "y");
    EXPECT_SAME(got, want);
}

TEST(narrow_weights_give_the_bits_of_the_widened_ones) {
    uint64_t seed = 2000;
    for (NumberType type : {NumberType::bf16, NumberType::f16, NumberType::q8}) {
        for (int64_t T : {1, 2, 3, 7}) {
            for (int64_t out : {1, 5, 8, 17, 33}) {
                for (int64_t in : {1, 3, 15, 31, 32, 33, 47, 64, 100, 161}) {
                    expect_narrow_as_widened(T, out, in, type, seed += 2);
                }
            }
        }
        expect_narrow_as_widened(4, 19, 1601, type, seed += 2);  // in pieces
        expect_narrow_as_widened(1, 19, 1601, type, seed += 2);
    }
}

TEST_MAIN
