#include "kernels/linear.h"

#include "kernels/matmul.h"
#include "kernels/row_products.h"

/// A [rows, columns] tensor as it lies, and turned.
static MatrixView plain(const Tensor& x) { return {x.data(), x.cols(), 1}; }
static MatrixView transposed(const Tensor& x) { return {x.data(), 1, x.cols()}; }

void fast_linear(const Tensor& x, const Matrix& weight, Tensor& y) {
    row_products(x.rows(), x.data(), weight, y.data());
}

void fast_linear_backward_input(const Tensor& d_y, const Tensor& weight, Tensor& d_x) {
    matmul(d_y.rows(), weight.cols(), d_y.cols(), plain(d_y), plain(weight), d_x.data(), d_x.cols(), false);
}

void fast_linear_backward_weight(const Tensor& d_y, const Tensor& x, Tensor& d_weight) {
    matmul(d_y.cols(), x.cols(), d_y.rows(), transposed(d_y), plain(x), d_weight.data(), d_weight.cols(), true);
}
