#include "train/rope_backward.h"

#include <cmath>

#include "base/error.h"
#include "base/textbook.h"
#include "kernels/rope.h"
#include "model/rope.h"

/// Turns the pair (d_y[first], d_y[second]) of one head back.
static void turn_pair_back(const Tensor& d_y, Tensor& d_x, int64_t t, int64_t head, int64_t first, int64_t second,
                           double angle) {
    //> rope.backward  the rotation by the negative angle: the sine changes its sign
    const double cosine = std::cos(angle);
    const double sine = std::sin(angle);
    const double d_first = double(d_y(t, head, first));
    const double d_second = double(d_y(t, head, second));
    d_x(t, head, first) = float(d_first * cosine + d_second * sine);
    d_x(t, head, second) = float(d_second * cosine - d_first * sine);
    //< rope.backward
}

Tensor rope_backward(const Tensor& d_y, int start, const RopeSettings& settings) {
    if (d_y.rank() != 3) throw Error("rope_backward: d_y has shape " + shape_text(d_y.shape()) + ", not three axes");
    const int64_t T = d_y.dim(0);
    const int64_t heads = d_y.dim(1);
    const int64_t head_dim = d_y.dim(2);
    if (head_dim % 2 != 0) {
        throw Error("rope_backward: head_dim " + std::to_string(head_dim) + " is odd, but pairs are turned");
    }
    const int64_t half = head_dim / 2;
    Tensor d_x = Tensor::zeros({T, heads, head_dim});  // [T, heads, head_dim]
    if (!textbook()) {
        fast_rope(d_y, start, settings, true, d_x);
        return d_x;
    }
    for (int64_t t = 0; t < T; ++t) {
        const int64_t position = start + t;
        for (int64_t i = 0; i < half; ++i) {
            const double angle = rope_angle(position, i, head_dim, settings);
            for (int64_t head = 0; head < heads; ++head) {
                turn_pair_back(d_y, d_x, t, head, i, i + half, angle);
            }
        }
    }
    return d_x;
}
