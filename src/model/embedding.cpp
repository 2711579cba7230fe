#include "model/embedding.h"

#include "base/error.h"
#include "base/tap.h"

Tensor embed(const std::vector<int>& tokens, const Matrix& table) {
    const int T = int(tokens.size());
    const int64_t vocab = table.rows();
    const int64_t d_model = table.cols();
    if (T == 0) throw Error("embed: there are no tokens");
    Tensor x = Tensor::zeros({T, d_model});  // [T, d_model]
    for (int t = 0; t < T; ++t) {
        if (tokens[size_t(t)] < 0 || tokens[size_t(t)] >= vocab) {
            throw Error("token id " + std::to_string(tokens[size_t(t)]) + " at position " + std::to_string(t) +
                        " is outside the vocabulary of " + std::to_string(vocab));
        }
    }
    //> embed  copy the row of each token
    for (int t = 0; t < T; ++t) {
        const int token = tokens[size_t(t)];
        for (int64_t i = 0; i < d_model; ++i) {
            x(t, i) = table(token, i);
        }
    }
    //< embed
    tap("embed", x);
    return x;
}
