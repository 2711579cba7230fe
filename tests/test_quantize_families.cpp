#include <filesystem>

#include "golden.h"
#include "harness.h"
#include "model/save_model.h"
#include "program.h"

// A folder of each family written narrow is the model that --weights makes when it is loaded.

static Tensor logits_of(const Model& model, const std::vector<int>& ids) {
    KVCache cache = make_kv_cache(model.config, int(ids.size()));
    return forward(model, ids, cache);
}

TEST(a_narrowed_folder_of_each_family_is_the_converted_model) {
    const Golden golden("families");
    for (const std::string name : {"gpt2", "gpt2-prefixed", "llama3", "llama-linear", "llama-sharded", "mistral",
                                   "qwen2", "qwen3", "phi3", "gemma3", "gemma3-types"}) {
        const std::string folder = "data/golden/models/" + name;
        const std::vector<int> ids = golden.integers(name + "/ids");
        for (NumberType type : {NumberType::f32, NumberType::bf16, NumberType::f16, NumberType::q8}) {
            const std::string out = scratch_folder() + "/" + name + "-" + number_type_name(type);
            Model converted = load_model(folder);
            convert_weights(converted.weights, converted.config, type);
            save_narrowed(out, open_model_folder(folder), converted.config, type);
            const Model written = load_model(out);
            EXPECT_EQUAL(weight_types(written.weights, written.config), std::string(number_type_name(type)));
            EXPECT_SAME(logits_of(written, ids), logits_of(converted, ids));
        }
    }
}

TEST(the_command_writes_any_family_and_says_so) {
    const std::string out = scratch_folder() + "/command";
    const ProgramResult run =
        run_stepwise({"quantize", "--model", "data/golden/models/gpt2", "--weights", "q8", "--out", out});
    EXPECT_EQUAL(run.status, 0);
    EXPECT(run.err.find("f32 to q8, ") != std::string::npos);
    const std::string text = read_text(out + "/config.json");
    EXPECT(text.find("\"quant_method\": \"stepwise_q8\"") != std::string::npos);
    EXPECT(text.find("\"n_embd\": 15") != std::string::npos);  // its own text
    const ProgramResult again = run_stepwise({"quantize", "--model", out, "--out", out + "-again"});
    EXPECT_EQUAL(again.status, 1);
    EXPECT(again.err.find("quantized already") != std::string::npos);
    EXPECT(!std::filesystem::exists(out + "-again"));
}

TEST_MAIN
