#include "kernels/rope.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <deque>

/// The same angles with room for so many positions. What is not computed yet are pages that nobody has touched.
static RopeTable with_room(const RopeTable& table, int64_t positions, int64_t half) {
    RopeTable larger;
    larger.cosine = Tensor::zeros({positions, half});
    larger.sine = Tensor::zeros({positions, half});
    larger.computed = table.computed;
    const size_t bytes = size_t(table.computed * half) * sizeof(float);
    if (bytes > 0) {
        std::memcpy(larger.cosine.data(), table.cosine.data(), bytes);
        std::memcpy(larger.sine.data(), table.sine.data(), bytes);
    }
    return larger;
}

static void compute_rows(RopeTable& table, int64_t positions, int64_t head_dim, const RopeSettings& settings) {
    const int64_t half = head_dim / 2;
    for (int64_t i = 0; i < half; ++i) {
        const double frequency = rope_frequency(settings, i, head_dim);
        for (int64_t position = table.computed; position < positions; ++position) {
            const double angle = double(position) * frequency;
            table.cosine(position, i) = float(std::cos(angle));
            table.sine(position, i) = float(std::sin(angle));
        }
    }
    table.computed = positions;
}

/// A table, and what it was made for.
struct KnownTable {
    RopeSettings settings;
    int64_t head_dim;
    RopeTable table;
};

/// The table of these settings, empty at first. A model has one or two.
static RopeTable& find_table(const RopeSettings& settings, int64_t head_dim) {
    static std::deque<KnownTable> known;  // a deque never moves its elements
    for (KnownTable& entry : known) {
        if (entry.head_dim == head_dim && entry.settings == settings) return entry.table;
    }
    known.push_back({settings, head_dim, {}});
    return known.back().table;
}

const RopeTable& rope_table(int64_t positions, int64_t head_dim, const RopeSettings& settings) {
    RopeTable& table = find_table(settings, head_dim);
    const int64_t room = table.cosine.rank() == 0 ? 0 : table.cosine.rows();
    if (room < positions) table = with_room(table, std::max<int64_t>(1024, 2 * positions), head_dim / 2);
    if (table.computed < positions) compute_rows(table, positions, head_dim, settings);
    return table;
}

void fast_rope(const Tensor& x, int64_t start, const RopeSettings& settings, bool back, Tensor& y) {
    const int64_t T = x.dim(0);
    const int64_t heads = x.dim(1);
    const int64_t head_dim = x.dim(2);
    const int64_t half = head_dim / 2;
    const RopeTable& table = rope_table(start + T, head_dim, settings);
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
