#include "small_training.h"

#include "base/rng.h"

Config small_config(int vocab) {
    Config config;
    config.d_model = 32;
    config.n_layers = 2;
    config.n_heads = 4;
    config.n_kv_heads = 2;
    config.head_dim = 8;
    config.d_ff = 64;
    config.vocab = vocab;
    config.window = 64;
    config.norm_eps = 1e-5f;
    config.rope = 10000;
    config.tied_head = true;
    return config;
}

Config tiny_config(bool tied) {
    Config config;
    config.d_model = 8;
    config.n_layers = 2;
    config.n_heads = 4;
    config.n_kv_heads = 2;
    config.head_dim = 2;
    config.d_ff = 9;
    config.vocab = 13;
    config.window = 16;
    config.norm_eps = 1e-5f;
    config.rope = 10000;
    config.tied_head = tied;
    return config;
}

TrainOptions small_options() {
    TrainOptions options;
    options.batch_rows = 2;
    options.row_tokens = 64;
    options.seed = 3;
    options.schedule.peak = 1e-2;
    options.schedule.warmup_steps = 5;
    options.schedule.total_steps = 60;
    return options;
}

TokenFile random_file(int documents, uint64_t seed) {
    Rng rng = make_rng(seed);
    TokenFile file;
    for (int d = 0; d < documents; ++d) {
        std::vector<int> ids(size_t(2 + next_below(rng, 39)));
        for (int& id : ids) {
            id = int(next_below(rng, 20));
        }
        add_document(file, ids);
    }
    return file;
}

TrainOptions random_options(int64_t accumulate) {
    TrainOptions options = small_options();
    options.accumulate = accumulate;
    options.schedule.warmup_steps = 3;
    options.schedule.total_steps = 10;
    return options;
}
