#include "train/embedding_backward.h"

#include <map>

#include "base/error.h"

/// The places of each token that occurs. Throws Error when an id is outside the vocabulary.
static std::map<int, std::vector<int>> places_of_tokens(const std::vector<int>& tokens, int64_t vocab) {
    std::map<int, std::vector<int>> places;
    for (int t = 0; t < int(tokens.size()); ++t) {
        const int token = tokens[size_t(t)];
        if (token < 0 || token >= vocab) {
            throw Error("embed_backward: token id " + std::to_string(token) + " at position " + std::to_string(t) +
                        " is outside the vocabulary of " + std::to_string(vocab));
        }
        places[token].push_back(t);
    }
    return places;
}

void embed_backward(const std::vector<int>& tokens, const Tensor& d_x, Tensor& d_table) {
    const int64_t T = int64_t(tokens.size());
    const int64_t vocab = d_table.rows();
    const int64_t d_model = d_table.cols();
    if (T == 0) throw Error("embed_backward: there are no tokens");
    expect_shape(d_table, {vocab, d_model}, "embed_backward: d_table");
    expect_shape(d_x, {T, d_model}, "embed_backward: d_x");
    const std::map<int, std::vector<int>> places = places_of_tokens(tokens, vocab);
    //> embed.backward  the row of a token collects from every place where the token stood
    for (const auto& [token, places_of_token] : places) {
        for (int64_t i = 0; i < d_model; ++i) {
            double sum = double(d_table(token, i));
            for (int t : places_of_token) {
                sum += double(d_x(t, i));
            }
            d_table(token, i) = float(sum);
        }
    }
    //< embed.backward
}
