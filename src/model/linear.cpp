#include "model/linear.h"

#include "base/error.h"
#include "base/textbook.h"
#include "base/unset_tensor.h"
#include "kernels/linear.h"

Tensor linear(const Tensor& x, const Matrix& weight) {
    const int64_t T = x.rows();
    const int64_t in = x.cols();
    const int64_t out = weight.rows();
    if (weight.cols() != in) {
        throw Error("linear: x " + shape_text(x.shape()) + " and weight " +
                    shape_text(Shape{weight.rows(), weight.cols()}) + " disagree on the length of a row");
    }
    Tensor y = unset_tensor({T, out});  // [T, out]
    if (!textbook()) {
        fast_linear(x, weight, y);
        return y;
    }
    //> linear  one dot product for each token and each output
    for (int64_t t = 0; t < T; ++t) {
        for (int64_t o = 0; o < out; ++o) {
            double sum = 0.0;
            for (int64_t i = 0; i < in; ++i) {
                sum += double(x(t, i)) * double(weight(o, i));
            }
            y(t, o) = float(sum);
        }
    }
    //< linear
    return y;
}

void add_bias(Tensor& y, const Tensor& bias) {
    if (bias.size() == 0) return;
    expect_shape(bias, {y.cols()}, "add_bias: bias");
    for (int64_t t = 0; t < y.rows(); ++t) {
        for (int64_t o = 0; o < y.cols(); ++o) {
            y(t, o) += bias(o);
        }
    }
}
