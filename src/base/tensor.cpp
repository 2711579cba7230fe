#include "base/tensor.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/error.h"

int64_t checked_size(const std::vector<int64_t>& shape, const std::string& what) {
    const int64_t limit = INT64_MAX / int64_t(sizeof(float));
    if (shape.size() > size_t(Tensor::max_rank)) {
        throw Error(what + ": shape " + shape_text(shape) + " has more than 4 axes");
    }
    int64_t size = 1;
    for (int64_t length : shape) {
        if (length < 0) throw Error(what + ": shape " + shape_text(shape) + " has a negative size");
        if (length != 0 && size > limit / length) {
            throw Error(what + ": shape " + shape_text(shape) + " is larger than memory can be");
        }
        size *= length;
    }
    return size;
}

std::string shape_text(const std::vector<int64_t>& shape) {
    std::string text = "[";
    for (size_t axis = 0; axis < shape.size(); ++axis) {
        if (axis > 0) text += ", ";
        text += std::to_string(shape[axis]);
    }
    return text + "]";
}

Tensor Tensor::borrow(const std::vector<int64_t>& shape, float* data, std::shared_ptr<void> owner) {
    Tensor x;
    x.size_ = checked_size(shape, "Tensor");
    x.rank_ = int(shape.size());
    for (int axis = 0; axis < x.rank_; ++axis) {
        x.shape_[axis] = shape[size_t(axis)];
    }
    x.data_ = data;
    x.owner_ = std::move(owner);
    return x;
}

Tensor Tensor::zeros(const std::vector<int64_t>& shape) {
    const int64_t size = checked_size(shape, "Tensor");
    // calloc hands out pages that become real on first touch: a cache for a long window costs what is used.
    // They begin with a cache line: a register that lies in two of them is read twice.
    constexpr uintptr_t line = 64;
    void* memory = std::calloc(size_t(size) * sizeof(float) + line, 1);
    if (memory == nullptr) {
        throw Error("Tensor: no memory for shape " + shape_text(shape) + " (" +
                    std::to_string(size * int64_t(sizeof(float))) + " bytes)");
    }
    const uintptr_t first = (reinterpret_cast<uintptr_t>(memory) + line - 1) / line * line;
    return borrow(shape, reinterpret_cast<float*>(first), std::shared_ptr<void>(memory, std::free));
}

Tensor Tensor::from(const std::vector<int64_t>& shape, const std::vector<float>& values) {
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

Tensor Tensor::reshape(const std::vector<int64_t>& shape) const {
    if (checked_size(shape, "reshape") != size_) {
        throw Error("reshape: " + shape_text(this->shape()) + " does not hold as many numbers as " + shape_text(shape));
    }
    return borrow(shape, data_, owner_);
}

Tensor Tensor::rows_view(int64_t first, int64_t count) const {
    if (rank_ == 0 || first < 0 || count < 0 || count > shape_[0] - first) {
        throw Error("rows_view: " + std::to_string(count) + " rows from row " + std::to_string(first) +
                    " on are not in shape " + shape_text(shape()));
    }
    std::vector<int64_t> view_shape = shape();
    view_shape[0] = count;
    const int64_t row_size = shape_[0] == 0 ? 0 : size_ / shape_[0];
    return borrow(view_shape, data_ + first * row_size, owner_);
}

#ifdef STEPWISE_CHECKED
void Tensor::check_index(int given, int64_t i, int64_t j, int64_t k, int64_t l) const {
    const int64_t index[max_rank] = {i, j, k, l};
    bool inside = given == rank_;
    for (int axis = 0; axis < given && inside; ++axis) {
        inside = index[axis] >= 0 && index[axis] < shape_[axis];
    }
    if (inside) return;
    const std::vector<int64_t> asked(index, index + given);
    throw Error("Tensor: index " + shape_text(asked) + " is outside shape " + shape_text(shape()));
}

int Tensor::checked_axis(int axis) const {
    if (axis >= 0 && axis < rank_) return axis;
    throw Error("Tensor: shape " + shape_text(shape()) + " has no axis " + std::to_string(axis));
}
#endif

std::string index_text(int64_t flat, const std::vector<int64_t>& shape) {
    std::vector<int64_t> index(shape.size());
    for (size_t axis = shape.size(); axis > 0; --axis) {
        index[axis - 1] = flat % shape[axis - 1];
        flat /= shape[axis - 1];
    }
    return shape_text(index);
}

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
    std::memcpy(row.data(), x.data() + (x.rows() - 1) * x.cols(), size_t(x.cols()) * sizeof(float));
    return row;
}

void expect_shape(const Tensor& x, const std::vector<int64_t>& shape, const std::string& what) {
    if (x.shape() == shape) return;
    throw Error(what + ": has shape " + shape_text(x.shape()) + ", expected " + shape_text(shape));
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
