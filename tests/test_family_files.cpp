#include <filesystem>

#include "golden.h"
#include "gradient.h"
#include "harness.h"
#include "model/transformer.h"

// What published files of the families hold beside their weights, and what their config.json says in passing.

static const std::string golden_models = "data/golden/models/";

/// A copy of a golden model with more tensors in its file.
static std::string with_tensors(const std::string& model, const std::vector<TensorToWrite>& more) {
    const std::string folder = scratch_folder() + "/" + model;
    std::filesystem::remove_all(folder);
    std::filesystem::copy(golden_models + model, folder, std::filesystem::copy_options::recursive);
    const SafetensorsFile file(golden_models + model + "/model.safetensors");
    std::vector<TensorToWrite> tensors = more;
    for (const TensorInfo& info : file.tensors()) {
        tensors.push_back({info.name, info.dtype, file.load(info.name)});
    }
    std::filesystem::remove(folder + "/model.safetensors");
    write_safetensors(folder + "/model.safetensors", tensors);
    return folder;
}

static Tensor logits_of(const std::string& folder, const std::vector<int>& ids) {
    const Model model = load_model(folder);
    KVCache cache = make_kv_cache(model.config, int(ids.size()));
    return forward(model, ids, cache);
}

static void expect_nothing_changes(const std::string& model, const std::string& name, const Tensor& buffer) {
    const Golden golden("families");
    const std::vector<int> ids = golden.integers(model + "/ids");
    EXPECT_SAME(logits_of(with_tensors(model, {{name, "F32", buffer}}), ids), logits_of(golden_models + model, ids));
}

TEST(buffers_of_old_files_change_nothing) {
    expect_nothing_changes("gpt2", "h.0.attn.masked_bias", Tensor::from({1}, {-1e4f}));
    expect_nothing_changes("mistral", "model.layers.0.self_attn.rotary_emb.inv_freq", Tensor::zeros({4}));
    const Model gemma = load_model(golden_models + "gemma3");
    expect_nothing_changes("gemma3", "lm_head.weight", Tensor::zeros({gemma.config.vocab, gemma.config.d_model}));
}

TEST(what_is_no_buffer_is_not_passed_over) {
    EXPECT_ERROR(
        load_model(with_tensors("llama2", {{"model.layers.0.self_attn.q_proj.bias", "F32", Tensor::zeros({4})}})),
        "holds a tensor model.layers.0.self_attn.q_proj.bias");
    EXPECT_ERROR(load_model(with_tensors("mistral", {{"model.layers.0.attn.bias", "F32", Tensor::zeros({4})}})),
                 "holds a tensor model.layers.0.attn.bias");
}

static Config config_of(const std::string& text) {
    ModelFolder folder;
    folder.config = scratch_folder() + "/config.json";
    write_text(folder.config, text);
    return read_config(folder);
}

/// The keys that every Llama has.
static std::string llama(const std::string& more) {
    return "{\"model_type\": \"llama\", \"hidden_size\": 576, \"num_hidden_layers\": 30, \"num_attention_heads\": 9, "
           "\"intermediate_size\": 1536, \"vocab_size\": 49152, \"max_position_embeddings\": 8192" +
           more + "}";
}

TEST(an_old_llama_says_neither_theta_nor_the_size_of_a_head) {
    const Config config = config_of(llama(""));
    EXPECT_EQUAL(config.rope.theta, 10000.0);
    EXPECT_EQUAL(config.head_dim, 64);
    EXPECT_EQUAL(config.n_kv_heads, 9);
    EXPECT(!config.tied_head);
}

TEST(smollm2_is_a_llama) {
    const Config config =
        config_of(llama(", \"num_key_value_heads\": 3, \"tie_word_embeddings\": true, "
                        "\"rope_theta\": 100000, \"rope_interleaved\": false, \"is_llama_config\": true, "
                        "\"rope_scaling\": null, \"torch_dtype\": \"bfloat16\", \"eos_token_id\": 0"));
    EXPECT_EQUAL(std::string(config.family.name), std::string("llama"));
    EXPECT_EQUAL(config.n_kv_heads, 3);
    EXPECT_EQUAL(config.rope.theta, 100000.0);
    EXPECT(config.tied_head);
}

TEST(end_tokens_are_a_number_or_a_list_and_a_dtype_is_a_note) {
    EXPECT_EQUAL(config_of(llama(", \"eos_token_id\": [1, 106], \"dtype\": \"float64\"")).end_tokens,
                 (std::vector<int>{1, 106}));
    EXPECT_EQUAL(config_of(llama(", \"eos_token_id\": 2")).end_tokens, std::vector<int>{2});
}

TEST(other_ways_to_stretch_rope_are_refused_by_name) {
    for (const std::string name : {"longrope", "su", "yarn", "dynamic"}) {
        EXPECT_ERROR(config_of(llama(", \"rope_scaling\": {\"type\": \"" + name + "\", \"factor\": 2.0}")),
                     "the RoPE type \"" + name + "\" is not supported");
    }
}

TEST_MAIN
