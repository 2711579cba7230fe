#include "cli/explain.h"

#include <algorithm>
#include <cstdio>

#include "base/utf8.h"
#include "cli/console.h"
#include "sampler/sampler.h"

std::string token_name(const Tokenizer& tokenizer, int id) {
    if (!tokenizer.vocabulary.has(id)) return "<no token " + std::to_string(id) + ">";
    return show_bytes(tokenizer.token_text[size_t(id)]);
}

/// The likeliest tokens of a distribution with their shares.
static std::string describe_distribution(const Tokenizer& tokenizer, const Tensor& probs) {
    const size_t shown_at_most = 5;
    std::vector<int> ids;
    for (int64_t i = 0; i < probs.size(); ++i) {
        if (probs(i) > 0) ids.push_back(int(i));
    }
    sort_by_probability(ids, probs);
    std::string text = std::to_string(ids.size()) + (ids.size() == 1 ? " token:" : " tokens:");
    for (size_t rank = 0; rank < std::min(ids.size(), shown_at_most); ++rank) {
        char share[32];
        std::snprintf(share, sizeof(share), " %.2f%%", 100.0 * double(probs(ids[rank])));
        text += " " + token_name(tokenizer, ids[rank]) + share;
    }
    return text + (ids.size() > shown_at_most ? " ..." : "");
}

void SamplingExplainer::on_tap(const std::string& key, const Tensor& value) {
    if (key.rfind("sample.", 0) != 0) return;
    if (key == "sample.temperature") write_note("\nstep " + std::to_string(++step_));
    std::string line = "  " + padded(key, 20);
    if (key == "sample.token") {
        const int token = int(value(0));
        line += std::to_string(token) + " " + token_name(tokenizer_, token);
    } else {
        line += describe_distribution(tokenizer_, value);
    }
    write_note(line);
}

/// The tokens' keys with spaces between them; of many, those around one place.
static std::string token_list(const Tokenizer& tokenizer, const std::vector<int>& tokens, size_t around) {
    const size_t each_side = 12;
    const size_t first = around > each_side ? around - each_side : 0;
    const size_t last = std::min(tokens.size(), around + each_side + 1);
    std::string text = first > 0 ? ".. " : "";
    for (size_t i = first; i < last; ++i) {
        text += (i == first ? "" : " ") + std::string(tokenizer.vocabulary.key_of(tokens[i]));
    }
    return text + (last < tokens.size() ? " .." : "");
}

std::string explain_piece(const Tokenizer& tokenizer, const ExplainedPiece& piece) {
    const Vocabulary& vocabulary = tokenizer.vocabulary;
    std::string text = show_bytes(piece.text) + "\n";
    std::vector<int> tokens = piece.symbols;
    if (!tokens.empty()) text += "  start       " + token_list(tokenizer, tokens, 0) + "\n";
    for (const MergeStep& step : piece.steps) {
        tokens[size_t(step.position)] = step.result;
        tokens.erase(tokens.begin() + step.position + 1);
        char rank[32];
        std::snprintf(rank, sizeof(rank), "  rank %-6d ", step.rank);
        text += rank + token_list(tokenizer, tokens, size_t(step.position)) + "    (";
        text += vocabulary.key_of(step.left);
        text += " + ";
        text += vocabulary.key_of(step.right);
        text += ")\n";
    }
    text += piece.symbols.empty() ? "  added token " : "  ids         ";
    for (size_t i = 0; i < piece.tokens.size(); ++i) {
        text += (i == 0 ? "" : " ") + std::to_string(piece.tokens[i]);
    }
    return text + "\n";
}
