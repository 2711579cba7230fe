#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/shape.h"

/// A row-major array of float32 with up to four axes: the last index runs fastest, so that x(t, i) of a
/// [T, d_model] tensor is data()[t * d_model + i].
///
/// A Tensor is a handle, as in PyTorch: a copy shares the numbers, clone() makes new ones. The numbers may
/// also be borrowed from a mapped file. Builds with STEPWISE_CHECKED (debug, sanitize, fuzz) check every index and axis.
class Tensor {
 public:
    /// No numbers at all: size() is 0. Something to assign to.
    Tensor() = default;

    /// All zeros. Throws Error when a size is negative or the product overflows.
    static Tensor zeros(const Shape& shape);

    /// The given numbers in row-major order. Throws Error when their count is not the product of the shape.
    static Tensor from(const Shape& shape, const std::vector<float>& values);

    /// Numbers that live elsewhere; `owner` keeps them alive. Writing to them is the owner's business.
    static Tensor borrow(const Shape& shape, float* data, std::shared_ptr<void> owner);

    /// The same numbers in new memory.
    Tensor clone() const;

    /// The same memory under another shape of the same size: [T, d_model] seen as [T, n_heads, head_dim].
    Tensor reshape(const Shape& shape) const;

    /// Rows first .. first + count of the first axis, in the same memory: [N, d_model] seen as [count, d_model].
    Tensor rows_view(int64_t first, int64_t count) const;

    int rank() const { return int(shape_.size()); }
    int64_t dim(int axis) const { return shape_[checked_axis(axis)]; }
    int64_t rows() const { return shape_[checked_axis(0)]; }
    int64_t cols() const { return shape_[checked_axis(rank() - 1)]; }  // length of the last axis
    int64_t size() const { return size_; }
    const Shape& shape() const { return shape_; }

    float* data() { return data_; }
    const float* data() const { return data_; }

    float& operator()(int64_t i) { return data_[offset(i)]; }
    float& operator()(int64_t i, int64_t j) { return data_[offset(i, j)]; }
    float& operator()(int64_t i, int64_t j, int64_t k) { return data_[offset(i, j, k)]; }
    float& operator()(int64_t i, int64_t j, int64_t k, int64_t l) { return data_[offset(i, j, k, l)]; }
    float operator()(int64_t i) const { return data_[offset(i)]; }
    float operator()(int64_t i, int64_t j) const { return data_[offset(i, j)]; }
    float operator()(int64_t i, int64_t j, int64_t k) const { return data_[offset(i, j, k)]; }
    float operator()(int64_t i, int64_t j, int64_t k, int64_t l) const { return data_[offset(i, j, k, l)]; }

 private:
    int64_t offset(int64_t i) const {
        check_index(1, i, 0, 0, 0);
        return i;
    }
    int64_t offset(int64_t i, int64_t j) const {
        check_index(2, i, j, 0, 0);
        return i * shape_[1] + j;
    }
    int64_t offset(int64_t i, int64_t j, int64_t k) const {
        //> tensor.index  whole tables first, then whole rows, then along the row
        check_index(3, i, j, k, 0);
        return (i * shape_[1] + j) * shape_[2] + k;
        //< tensor.index
    }
    int64_t offset(int64_t i, int64_t j, int64_t k, int64_t l) const {
        check_index(4, i, j, k, l);
        return ((i * shape_[1] + j) * shape_[2] + k) * shape_[3] + l;
    }
#ifdef STEPWISE_CHECKED
    void check_index(int given, int64_t i, int64_t j, int64_t k, int64_t l) const;
    size_t checked_axis(int axis) const;
#else
    size_t checked_axis(int axis) const { return size_t(axis); }
    void check_index(int, int64_t, int64_t, int64_t, int64_t) const {}
#endif

    Shape shape_;
    int64_t size_ = 0;             // product of the shape; 0 for a Tensor that was never given one
    float* data_ = nullptr;        // the numbers, row after row
    std::shared_ptr<void> owner_;  // who frees them: this tensor and its copies, or a mapped file
};

/// The largest finite |x|, 0 where there is none.
double largest_magnitude(const Tensor& x);

/// The last row of [rows, n] as [n]: the logits that score the next token. Throws Error when there are no rows.
Tensor last_row(const Tensor& x);

/// Throws Error "what: ... has shape [..], expected [..]" unless the shapes are equal.
void expect_shape(const Tensor& x, const Shape& shape, std::string_view what);

/// Prints shape and rows to standard output. For the debugger: `call print(scores)`.
void print(const Tensor& x);
