#pragma once

#include <cstdint>

// What the kernels do with one row of n numbers, n >= 1, a register at a time.

/// How many numbers of a row of n are left at i, a register's worth at most.
int64_t row_left(int64_t i, int64_t n);

float row_max(const float* row, int64_t n);

float row_sum(const float* row, int64_t n);

/// sum_i a[i] * b[i]
float row_dot(const float* a, const float* b, int64_t n);

/// out[i] = exp(row[i] - shift); returns their sum.
float row_exp(const float* row, int64_t n, float shift, float* out);

/// y = softmax(x); the largest x is finite. y may be x.
void row_softmax(const float* x, int64_t n, float* y);

/// d_x[i] = y[i] * (d_y[i] - sum_j y[j] d_y[j]). d_x may be d_y.
void row_softmax_backward(const float* y, const float* d_y, int64_t n, float* d_x);
