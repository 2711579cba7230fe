#include "kernels/one_row.h"

#include <algorithm>

#include "base/threads.h"
#include "kernels/weight_rows.h"

constexpr int rows_at_once = 8;

/// sums[r] = x times row first + r * step of w; behind the last row the last one again.
template <class Row>
static void multiply_rows(const float* x, const Matrix& w, int64_t first, int64_t step, Vec* sum) {
    const int64_t in = w.cols();
    const int64_t last = w.rows() - 1;
    const Row row[rows_at_once] = {
        Row(w, first),
        Row(w, std::min(first + step, last)),
        Row(w, std::min(first + 2 * step, last)),
        Row(w, std::min(first + 3 * step, last)),
        Row(w, std::min(first + 4 * step, last)),
        Row(w, std::min(first + 5 * step, last)),
        Row(w, std::min(first + 6 * step, last)),
        Row(w, std::min(first + 7 * step, last)),
    };
    Vec s[rows_at_once] = {};
    int64_t i = 0;
    //> kernels.one_row  eight rows at once, a running sum for each: weights are read once, and in order
    for (; i + q8_block <= in; i += q8_block) {
#pragma GCC unroll 8
        for (int r = 0; r < rows_at_once; ++r) {
            Vec wide[block_vecs];
            row[r].load_block(i, wide);
#pragma GCC unroll 8
            for (int j = 0; j < block_vecs; ++j) {
                s[r] += vec_load(x + i + j * vec_width) * wide[j];
            }
        }
    }
    //< kernels.one_row
    for (; i < in; i += vec_width) {
        const int64_t count = std::min<int64_t>(vec_width, in - i);
        const Vec x_part = vec_load_part(x + i, count);
        for (int r = 0; r < rows_at_once; ++r) {
            s[r] += x_part * row[r].load_part(i, count);
        }
    }
    std::copy(s, s + rows_at_once, sum);
}

template <class Row>
static void multiply_all(const float* x, const Matrix& w, float* y) {
    const int64_t out = w.rows();
    const int64_t length = (out + rows_at_once - 1) / rows_at_once;  // rows of a stream; the last one may have fewer
    share(length, out * w.cols(), [&](int64_t first) {
        Vec sum[std::max(rows_at_once, vec_width)] = {};
        multiply_rows<Row>(x, w, first, length, sum);
        float numbers[std::max(rows_at_once, vec_width)];
        for (int64_t r = 0; r < rows_at_once; r += vec_width) {
            vec_store(numbers + r, vec_sums(sum + r));
        }
        for (int64_t r = 0; r < rows_at_once && first + r * length < out; ++r) {
            y[first + r * length] = numbers[r];
        }
    });
}

void one_row_products(const float* x, const Matrix& w, float* y) {
    switch (w.type) {
        case NumberType::f32: return multiply_all<F32Row>(x, w, y);
        case NumberType::bf16: return multiply_all<Bf16Row>(x, w, y);
        case NumberType::f16: return multiply_all<F16Row>(x, w, y);
        case NumberType::q8: return multiply_all<Q8Row>(x, w, y);
    }
}
