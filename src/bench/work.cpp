#include "bench/work.h"

#include <algorithm>

#include "model/kv_cache.h"

int64_t matrix_numbers(const Config& config) {
    const int64_t d_model = config.d_model;
    const int64_t q_width = int64_t(config.n_heads) * config.head_dim;
    const int64_t kv_width = int64_t(config.n_kv_heads) * config.head_dim;
    const int64_t attention = 2 * d_model * q_width + 2 * d_model * kv_width;  // q and o, k and v
    const int64_t mlp_matrices = config.family.gated_mlp ? 3 : 2;              // gate, up, down
    const int64_t mlp = mlp_matrices * d_model * int64_t(config.d_ff);
    return config.n_layers * (attention + mlp) + int64_t(config.vocab) * d_model;
}

int64_t decode_weight_bytes(const Model& model) {
    const Config& config = model.config;
    int64_t bytes = weight_bytes(model.weights, config);
    if (!config.tied_head) bytes -= matrix_bytes(config.vocab - 1, config.d_model, model.weights.embed.type);
    if (config.family.learned_positions) {
        bytes -= matrix_bytes(config.window - 1, config.d_model, model.weights.positions.type);
    }
    return bytes;
}

int64_t decode_bytes(const Config& config, int64_t weight_bytes, int64_t context) {
    const int64_t bytes_per_token = kv_cache_bytes_per_token(config) / config.n_layers;  // in one layer
    int64_t cached = 0;
    for (int layer = 0; layer < config.n_layers; ++layer) {
        const int64_t seen = seen_in_layer(config, layer);
        cached += bytes_per_token * (seen == 0 ? context : std::min(context, seen));
    }
    return weight_bytes + cached;
}

/// The positions that T tokens behind `start` others see in a layer, all together.
static double positions_seen(int64_t T, int64_t start, int64_t seen) {
    const double all = double(T) * double(start) + 0.5 * double(T) * double(T + 1);
    if (seen == 0) return all;
    // Token t sees start + t + 1 positions or `seen` of them: those with less than `seen` come first.
    const int64_t with_less = std::clamp<int64_t>(seen - start, 0, T);
    const double first = double(with_less) * double(start) + 0.5 * double(with_less) * double(with_less + 1);
    return first + double(T - with_less) * double(seen);
}

double forward_operations(const Config& config, int64_t T, int64_t start) {
    double positions = 0;
    for (int layer = 0; layer < config.n_layers; ++layer) {
        positions += positions_seen(T, start, seen_in_layer(config, layer));
    }
    const double attention = 4.0 * config.n_heads * config.head_dim * positions;
    return 2.0 * double(matrix_numbers(config)) * double(T) + attention;
}

double prompt_operations(const Config& config, int64_t T) {
    const double head = 2.0 * double(config.vocab) * double(config.d_model);
    return forward_operations(config, T, 0) - head * double(T - 1);
}

double training_operations(const Config& config, int64_t documents, int64_t T) {
    return 3.0 * double(documents) * forward_operations(config, T, 0);
}
