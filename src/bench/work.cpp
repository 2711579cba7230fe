#include "bench/work.h"

#include "model/kv_cache.h"

int64_t matrix_numbers(const Config& config) {
    const int64_t d_model = config.d_model;
    const int64_t q_width = int64_t(config.n_heads) * config.head_dim;
    const int64_t kv_width = int64_t(config.n_kv_heads) * config.head_dim;
    const int64_t attention = 2 * d_model * q_width + 2 * d_model * kv_width;  // q and o, k and v
    const int64_t mlp = 3 * d_model * int64_t(config.d_ff);                    // gate, up, down
    return config.n_layers * (attention + mlp) + int64_t(config.vocab) * d_model;
}

int64_t decode_weight_bytes(const Model& model) {
    const Config& config = model.config;
    const int64_t all = weight_bytes(model.weights, config);
    if (config.tied_head) return all;
    const NumberType type = model.weights.embed.type;
    const int64_t unread_rows = config.vocab - 1;
    return all - matrix_bytes(unread_rows, config.d_model, type);
}

int64_t decode_bytes(const Config& config, int64_t weight_bytes, int64_t context) {
    return weight_bytes + context * kv_cache_bytes_per_token(config);
}

double forward_operations(const Config& config, int64_t T, int64_t start) {
    const double seen = double(T) * double(start) + 0.5 * double(T) * double(T + 1);  // positions, over all tokens
    const double attention = 4.0 * config.n_heads * config.head_dim * seen * config.n_layers;
    return 2.0 * double(matrix_numbers(config)) * double(T) + attention;
}

double prompt_operations(const Config& config, int64_t T) {
    const double head = 2.0 * double(config.vocab) * double(config.d_model);
    return forward_operations(config, T, 0) - head * double(T - 1);
}

double training_operations(const Config& config, int64_t documents, int64_t T) {
    return 3.0 * double(documents) * forward_operations(config, T, 0);
}
