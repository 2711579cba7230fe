#include "model/norm.h"

#include <cmath>

#include "base/textbook.h"
#include "base/unset_tensor.h"
#include "kernels/rows.h"

Tensor rms_norm(const Tensor& x, const Tensor& weight, float eps) {
    const int64_t T = x.rows();
    const int64_t d_model = x.cols();
    expect_shape(weight, {d_model}, "rms_norm: weight");
    Tensor y = unset_tensor({T, d_model});  // [T, d_model]
    if (!textbook()) {
        fast_rms_norm(x, weight, eps, y);
        return y;
    }
    for (int64_t t = 0; t < T; ++t) {
        //> norm.rms  the root mean square of one token's vector
        double sum_of_squares = 0.0;
        for (int64_t i = 0; i < d_model; ++i) {
            sum_of_squares += double(x(t, i)) * double(x(t, i));
        }
        const double mean_square = sum_of_squares / double(d_model);
        const double rms = std::sqrt(mean_square + double(eps));
        //< norm.rms
        //> norm.scale  divide by it, then scale each feature by its weight
        for (int64_t i = 0; i < d_model; ++i) {
            const double normalised = double(x(t, i)) / rms;
            y(t, i) = float(normalised * double(weight(i)));
        }
        //< norm.scale
    }
    return y;
}

Tensor layer_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, float eps) {
    const int64_t T = x.rows();
    const int64_t d_model = x.cols();
    expect_shape(weight, {d_model}, "layer_norm: weight");
    expect_shape(bias, {d_model}, "layer_norm: bias");
    Tensor y = Tensor::zeros({T, d_model});  // [T, d_model]
    if (!textbook()) {
        fast_layer_norm(x, weight, bias, eps, y);
        return y;
    }
    for (int64_t t = 0; t < T; ++t) {
        //> norm.layer  shift each token's vector to a mean of 0, scale it to a variance of 1
        double mean = 0.0;
        for (int64_t i = 0; i < d_model; ++i) {
            mean += double(x(t, i)) / double(d_model);
        }
        double variance = 0.0;
        for (int64_t i = 0; i < d_model; ++i) {
            const double distance = double(x(t, i)) - mean;
            variance += distance * distance / double(d_model);
        }
        const double deviation = std::sqrt(variance + double(eps));
        for (int64_t i = 0; i < d_model; ++i) {
            const double normalised = (double(x(t, i)) - mean) / deviation;
            y(t, i) = float(normalised * double(weight(i)) + double(bias(i)));
        }
        //< norm.layer
    }
    return y;
}

Tensor norm(const Tensor& x, const Tensor& weight, const Tensor& bias, const Config& config) {
    if (config.family.layer_norm) return layer_norm(x, weight, bias, config.norm_eps);
    return rms_norm(x, weight, config.norm_eps);
}
