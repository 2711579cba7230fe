#include "golden.h"
#include "harness.h"
#include "model/kv_cache.h"

static Config small_config() {
    Config config;
    config.n_layers = 2;
    config.n_kv_heads = 3;
    config.head_dim = 4;
    config.window = 8;
    return config;
}

/// The first rows of a cache, [rows, n_kv_heads, head_dim].
static Tensor first_rows(const Tensor& cache, int64_t rows) {
    const std::vector<int64_t> shape = {rows, cache.dim(1), cache.dim(2)};
    const int64_t count = rows * cache.dim(1) * cache.dim(2);
    return Tensor::from(shape, std::vector<float>(cache.data(), cache.data() + count));
}

/// A cache with room left for two tokens, of the sizes that the golden case has.
static KVCache cache_for(const Golden& golden, const std::string& name) {
    const Tensor keys = golden[name + "/layers.0/keys"];  // [S, n_kv_heads, head_dim]
    Config config;
    config.n_kv_heads = int(keys.dim(1));
    config.head_dim = int(keys.dim(2));
    config.window = 64;
    config.n_layers = 0;
    while (golden.has(name + "/layers." + std::to_string(config.n_layers) + "/keys")) {
        ++config.n_layers;
    }
    return make_kv_cache(config, int(keys.dim(0)) + 2);
}

// All layers' past first, then all layers' new rows, as two forward passes do it. Rows are copied: equal to the bit.
TEST(keys_and_values_match_golden) {
    const Golden golden("kv_cache");
    int layers = 0;
    for (const std::string& name : golden.cases()) {
        KVCache cache = cache_for(golden, name);
        const int n_layers = int(cache.keys.size());
        const std::string prefix = name + "/layers.";
        for (int layer = 0; layer < n_layers; ++layer) {
            const std::string key = prefix + std::to_string(layer);
            append_to_cache(cache, layer, golden[key + "/past_k"], golden[key + "/past_v"]);
        }
        cache.length = int(golden[prefix + "0/past_k"].rows());
        for (int layer = 0; layer < n_layers; ++layer) {
            const std::string key = prefix + std::to_string(layer);
            append_to_cache(cache, layer, golden[key + "/k"], golden[key + "/v"]);
        }
        for (int layer = 0; layer < n_layers; ++layer) {
            const std::string key = prefix + std::to_string(layer);
            const Tensor keys = golden[key + "/keys"];      // [S, n_kv_heads, head_dim]
            const Tensor values = golden[key + "/values"];  // [S, n_kv_heads, head_dim]
            EXPECT_SAME(first_rows(cache.keys[size_t(layer)], keys.rows()), keys);
            EXPECT_SAME(first_rows(cache.values[size_t(layer)], values.rows()), values);
            ++layers;
        }
    }
    EXPECT_EQUAL(layers, 6);  // micro 1, gqa 2, wide 3
}

TEST(new_rows_go_behind_the_old_ones) {
    KVCache cache = make_kv_cache(small_config(), 4);
    Tensor one = Tensor::zeros({1, 3, 4});
    Tensor two = Tensor::zeros({2, 3, 4});
    one(0, 2, 3) = 5;
    two(1, 0, 0) = 7;
    append_to_cache(cache, 1, one, one);
    cache.length = 1;
    append_to_cache(cache, 1, two, two);
    EXPECT_EQUAL(cache.keys[1](0, 2, 3), 5.0f);
    EXPECT_EQUAL(cache.keys[1](2, 0, 0), 7.0f);
    EXPECT_EQUAL(cache.values[1](2, 0, 0), 7.0f);
    EXPECT_EQUAL(cache.keys[0](0, 2, 3), 0.0f);  // the other layer is untouched
}

TEST(keys_and_values_are_not_mixed_up) {
    KVCache cache = make_kv_cache(small_config(), 1);
    Tensor k = Tensor::zeros({1, 3, 4});
    Tensor v = Tensor::zeros({1, 3, 4});
    k(0, 0, 0) = 1;
    v(0, 0, 0) = 2;
    append_to_cache(cache, 0, k, v);
    EXPECT_EQUAL(cache.keys[0](0, 0, 0), 1.0f);
    EXPECT_EQUAL(cache.values[0](0, 0, 0), 2.0f);
}

// llama2.c #348, nanochat #520: what must fit is the start plus the new tokens.
TEST(a_full_cache_is_an_error_and_never_a_write_past_its_end) {
    KVCache cache = make_kv_cache(small_config(), 4);
    const Tensor two = Tensor::zeros({2, 3, 4});
    cache.length = 2;
    append_to_cache(cache, 0, two, two);  // rows 2 and 3: just fits
    cache.length = 3;
    EXPECT_ERROR(append_to_cache(cache, 0, two, two), "holds 3 of 4 tokens; 2 more do not fit");
}

TEST(rows_of_another_shape_are_an_error) {
    KVCache cache = make_kv_cache(small_config(), 4);
    EXPECT_ERROR(append_to_cache(cache, 0, Tensor::zeros({1, 2, 4}), Tensor::zeros({1, 2, 4})), "expected [1, 3, 4]");
    EXPECT_ERROR(append_to_cache(cache, 0, Tensor::zeros({1, 3, 4}), Tensor::zeros({2, 3, 4})), "v: has shape");
}

TEST(the_capacity_stays_within_the_context_window) {
    EXPECT_EQUAL(make_kv_cache(small_config(), 8).capacity, 8);
    EXPECT_ERROR(make_kv_cache(small_config(), 9), "window of this model has 8");
    EXPECT_ERROR(make_kv_cache(small_config(), 0), "a cache for 0 tokens");
}

TEST(bytes_per_token_follow_the_formula) {
    EXPECT_EQUAL(kv_cache_bytes_per_token(small_config()), int64_t(2 * 2 * 3 * 4 * 4));
    Config large = small_config();  // llama2.c #164: no overflow of int
    large.n_layers = 1000;
    large.n_kv_heads = 1000;
    large.head_dim = 1000;
    EXPECT_EQUAL(kv_cache_bytes_per_token(large), int64_t(8'000'000'000));
}

TEST_MAIN
