#include "base/tap.h"
#include "harness.h"

TEST(a_layers_value_has_the_layer_in_its_key) {
    EXPECT_EQUAL(tap_key("attn.scores", 3), std::string("layers.3.attn.scores"));
    EXPECT_EQUAL(tap_key("attn.scores", 0), std::string("layers.0.attn.scores"));
    EXPECT_EQUAL(tap_key("logits", -1), std::string("logits"));
}

TEST(nobody_listens_and_nothing_happens) {
    TapListener* before = set_tap_listener(nullptr);
    EXPECT(before == nullptr);
    TapRecorder recorder;
    set_tap_listener(nullptr);  // it is there, but it does not listen
    tap("embed", Tensor::zeros({2, 2}));
    tap("attn.q", 1, Tensor());
    tap_tokens("tokens", std::vector<int>{1, 2});
    EXPECT(recorder.records.empty());
    set_tap_listener(&recorder);
    tap_tokens("tokens", std::vector<int>{1, 2});
    EXPECT_EQUAL(recorder.records.size(), size_t(1));
}

TEST(a_recorder_keeps_all_values_in_order) {
    TapRecorder recorder;
    tap("embed", Tensor::from({2}, {1, 2}));
    tap("attn.q", 0, Tensor::from({1}, {3}));
    tap("attn.q", 1, Tensor::from({1}, {4}));
    EXPECT_EQUAL(recorder.records.size(), size_t(3));
    EXPECT_EQUAL(recorder.records[0].key, std::string("embed"));
    EXPECT_EQUAL(recorder.records[2].key, std::string("layers.1.attn.q"));
    EXPECT_EQUAL(recorder.get("layers.0.attn.q")(0), 3.0f);
}

// The value is lent: a recorder that kept the handle would show what the stage made of it later.
TEST(a_recorder_keeps_copies) {
    TapRecorder recorder;
    Tensor x = Tensor::from({1}, {1});
    tap("embed", x);
    x(0) = 2;
    EXPECT_EQUAL(recorder.get("embed")(0), 1.0f);
}

TEST(of_several_values_with_one_key_the_latest_is_found) {
    TapRecorder recorder;
    tap("logits", Tensor::from({1}, {1}));
    tap("logits", Tensor::from({1}, {2}));
    EXPECT_EQUAL(recorder.get("logits")(0), 2.0f);
    EXPECT_EQUAL(recorder.records.size(), size_t(2));
}

TEST(a_key_that_was_never_tapped_is_an_error) {
    const TapRecorder recorder;
    EXPECT_ERROR(recorder.get("attn.rope"), "no value was tapped under the name attn.rope");
}

TEST(tokens_are_seen_as_exact_floats) {
    TapRecorder recorder;
    tap_tokens("tokens", std::vector<int>{0, 7, (1 << 24) - 1});
    EXPECT_SAME(recorder.get("tokens"), Tensor::from({3}, {0, 7, 16777215}));
    tap_tokens("tokens", std::vector<int>());
    EXPECT_EQUAL(recorder.get("tokens").shape(), (std::vector<int64_t>{0}));
}

TEST(a_recorder_hands_back_to_the_listener_before_it) {
    TapRecorder outer;
    {
        TapRecorder inner;
        tap("embed", Tensor::zeros({1}));
        EXPECT_EQUAL(inner.records.size(), size_t(1));
    }
    EXPECT_EQUAL(outer.records.size(), size_t(0));
    tap("logits", Tensor::zeros({1}));
    EXPECT_EQUAL(outer.records.size(), size_t(1));
}

TEST(no_listener_is_left_behind) { EXPECT(set_tap_listener(nullptr) == nullptr); }

TEST_MAIN
