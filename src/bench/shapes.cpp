#include "bench/shapes.h"

#include <cmath>

#include "base/error.h"

struct NamedShape {
    std::string name;
    Config config;
};

static Config sizes(int d_model, int n_layers, int n_heads, int n_kv_heads, int head_dim, int d_ff, int vocab,
                    int window) {
    Config config;
    config.d_model = d_model;
    config.n_layers = n_layers;
    config.n_heads = n_heads;
    config.n_kv_heads = n_kv_heads;
    config.head_dim = head_dim;
    config.d_ff = d_ff;
    config.vocab = vocab;
    config.window = window;
    config.norm_eps = 1e-5f;
    config.rope = RopeSettings(10000.0);
    config.tied_head = true;
    return config;
}

static const std::vector<NamedShape>& all_shapes() {
    //         d_model  layers  heads  kv heads  head_dim  d_ff  vocab  window
    static const std::vector<NamedShape> shapes = {
        {"small", sizes(160, 6, 5, 5, 32, 432, 1536, 512)},
        {"110m", sizes(768, 12, 12, 12, 64, 2048, 32000, 2048)},
        {"1b", sizes(2048, 16, 32, 8, 64, 8192, 128256, 2048)},
    };
    return shapes;
}

std::vector<std::string> shape_names() {
    std::vector<std::string> names;
    for (const NamedShape& shape : all_shapes()) {
        names.push_back(shape.name);
    }
    return names;
}

Config config_of_shape(const std::string& name) {
    std::string known;
    for (const NamedShape& shape : all_shapes()) {
        if (shape.name == name) return shape.config;
        known += (known.empty() ? "" : ", ") + shape.name;
    }
    throw Error("there is no shape \"" + name + "\"; there are " + known);
}

/// Numbers between -size and size that repeat only after a prime number of them: cheap, and no two rows alike.
static void fill_with_numbers(Tensor& x, float size) {
    constexpr int64_t period = 65521;
    for (int64_t i = 0; i < x.size(); ++i) {
        x.data()[i] = size * (2.0f * float(i * 7919 % period) / float(period) - 1.0f);
    }
}

Model model_of_shape(const Config& config) {
    Model model;
    model.config = config;
    model.weights = zero_weights(config);
    for (const WeightEntry& entry : weight_entries(model.weights, config)) {
        // sqrt(3 / in): the standard deviation that keeps the size of what goes through, 1 / sqrt(in)
        const bool is_norm = entry.shape.size() == 1;
        fill_with_numbers(*entry.tensor, is_norm ? 1.0f : float(std::sqrt(3.0 / double(entry.shape[1]))));
    }
    if (config.tied_head) model.weights.head = model.weights.embed;
    return model;
}
