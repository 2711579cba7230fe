#include "kernels/matmul.h"

#include <cmath>

#include "gradient.h"
#include "harness.h"
#include "twins.h"

// Unless a test says otherwise: thousands of small products by several threads would mostly be waiting.
static const ChosenThreads one_thread(1);

/// The ways a matrix may lie in memory. What lies between its numbers is NaN.
enum class Layout { plain, turned, wide_rows, turned_wide, sparse };
static const std::vector<Layout> layouts = {Layout::plain, Layout::turned, Layout::wide_rows, Layout::turned_wide,
                                            Layout::sparse};

/// A matrix laid out in one of these ways, in the midst of NaN.
struct LaidOut {
    Tensor memory;
    MatrixView view;
};

static LaidOut lay_out(const Tensor& x, Layout layout) {
    const int64_t rows = x.rows();
    const int64_t columns = x.cols();
    LaidOut result;
    result.view = {nullptr, columns, 1};
    if (layout == Layout::turned) result.view = {nullptr, 1, rows};
    if (layout == Layout::wide_rows) result.view = {nullptr, columns + 5, 1};
    if (layout == Layout::turned_wide) result.view = {nullptr, 1, rows + 3};
    if (layout == Layout::sparse) result.view = {nullptr, 2 * columns + 1, 2};
    const MatrixView& view = result.view;
    Tensor empty = Tensor::zeros({(rows + 3) * (columns + 5) * 2});
    for (int64_t i = 0; i < empty.size(); ++i) {
        empty(i) = NAN;
    }
    result.memory = fenced(empty);
    for (int64_t r = 0; r < rows; ++r) {
        for (int64_t c = 0; c < columns; ++c) {
            result.memory(r * view.row_step + c * view.column_step) = x(r, c);
        }
    }
    result.view.data = result.memory.data();
    return result;
}

/// The product, and what was in c, in double: the textbook form.
static Tensor plain_product(const Tensor& a, const Tensor& b, const Tensor& before) {
    Tensor c = before.clone();  // [M, N]
    for (int64_t m = 0; m < a.rows(); ++m) {
        for (int64_t n = 0; n < b.cols(); ++n) {
            double sum = double(c(m, n));
            for (int64_t k = 0; k < a.cols(); ++k) {
                sum += double(a(m, k)) * double(b(k, n));
            }
            c(m, n) = float(sum);
        }
    }
    return c;
}

/// By `matmul`, or by `matmul_alone`, into rows of c that stand `gap` numbers apart; what is between must stay NaN.
static Tensor fast_product(const LaidOut& a, const LaidOut& b, int64_t K, const Tensor& before, int64_t gap,
                           bool accumulate, bool alone) {
    const int64_t M = before.rows();
    const int64_t N = before.cols();
    const int64_t step = N + gap;
    Tensor c = Tensor::zeros({M, step});
    for (int64_t m = 0; m < M; ++m) {
        for (int64_t n = 0; n < step; ++n) {
            c(m, n) = n < N && accumulate ? before(m, n) : NAN;
        }
    }
    c = fenced(c);
    std::vector<float> panel;
    if (alone)
        matmul_alone(M, N, K, a.view, b.view, c.data(), step, accumulate, panel);
    else
        matmul(M, N, K, a.view, b.view, c.data(), step, accumulate);
    expect_fence(c, "c");
    Tensor result = Tensor::zeros({M, N});
    for (int64_t m = 0; m < M; ++m) {
        for (int64_t n = 0; n < step; ++n) {
            if (n < N)
                result(m, n) = c(m, n);
            else if (!std::isnan(c(m, n)))
                FAIL("written between the rows of c");
        }
    }
    return result;
}

static std::string sizes_text(int64_t M, int64_t N, int64_t K) {
    return std::to_string(M) + " x " + std::to_string(N) + " x " + std::to_string(K);
}

/// One product of whole numbers, which no order of the sum may change, in layouts chosen by `number`.
static void expect_exact(int64_t M, int64_t N, int64_t K, size_t number) {
    const Tensor a = whole_numbers({M, K}, 1 + number);
    const Tensor b = whole_numbers({K, N}, 2 + number);
    const LaidOut laid_a = lay_out(a, layouts[number % layouts.size()]);
    const LaidOut laid_b = lay_out(b, layouts[number / layouts.size() % layouts.size()]);
    const Tensor nothing = Tensor::zeros({M, N});
    const Tensor something = whole_numbers({M, N}, 3 + number);
    const int64_t gap = int64_t(number % 4);
    const bool alone = number % 2 == 1;
    const std::string what = sizes_text(M, N, K);
    expect_same(fast_product(laid_a, laid_b, K, nothing, gap, false, alone), plain_product(a, b, nothing), what,
                __FILE__, __LINE__);
    expect_same(fast_product(laid_a, laid_b, K, something, gap, true, alone), plain_product(a, b, something),
                what + ", added", __FILE__, __LINE__);
}

TEST(products_of_whole_numbers_are_exact_in_every_layout) {
    size_t number = 0;
    for (int64_t M : odd_sizes()) {
        for (int64_t N : odd_sizes()) {
            for (int64_t K : odd_sizes()) {
                expect_exact(M, N, K, number++);
            }
        }
    }
    EXPECT_EQUAL(number, size_t(729));
}

TEST(products_larger_than_a_task_are_exact) {
    const std::vector<std::vector<int64_t>> sizes = {{255, 10, 3},  {256, 49, 5},  {257, 97, 2},  {600, 3, 7},
                                                     {513, 95, 33}, {1, 1000, 40}, {5, 40, 5000}, {300, 129, 65},
                                                     {97, 50, 520}, {7, 400, 300}};
    size_t number = 0;
    for (const std::vector<int64_t>& size : sizes) {
        for (size_t layout = 0; layout < 5; ++layout) {
            expect_exact(size[0], size[1], size[2], layout * 6 + number);
        }
        ++number;
    }
}

TEST(a_product_over_nothing_is_zero_and_one_of_no_rows_touches_nothing) {
    const LaidOut a = lay_out(Tensor::zeros({3, 0}), Layout::plain);
    const LaidOut b = lay_out(Tensor::zeros({0, 5}), Layout::plain);
    const Tensor before = whole_numbers({3, 5}, 1);
    EXPECT_SAME(fast_product(a, b, 0, before, 1, false, false), Tensor::zeros({3, 5}));
    EXPECT_SAME(fast_product(a, b, 0, before, 1, true, false), before);
    EXPECT_EQUAL(fast_product(a, b, 4, Tensor::zeros({0, 5}), 2, false, false).size(), int64_t(0));
    EXPECT_EQUAL(fast_product(a, b, 4, Tensor::zeros({3, 0}), 2, false, true).size(), int64_t(0));
}

// K roundings of the running sum, each at most 2^-24 of a partial sum; one more where it is added to what is there.
TEST(every_number_is_within_the_rounding_of_a_running_sum) {
    uint64_t seed = 0;
    for (int64_t K : {1, 2, 3, 17, 49, 333, 2000}) {
        for (int64_t N : {1, 31, 50}) {
            const Tensor a = random_tensor({19, K}, ++seed);
            const Tensor b = random_tensor({K, N}, ++seed);
            const Tensor before = random_tensor({19, N}, ++seed);
            const Tensor nothing = Tensor::zeros({19, N});
            const LaidOut laid_a = lay_out(a, Layout::plain);
            const LaidOut laid_b = lay_out(b, Layout::turned);
            const Tensor want = plain_product(a, b, nothing);
            const Tensor magnitude = plain_product(absolute(a), absolute(b), nothing);
            const std::string what = sizes_text(19, N, K);
            expect_within(fast_product(laid_a, laid_b, K, nothing, 0, false, false), want,
                          allowed_by(roundings(double(K)), magnitude, want), what);
            const Tensor added = plain_product(a, b, before);
            const Tensor all = plain_product(absolute(a), absolute(b), absolute(before));
            expect_within(fast_product(laid_a, laid_b, K, before, 0, true, false), added,
                          allowed_by(roundings(double(K + 1)), all, added), what + ", added");
        }
    }
}

/// The running sum of one number, a * b + c rounded once or twice.
static float running_sum(const Tensor& a, const Tensor& b, int64_t m, int64_t n, bool once) {
    float sum = 0.0f;
    for (int64_t k = 0; k < a.cols(); ++k) {
        const float product = a(m, k) * b(k, n);
        sum = once ? std::fma(a(m, k), b(k, n), sum) : sum + product;
    }
    return sum;
}

// Not several sums that are put together at the end: this is what makes the result the same whatever M, N and the
// number of threads are.
TEST(each_number_is_one_running_sum_from_first_to_last) {
    const Tensor a = random_tensor({21, 301}, 5);
    const Tensor b = random_tensor({301, 67}, 6);
    const Tensor got = fast_product(lay_out(a, Layout::sparse), lay_out(b, Layout::wide_rows), 301,
                                    Tensor::zeros({21, 67}), 0, false, false);
    int64_t rounded_once = 0;
    int64_t rounded_twice = 0;
    for (int64_t m = 0; m < 21; ++m) {
        for (int64_t n = 0; n < 67; ++n) {
            rounded_once += got(m, n) == running_sum(a, b, m, n, true);
            rounded_twice += got(m, n) == running_sum(a, b, m, n, false);
        }
    }
    EXPECT(rounded_once == 21 * 67 || rounded_twice == 21 * 67);  // as the machine has it, everywhere alike
}

TEST(the_bits_do_not_depend_on_threads_or_on_who_computes) {
    const Tensor a = random_tensor({530, 77}, 7);
    const Tensor b = random_tensor({77, 205}, 8);
    const LaidOut laid_a = lay_out(a, Layout::turned);
    const LaidOut laid_b = lay_out(b, Layout::plain);
    const Tensor before = random_tensor({530, 205}, 9);
    const Tensor alone = fast_product(laid_a, laid_b, 77, before, 3, true, true);
    for (int threads : {1, 2, 3}) {
        const ChosenThreads chosen(threads);
        EXPECT_SAME(fast_product(laid_a, laid_b, 77, before, 3, true, false), alone);
    }
}

TEST(a_row_is_the_same_whether_one_or_300_are_computed) {
    const Tensor a = random_tensor({300, 133}, 10);
    const Tensor b = random_tensor({133, 61}, 11);
    const LaidOut laid_b = lay_out(b, Layout::plain);
    const Tensor all = fast_product(lay_out(a, Layout::plain), laid_b, 133, Tensor::zeros({300, 61}), 0, false, false);
    for (int64_t m = 0; m < 300; ++m) {
        const Tensor row = a.rows_view(m, 1).clone();
        const Tensor one =
            fast_product(lay_out(row, Layout::plain), laid_b, 133, Tensor::zeros({1, 61}), 0, false, m % 2 == 0);
        EXPECT_SAME(one, all.rows_view(m, 1));
    }
}

TEST(nothing_outside_the_matrices_is_touched) {
    for (int64_t M : odd_sizes()) {
        for (int64_t N : odd_sizes()) {
            const int64_t K = 1 + (M + N) % 5;
            const Tensor a = at_the_edge(whole_numbers({M, K}, 14));
            const Tensor a_turned = at_the_edge(whole_numbers({K, M}, 15));
            const Tensor b = at_the_edge(whole_numbers({K, N}, 16));
            const Tensor b_turned = at_the_edge(whole_numbers({N, K}, 17));
            Tensor c = at_the_edge(Tensor::zeros({M, N}));
            matmul(M, N, K, {a.data(), K, 1}, {b.data(), N, 1}, c.data(), N, false);
            EXPECT_SAME(c, plain_product(a, b, Tensor::zeros({M, N})));
            matmul(M, N, K, {a_turned.data(), 1, M}, {b_turned.data(), 1, K}, c.data(), N, true);
        }
    }
}

// A panel that is too small for the next product, or holds what the last one left, must not show.
TEST(working_memory_may_be_shared_by_products_of_other_sizes) {
    std::vector<float> panel(3, NAN);
    for (int64_t K : {40, 3, 90, 1}) {
        const Tensor a = whole_numbers({5, K}, 12);
        const Tensor b = whole_numbers({K, 20}, 13);
        Tensor c = Tensor::zeros({5, 20});
        matmul_alone(5, 20, K, {a.data(), K, 1}, {b.data(), 20, 1}, c.data(), 20, false, panel);
        EXPECT_SAME(c, plain_product(a, b, Tensor::zeros({5, 20})));
    }
}

TEST_MAIN
