#include "model/transformer.h"

#include <algorithm>

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

/// All but the head: what stands behind the last block, normed.
static Tensor run_blocks(const Model& model, const std::vector<int>& tokens, KVCache& cache) {
    const Config& config = model.config;
    const Weights& weights = model.weights;
    tap_tokens("tokens", tokens);

    //> forward  embed, run through every block, norm
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
    //< forward
    return normed;
}

/// A score for every token of the vocabulary.
static Tensor score(const Tensor& normed, const Matrix& head) {
    //> forward.head  how well does each row of the head go with what the blocks made?
    Tensor logits = linear(normed, head);  // [T, vocab]
    tap("logits", logits);
    //< forward.head
    return logits;
}

Tensor forward(const Model& model, const std::vector<int>& tokens, KVCache& cache) {
    const Tensor normed = run_blocks(model, tokens, cache);  // [T, d_model]
    return score(normed, model.weights.head);                // [T, vocab]
}

Tensor next_logits(const Model& model, const std::vector<int>& tokens, KVCache& cache) {
    Tensor normed;  // [part, d_model], of the last part in the end
    if (int(tokens.size()) <= prompt_part) {
        normed = run_blocks(model, tokens, cache);
    } else {
        for (size_t first = 0; first < tokens.size(); first += prompt_part) {
            const size_t end = std::min(tokens.size(), first + prompt_part);
            const std::vector<int> part(tokens.begin() + std::ptrdiff_t(first), tokens.begin() + std::ptrdiff_t(end));
            normed = run_blocks(model, part, cache);
        }
    }
    const Tensor last = normed.rows_view(normed.rows() - 1, 1);                   // [1, d_model]
    return score(last, model.weights.head).reshape({model.weights.head.rows()});  // [vocab]
}
