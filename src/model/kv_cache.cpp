#include "model/kv_cache.h"

#include <cstring>

#include "base/error.h"

/// Room for the keys or the values of one layer. (Tensor's own message would not say what the memory is for.)
static Tensor make_rows(const Config& config, int capacity) {
    try {
        return Tensor::zeros({capacity, config.n_kv_heads, config.head_dim});
    } catch (const Error&) {
        throw Error("there is no memory for a cache of " + std::to_string(capacity) + " tokens at " +
                    std::to_string(kv_cache_bytes_per_token(config)) +
                    " bytes a token; a lower --max-tokens needs less");
    }
}

KVCache make_kv_cache(const Config& config, int capacity) {
    if (capacity < 1 || capacity > config.window) {
        throw Error("a cache for " + std::to_string(capacity) + " tokens: the context window of this model has " +
                    std::to_string(config.window));
    }
    KVCache cache;
    cache.capacity = capacity;
    for (int layer = 0; layer < config.n_layers; ++layer) {
        cache.keys.push_back(make_rows(config, capacity));
        cache.values.push_back(make_rows(config, capacity));
    }
    return cache;
}

/// Copies all rows of `rows` into `cache`, from row `start` on.
static void copy_rows(Tensor& cache, int64_t start, const Tensor& rows) {
    const int64_t row_size = cache.dim(1) * cache.dim(2);  // n_kv_heads * head_dim
    std::memcpy(cache.data() + start * row_size, rows.data(), size_t(rows.size()) * sizeof(float));
}

void append_to_cache(KVCache& cache, int layer, const Tensor& k, const Tensor& v) {
    const int64_t T = k.dim(0);
    if (cache.length + T > cache.capacity) {
        throw Error("the cache holds " + std::to_string(cache.length) + " of " + std::to_string(cache.capacity) +
                    " tokens; " + std::to_string(T) + " more do not fit");
    }
    Tensor& keys = cache.keys[size_t(layer)];      // [capacity, n_kv_heads, head_dim]
    Tensor& values = cache.values[size_t(layer)];  // [capacity, n_kv_heads, head_dim]
    expect_shape(k, {T, keys.dim(1), keys.dim(2)}, "append_to_cache: k");
    expect_shape(v, {T, keys.dim(1), keys.dim(2)}, "append_to_cache: v");
    //> kv_cache.append  the new rows go behind the old ones
    copy_rows(keys, cache.length, k);
    copy_rows(values, cache.length, v);
    //< kv_cache.append
}

int64_t kv_cache_bytes_per_token(const Config& config) {
    const int64_t numbers_per_layer = 2 * int64_t(config.n_kv_heads) * config.head_dim;  // a key and a value
    return config.n_layers * numbers_per_layer * int64_t(sizeof(float));
}
