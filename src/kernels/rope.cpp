#include "kernels/rope.h"

#include <cmath>
#include <map>
#include <utility>

static RopeTable make_table(int64_t positions, int64_t head_dim, double theta) {
    const int64_t half = head_dim / 2;
    RopeTable table;
    table.cosine = Tensor::zeros({positions, half});
    table.sine = Tensor::zeros({positions, half});
    for (int64_t i = 0; i < half; ++i) {
        const double frequency = std::pow(theta, -2.0 * double(i) / double(head_dim));
        for (int64_t position = 0; position < positions; ++position) {
            const double angle = double(position) * frequency;
            table.cosine(position, i) = float(std::cos(angle));
            table.sine(position, i) = float(std::sin(angle));
        }
    }
    return table;
}

const RopeTable& rope_table(int64_t positions, int64_t head_dim, double theta) {
    static std::map<std::pair<double, int64_t>, RopeTable> tables;
    RopeTable& table = tables[{theta, head_dim}];
    const int64_t there = table.cosine.rank() == 0 ? 0 : table.cosine.rows();
    if (there < positions) table = make_table(positions + positions / 2, head_dim, theta);
    return table;
}

void fast_rope(const Tensor& x, int64_t start, double theta, bool back, Tensor& y) {
    const int64_t T = x.dim(0);
    const int64_t heads = x.dim(1);
    const int64_t head_dim = x.dim(2);
    const int64_t half = head_dim / 2;
    const RopeTable& table = rope_table(start + T, head_dim, theta);
    const float direction = back ? -1.0f : 1.0f;
    for (int64_t t = 0; t < T; ++t) {
        const float* cosine = table.cosine.data() + (start + t) * half;
        const float* sine = table.sine.data() + (start + t) * half;
        for (int64_t head = 0; head < heads; ++head) {
            const float* from = x.data() + (t * heads + head) * head_dim;
            float* to = y.data() + (t * heads + head) * head_dim;
            for (int64_t i = 0; i < half; ++i) {
                const float a = from[i];
                const float b = from[i + half];
                to[i] = a * cosine[i] - direction * b * sine[i];
                to[i + half] = direction * a * sine[i] + b * cosine[i];
            }
        }
    }
}
