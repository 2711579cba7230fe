#include "train/token_file.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "formats/safetensors.h"

void add_document(TokenFile& file, const std::vector<int>& tokens) {
    if (file.starts.empty()) file.starts.push_back(0);
    file.tokens.insert(file.tokens.end(), tokens.begin(), tokens.end());
    file.weights.insert(file.weights.end(), tokens.size(), 1.0f);
    file.starts.push_back(int64_t(file.tokens.size()));
}

void write_token_file(const std::string& path, const TokenFile& file) {
    Tensor tokens = Tensor::zeros({int64_t(file.tokens.size())});              // [N]
    Tensor lengths = Tensor::zeros({std::max<int64_t>(file.documents(), 0)});  // [documents]
    const Tensor weights = Tensor::from({tokens.size()}, file.weights);        // [N]
    for (int64_t i = 0; i < tokens.size(); ++i) {
        tokens(i) = float(file.tokens[size_t(i)]);  // exact: ids are below 2^22
    }
    for (int64_t d = 0; d < lengths.size(); ++d) {
        const int64_t length = file.starts[size_t(d) + 1] - file.starts[size_t(d)];
        if (length > (1 << 24)) throw Error(path + ": document " + std::to_string(d) + " has more than 2^24 tokens");
        lengths(d) = float(length);
    }
    write_safetensors(path, {{"tokens", "I32", tokens}, {"weights", "F32", weights}, {"lengths", "I32", lengths}});
}

/// Whether some document has a token, and one that follows it and counts.
static bool has_something_to_predict(const TokenFile& file) {
    for (int64_t d = 0; d < file.documents(); ++d) {
        for (int64_t i = file.starts[size_t(d)] + 1; i < file.starts[size_t(d) + 1]; ++i) {
            if (file.weights[size_t(i)] > 0) return true;
        }
    }
    return false;
}

/// The weights of the file's tokens.
static std::vector<float> read_weights(const SafetensorsFile& safetensors, int64_t tokens) {
    const Tensor weights = safetensors.load("weights", {tokens});  // [N]
    for (int64_t i = 0; i < tokens; ++i) {
        if (std::isfinite(weights(i)) && weights(i) >= 0) continue;
        throw Error(safetensors.path() + ": the weight of token " + std::to_string(i) + " is " +
                    std::to_string(weights(i)) + "; it must be 0 or more");
    }
    return std::vector<float>(weights.data(), weights.data() + tokens);
}

TokenFile read_token_file(const std::string& path, int vocab) {
    const SafetensorsFile safetensors(path);
    TokenFile file;
    file.starts.push_back(0);
    for (int64_t id : safetensors.load_integers("tokens")) {
        if (id < 0 || id >= vocab) {
            throw Error(path + ": token " + std::to_string(file.tokens.size()) + " is id " + std::to_string(id) +
                        ", outside the model's vocabulary of " + std::to_string(vocab) +
                        "; was the file made with this model's tokenizer?");
        }
        file.tokens.push_back(int(id));
    }
    file.weights = read_weights(safetensors, int64_t(file.tokens.size()));
    for (int64_t length : safetensors.load_integers("lengths")) {
        const int64_t left = int64_t(file.tokens.size()) - file.starts.back();
        if (length < 0 || length > left) {
            throw Error(path + ": document " + std::to_string(file.documents()) + " has length " +
                        std::to_string(length) + ", but " + std::to_string(left) + " tokens are left");
        }
        file.starts.push_back(file.starts.back() + length);
    }
    if (file.starts.back() != int64_t(file.tokens.size())) {
        throw Error(path + ": the documents' lengths add up to " + std::to_string(file.starts.back()) + " of " +
                    std::to_string(file.tokens.size()) + " tokens");
    }
    if (!has_something_to_predict(file)) {
        throw Error(path + ": holds no document of two tokens or more to learn from, or none whose predictions count");
    }
    return file;
}
