#include "model/embedding.h"

#include <cmath>

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
    return x;
}

void add_positions(Tensor& x, const Matrix& table, int start) {
    const int64_t T = x.rows();
    if (start < 0 || start + T > table.rows()) {
        throw Error("positions up to " + std::to_string(start + T) + " are more than the table has, " +
                    std::to_string(table.rows()));
    }
    //> embed.positions  the same word at another place is another vector
    for (int64_t t = 0; t < T; ++t) {
        for (int64_t i = 0; i < x.cols(); ++i) {
            x(t, i) += table(start + t, i);
        }
    }
    //< embed.positions
}

void scale_embedding(Tensor& x) {
    const float scale = float(std::sqrt(double(x.cols())));
    for (int64_t t = 0; t < x.rows(); ++t) {
        for (int64_t i = 0; i < x.cols(); ++i) {
            x(t, i) *= scale;
        }
    }
}
