#include "cli/lens.h"

#include <algorithm>
#include <cmath>

#include "cli/console.h"
#include "cli/explain.h"
#include "cli/text_options.h"
#include "model/embedding.h"
#include "model/linear.h"
#include "model/norm.h"
#include "model/softmax.h"
#include "sampler/sampler.h"

/// The place in the stack that a value belongs to, as a reader would call it; "" for values inside of a layer.
static std::string place_of(const std::string& key) {
    const std::string start = "layers.";
    const std::string end = ".mlp.residual";
    if (key == "embed") return "embed";
    const bool ends_a_layer = key.rfind(start, 0) == 0 && key.size() > start.size() + end.size() &&
                              key.compare(key.size() - end.size(), end.size(), end) == 0;
    if (!ends_a_layer) return "";
    return "layer " + key.substr(start.size(), key.size() - start.size() - end.size());
}

/// softmax(final_norm(x) head^T) of one vector: [vocab]
static Tensor guess(const Model& model, const Tensor& x) {
    const Tensor normed =
        norm(x, model.weights.final_norm, model.weights.final_norm_bias, model.config);  // [1, d_model]
    const Tensor logits = linear(normed, model.weights.head);                            // [1, vocab]
    return softmax(logits).reshape({logits.cols()});
}

static double length_of(const Tensor& x) {
    double sum = 0;
    for (int64_t i = 0; i < x.size(); ++i) {
        sum += double(x.data()[i]) * double(x.data()[i]);
    }
    return std::sqrt(sum);
}

std::string guesses_by_layer(const Model& model, const Tokenizer& tokenizer,
                             const std::vector<TapRecorder::Record>& records) {
    constexpr size_t shown = 3;
    std::string text = padded("after", 9) + " " + padded("length", 8) + " the likeliest next tokens\n";
    for (const TapRecorder::Record& record : records) {
        const std::string place = place_of(record.key);
        if (place.empty()) continue;
        const Tensor x = record.value.rows_view(record.value.rows() - 1, 1);  // [1, d_model]
        const Tensor probs = guess(model, x);                                 // [vocab]
        std::vector<int> ids;
        for (int id = 0; id < int(probs.size()); ++id) {
            ids.push_back(id);
        }
        sort_by_probability(ids, probs);
        text += padded(place, 9) + " " + padded(formatted("%.2f", length_of(x)), 8);
        for (size_t rank = 0; rank < std::min(shown, ids.size()); ++rank) {
            const double percent = 100 * double(probs(ids[rank]));
            if (rank > 0 && percent < 0.05) break;  // what would be shown as 0.0% is noise
            text += " " + token_name(tokenizer, ids[rank]) + formatted(" %.1f%%", percent);
        }
        text += "\n";
    }
    return text;
}

std::string nearest_tokens(const Model& model, const Tokenizer& tokenizer, int id, int count) {
    const Tensor mine = embed({id}, model.weights.embed);  // [1, d_model]
    std::vector<int> ids;
    Tensor cosines = Tensor::zeros({int64_t(model.config.vocab)});
    for (int other = 0; other < model.config.vocab; ++other) {
        if (other == id || !tokenizer.vocabulary.has(other)) continue;
        const Tensor its = embed({other}, model.weights.embed);  // [1, d_model]
        double dot = 0;
        for (int64_t i = 0; i < mine.size(); ++i) {
            dot += double(mine.data()[i]) * double(its.data()[i]);
        }
        const double lengths = length_of(mine) * length_of(its);
        cosines(other) = lengths > 0 ? float(dot / lengths) : 0.0f;
        ids.push_back(other);
    }
    sort_by_probability(ids, cosines);
    std::string text;
    for (size_t rank = 0; rank < std::min(ids.size(), size_t(count)); ++rank) {
        text += formatted("%6.3f  ", double(cosines(ids[rank]))) + padded(std::to_string(ids[rank]), 7) +
                token_name(tokenizer, ids[rank]) + "\n";
    }
    return text;
}
