#include "base/tensor.h"

#include <cmath>
#include <cstdio>
#include <cstring>

#include "base/error.h"
#include "base/memory.h"

Tensor Tensor::borrow(const Shape& shape, float* data, std::shared_ptr<void> owner) {
    Tensor x;
    x.size_ = checked_size(shape, "Tensor");
    x.shape_ = shape;
    x.data_ = data;
    x.owner_ = std::move(owner);
    return x;
}

Tensor Tensor::zeros(const Shape& shape) {
    const int64_t bytes = checked_size(shape, "Tensor") * int64_t(sizeof(float));
    const std::shared_ptr<void> memory = zeroed_memory(bytes);
    if (memory == nullptr) {
        throw Error("Tensor: no memory for shape " + shape_text(shape) + " (" + std::to_string(bytes) + " bytes)");
    }
    return borrow(shape, static_cast<float*>(memory.get()), memory);
}

Tensor Tensor::from(const Shape& shape, const std::vector<float>& values) {
    Tensor x = zeros(shape);
    if (int64_t(values.size()) != x.size_) {
        throw Error("Tensor: " + std::to_string(values.size()) + " values do not fill shape " + shape_text(shape));
    }
    if (x.size_ > 0) std::memcpy(x.data_, values.data(), size_t(x.size_) * sizeof(float));
    return x;
}

Tensor Tensor::clone() const {
    if (data_ == nullptr) return Tensor();
    Tensor copy = zeros(shape());
    std::memcpy(copy.data_, data_, size_t(size_) * sizeof(float));
    return copy;
}

Tensor Tensor::reshape(const Shape& shape) const {
    if (checked_size(shape, "reshape") != size_) {
        throw Error("reshape: " + shape_text(this->shape()) + " does not hold as many numbers as " + shape_text(shape));
    }
    return borrow(shape, data_, owner_);
}

Tensor Tensor::rows_view(int64_t first, int64_t count) const {
    if (rank() == 0 || first < 0 || count < 0 || count > shape_[0] - first) {
        throw Error("rows_view: " + std::to_string(count) + " rows from row " + std::to_string(first) +
                    " on are not in shape " + shape_text(shape()));
    }
    Shape view_shape = shape();
    view_shape[0] = count;
    const int64_t row_size = shape_[0] == 0 ? 0 : size_ / shape_[0];
    return borrow(view_shape, data_ + first * row_size, owner_);
}

#ifdef STEPWISE_CHECKED
void Tensor::check_index(int given, int64_t i, int64_t j, int64_t k, int64_t l) const {
    const int64_t index[Shape::max_rank] = {i, j, k, l};
    bool inside = given == rank();
    for (int axis = 0; axis < given && inside; ++axis) {
        inside = index[axis] >= 0 && index[axis] < shape_[size_t(axis)];
    }
    if (inside) return;
    const std::span<const int64_t> asked(index, size_t(given));
    throw Error("Tensor: index " + shape_text(asked) + " is outside shape " + shape_text(shape()));
}

size_t Tensor::checked_axis(int axis) const {
    if (axis >= 0 && axis < rank()) return size_t(axis);
    throw Error("Tensor: shape " + shape_text(shape()) + " has no axis " + std::to_string(axis));
}
#endif

double largest_magnitude(const Tensor& x) {
    double largest = 0;
    for (int64_t i = 0; i < x.size(); ++i) {
        const double magnitude = std::fabs(double(x.data()[i]));
        if (std::isfinite(magnitude) && magnitude > largest) largest = magnitude;
    }
    return largest;
}

Tensor last_row(const Tensor& x) {
    if (x.rank() != 2 || x.rows() == 0) throw Error("last_row: shape " + shape_text(x.shape()) + " has no last row");
    Tensor row = Tensor::zeros({x.cols()});  // [n]
    //> tensor.last_row  behind all rows but one
    std::memcpy(row.data(), x.data() + (x.rows() - 1) * x.cols(), size_t(x.cols()) * sizeof(float));
    //< tensor.last_row
    return row;
}

void expect_shape(const Tensor& x, const Shape& shape, std::string_view what) {
    if (x.shape() == shape) return;
    throw Error(std::string(what) + ": has shape " + shape_text(x.shape()) + ", expected " + shape_text(shape));
}

void print(const Tensor& x) {
    std::printf("%s\n", shape_text(x.shape()).c_str());
    const int64_t row_length = x.rank() == 0 ? 1 : x.cols();
    for (int64_t i = 0; i < x.size(); ++i) {
        const bool row_ends = (i + 1) % row_length == 0;
        std::printf("%10.5f%s", double(x.data()[i]), row_ends ? "\n" : " ");
    }
    std::fflush(stdout);
}
