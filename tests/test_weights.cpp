#include <cmath>
#include <set>

#include "base/half.h"
#include "harness.h"
#include "model/transformer.h"

static Config small_config(bool tied) {
    Config config;
    config.d_model = 4;
    config.n_layers = 2;
    config.n_heads = 2;
    config.n_kv_heads = 1;
    config.head_dim = 6;  // not d_model / n_heads: widths must come from head_dim
    config.d_ff = 5;
    config.vocab = 3;
    config.window = 8;
    config.tied_head = tied;
    return config;
}

/// Every number differs from every other, so that a tensor in the wrong place shows.
static Tensor numbered(const std::vector<int64_t>& shape, float first) {
    Tensor x = Tensor::zeros(shape);
    for (int64_t i = 0; i < x.size(); ++i) {
        x.data()[i] = first + float(i) / 256;
    }
    return x;
}

static std::vector<TensorToWrite> small_tensors(const std::string& dtype = "F32") {
    std::vector<TensorToWrite> tensors = {{"model.embed_tokens.weight", dtype, numbered({3, 4}, 1)}};
    for (int layer = 0; layer < 2; ++layer) {
        const std::string prefix = "model.layers." + std::to_string(layer) + ".";
        const float first = float(10 + 10 * layer);
        tensors.push_back({prefix + "input_layernorm.weight", dtype, numbered({4}, first)});
        tensors.push_back({prefix + "self_attn.q_proj.weight", dtype, numbered({12, 4}, first + 1)});
        tensors.push_back({prefix + "self_attn.k_proj.weight", dtype, numbered({6, 4}, first + 2)});
        tensors.push_back({prefix + "self_attn.v_proj.weight", dtype, numbered({6, 4}, first + 3)});
        tensors.push_back({prefix + "self_attn.o_proj.weight", dtype, numbered({4, 12}, first + 4)});
        tensors.push_back({prefix + "post_attention_layernorm.weight", dtype, numbered({4}, first + 5)});
        tensors.push_back({prefix + "mlp.gate_proj.weight", dtype, numbered({5, 4}, first + 6)});
        tensors.push_back({prefix + "mlp.up_proj.weight", dtype, numbered({5, 4}, first + 7)});
        tensors.push_back({prefix + "mlp.down_proj.weight", dtype, numbered({4, 5}, first + 8)});
    }
    tensors.push_back({"model.norm.weight", dtype, numbered({4}, 40)});
    return tensors;
}

static const TensorToWrite lm_head = {"lm_head.weight", "F32", numbered({3, 4}, 50)};

static std::string write_tensors(const std::vector<TensorToWrite>& tensors) {
    const std::string path = scratch_folder() + "/model.safetensors";
    write_safetensors(path, tensors);
    return path;
}

static TensorFiles files_of(const std::string& path) {
    ModelFolder folder;
    folder.weights = path;
    return TensorFiles(folder);
}

static Weights read_tensors(const std::vector<TensorToWrite>& tensors, const Config& config) {
    return read_weights(files_of(write_tensors(tensors)), config);
}

TEST(every_tensor_goes_to_its_place) {
    const Weights weights = read_tensors(small_tensors(), small_config(true));
    EXPECT_SAME(weights.embed.f32, numbered({3, 4}, 1));
    EXPECT_EQUAL(weights.layers.size(), size_t(2));
    for (int layer = 0; layer < 2; ++layer) {
        const LayerWeights& w = weights.layers[size_t(layer)];
        const float first = float(10 + 10 * layer);
        EXPECT_SAME(w.attn_norm, numbered({4}, first));
        EXPECT_SAME(w.q.f32, numbered({12, 4}, first + 1));
        EXPECT_SAME(w.k.f32, numbered({6, 4}, first + 2));
        EXPECT_SAME(w.v.f32, numbered({6, 4}, first + 3));
        EXPECT_SAME(w.o.f32, numbered({4, 12}, first + 4));
        EXPECT_SAME(w.mlp_norm, numbered({4}, first + 5));
        EXPECT_SAME(w.gate.f32, numbered({5, 4}, first + 6));
        EXPECT_SAME(w.up.f32, numbered({5, 4}, first + 7));
        EXPECT_SAME(w.down.f32, numbered({4, 5}, first + 8));
    }
    EXPECT_SAME(weights.final_norm, numbered({4}, 40));
}

TEST(a_tied_head_is_the_embedding_table_itself) {
    const Weights weights = read_tensors(small_tensors(), small_config(true));
    EXPECT(weights.head.f32.data() == weights.embed.f32.data());
}

// Qwen 3's files store a head although it is tied: it is the table that counts.
TEST(a_head_stored_beside_a_tied_table_is_ignored) {
    std::vector<TensorToWrite> tensors = small_tensors();
    tensors.push_back(lm_head);
    EXPECT_SAME(read_tensors(tensors, small_config(true)).head.f32, numbered({3, 4}, 1));
}

TEST(an_untied_head_is_its_own_tensor_and_must_be_there) {
    std::vector<TensorToWrite> tensors = small_tensors();
    EXPECT_ERROR(read_tensors(tensors, small_config(false)), "model.safetensors: there is no tensor lm_head.weight");
    tensors.push_back(lm_head);
    const Weights weights = read_tensors(tensors, small_config(false));
    EXPECT_SAME(weights.head.f32, numbered({3, 4}, 50));
    EXPECT(weights.head.f32.data() != weights.embed.f32.data());
}

TEST(any_missing_tensor_is_named) {
    const std::vector<TensorToWrite> all = small_tensors();
    for (size_t left_out = 0; left_out < all.size(); ++left_out) {
        std::vector<TensorToWrite> tensors = all;
        tensors.erase(tensors.begin() + std::ptrdiff_t(left_out));
        EXPECT_ERROR(read_tensors(tensors, small_config(true)), "there is no tensor " + all[left_out].name);
    }
}

// Square or transposed shapes hide mistakes: each dimension is checked, not the count of numbers.
TEST(any_tensor_of_another_shape_is_named_with_both_shapes) {
    const std::vector<TensorToWrite> all = small_tensors();
    for (size_t changed = 0; changed < all.size(); ++changed) {
        std::vector<TensorToWrite> tensors = all;
        Shape other = all[changed].values.shape();
        if (other.size() == 2)
            std::swap(other[0], other[1]);
        else
            other = {2, 2};
        tensors[changed].values = all[changed].values.reshape(other);
        const std::string want = "tensor " + all[changed].name + " has shape " + shape_text(other) +
                                 ", but config.json asks for " + shape_text(all[changed].values.shape());
        EXPECT_ERROR(read_tensors(tensors, small_config(true)), want);
    }
}

// A bias in the file would be left out in silence.
TEST(a_tensor_that_the_model_does_not_have_is_refused) {
    for (const char* name : {"model.layers.0.self_attn.q_proj.bias", "model.layers.2.input_layernorm.weight", "extra",
                             "", "model.layers.00.input_layernorm.weight", "rotary_emb.inv_freq.x"}) {
        std::vector<TensorToWrite> tensors = small_tensors();
        tensors.push_back({name, "F32", Tensor::zeros({4})});
        EXPECT_ERROR(read_tensors(tensors, small_config(true)),
                     std::string("holds a tensor ") + name + " [4] that a model");
    }
    Config one_layer = small_config(true);
    one_layer.n_layers = 1;
    EXPECT_ERROR(read_tensors(small_tensors(), one_layer), "holds a tensor model.layers.1.");
}

TEST(old_tables_of_rotary_frequencies_are_ignored) {
    std::vector<TensorToWrite> tensors = small_tensors();
    tensors.push_back({"model.layers.0.self_attn.rotary_emb.inv_freq", "F32", Tensor::zeros({3})});
    tensors.push_back({"model.layers.1.self_attn.rotary_emb.inv_freq", "F16", Tensor::zeros({3})});
    read_tensors(tensors, small_config(true));
}

static void expect_narrow_file_reads_as_rounded(const std::string& dtype) {
    const Weights wide = read_tensors(small_tensors(), small_config(true));
    const Weights narrow = read_tensors(small_tensors(dtype), small_config(true));
    int64_t rounded = 0;
    EXPECT_EQUAL(weight_types(narrow, small_config(true)), std::string(dtype == "BF16" ? "bf16" : "f16"));
    const Tensor& q = wide.layers[1].q.f32;
    const Tensor narrow_q = widened(narrow.layers[1].q);
    EXPECT_EQUAL(narrow_q.shape(), q.shape());
    for (int64_t i = 0; i < q.size(); ++i) {
        const float want = q.data()[i];
        const float got = narrow_q.data()[i];
        EXPECT_EQUAL(got,
                     dtype == "BF16" ? float_from_bf16(bf16_from_float(want)) : float_from_f16(f16_from_float(want)));
        EXPECT(std::fabs(got - want) <= want * (dtype == "BF16" ? 0x1p-8f : 0x1p-11f));
        rounded += got != want ? 1 : 0;
    }
    EXPECT(rounded > 0);  // else the file was not narrow
}

TEST(bfloat16_weights_are_widened_exactly) { expect_narrow_file_reads_as_rounded("BF16"); }

TEST(float16_weights_are_widened_exactly) { expect_narrow_file_reads_as_rounded("F16"); }

TEST(weights_of_a_dtype_that_is_not_read_are_refused) {
    std::vector<TensorToWrite> tensors = small_tensors();
    const std::string path = write_tensors(tensors);
    std::string bytes = read_text(path);
    const std::string from = R"("dtype":"F32","shape":[4, 5])";
    const size_t found = bytes.find(from);
    EXPECT(found != std::string::npos);
    bytes.replace(found, from.size(), R"("dtype":"U32","shape":[4, 5])");
    write_text(path, bytes);
    EXPECT_ERROR(read_weights(files_of(path), small_config(true)), "model.layers.0.mlp.down_proj.weight has dtype U32");
}

TEST(whole_numbers_are_no_weights) {
    std::vector<TensorToWrite> tensors = small_tensors();
    tensors.back() = {"model.norm.weight", "I32", Tensor::zeros({4})};
    EXPECT_ERROR(read_tensors(tensors, small_config(true)),
                 "model.norm.weight has dtype I32; weights are F32, F16 or BF16");
}

// The numbers are borrowed from the mapped file, which must live as long as the weights.
TEST(weights_outlive_the_file_object) {
    Weights weights;
    {
        const TensorFiles file = files_of(write_tensors(small_tensors()));
        weights = read_weights(file, small_config(true));
    }
    std::remove((scratch_folder() + "/model.safetensors").c_str());
    EXPECT_EQUAL(weights.final_norm(3), 40.0f + 3.0f / 256);
}

TEST(the_models_of_this_repository_load) {
    for (const char* folder :
         {"data/micro", "data/golden/models/gqa", "data/golden/models/odd", "data/golden/models/wide"}) {
        const Model model = load_model(folder);
        EXPECT_EQUAL(int(model.weights.layers.size()), model.config.n_layers);
        EXPECT_EQUAL(model.weights.embed.rows(), int64_t(model.config.vocab));
    }
}

TEST(entries_have_the_names_and_shapes_of_the_files) {
    for (const char* folder :
         {"data/micro", "data/golden/models/gqa", "data/golden/models/odd", "data/golden/models/wide"}) {
        const Config config = read_config(open_model_folder(folder));
        const SafetensorsFile file(std::string(folder) + "/model.safetensors");
        Weights weights;
        const std::vector<WeightEntry> entries = weight_entries(weights, config);
        EXPECT_EQUAL(entries.size(), file.tensors().size());
        std::set<std::string> names;
        for (const WeightEntry& entry : entries) {
            const TensorInfo* info = file.find(entry.name);
            if (info == nullptr) FAIL(std::string(folder) + " has no " + entry.name);
            EXPECT_EQUAL(info->shape, entry.shape);
            names.insert(entry.name);
        }
        EXPECT_EQUAL(names.size(), entries.size());
    }
}

TEST(entries_point_to_where_the_weights_are_read_to) {
    for (bool tied : {true, false}) {
        std::vector<TensorToWrite> tensors = small_tensors();
        if (!tied) tensors.push_back(lm_head);
        Weights weights = read_tensors(tensors, small_config(tied));
        const std::vector<WeightEntry> entries = weight_entries(weights, small_config(tied));
        EXPECT_EQUAL(entries.size(), tensors.size());
        for (size_t i = 0; i < entries.size(); ++i) {
            EXPECT_EQUAL(entries[i].name, tensors[i].name);  // in the order of the file
            EXPECT_SAME(*entries[i].tensor, tensors[i].values);
        }
        EXPECT(entries[0].tensor == &weights.embed.f32);
        EXPECT(entries[1].tensor == &weights.layers[0].attn_norm);
    }
}

TEST(zero_weights_are_zeros_of_their_own_but_for_a_tied_head) {
    for (bool tied : {true, false}) {
        Weights weights = zero_weights(small_config(tied));
        EXPECT_EQUAL(weights.layers.size(), size_t(2));
        std::set<const float*> places;
        for (const WeightEntry& entry : weight_entries(weights, small_config(tied))) {
            EXPECT_SAME(*entry.tensor, Tensor::zeros(entry.shape));
            places.insert(entry.tensor->data());
        }
        EXPECT_EQUAL(places.size(), size_t(tied ? 20 : 21));
        EXPECT_EQUAL(weights.head.f32.shape(), (std::vector<int64_t>{3, 4}));
        EXPECT_EQUAL(weights.head.f32.data() == weights.embed.f32.data(), tied);
    }
}

TEST_MAIN
