#include "train/init_weights.h"

#include <cmath>
#include <set>

#include "harness.h"

static Config config_of(int d_model, int n_layers, bool tied) {
    Config config;
    config.d_model = d_model;
    config.n_layers = n_layers;
    config.n_heads = 6;
    config.n_kv_heads = 2;
    config.head_dim = 10;
    config.d_ff = 3 * d_model;
    config.vocab = 500;
    config.window = 16;
    config.tied_head = tied;
    return config;
}

/// Mean, standard deviation, and the share of numbers beyond two deviations.
struct Spread {
    double mean = 0;
    double deviation = 0;
    double beyond_two = 0;
};

static Spread spread_of(const Tensor& x) {
    double sum = 0;
    double squares = 0;
    for (int64_t i = 0; i < x.size(); ++i) {
        sum += double(x.data()[i]);
        squares += double(x.data()[i]) * double(x.data()[i]);
    }
    Spread spread;
    spread.mean = sum / double(x.size());
    spread.deviation = std::sqrt(squares / double(x.size()) - spread.mean * spread.mean);
    for (int64_t i = 0; i < x.size(); ++i) {
        spread.beyond_two += std::fabs(double(x.data()[i]) - spread.mean) > 2 * spread.deviation;
    }
    spread.beyond_two /= double(x.size());
    return spread;
}

static bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Allowed: five standard errors, which are deviation / sqrt(n) of a mean and deviation / sqrt(2 n) of a deviation.
TEST(every_matrix_is_normal_with_the_deviation_of_its_kind) {
    for (int n_layers : {1, 2, 8}) {
        const Config config = config_of(60, n_layers, false);
        Weights weights = init_weights(config, 7);
        int into_stream = 0;
        for (const WeightEntry& entry : weight_entries(weights, config)) {
            if (entry.shape.size() == 1) continue;
            const bool writes_stream = contains(entry.name, "self_attn.o_proj") || contains(entry.name, "down_proj");
            const double of_its_width = 1 / std::sqrt(double(entry.shape[1]));
            const double deviation = writes_stream ? of_its_width / std::sqrt(2.0 * n_layers) : of_its_width;
            const Spread spread = spread_of(*entry.tensor);
            const double n = double(entry.tensor->size());
            const bool mean_is_right = std::fabs(spread.mean) < 5 * deviation / std::sqrt(n);
            const bool deviation_is_right = std::fabs(spread.deviation - deviation) < 5 * deviation / std::sqrt(2 * n);
            if (!mean_is_right || !deviation_is_right) {
                FAIL(entry.name + ": mean " + shown(spread.mean) + ", deviation " + shown(spread.deviation));
            }
            EXPECT(std::fabs(spread.beyond_two - 0.0455) < 5 * std::sqrt(0.0455 / n));  // of a normal distribution
            into_stream += writes_stream;
        }
        EXPECT_EQUAL(into_stream, 2 * n_layers);
    }
}

TEST(norms_are_1) {
    const Config config = config_of(30, 3, true);
    Weights weights = init_weights(config, 1);
    int norms = 0;
    for (const WeightEntry& entry : weight_entries(weights, config)) {
        if (entry.shape.size() != 1) continue;
        ++norms;
        for (int64_t i = 0; i < entry.tensor->size(); ++i) {
            EXPECT_EQUAL(entry.tensor->data()[i], 1.0f);
        }
    }
    EXPECT_EQUAL(norms, 7);
}

TEST(no_number_is_drawn_for_two_places) {
    const Config config = config_of(20, 3, false);
    Weights weights = init_weights(config, 3);
    std::set<float> seen;
    int64_t numbers = 0;
    for (const WeightEntry& entry : weight_entries(weights, config)) {
        if (entry.shape.size() == 1) continue;
        seen.insert(entry.tensor->data(), entry.tensor->data() + entry.tensor->size());
        numbers += entry.tensor->size();
    }
    EXPECT(double(seen.size()) > 0.99 * double(numbers));  // a few of 40,000 float32 are alike by chance
}

TEST(the_same_seed_gives_the_same_bits_and_another_seed_others) {
    const Config config = config_of(20, 2, false);
    Weights a = init_weights(config, 5);
    Weights b = init_weights(config, 5);
    Weights c = init_weights(config, 6);
    const std::vector<WeightEntry> of_b = weight_entries(b, config);
    const std::vector<WeightEntry> of_c = weight_entries(c, config);
    size_t i = 0;
    for (const WeightEntry& entry : weight_entries(a, config)) {
        EXPECT_EQUAL(entry.tensor->shape(), entry.shape);
        EXPECT_SAME(*entry.tensor, *of_b[i].tensor);
        if (entry.shape.size() > 1) {
            int64_t alike = 0;
            for (int64_t j = 0; j < entry.tensor->size(); ++j) {
                alike += entry.tensor->data()[j] == of_c[i].tensor->data()[j];
            }
            EXPECT(alike <= entry.tensor->size() / 100);
        }
        ++i;
    }
    EXPECT_EQUAL(i, size_t(2 + 9 * 2 + 1));
}

TEST(a_tied_head_is_the_embedding_table_itself) {
    Weights tied = init_weights(config_of(20, 1, true), 5);
    EXPECT(tied.head.f32.data() == tied.embed.f32.data());
    Weights untied = init_weights(config_of(20, 1, false), 5);
    EXPECT(untied.head.f32.data() != untied.embed.f32.data());
    EXPECT_SAME(untied.embed.f32, tied.embed.f32);
}

TEST_MAIN
