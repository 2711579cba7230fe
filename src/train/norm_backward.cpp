#include "train/norm_backward.h"

#include <cmath>
#include <vector>

#include "base/textbook.h"
#include "base/unset_tensor.h"
#include "kernels/rows.h"

/// The root mean square of token t, as the forward pass computes it.
static double rms_of_token(const Tensor& x, int64_t t, float eps) {
    const int64_t d_model = x.cols();
    double sum_of_squares = 0.0;
    for (int64_t i = 0; i < d_model; ++i) {
        sum_of_squares += double(x(t, i)) * double(x(t, i));
    }
    const double mean_square = sum_of_squares / double(d_model);
    return std::sqrt(mean_square + double(eps));
}

Tensor rms_norm_backward(const Tensor& x, const Tensor& weight, float eps, const Tensor& d_y, Tensor& d_weight) {
    const int64_t T = x.rows();
    const int64_t d_model = x.cols();
    expect_shape(x, {T, d_model}, "rms_norm_backward: x");
    expect_shape(weight, {d_model}, "rms_norm_backward: weight");
    expect_shape(d_y, {T, d_model}, "rms_norm_backward: d_y");
    expect_shape(d_weight, {d_model}, "rms_norm_backward: d_weight");
    Tensor d_x = unset_tensor({T, d_model});  // [T, d_model]
    if (!textbook()) {
        fast_rms_norm_backward(x, weight, eps, d_y, d_x, d_weight);
        return d_x;
    }
    std::vector<double> rms(size_t(T), 0.0);  // [T]
    for (int64_t t = 0; t < T; ++t) {
        rms[size_t(t)] = rms_of_token(x, t, eps);
    }
    //> norm.backward  the direct way of each feature, less its way through the root
    for (int64_t t = 0; t < T; ++t) {
        const double r = rms[size_t(t)];
        double dot = 0.0;
        for (int64_t j = 0; j < d_model; ++j) {
            dot += double(d_y(t, j)) * double(weight(j)) * double(x(t, j));
        }
        const double through_root = dot / (double(d_model) * r * r * r);
        for (int64_t i = 0; i < d_model; ++i) {
            const double direct = double(weight(i)) * double(d_y(t, i)) / r;
            d_x(t, i) = float(direct - double(x(t, i)) * through_root);
        }
    }
    //< norm.backward
    //> norm.backward.weight  each weight collects from all tokens
    for (int64_t i = 0; i < d_model; ++i) {
        double sum = double(d_weight(i));
        for (int64_t t = 0; t < T; ++t) {
            const double normalised = double(x(t, i)) / rms[size_t(t)];
            sum += double(d_y(t, i)) * normalised;
        }
        d_weight(i) = float(sum);
    }
    //< norm.backward.weight
    return d_x;
}
