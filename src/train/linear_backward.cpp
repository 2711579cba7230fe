#include "train/linear_backward.h"

#include "base/textbook.h"
#include "base/unset_tensor.h"
#include "kernels/linear.h"

Tensor linear_backward(const Tensor& x, const Tensor& weight, const Tensor& d_y, Tensor& d_weight) {
    const int64_t T = x.rows();
    const int64_t in = x.cols();
    const int64_t out = weight.rows();
    expect_shape(x, {T, in}, "linear_backward: x");
    expect_shape(weight, {out, in}, "linear_backward: weight");
    expect_shape(d_y, {T, out}, "linear_backward: d_y");
    expect_shape(d_weight, {out, in}, "linear_backward: d_weight");
    Tensor d_x = unset_tensor({T, in});  // [T, in]
    if (!textbook()) {
        fast_linear_backward_input(d_y, weight, d_x);
        fast_linear_backward_weight(d_y, x, d_weight);
        return d_x;
    }
    //> linear.backward  each input collects from all outputs that it went into
    for (int64_t t = 0; t < T; ++t) {
        for (int64_t i = 0; i < in; ++i) {
            double sum = 0.0;
            for (int64_t o = 0; o < out; ++o) {
                sum += double(d_y(t, o)) * double(weight(o, i));
            }
            d_x(t, i) = float(sum);
        }
    }
    //< linear.backward
    //> linear.backward.weight  each weight collects from all tokens that it was used for
    for (int64_t o = 0; o < out; ++o) {
        for (int64_t i = 0; i < in; ++i) {
            double sum = double(d_weight(o, i));
            for (int64_t t = 0; t < T; ++t) {
                sum += double(d_y(t, o)) * double(x(t, i));
            }
            d_weight(o, i) = float(sum);
        }
    }
    //< linear.backward.weight
    return d_x;
}
