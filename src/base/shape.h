#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The lengths of a tensor's axes, [T, d_model] say: at most four, kept in place, so that making one allocates nothing.
class Shape {
 public:
    static constexpr int max_rank = 4;

    Shape() = default;
    Shape(std::initializer_list<int64_t> lengths) : Shape(std::span(lengths.begin(), lengths.size())) {}
    Shape(const std::vector<int64_t>& lengths) : Shape(std::span(lengths)) {}

    /// Throws Error when there are more than four.
    explicit Shape(std::span<const int64_t> lengths);

    size_t size() const { return size_t(rank_); }
    const int64_t* data() const { return lengths_; }
    const int64_t* begin() const { return lengths_; }
    const int64_t* end() const { return lengths_ + rank_; }
    int64_t operator[](size_t axis) const { return lengths_[axis]; }
    int64_t& operator[](size_t axis) { return lengths_[axis]; }

    friend bool operator==(const Shape& a, const Shape& b) = default;

 private:
    int64_t lengths_[max_rank] = {0, 0, 0, 0};  // zeros behind the last axis
    int rank_ = 0;
};

/// "[7, 6, 4]"
std::string shape_text(std::span<const int64_t> shape);

/// Product of the sizes. Throws Error, naming `what`, when one is negative or the bytes of float32 overflow.
int64_t checked_size(std::span<const int64_t> shape, std::string_view what);

/// The place of a number in row-major order as one index an axis: 5 in shape [2, 3] is "[1, 2]".
std::string index_text(int64_t flat, std::span<const int64_t> shape);
