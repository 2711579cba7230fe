#include "train/softmax_backward.h"

#include "base/error.h"
#include "base/textbook.h"
#include "kernels/rows.h"

Tensor softmax_backward(const Tensor& y, const Tensor& d_y) {
    expect_shape(d_y, y.shape(), "softmax_backward: d_y");
    const int64_t n = y.cols();
    if (n == 0) throw Error("softmax_backward: a row has no values");
    const int64_t rows = y.size() / n;
    Tensor d_x = Tensor::zeros(y.shape());  // [..., n]
    if (!textbook()) {
        fast_softmax_backward(y, d_y, d_x);
        return d_x;
    }
    for (int64_t r = 0; r < rows; ++r) {
        const float* y_row = y.data() + r * n;
        const float* d_y_row = d_y.data() + r * n;
        float* d_x_row = d_x.data() + r * n;
        //> softmax.backward  how far each gradient is above the row's average, times the probability
        double average = 0.0;
        for (int64_t j = 0; j < n; ++j) {
            average += double(y_row[j]) * double(d_y_row[j]);
        }
        for (int64_t i = 0; i < n; ++i) {
            d_x_row[i] = float(double(y_row[i]) * (double(d_y_row[i]) - average));
        }
        //< softmax.backward
    }
    return d_x;
}
