#include <cmath>

#include "golden.h"
#include "gradient.h"
#include "harness.h"
#include "model/rope.h"
#include "train/training_pass.h"
#include "twins.h"

// The gradient of the whole loss by finite differences: the micro model once more, in double, in plain loops that share
// nothing with src but `rope_angle`. All its parameters are one row of numbers, in the order of `weight_entries`.

using Row = std::vector<double>;
using Rows = std::vector<Row>;

/// Takes matrices from the row of parameters, one after another.
struct ParameterReader {
    const Row& parameters;
    size_t at = 0;

    Rows take(int rows, int columns) {
        Rows matrix;
        for (int r = 0; r < rows; ++r) {
            const auto begin = parameters.begin() + long(at);
            matrix.push_back(Row(begin, begin + columns));
            at += size_t(columns);
        }
        return matrix;
    }
};

static Rows times_transposed(const Rows& x, const Rows& weight) {
    Rows y;
    for (const Row& row : x) {
        Row out;
        for (const Row& w : weight) {
            double sum = 0;
            for (size_t i = 0; i < w.size(); ++i) {
                sum += row[i] * w[i];
            }
            out.push_back(sum);
        }
        y.push_back(out);
    }
    return y;
}

static Rows sum_of(const Rows& a, const Rows& b) {
    Rows sum = a;
    for (size_t t = 0; t < a.size(); ++t) {
        for (size_t i = 0; i < a[t].size(); ++i) {
            sum[t][i] += b[t][i];
        }
    }
    return sum;
}

static Rows normed(const Rows& x, const Row& weight, double eps) {
    Rows y = x;
    for (Row& row : y) {
        double squares = 0;
        for (double number : row) {
            squares += number * number;
        }
        const double root = std::sqrt(squares / double(row.size()) + eps);
        for (size_t i = 0; i < row.size(); ++i) {
            row[i] = row[i] / root * weight[i];
        }
    }
    return y;
}

static Rows turned(const Rows& x, int head_dim, double theta) {
    Rows y = x;
    const size_t half = size_t(head_dim / 2);
    for (size_t t = 0; t < x.size(); ++t) {
        for (size_t head = 0; head < x[t].size(); head += size_t(head_dim)) {
            for (size_t i = 0; i < half; ++i) {
                const double angle = rope_angle(int64_t(t), int64_t(i), head_dim, theta);
                const double a = x[t][head + i];
                const double b = x[t][head + i + half];
                y[t][head + i] = a * std::cos(angle) - b * std::sin(angle);
                y[t][head + i + half] = a * std::sin(angle) + b * std::cos(angle);
            }
        }
    }
    return y;
}

static Rows attended(const Rows& q, const Rows& k, const Rows& v, const Config& config) {
    const size_t head_dim = size_t(config.head_dim);
    Rows mix(q.size(), Row(q[0].size(), 0.0));
    for (size_t t = 0; t < q.size(); ++t) {
        for (size_t h = 0; h < size_t(config.n_heads); ++h) {
            const size_t kv = h / size_t(config.n_heads / config.n_kv_heads);
            Row weights;
            double sum = 0;
            for (size_t s = 0; s <= t; ++s) {
                double dot = 0;
                for (size_t i = 0; i < head_dim; ++i) {
                    dot += q[t][h * head_dim + i] * k[s][kv * head_dim + i];
                }
                weights.push_back(std::exp(dot / std::sqrt(double(head_dim))));
                sum += weights.back();
            }
            for (size_t s = 0; s <= t; ++s) {
                for (size_t i = 0; i < head_dim; ++i) {
                    mix[t][h * head_dim + i] += weights[s] / sum * v[s][kv * head_dim + i];
                }
            }
        }
    }
    return mix;
}

static double mean_surprise(const Rows& logits, const std::vector<int>& targets, const std::vector<float>& mask) {
    double loss = 0;
    double counted = 0;
    for (size_t t = 0; t < logits.size(); ++t) {
        double sum = 0;
        for (double logit : logits[t]) {
            sum += std::exp(logit);
        }
        loss += double(mask[t]) * (std::log(sum) - logits[t][size_t(targets[t])]);
        counted += double(mask[t]);
    }
    return loss / counted;
}

/// The mean loss of one document, of a model with a tied head.
static double whole_loss(const Row& parameters, const Config& c, const Batch& batch) {
    ParameterReader reader = {parameters};
    const double eps = double(c.norm_eps);
    const Rows embed = reader.take(c.vocab, c.d_model);
    Rows x;
    for (int token : batch.tokens) {
        x.push_back(embed[size_t(token)]);
    }
    for (int layer = 0; layer < c.n_layers; ++layer) {
        const Rows norm = normed(x, reader.take(1, c.d_model)[0], eps);
        const Rows q = times_transposed(norm, reader.take(c.n_heads * c.head_dim, c.d_model));
        const Rows k = times_transposed(norm, reader.take(c.n_kv_heads * c.head_dim, c.d_model));
        const Rows v = times_transposed(norm, reader.take(c.n_kv_heads * c.head_dim, c.d_model));
        const Rows mix = attended(turned(q, c.head_dim, c.rope.theta), turned(k, c.head_dim, c.rope.theta), v, c);
        x = sum_of(x, times_transposed(mix, reader.take(c.d_model, c.n_heads * c.head_dim)));
        const Rows mlp_norm = normed(x, reader.take(1, c.d_model)[0], eps);
        Rows act = times_transposed(mlp_norm, reader.take(c.d_ff, c.d_model));
        const Rows up = times_transposed(mlp_norm, reader.take(c.d_ff, c.d_model));
        for (size_t t = 0; t < act.size(); ++t) {
            for (size_t i = 0; i < act[t].size(); ++i) {
                act[t][i] = act[t][i] / (1 + std::exp(-act[t][i])) * up[t][i];
            }
        }
        x = sum_of(x, times_transposed(act, reader.take(c.d_model, c.d_ff)));
    }
    const Rows logits = times_transposed(normed(x, reader.take(1, c.d_model)[0], eps), embed);
    if (reader.at != parameters.size()) throw TestFailure("parameters are left over");
    return mean_surprise(logits, batch.targets, batch.mask);
}

/// All numbers of a set of weights in one row.
static Tensor flat(Weights& weights, const Config& config) {
    std::vector<float> numbers;
    for (const WeightEntry& entry : weight_entries(weights, config)) {
        numbers.insert(numbers.end(), entry.tensor->data(), entry.tensor->data() + entry.tensor->size());
    }
    return Tensor::from({int64_t(numbers.size())}, numbers);
}

static void expect_differences(const std::string& folder, const std::string& name, int64_t parameters) {
    const Golden golden("gradients");
    Model model = load_model(folder);
    Batch batch;
    batch.tokens = golden.integers(name + "/tokens");
    batch.targets = golden.integers(name + "/targets");
    batch.mask = golden.floats(name + "/mask");
    batch.documents = {{0, int64_t(batch.tokens.size())}};
    const Tensor at = flat(model.weights, model.config);
    EXPECT_EQUAL(at.size(), parameters);
    const auto loss = [&](const Row& moved) { return whole_loss(moved, model.config, batch); };
    EXPECT(std::fabs(loss(doubles(at)) * total_weight(batch) - golden.number(name + "/loss")) < 1e-6);
    const Tensor want = finite_difference(loss, at);
    for (bool textbook_is_on : {true, false}) {
        const ChosenForm form(textbook_is_on);
        Weights gradients = zero_weights(model.config);
        const Trace trace = training_forward(model, batch);
        training_backward(model, batch, trace, float(1.0 / total_weight(batch)), gradients);
        const double error = textbook_is_on ? 4e-6 : 1e-5;
        EXPECT_CLOSE(flat(gradients, model.config), want, 0, error * largest_magnitude(want));
    }
}

TEST(the_gradient_of_the_whole_loss_is_that_of_finite_differences_for_every_parameter) {
    expect_differences("data/micro", "micro", 140);
    if (checked_build) return;
    expect_differences("data/golden/models/odd", "odd", 53 * 15 + 15 + 4 * 450 + 15 + 3 * 105 + 15);
}

TEST_MAIN
