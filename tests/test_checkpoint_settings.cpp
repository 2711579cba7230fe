#include <functional>

#include "harness.h"
#include "small_training.h"
#include "train/checkpoint.h"

TEST(every_setting_that_a_step_depends_on_is_in_the_text) {
    const Config config = tiny_config(true);
    TokenFile data;
    add_document(data, {1, 2, 3});
    const TrainOptions options;
    std::vector<std::string> texts = {settings_text(config, options, data)};
    EXPECT_EQUAL(settings_text(config, options, data), texts[0]);
    const auto with = [&](const std::function<void(TrainOptions&)>& change) {
        TrainOptions other = options;
        change(other);
        texts.push_back(settings_text(config, other, data));
    };
    with([](TrainOptions& o) { o.batch_rows += 1; });
    with([](TrainOptions& o) { o.row_tokens += 1; });
    with([](TrainOptions& o) { o.accumulate += 1; });
    with([](TrainOptions& o) { o.seed += 1; });
    with([](TrainOptions& o) { o.clip += 1e-12; });
    with([](TrainOptions& o) { o.schedule.peak *= 1 + 1e-12; });
    with([](TrainOptions& o) { o.schedule.final_share += 1e-12; });
    with([](TrainOptions& o) { o.schedule.warmup_steps += 1; });
    with([](TrainOptions& o) { o.schedule.total_steps += 1; });
    with([](TrainOptions& o) { o.adamw.beta1 += 1e-6f; });
    with([](TrainOptions& o) { o.adamw.beta2 += 1e-6f; });
    with([](TrainOptions& o) { o.adamw.eps *= 1.001f; });
    with([](TrainOptions& o) { o.adamw.weight_decay += 1e-6f; });
    Config other_config = config;
    other_config.rope = 10001;
    texts.push_back(settings_text(other_config, options, data));
    for (const std::vector<int>& tokens : {std::vector<int>{1, 2, 4}, {1, 3, 2}, {1, 2, 3, 3}, {1, 2}}) {
        TokenFile other;
        add_document(other, tokens);
        texts.push_back(settings_text(config, options, other));
    }
    TokenFile weighted = data;
    weighted.weights[1] = 4;
    texts.push_back(settings_text(config, options, weighted));
    weighted.weights = {1, 1, 4};
    texts.push_back(settings_text(config, options, weighted));
    for (int at : {1, 2}) {  // the same tokens as two documents
        TokenFile cut;
        add_document(cut, at == 1 ? std::vector<int>{1} : std::vector<int>{1, 2});
        add_document(cut, at == 1 ? std::vector<int>{2, 3} : std::vector<int>{3});
        texts.push_back(settings_text(config, options, cut));
    }
    EXPECT_EQUAL(texts.size(), size_t(23));
    for (size_t i = 0; i < texts.size(); ++i) {
        for (size_t j = 0; j < i; ++j) {
            EXPECT(texts[i] != texts[j]);
        }
    }
}

TEST_MAIN
