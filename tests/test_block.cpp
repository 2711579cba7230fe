#include "base/tap.h"
#include "golden.h"
#include "harness.h"
#include "model/block.h"

static LayerWeights golden_weights(const Golden& golden, const std::string& name) {
    LayerWeights w;
    w.attn_norm = golden[name + "/input_norm"];
    w.q = golden[name + "/q"];
    w.k = golden[name + "/k"];
    w.v = golden[name + "/v"];
    w.o = golden[name + "/o"];
    w.mlp_norm = golden[name + "/post_norm"];
    w.gate = golden[name + "/gate"];
    w.up = golden[name + "/up"];
    w.down = golden[name + "/down"];
    return w;
}

static Config golden_config(const Golden& golden, const std::string& name) {
    Config config;
    config.d_model = int(golden[name + "/x"].cols());
    config.n_layers = 1;
    config.n_heads = golden.integers(name + "/n_heads")[0];
    config.n_kv_heads = golden.integers(name + "/n_kv_heads")[0];
    config.head_dim = golden.integers(name + "/head_dim")[0];
    config.norm_eps = float(golden.number(name + "/eps"));
    config.rope.theta = golden.number(name + "/theta");
    config.window = 64;
    return config;
}

TEST(block_matches_golden_tap_by_tap) {
    const Golden golden("block");
    for (const std::string& name : golden.cases()) {
        const Config config = golden_config(golden, name);
        const LayerWeights w = golden_weights(golden, name);
        KVCache cache = make_kv_cache(config, config.window);
        if (golden.has(name + "/past_k")) {
            append_to_cache(cache, 0, golden[name + "/past_k"], golden[name + "/past_v"]);
            cache.length = int(golden[name + "/past_k"].dim(0));
        }
        TapRecorder taps;
        const Tensor y = block(golden[name + "/x"], w, config, 0, cache);
        int compared = 0;
        for (const TapRecorder::Record& record : taps.records) {
            const std::string key = name + "/" + record.key.substr(std::string("layers.0.").size());
            if (!golden.has(key)) FAIL("no golden for " + key);
            // Each value carries the roundings of those before it: measured at most 1.9e-7 (docs/numerics.md).
            EXPECT_GOLDEN(golden, key, record.value, 0, 5e-7 * largest_magnitude(golden[key]));
            ++compared;
        }
        EXPECT_EQUAL(compared, 17);
        EXPECT_SAME(y, taps.get("layers.0.mlp.residual"));
    }
}

TEST(a_residual_adds_number_by_number) {
    const Tensor x = Tensor::from({1, 2}, {1, 2});
    EXPECT_SAME(residual_add(x, Tensor::from({1, 2}, {10, -20})), Tensor::from({1, 2}, {11, -18}));
    EXPECT_ERROR(residual_add(x, Tensor::zeros({2, 1})), "residual_add");
}

TEST_MAIN
