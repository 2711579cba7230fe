#include "kernels/rows.h"

#include <algorithm>
#include <cmath>

#include "base/threads.h"
#include "base/unset_tensor.h"
#include "kernels/row.h"
#include "kernels/vec.h"

constexpr int64_t operations_each = 8;  // about

void fast_softmax(const Tensor& x, Tensor& y) {
    const int64_t n = x.cols();
    const int64_t rows = x.size() / n;
    share(rows, operations_each * x.size(), [&](int64_t r) {
        const float* x_row = x.data() + r * n;
        float* y_row = y.data() + r * n;
        row_softmax(x_row, n, y_row);
    });
}

void fast_softmax_backward(const Tensor& y, const Tensor& d_y, Tensor& d_x) {
    const int64_t n = y.cols();
    const int64_t rows = y.size() / n;
#pragma omp parallel for schedule(static) if (worth_sharing(operations_each * y.size()))
    for (int64_t r = 0; r < rows; ++r) {
        const float* y_row = y.data() + r * n;
        const float* d_y_row = d_y.data() + r * n;
        float* d_x_row = d_x.data() + r * n;
        row_softmax_backward(y_row, d_y_row, n, d_x_row);
    }
}

/// 1 / sqrt(mean(x^2) + eps) for numbers whose squares are beyond float32: 0 in its place would make the row vanish.
static float inverse_rms_of_large(const float* row, int64_t n, float eps) {
    double sum = 0.0;
    for (int64_t i = 0; i < n; ++i) {
        sum += double(row[i]) * double(row[i]);
    }
    return float(1.0 / std::sqrt(sum / double(n) + double(eps)));
}

static float inverse_rms(const float* row, int64_t n, float eps) {
    const float sum = row_dot(row, row, n);
    if (std::isinf(sum)) return inverse_rms_of_large(row, n, eps);
    return 1.0f / std::sqrt(sum / float(n) + eps);
}

void fast_rms_norm(const Tensor& x, const Tensor& weight, float eps, Tensor& y) {
    const int64_t n = x.cols();
    share(x.rows(), operations_each * x.size(), [&](int64_t t) {
        const float* x_row = x.data() + t * n;
        float* y_row = y.data() + t * n;
        const float scale = inverse_rms(x_row, n, eps);
        for (int64_t i = 0; i < n; ++i) {
            y_row[i] = x_row[i] * scale * weight.data()[i];
        }
    });
}

void fast_layer_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, float eps, Tensor& y) {
    const int64_t n = x.cols();
    share(x.rows(), operations_each * x.size(), [&](int64_t t) {
        const float* x_row = x.data() + t * n;
        float* y_row = y.data() + t * n;
        const float mean = row_sum(x_row, n) / float(n);
        for (int64_t i = 0; i < n; ++i) {
            y_row[i] = x_row[i] - mean;
        }
        const float scale = inverse_rms(y_row, n, eps);
        for (int64_t i = 0; i < n; ++i) {
            y_row[i] = y_row[i] * scale * weight.data()[i] + bias.data()[i];
        }
    });
}

/// d_x of one row, and the row's part of d_weight into d_weight_row:
///     d_x = scale * (w d_y - x scale^2 mean(x w d_y)),   d_weight = d_y x scale
static void rms_norm_backward_row(const float* x, const float* weight, const float* d_y, int64_t n, float eps,
                                  float* d_x, float* d_weight_row) {
    const float scale = inverse_rms(x, n, eps);
    for (int64_t i = 0; i < n; ++i) {
        d_x[i] = weight[i] * d_y[i];
        d_weight_row[i] = d_y[i] * x[i] * scale;
    }
    const float mean = row_dot(x, d_x, n) / float(n);
    const float pull = scale * scale * mean;
    for (int64_t i = 0; i < n; ++i) {
        d_x[i] = scale * (d_x[i] - x[i] * pull);
    }
}

void fast_rms_norm_backward(const Tensor& x, const Tensor& weight, float eps, const Tensor& d_y, Tensor& d_x,
                            Tensor& d_weight) {
    const int64_t T = x.rows();
    const int64_t n = x.cols();
    Tensor parts = unset_tensor({T, n});  // what each row adds to d_weight
#pragma omp parallel for schedule(static) if (worth_sharing(operations_each * x.size()))
    for (int64_t t = 0; t < T; ++t) {
        rms_norm_backward_row(x.data() + t * n, weight.data(), d_y.data() + t * n, n, eps, d_x.data() + t * n,
                              parts.data() + t * n);
    }
    for (int64_t t = 0; t < T; ++t) {
        for (int64_t i = 0; i < n; ++i) {
            d_weight.data()[i] += parts.data()[t * n + i];
        }
    }
}

void fast_residual_add(const Tensor& x, const Tensor& delta, Tensor& y) {
    const int64_t n = x.cols();
    share(x.size() / n, x.size(), [&](int64_t t) {
        for (int64_t i = t * n; i < (t + 1) * n; ++i) {
            y.data()[i] = x.data()[i] + delta.data()[i];
        }
    });
}

static Vec sigmoid(Vec x) { return vec_of(1.0f) / (vec_of(1.0f) + vec_exp(-x)); }

void fast_swiglu(const Tensor& gate, const Tensor& up, Tensor& act) {
    const int64_t n = gate.size();
    const int64_t registers = (n + vec_width - 1) / vec_width;
    share(registers, operations_each * n, [&](int64_t index) {
        const int64_t i = index * vec_width;
        const int64_t count = row_left(i, n);
        const Vec g = vec_load_part(gate.data() + i, count);
        const Vec u = vec_load_part(up.data() + i, count);
        vec_store_part(act.data() + i, g * sigmoid(g) * u, count);
    });
}

static Vec gelu(Vec x) {
    const Vec twice_u = vec_of(1.5957691216f) * (x + vec_of(0.044715f) * x * x * x);  // 2 sqrt(2 / pi)
    return x * sigmoid(twice_u);
}

void fast_geglu(const Tensor& gate, const Tensor& up, Tensor& act) {
    const int64_t n = gate.size();
    const int64_t registers = (n + vec_width - 1) / vec_width;
    share(registers, operations_each * n, [&](int64_t index) {
        const int64_t i = index * vec_width;
        const int64_t count = row_left(i, n);
        const Vec u = vec_load_part(up.data() + i, count);
        vec_store_part(act.data() + i, gelu(vec_load_part(gate.data() + i, count)) * u, count);
    });
}

void fast_gelu(const Tensor& x, Tensor& act) {
    const int64_t n = x.size();
    const int64_t registers = (n + vec_width - 1) / vec_width;
    share(registers, operations_each * n, [&](int64_t index) {
        const int64_t i = index * vec_width;
        const int64_t count = row_left(i, n);
        vec_store_part(act.data() + i, gelu(vec_load_part(x.data() + i, count)), count);
    });
}

void fast_swiglu_backward(const Tensor& gate, const Tensor& up, const Tensor& d_act, Tensor& d_gate, Tensor& d_up) {
    const int64_t n = gate.size();
#pragma omp parallel for schedule(static) if (worth_sharing(operations_each * n))
    for (int64_t i = 0; i < n; i += vec_width) {
        const int64_t count = row_left(i, n);
        const Vec g = vec_load_part(gate.data() + i, count);
        const Vec u = vec_load_part(up.data() + i, count);
        const Vec d = vec_load_part(d_act.data() + i, count);
        const Vec s = sigmoid(g);
        const Vec slope = s * (vec_of(1.0f) + g * (vec_of(1.0f) - s));  // of g * sigmoid(g)
        vec_store_part(d_gate.data() + i, d * u * slope, count);
        vec_store_part(d_up.data() + i, d * g * s, count);
    }
}

void fast_cross_entropy(const Tensor& logits, const std::vector<int>& targets, Tensor& losses) {
    const int64_t n = logits.cols();
#pragma omp parallel if (worth_sharing(operations_each * logits.size()))
    {
        Tensor exponentials = Tensor::zeros({n});
#pragma omp for schedule(static)
        for (int64_t t = 0; t < logits.rows(); ++t) {
            const float* row = logits.data() + t * n;
            const float largest = row_max(row, n);
            const float sum = row_exp(row, n, largest, exponentials.data());
            losses.data()[t] = largest - row[targets[size_t(t)]] + std::log(sum);
        }
    }
}

void fast_cross_entropy_backward(const Tensor& logits, const std::vector<int>& targets,
                                 const std::vector<float>& factors, Tensor& d_logits) {
    const int64_t n = logits.cols();
#pragma omp parallel for schedule(static) if (worth_sharing(operations_each * logits.size()))
    for (int64_t t = 0; t < logits.rows(); ++t) {
        const float* row = logits.data() + t * n;
        float* d_row = d_logits.data() + t * n;
        const float factor = factors[size_t(t)];
        if (factor == 0.0f) {
            std::fill(d_row, d_row + n, 0.0f);  // whatever stands in such a row
            continue;
        }
        const float sum = row_exp(row, n, row_max(row, n), d_row);
        const float scale = factor / sum;
        for (int64_t i = 0; i < n; ++i) {
            d_row[i] *= scale;
        }
        d_row[targets[size_t(t)]] -= factor;
    }
}
