#include "train/adamw.h"

#include <cmath>

#include "base/error.h"

static void check_options(const AdamWOptions& options) {
    const bool means_forget = options.beta1 >= 0 && options.beta1 < 1 && options.beta2 >= 0 && options.beta2 < 1;
    if (!means_forget) throw Error("adamw: beta1 and beta2 must be at least 0 and below 1");
    if (!(options.eps > 0)) throw Error("adamw: eps must be above 0, or a gradient of 0 divides by 0");
    if (!(options.weight_decay >= 0)) throw Error("adamw: weight_decay must be at least 0");
}

void adamw_step(Tensor& parameter, const Tensor& gradient, Tensor& m, Tensor& v, int64_t step, float learning_rate,
                bool decays, const AdamWOptions& options) {
    check_options(options);
    if (step < 1) throw Error("adamw: steps count from 1, not from " + std::to_string(step));
    if (!std::isfinite(learning_rate) || learning_rate < 0) {
        throw Error("adamw: the learning rate " + std::to_string(learning_rate) + " is no number from 0 up");
    }
    expect_shape(gradient, parameter.shape(), "adamw: gradient");
    expect_shape(m, parameter.shape(), "adamw: m");
    expect_shape(v, parameter.shape(), "adamw: v");

    const double correction1 = 1.0 - std::pow(double(options.beta1), double(step));
    const double correction2 = 1.0 - std::pow(double(options.beta2), double(step));
    const float step_size = float(double(learning_rate) / correction1);
    const float root_scale = float(1.0 / std::sqrt(correction2));
    const float decay = decays ? learning_rate * options.weight_decay : 0.0f;
    const float beta1 = options.beta1;
    const float beta2 = options.beta2;
    const float eps = options.eps;

    const int64_t size = parameter.size();
    const float* g = gradient.data();
    float* p = parameter.data();
    float* mean = m.data();
    float* mean_square = v.data();
    //> adamw  two running means, a step along their quotient, and a little decay
    for (int64_t i = 0; i < size; ++i) {
        mean[i] = beta1 * mean[i] + (1.0f - beta1) * g[i];
        mean_square[i] = beta2 * mean_square[i] + (1.0f - beta2) * g[i] * g[i];
        const float root = std::sqrt(mean_square[i]) * root_scale;
        const float along_gradient = step_size * mean[i] / (root + eps);
        const float towards_zero = decay * p[i];
        // One small number is taken from p, rather than p being scaled by 1 - decay first: float32 holds decay
        // itself to seven digits, but 1 - decay = 0.99997 only to three of decay's.
        p[i] -= along_gradient + towards_zero;
    }
    //< adamw
}
