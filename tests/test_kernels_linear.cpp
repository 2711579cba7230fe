#include <cmath>

#include "base/threads.h"
#include "gradient.h"
#include "harness.h"
#include "kernels/linear.h"
#include "model/linear.h"
#include "train/linear_backward.h"
#include "twins.h"

static const ChosenThreads one_thread(1);  // unless a test says otherwise

/// A layer's input and weight, and the gradient that comes back, in the midst of NaN.
struct Layer {
    Tensor x;       // [T, in]
    Tensor weight;  // [out, in]
    Tensor d_y;     // [T, out]
    Tensor before;  // [out, in] what d_weight is added to
};

static Layer make_layer(int64_t T, int64_t in, int64_t out, bool whole, uint64_t seed) {
    const auto numbers = whole ? whole_numbers : random_tensor;
    return {fenced(numbers({T, in}, seed)), fenced(numbers({out, in}, seed + 1)), fenced(numbers({T, out}, seed + 2)),
            numbers({out, in}, seed + 3)};
}

struct LayerResult {
    Tensor y;
    Tensor d_x;
    Tensor d_weight;
};

static LayerResult run_layer(const Layer& layer, bool textbook_is_on) {
    const ChosenForm form(textbook_is_on);
    LayerResult result;
    result.y = linear(layer.x, layer.weight);
    result.d_weight = fenced(layer.before);
    result.d_x = linear_backward(layer.x, layer.weight, layer.d_y, result.d_weight);
    expect_fence(result.d_weight, "d_weight");
    return result;
}

static Layer magnitudes_of(const Layer& layer) {
    return {absolute(layer.x), absolute(layer.weight), absolute(layer.d_y), absolute(layer.before)};
}

static void expect_twins(const Layer& layer, const std::string& name) {
    const LayerResult want = run_layer(layer, true);
    const LayerResult got = run_layer(layer, false);
    const LayerResult magnitude = run_layer(magnitudes_of(layer), true);
    const double T = double(layer.x.rows());
    const double in = double(layer.x.cols());
    const double out = double(layer.weight.rows());
    expect_within(got.y, want.y, allowed_by(roundings(in), magnitude.y, want.y), name + ": y");
    expect_within(got.d_x, want.d_x, allowed_by(roundings(out), magnitude.d_x, want.d_x), name + ": d_x");
    expect_within(got.d_weight, want.d_weight, allowed_by(roundings(T + 1), magnitude.d_weight, want.d_weight),
                  name + ": d_weight");
}

static void expect_exact_twins(const Layer& layer, const std::string& name) {
    const LayerResult want = run_layer(layer, true);
    const LayerResult got = run_layer(layer, false);
    expect_same(got.y, want.y, name + ": y", __FILE__, __LINE__);
    expect_same(got.d_x, want.d_x, name + ": d_x", __FILE__, __LINE__);
    expect_same(got.d_weight, want.d_weight, name + ": d_weight", __FILE__, __LINE__);
}

TEST(the_twins_of_linear_agree_on_every_shape) {
    uint64_t seed = 0;
    for (int64_t T : odd_sizes()) {
        for (int64_t in : odd_sizes()) {
            for (int64_t out : odd_sizes()) {
                const std::string name = shape_text(Shape{T, in, out});
                expect_twins(make_layer(T, in, out, false, ++seed), name);
                expect_exact_twins(make_layer(T, in, out, true, ++seed), name);
            }
        }
    }
    EXPECT_EQUAL(seed, uint64_t(1458));
}

TEST(the_twins_of_linear_agree_on_the_sizes_of_a_model) {
    expect_twins(make_layer(300, 129, 260, false, 1), "wide");
    expect_exact_twins(make_layer(300, 129, 260, true, 2), "wide");
    expect_twins(make_layer(5, 64, 1001, false, 3), "head");
    expect_twins(make_layer(1, 700, 64, false, 4), "decode");
}

TEST(a_layer_gives_the_same_bits_at_any_number_of_threads) {
    const Layer layer = make_layer(301, 70, 133, false, 5);
    EXPECT(worth_sharing(301 * 70 * 133));  // of a smaller one a thread would do all
    const LayerResult one = run_layer(layer, false);
    for (int threads : {2, 3}) {
        const ChosenThreads chosen(threads);
        const LayerResult more = run_layer(layer, false);
        EXPECT_SAME(more.y, one.y);
        EXPECT_SAME(more.d_x, one.d_x);
        EXPECT_SAME(more.d_weight, one.d_weight);
    }
}

TEST(a_token_is_the_same_alone_and_among_others) {
    const ChosenForm fast(false);
    const Tensor x = random_tensor({300, 90}, 6);
    const Tensor weight = random_tensor({77, 90}, 7);
    const Tensor all = linear(x, weight);
    for (int64_t t = 0; t < 300; t += 7) {
        EXPECT_SAME(linear(x.rows_view(t, 1), weight), all.rows_view(t, 1));
    }
}

// What the twin writes to is not read, but for d_weight, which is added to.
TEST(outputs_are_overwritten_and_gradients_of_weights_are_added_to) {
    const Layer layer = make_layer(3, 5, 4, true, 8);
    const LayerResult want = run_layer(layer, true);
    Tensor y = fenced(Tensor::from({3, 4}, std::vector<float>(12, NAN)));
    Tensor d_x = fenced(Tensor::from({3, 5}, std::vector<float>(15, NAN)));
    Tensor d_weight = layer.before.clone();
    fast_linear(layer.x, layer.weight, y);
    fast_linear_backward_input(layer.d_y, layer.weight, d_x);
    fast_linear_backward_weight(layer.d_y, layer.x, d_weight);
    EXPECT_SAME(y, want.y);
    EXPECT_SAME(d_x, want.d_x);
    EXPECT_SAME(d_weight, want.d_weight);
    expect_fence(y, "y");
    expect_fence(d_x, "d_x");
}

TEST_MAIN
