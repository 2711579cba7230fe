#include "model/softmax.h"

#include <cmath>

#include "base/error.h"
#include "base/textbook.h"
#include "kernels/rows.h"

/// The largest value of a row, starting from its first value and not from a constant.
static float row_maximum(const float* row, int64_t n) {
    float maximum = row[0];
    for (int64_t i = 0; i < n; ++i) {
        if (std::isnan(row[i])) throw Error("softmax: value " + std::to_string(i) + " of a row is NaN");
        if (row[i] > maximum) maximum = row[i];
    }
    if (std::isinf(maximum)) {
        throw Error(maximum > 0 ? "softmax: a row holds +inf" : "softmax: a row holds nothing but -inf");
    }
    return maximum;
}

Tensor softmax(const Tensor& x) {
    if (x.rank() == 0) throw Error("softmax: a single number has no rows");
    Tensor y = Tensor::zeros(x.shape());  // [..., n]
    const int64_t n = x.cols();
    if (n == 0) throw Error("softmax: a row has no values");
    if (!textbook()) {
        fast_softmax(x, y);
        return y;
    }
    const int64_t rows = x.size() / n;
    for (int64_t r = 0; r < rows; ++r) {
        const float* x_row = x.data() + r * n;
        float* y_row = y.data() + r * n;
        const float maximum = row_maximum(x_row, n);
        //> softmax  exponentials, divided by their sum
        double sum = 0.0;
        for (int64_t i = 0; i < n; ++i) {
            sum += std::exp(double(x_row[i]) - double(maximum));
        }
        for (int64_t i = 0; i < n; ++i) {
            const double exponential = std::exp(double(x_row[i]) - double(maximum));
            y_row[i] = float(exponential / sum);
        }
        //< softmax
    }
    return y;
}
