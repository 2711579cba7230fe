#include "byte_model.h"

#include <cmath>

#include "corpus/corpus.h"
#include "tokenizer/bpe_train.h"
#include "train/init_weights.h"

Tokenizer byte_tokenizer() {
    TrainTokenizerOptions options;
    options.special_tokens = {"<s>", "</s>"};
    for (const std::string& token : corpus_special_tokens()) {
        options.special_tokens.push_back(token);
    }
    options.begin_token = "<s>";
    options.vocab_size = 262;
    return train_bpe({"a"}, options);
}

static Config byte_config() {
    Config config;
    config.d_model = 8;
    config.n_layers = 1;
    config.n_heads = 2;
    config.n_kv_heads = 1;
    config.head_dim = 4;
    config.d_ff = 16;
    config.vocab = 262;
    config.window = 4096;
    config.norm_eps = 1e-5f;
    config.rope = 10000;
    config.tied_head = true;
    config.begin_token = 256;
    config.end_tokens = {257};
    return config;
}

Model untrained_byte_model() {
    Model model;
    model.config = byte_config();
    model.weights = init_weights(model.config, 3);
    return model;
}

// The embedding is one number per token at its own place; the layer adds nothing to it; the last norm makes sqrt(262) of that
// number, and the head has one number other than 0 in each column.
Model chain_model(const std::map<int, int>& next, int otherwise, double probability) {
    Model model;
    model.config = byte_config();
    model.config.d_model = 262;
    model.config.tied_head = false;
    model.weights = zero_weights(model.config);
    const double logit = std::log(probability / (1.0 - probability) * 261);
    for (int token = 0; token < 262; ++token) {
        const auto found = next.find(token);
        const int said = found == next.end() ? otherwise : found->second;
        model.weights.embed.f32(token, token) = 1000;  // so large that the norm's eps is lost in it
        model.weights.final_norm(token) = 1;
        model.weights.head.f32(said, token) = float(logit / std::sqrt(262.0));
    }
    return model;
}
