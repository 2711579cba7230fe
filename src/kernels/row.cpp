#include "kernels/row.h"

#include <algorithm>

#include "kernels/vec.h"

int64_t row_left(int64_t i, int64_t n) { return std::min<int64_t>(vec_width, n - i); }

float row_max(const float* row, int64_t n) {
    float largest = row[0];
    int64_t i = 0;
    if (n >= vec_width) {
        Vec top = vec_load(row);
        for (i = vec_width; i + vec_width <= n; i += vec_width) {
            const Vec x = vec_load(row + i);
            top = vec_select(VecInt(x > top), x, top);
        }
        largest = vec_max(top);
    }
    for (; i < n; ++i) {
        largest = row[i] > largest ? row[i] : largest;
    }
    return largest;
}

float row_exp(const float* row, int64_t n, float shift, float* out) {
    Vec sum = {};
    for (int64_t i = 0; i < n; i += vec_width) {
        const int64_t count = row_left(i, n);
        Vec exponential = vec_exp(vec_load_part(row + i, count) - vec_of(shift));
        vec_store_part(out + i, exponential, count);
        if (count < vec_width) exponential = vec_load_part(out + i, count);  // nothing behind the row's end is summed
        sum += exponential;
    }
    return vec_sum(sum);
}

float row_sum(const float* row, int64_t n) {
    Vec sum = {};
    for (int64_t i = 0; i < n; i += vec_width) {
        sum += vec_load_part(row + i, row_left(i, n));
    }
    return vec_sum(sum);
}

float row_dot(const float* a, const float* b, int64_t n) {
    Vec sum = {};
    for (int64_t i = 0; i < n; i += vec_width) {
        const int64_t count = row_left(i, n);
        sum += vec_load_part(a + i, count) * vec_load_part(b + i, count);
    }
    return vec_sum(sum);
}

void row_softmax(const float* x, int64_t n, float* y) {
    const float sum = row_exp(x, n, row_max(x, n), y);
    const float inverse_sum = 1.0f / sum;
    for (int64_t i = 0; i < n; ++i) {
        y[i] *= inverse_sum;
    }
}

void row_softmax_backward(const float* y, const float* d_y, int64_t n, float* d_x) {
    const float average = row_dot(y, d_y, n);
    for (int64_t i = 0; i < n; ++i) {
        d_x[i] = y[i] * (d_y[i] - average);
    }
}
