#include "harness.h"
#include "model/config.h"

// What config.json says of each family, in the spellings of its files, and what is refused.

static Config config_of(const std::string& model) {
    return read_config(open_model_folder("data/golden/models/" + model));
}

/// The config.json of a golden model with one text in it replaced.
static Config changed(const std::string& model, const std::string& from, const std::string& to) {
    std::string text = read_text("data/golden/models/" + model + "/config.json");
    const size_t found = text.find(from);
    if (found == std::string::npos) FAIL("config.json of " + model + " does not hold " + from);
    ModelFolder folder;
    folder.config = scratch_folder() + "/config.json";
    write_text(folder.config, text.replace(found, from.size(), to));
    return read_config(folder);
}

TEST(gpt2_has_names_of_its_own) {
    const Config config = config_of("gpt2");
    EXPECT_EQUAL(std::string(config.family.name), std::string("gpt2"));
    EXPECT_EQUAL(config.d_model, 15);
    EXPECT_EQUAL(config.n_layers, 2);
    EXPECT_EQUAL(config.n_heads, 3);
    EXPECT_EQUAL(config.n_kv_heads, 3);
    EXPECT_EQUAL(config.head_dim, 5);  // odd, since nothing is turned
    EXPECT_EQUAL(config.d_ff, 60);     // n_inner is null: 4 n_embd
    EXPECT_EQUAL(config.window, 23);
    EXPECT_EQUAL(config.norm_eps, 0.001f);
    EXPECT(config.tied_head);
    EXPECT_ERROR(changed("gpt2", "gelu_new", "gelu"), "the activation \"gelu\" is not supported in this family");
    EXPECT_ERROR(changed("gpt2", "\"n_embd\": 15", "\"n_embd\": 16"), "n_head 3 does not divide n_embd 16");
    EXPECT_ERROR(changed("gpt2", "\"n_ctx\"", "\"scale_attn_by_inverse_layer_idx\": true, \"n_ctx\""),
                 "scores scaled by layer");
}

TEST(windows_are_given_layer_by_layer) {
    EXPECT_EQUAL(config_of("mistral").seen, (std::vector<int>{4, 4}));
    EXPECT_EQUAL(config_of("mistral-whole").seen, std::vector<int>());
    EXPECT_EQUAL(config_of("phi3").seen, (std::vector<int>{5, 5}));
    EXPECT_EQUAL(config_of("qwen2").seen, std::vector<int>());  // the window is there, but switched off
    EXPECT_EQUAL(config_of("qwen2-window").seen, (std::vector<int>{0, 3, 3}));
    EXPECT_EQUAL(config_of("gemma3").seen, (std::vector<int>{4, 4, 0, 4}));
    EXPECT_EQUAL(config_of("gemma3-types").seen, (std::vector<int>{0, 3, 3}));
    EXPECT_EQUAL(seen_in_layer(config_of("gemma3"), 2), 0);
    EXPECT_EQUAL(seen_in_layer(config_of("gemma3"), 3), 4);
    EXPECT_EQUAL(seen_in_layer(config_of("llama3"), 0), 0);
    EXPECT_ERROR(changed("gemma3-types", "\"sliding_attention\"", "\"chunked_attention\""),
                 "the layer type \"chunked_attention\"");
    EXPECT_ERROR(changed("gemma3-types", "\"full_attention\",", ""), "\"layer_types\" has 2 entries for 3 layers");
    EXPECT_ERROR(changed("mistral", "\"sliding_window\": 4", "\"sliding_window\": 0"), "\"sliding_window\" must be");
}

TEST(rope_is_read_in_both_spellings) {
    for (const char* name : {"llama3", "llama3-new"}) {
        const RopeSettings rope = config_of(name).rope;
        EXPECT(rope.scaling == RopeSettings::Scaling::llama3);
        EXPECT(rope == config_of("llama3").rope);
        EXPECT(rope.factor > 1 && rope.low_freq_factor < rope.high_freq_factor && rope.original_window > 0);
    }
    const RopeSettings linear = config_of("llama-linear").rope;
    EXPECT(linear.scaling == RopeSettings::Scaling::linear);
    EXPECT_EQUAL(linear.factor, 2.5);
}

TEST(gemma_turns_with_two_thetas) {
    const Config old_form = config_of("gemma3");
    EXPECT_EQUAL(rope_of_layer(old_form, 2).theta, 3000.0);
    EXPECT_EQUAL(rope_of_layer(old_form, 2).factor, 8.0);
    EXPECT_EQUAL(rope_of_layer(old_form, 0).theta, 100.0);
    EXPECT(rope_of_layer(old_form, 0).scaling == RopeSettings::Scaling::none);  // the scaling is for global layers
    const Config new_form = config_of("gemma3-new");
    EXPECT_EQUAL(rope_of_layer(new_form, 1).theta, 5000.0);
    EXPECT_EQUAL(rope_of_layer(new_form, 1).factor, 4.0);
    EXPECT_EQUAL(rope_of_layer(new_form, 0).theta, 80.0);
    EXPECT_EQUAL(old_form.query_scale, 5.0);
    EXPECT(old_form.tied_head);  // without saying so
}

TEST(what_a_family_does_not_have_is_refused) {
    EXPECT_ERROR(changed("gemma3", "\"final_logit_softcapping\": null", "\"final_logit_softcapping\": 30.0"),
                 "\"final_logit_softcapping\" is not supported");
    EXPECT_ERROR(changed("qwen2", "\"hidden_act\": \"silu\"", "\"hidden_act\": \"relu\""), "the activation \"relu\"");
    EXPECT_ERROR(changed("gemma3", "\"head_dim\": 8,", ""), "the key \"head_dim\" is missing");
    EXPECT_ERROR(changed("gemma3", "\"query_pre_attn_scalar\": 5,", ""),
                 "the key \"query_pre_attn_scalar\" is missing");
    EXPECT_ERROR(changed("llama-linear", "\"linear\"", "\"longrope\""), "the RoPE type \"longrope\" is not supported");
    EXPECT_ERROR(changed("phi3", "\"rope_scaling\": null", "\"partial_rotary_factor\": 0.75"),
                 "other than 1 is not supported");
}

TEST_MAIN
