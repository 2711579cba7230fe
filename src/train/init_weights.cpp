#include "train/init_weights.h"

#include <cmath>

#include "base/rng.h"

static void fill_normal(Tensor& x, double deviation, Rng& rng) {
    for (int64_t i = 0; i < x.size(); ++i) {
        x.data()[i] = float(deviation * next_normal(rng));
    }
}

static void fill(Tensor& x, float value) {
    for (int64_t i = 0; i < x.size(); ++i) {
        x.data()[i] = value;
    }
}

static bool ends_with(const std::string& text, const std::string& end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

Weights init_weights(const Config& config, uint64_t seed) {
    Rng rng = make_rng(seed);
    Weights weights = zero_weights(config);
    const double into_stream = 1.0 / std::sqrt(2.0 * config.n_layers);
    for (const WeightEntry& entry : weight_entries(weights, config)) {
        const bool writes_stream = ends_with(entry.name, "o_proj.weight") || ends_with(entry.name, "down_proj.weight");
        if (entry.shape.size() == 1) {
            fill(*entry.tensor, 1.0f);
            continue;
        }
        const double deviation = 1.0 / std::sqrt(double(entry.shape[1]));
        fill_normal(*entry.tensor, writes_stream ? deviation * into_stream : deviation, rng);
    }
    return weights;
}
