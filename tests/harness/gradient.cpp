#include "gradient.h"

#include "base/rng.h"

Tensor random_tensor(const Shape& shape, uint64_t seed) {
    Rng rng = make_rng(seed);
    Tensor x = Tensor::zeros(shape);
    for (int64_t i = 0; i < x.size(); ++i) {
        x.data()[i] = 2 * next_float(rng) - 1;
    }
    return x;
}

std::vector<double> doubles(const Tensor& x) { return std::vector<double>(x.data(), x.data() + x.size()); }

Tensor scaled(const Tensor& x, float factor) {
    Tensor y = x.clone();
    for (int64_t i = 0; i < y.size(); ++i) {
        y.data()[i] *= factor;
    }
    return y;
}

Tensor finite_difference(const std::function<double(const std::vector<double>&)>& loss, const Tensor& x) {
    const double h = 0x1p-17;  // near the cube root of 2^-53, where truncation and rounding are alike
    Tensor gradient = Tensor::zeros(x.shape());
    std::vector<double> moved = doubles(x);
    for (int64_t i = 0; i < x.size(); ++i) {
        const double here = moved[size_t(i)];
        moved[size_t(i)] = here + h;
        const double above = loss(moved);
        moved[size_t(i)] = here - h;
        const double below = loss(moved);
        moved[size_t(i)] = here;
        gradient.data()[i] = float((above - below) / (2 * h));
    }
    return gradient;
}
