#include "bench/model_speed.h"

#include "base/error.h"
#include "bench/work.h"
#include "train/trainer.h"

/// Ids that a text might have: spread over the vocabulary.
static std::vector<int> some_tokens(const Config& config, int count) {
    std::vector<int> tokens;
    for (int i = 0; i < count; ++i) {
        tokens.push_back(int((int64_t(i) * 7919 + 1) % config.vocab));
    }
    return tokens;
}

static void check_window(const Config& config, int tokens) {
    if (tokens > config.window) {
        throw Error("bench: " + std::to_string(tokens) + " tokens are more than the context window, " +
                    std::to_string(config.window));
    }
}

/// What the rounds saw.
class SpeedSeries {
 public:
    /// A round: `work` bytes or operations and `tokens` tokens took `seconds`, on a machine that can do `limit` a second.
    void add(double tokens, double work, double seconds, double limit) {
        tokens_per_second_.push_back(tokens / seconds);
        limits_.push_back(limit);
        shares_.push_back(work / seconds / limit);
    }

    SpeedResult result(int64_t tokens) const {
        return {tokens, rounds_of(tokens_per_second_), rounds_of(limits_), rounds_of(shares_)};
    }

 private:
    std::vector<double> tokens_per_second_;
    std::vector<double> limits_;
    std::vector<double> shares_;
};

/// A cache that holds so many tokens, as if they had been read: numbers of the size that keys and values have.
static KVCache filled_cache(const Config& config, int capacity, int length) {
    KVCache cache = make_kv_cache(config, capacity);
    for (int layer = 0; layer < config.n_layers; ++layer) {
        for (Tensor* rows : {&cache.keys[size_t(layer)], &cache.values[size_t(layer)]}) {
            const int64_t row_size = rows->dim(1) * rows->dim(2);
            for (int64_t i = 0; i < length * row_size; ++i) {
                rows->data()[i] = float(i % 251 - 125) / 125.0f;
            }
        }
    }
    cache.length = length;
    return cache;
}

SpeedResult measure_decode(const Model& model, int context, int rounds, Machine& machine) {
    const Config& config = model.config;
    check_window(config, context);
    KVCache cache = filled_cache(config, context, context - 1);
    const std::vector<int> tokens = some_tokens(config, 64);
    std::vector<int> newest = {0};
    const auto decode_one = [&](size_t i) {
        cache.length = context - 1;
        newest[0] = tokens[i % tokens.size()];
        next_logits(model, newest, cache);
    };
    decode_one(0);  // the first one finds cold pages
    const double one = seconds_of([&] { decode_one(1); });
    const int steps = std::max(1, int(0.1 / (one + 1e-9)));  // a tenth of a second a round
    const int64_t bytes = decode_bytes(config, decode_weight_bytes(model), context);
    SpeedSeries series;
    for (int round = 0; round < rounds; ++round) {
        const double limit = machine.memory_bytes_per_second();
        const double seconds = seconds_of([&] {
            for (int i = 0; i < steps; ++i) {
                decode_one(size_t(i));
            }
        });
        series.add(steps, double(steps) * double(bytes), seconds, limit);
    }
    return series.result(context);
}

SpeedResult measure_prefill(const Model& model, int T, int rounds, Machine& machine) {
    const Config& config = model.config;
    check_window(config, T);
    KVCache cache = make_kv_cache(config, T);
    const std::vector<int> tokens = some_tokens(config, T);
    const auto prefill = [&] {
        cache.length = 0;
        next_logits(model, tokens, cache);
    };
    prefill();
    SpeedSeries series;
    for (int round = 0; round < rounds; ++round) {
        const double limit = machine.operations_per_second();
        const double seconds = seconds_of(prefill);
        series.add(T, prompt_operations(config, T), seconds, limit);
    }
    return series.result(T);
}

SpeedResult measure_training(const Config& config, int documents, int T, int rounds, Machine& machine) {
    check_window(config, T);
    TokenFile file;
    file.starts = {0};
    for (int d = 0; d < documents; ++d) {
        add_document(file, some_tokens(config, T + 1));
    }
    TrainOptions options;
    options.batch_rows = documents;
    options.row_tokens = T;
    options.schedule.total_steps = rounds + 1;
    options.schedule.warmup_steps = rounds;
    options.schedule.peak = 1e-6;
    TrainState state = start_training(config, 1);
    Batches batches(file, documents, T, 1, true);
    train_step(state, batches, options);
    SpeedSeries series;
    for (int round = 0; round < rounds; ++round) {
        const double limit = machine.operations_per_second();
        const double seconds = seconds_of([&] { train_step(state, batches, options); });
        series.add(documents * T, training_operations(config, documents, T), seconds, limit);
    }
    return series.result(int64_t(documents) * T);
}
