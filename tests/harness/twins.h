#pragma once

#include <string>
#include <vector>

#include "base/tensor.h"

// What tests of fast twins share: the switch between the forms, tensors with NaN before and behind them, and bounds of
// rounding errors (docs/numerics.md, "Kernels").

/// Runs the textbook loops (or the fast twins) during its lifetime.
class ChosenForm {
 public:
    explicit ChosenForm(bool textbook_is_on);
    ~ChosenForm();
    ChosenForm(const ChosenForm&) = delete;
    ChosenForm& operator=(const ChosenForm&) = delete;

 private:
    bool before_;
};

/// So many threads during its lifetime.
class ChosenThreads {
 public:
    explicit ChosenThreads(int count);
    ~ChosenThreads();
    ChosenThreads(const ChosenThreads&) = delete;
    ChosenThreads& operator=(const ChosenThreads&) = delete;

 private:
    int before_;
};

/// The same numbers in the midst of NaN: whoever reads outside poisons a sum.
Tensor fenced(const Tensor& x);

/// Throws TestFailure when the NaN around a `fenced` tensor was written to.
void expect_fence(const Tensor& x, const std::string& what);

/// The same numbers just before a page of memory that may not be touched: whoever reads or writes behind them ends the
/// program, also where what was read would not show.
Tensor at_the_edge(const Tensor& x);

/// |x|, number by number.
Tensor absolute(const Tensor& x);

/// Whole numbers from -8 to 8: their products and sums are exact in float32 as long as they stay below 2^24.
Tensor whole_numbers(const Shape& shape, uint64_t seed);

/// Half the spacing of float32 relative to the number: what one rounding moves it by at most.
constexpr double unit = 0x1p-24;

/// What n roundings, one on top of the other, move a number by at most, relative to the sum of magnitudes that went
/// into it: n u / (1 - n u) (Higham 2002, "Accuracy and Stability of Numerical Algorithms", section 3.1).
double roundings(double n);

/// |got - want| <= allowed for each number; NaN fails, infinities must be the same.
void expect_within(const Tensor& got, const Tensor& want, const std::vector<double>& allowed, const std::string& what);

/// factor * magnitude + unit * |want| for each number: `roundings(n)` of the magnitudes, and one rounding of the
/// textbook's result.
std::vector<double> allowed_by(double factor, const Tensor& magnitude, const Tensor& want);

/// Sizes that are no multiple of any tile or register, and one that is.
const std::vector<int64_t>& odd_sizes();
