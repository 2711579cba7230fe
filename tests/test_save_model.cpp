#include "model/save_model.h"

#include <filesystem>

#include "base/half.h"
#include "formats/json.h"
#include "gradient.h"
#include "harness.h"
#include "small_training.h"

static Model random_model(const Config& config) {
    Model model;
    model.config = config;
    model.weights = zero_weights(config);
    uint64_t seed = 0;
    for (const WeightEntry& entry : weight_entries(model.weights, config)) {
        const Tensor numbers = random_tensor(entry.shape, ++seed);
        for (int64_t i = 0; i < numbers.size(); ++i) {
            entry.tensor->data()[i] = numbers.data()[i];
        }
    }
    return model;
}

static std::string new_folder() {
    const std::string folder = scratch_folder() + "/deep/model";
    std::filesystem::remove_all(scratch_folder() + "/deep");
    return folder;
}

static void expect_same_config(const Config& got, const Config& want) {
    EXPECT_EQUAL(got.d_model, want.d_model);
    EXPECT_EQUAL(got.n_layers, want.n_layers);
    EXPECT_EQUAL(got.n_heads, want.n_heads);
    EXPECT_EQUAL(got.n_kv_heads, want.n_kv_heads);
    EXPECT_EQUAL(got.head_dim, want.head_dim);
    EXPECT_EQUAL(got.d_ff, want.d_ff);
    EXPECT_EQUAL(got.vocab, want.vocab);
    EXPECT_EQUAL(got.window, want.window);
    EXPECT_EQUAL(got.norm_eps, want.norm_eps);
    EXPECT_EQUAL(got.rope.theta, want.rope.theta);
    EXPECT_EQUAL(got.tied_head, want.tied_head);
    EXPECT_EQUAL(got.begin_token, want.begin_token);
    EXPECT_EQUAL(got.end_tokens, want.end_tokens);
}

static void expect_config_round_trip(const Config& config) {
    const std::string folder = new_folder();
    save_model(folder, random_model(config), "F32");
    expect_same_config(read_config(open_model_folder(folder)), config);
    // and by the text alone, without generation_config.json
    const std::string path = scratch_folder() + "/config.json";
    write_text(path, config_to_json(config));
    ModelFolder alone;
    alone.config = path;
    expect_same_config(read_config(alone), config);
}

TEST(a_configuration_is_read_as_it_was_written) {
    expect_config_round_trip(tiny_config(true));
    expect_config_round_trip(tiny_config(false));
    Config wide = tiny_config(true);
    wide.head_dim = 10;   // not d_model / n_heads
    wide.n_kv_heads = 4;  // as many as query heads
    expect_config_round_trip(wide);
}

TEST(special_tokens_stand_where_there_are_any) {
    Config config = tiny_config(true);
    config.begin_token = 0;
    expect_config_round_trip(config);
    config.end_tokens = {10};
    expect_config_round_trip(config);
    config.end_tokens = {2, 10, 3};
    expect_config_round_trip(config);
    config.begin_token = -1;
    expect_config_round_trip(config);
    EXPECT(config_to_json(config).find("bos_token_id") == std::string::npos);
    config.end_tokens = {};
    EXPECT(config_to_json(config).find("eos_token_id") == std::string::npos);
}

TEST(constants_of_any_size_are_read_back_exactly) {
    for (float eps : {1e-6f, 0.1f, 1.0f / 3, 1.17549435e-38f, 3e38f}) {
        Config config = tiny_config(true);
        config.norm_eps = eps;
        config.rope.theta = double(eps) * 1e7 + 1.0 / 7;
        expect_config_round_trip(config);
    }
    for (double theta : {1.0, 1e6, 500000.0, 123456789.125, 1e300}) {
        Config config = tiny_config(true);
        config.rope.theta = theta;
        expect_config_round_trip(config);
    }
}

TEST(generation_config_has_the_special_tokens_too) {
    Config config = tiny_config(true);
    const std::string folder = new_folder();
    save_model(folder, random_model(config), "F32");
    EXPECT_EQUAL(read_text(folder + "/generation_config.json"), std::string("{}\n"));
    config.begin_token = 1;
    config.end_tokens = {2, 3};
    save_model(folder, random_model(config), "F32");
    const std::string text = read_text(folder + "/generation_config.json");
    const JsonDocument json(text, "generation_config.json");
    EXPECT_EQUAL(json.integer(json.get(json.root(), "bos_token_id"), 0, 10), int64_t(1));
    EXPECT_EQUAL(json.array(json.get(json.root(), "eos_token_id")).size(), size_t(2));
}

TEST(float32_weights_come_back_bit_for_bit) {
    for (bool tied : {true, false}) {
        Model model = random_model(tiny_config(tied));
        const std::string folder = new_folder();
        save_model(folder, model, "F32");
        Model read = load_model(folder);
        const std::vector<WeightEntry> got = weight_entries(read.weights, read.config);
        size_t i = 0;
        for (const WeightEntry& entry : weight_entries(model.weights, model.config)) {
            EXPECT_EQUAL(got[i].name, entry.name);
            EXPECT_SAME(*got[i++].tensor, *entry.tensor);
        }
        EXPECT_EQUAL(read.weights.head.f32.data() == read.weights.embed.f32.data(), tied);
        const SafetensorsFile file(folder + "/model.safetensors");
        EXPECT_EQUAL(file.tensors().size(), size_t(tied ? 20 : 21));
        EXPECT_EQUAL(file.metadata().at("format"), std::string("pt"));  // without it transformers refuses the file
        EXPECT(read_text(folder + "/config.json").find("\"torch_dtype\": \"float32\"") != std::string::npos);
    }
}

TEST(narrow_weights_are_rounded_to_nearest) {
    for (const std::string dtype : {"BF16", "F16"}) {
        Model model = random_model(tiny_config(false));
        const std::string folder = new_folder();
        save_model(folder, model, dtype);
        const SafetensorsFile file(folder + "/model.safetensors");
        for (const TensorInfo& info : file.tensors()) {
            EXPECT_EQUAL(info.dtype, dtype);
        }
        const std::string name = dtype == "BF16" ? "bfloat16" : "float16";
        EXPECT(read_text(folder + "/config.json").find("\"torch_dtype\": \"" + name + "\"") != std::string::npos);
        Model read = load_model(folder);
        const std::vector<WeightEntry> got = weight_entries(read.weights, read.config);
        size_t e = 0;
        for (const WeightEntry& entry : weight_entries(model.weights, model.config)) {
            const WeightEntry& read_entry = got[e++];
            const Tensor narrow = read_entry.matrix != nullptr ? widened(*read_entry.matrix) : *read_entry.tensor;
            for (int64_t i = 0; i < narrow.size(); ++i) {
                const float x = entry.tensor->data()[i];
                const float want =
                    dtype == "BF16" ? float_from_bf16(bf16_from_float(x)) : float_from_f16(f16_from_float(x));
                EXPECT_EQUAL(narrow.data()[i], want);
            }
        }
    }
}

/// The numbers of every weight, in the order of the file, whatever their form.
static std::vector<Tensor> all_numbers(const Model& model) {
    Weights handles = model.weights;
    std::vector<Tensor> numbers;
    for (const WeightEntry& entry : weight_entries(handles, model.config)) {
        numbers.push_back(entry.matrix != nullptr ? widened(*entry.matrix) : *entry.tensor);
    }
    return numbers;
}

static void expect_same_numbers(const Model& got, const Model& want) {
    const std::vector<Tensor> got_numbers = all_numbers(got);
    const std::vector<Tensor> want_numbers = all_numbers(want);
    for (size_t i = 0; i < want_numbers.size(); ++i) {
        EXPECT_SAME(got_numbers[i], want_numbers[i]);
    }
}

TEST(a_narrow_model_comes_back_as_it_was) {
    for (NumberType type : {NumberType::f32, NumberType::bf16, NumberType::f16, NumberType::q8}) {
        for (bool tied : {true, false}) {
            Model model = random_model(tiny_config(tied));
            convert_weights(model.weights, model.config, type);
            const std::string folder = new_folder();
            save_model_as_it_is(folder, model);
            const Model read = load_model(folder);
            EXPECT_EQUAL(weight_types(read.weights, read.config), std::string(number_type_name(type)));
            EXPECT_EQUAL(weight_bytes(read.weights, read.config), weight_bytes(model.weights, model.config));
            expect_same_numbers(read, model);
            const bool says_so = read_text(folder + "/config.json").find("stepwise_q8") != std::string::npos;
            EXPECT_EQUAL(says_so, type == NumberType::q8);
            if (type == NumberType::f32) continue;
            const char* first = type == NumberType::q8 ? reinterpret_cast<const char*>(read.weights.embed.quants)
                                                       : reinterpret_cast<const char*>(read.weights.embed.halves);
            const char* head = type == NumberType::q8 ? reinterpret_cast<const char*>(read.weights.head.quants)
                                                      : reinterpret_cast<const char*>(read.weights.head.halves);
            EXPECT_EQUAL(first == head, tied);
        }
    }
}

// Training keeps float32, but a narrow model can be given to the function all the same.
TEST(a_narrow_model_is_widened_where_another_type_is_asked_for) {
    Model model = random_model(tiny_config(false));
    convert_weights(model.weights, model.config, NumberType::q8);
    const std::string folder = new_folder();
    save_model(folder, model, "F32");
    expect_same_numbers(load_model(folder), model);
}

// The saved model is used by the saver: what was saved must not be another's memory afterwards.
TEST(a_model_may_be_saved_over_itself) {
    const std::string folder = new_folder();
    save_model(folder, random_model(tiny_config(false)), "F32");
    const std::string before = read_text(folder + "/model.safetensors");
    Model read = load_model(folder);  // its numbers are borrowed from the mapped file
    save_model(folder, read, "F32");
    EXPECT(read_text(folder + "/model.safetensors") == before);
    EXPECT(!std::filesystem::exists(folder + "/model.safetensors.part"));
}

TEST(what_cannot_be_saved_is_an_error_and_leaves_the_folder_as_it_was) {
    const std::string folder = new_folder();
    const Model model = random_model(tiny_config(true));
    EXPECT_ERROR(save_model(folder, model, "I32"), "weights are stored as F32, BF16 or F16, not as I32");
    EXPECT(!std::filesystem::exists(folder));
    save_model(folder, model, "F32");
    const std::string before = read_text(folder + "/model.safetensors");
    Model broken = random_model(tiny_config(true));
    broken.weights.layers[1].up = Tensor();
    EXPECT_ERROR(save_model(folder, broken, "F32"), "model.layers.1.mlp.up_proj.weight: was never given a shape");
    EXPECT(read_text(folder + "/model.safetensors") == before);
    write_text(scratch_folder() + "/file", "");
    EXPECT_ERROR(save_model(scratch_folder() + "/file/model", model, "F32"), "cannot make the folder");
    EXPECT_ERROR(save_model(scratch_folder() + "/file", model, "F32"), "file");
}

TEST_MAIN
