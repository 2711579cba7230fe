#include "model/transformer.h"

#include "base/tap.h"
#include "model/block.h"
#include "model/embedding.h"
#include "model/linear.h"
#include "model/norm.h"

Model load_model(const std::string& path) {
    const ModelFolder folder = open_model_folder(path);
    Model model;
    model.config = read_config(folder);
    model.weights = read_weights(TensorFiles(folder), model.config);
    return model;
}

Tensor forward(const Model& model, const std::vector<int>& tokens, KVCache& cache) {
    const Config& config = model.config;
    const Weights& weights = model.weights;
    tap_tokens("tokens", tokens);

    //> forward  embed, run through every block, norm, score
    Tensor x = embed(tokens, weights.embed);  // [T, d_model]
    if (config.family.learned_positions) add_positions(x, weights.positions, cache.length);
    if (config.family.scales_embedding) scale_embedding(x);
    tap("embed", x);
    for (int layer = 0; layer < config.n_layers; ++layer) {
        x = block(x, weights.layers[size_t(layer)], config, layer, cache);  // [T, d_model]
    }
    cache.length += int(tokens.size());
    Tensor normed = norm(x, weights.final_norm, weights.final_norm_bias, config);  // [T, d_model]
    tap("final.norm", normed);
    Tensor logits = linear(normed, weights.head);  // [T, vocab]
    tap("logits", logits);
    //< forward
    return logits;
}
