#include "model/rope.h"

#include <cmath>

#include "base/error.h"
#include "base/textbook.h"
#include "kernels/rope.h"

static void check_even(int64_t head_dim) {
    if (head_dim % 2 != 0) throw Error("rope: head_dim " + std::to_string(head_dim) + " is odd, but pairs are turned");
}

double rope_angle(int64_t position, int64_t i, int64_t head_dim, const RopeSettings& settings) {
    //> rope.angle  in proportion to the position
    return double(position) * rope_frequency(settings, i, head_dim);
    //< rope.angle
}

/// Turns the pair (x[first], x[second]) of one head.
static void turn_pair(const Tensor& x, Tensor& y, int64_t t, int64_t head, int64_t first, int64_t second,
                      double angle) {
    //> rope.turn  a rotation in the plane
    const double cosine = std::cos(angle);
    const double sine = std::sin(angle);
    const double a = double(x(t, head, first));
    const double b = double(x(t, head, second));
    y(t, head, first) = float(a * cosine - b * sine);
    y(t, head, second) = float(a * sine + b * cosine);
    //< rope.turn
}

Tensor rope(const Tensor& x, int start, const RopeSettings& settings) {
    const int64_t T = x.dim(0);
    const int64_t heads = x.dim(1);
    const int64_t head_dim = x.dim(2);
    check_even(head_dim);
    const int64_t half = head_dim / 2;
    Tensor y = Tensor::zeros({T, heads, head_dim});  // [T, heads, head_dim]
    if (!textbook()) {
        fast_rope(x, start, settings, false, y);
        return y;
    }
    //> rope.half_split  pair i with i + head_dim/2, in every head alike
    for (int64_t t = 0; t < T; ++t) {
        const int64_t position = start + t;
        for (int64_t i = 0; i < half; ++i) {
            const double angle = rope_angle(position, i, head_dim, settings);
            for (int64_t head = 0; head < heads; ++head) {
                turn_pair(x, y, t, head, i, i + half, angle);
            }
        }
    }
    //< rope.half_split
    return y;
}

Tensor rope_interleaved(const Tensor& x, int start, const RopeSettings& settings) {
    const int64_t T = x.dim(0);
    const int64_t heads = x.dim(1);
    const int64_t head_dim = x.dim(2);
    check_even(head_dim);
    Tensor y = Tensor::zeros({T, heads, head_dim});  // [T, heads, head_dim]
    for (int64_t t = 0; t < T; ++t) {
        const int64_t position = start + t;
        for (int64_t i = 0; i < head_dim / 2; ++i) {
            const double angle = rope_angle(position, i, head_dim, settings);
            for (int64_t head = 0; head < heads; ++head) {
                turn_pair(x, y, t, head, 2 * i, 2 * i + 1, angle);
            }
        }
    }
    return y;
}

Tensor half_split_from_interleaved(const Tensor& weight, int head_dim) {
    check_even(head_dim);
    const int64_t rows = weight.rows();
    const int64_t in = weight.cols();
    if (rows % head_dim != 0) {
        throw Error("half_split_from_interleaved: " + std::to_string(rows) + " rows are not whole heads of " +
                    std::to_string(head_dim));
    }
    const int64_t half = head_dim / 2;
    Tensor permuted = Tensor::zeros({rows, in});  // [heads * head_dim, in]
    for (int64_t head_start = 0; head_start < rows; head_start += head_dim) {
        for (int64_t i = 0; i < half; ++i) {
            for (int64_t column = 0; column < in; ++column) {
                permuted(head_start + i, column) = weight(head_start + 2 * i, column);
                permuted(head_start + half + i, column) = weight(head_start + 2 * i + 1, column);
            }
        }
    }
    return permuted;
}
