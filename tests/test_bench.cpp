#include <cmath>
#include <set>

#include "base/threads.h"
#include "bench/report.h"
#include "bench/shapes.h"
#include "bench/work.h"
#include "formats/json.h"
#include "harness.h"
#include "kernels/machine.h"
#include "model/kv_cache.h"
#include "program.h"
#include "small_training.h"

// What is counted must be right; how long it takes is nobody's promise.

TEST(the_median_lies_in_the_middle) {
    const Rounds odd = rounds_of({5, 1, 9});
    EXPECT_EQUAL(odd.median, 5.0);
    EXPECT_EQUAL(odd.lowest, 1.0);
    EXPECT_EQUAL(odd.highest, 9.0);
    EXPECT_EQUAL(rounds_of({4, 1, 2, 9}).median, 3.0);
    EXPECT_EQUAL(rounds_of({7}).median, 7.0);
    EXPECT_ERROR(rounds_of({}), "nothing was measured");
}

TEST(all_numbers_are_summed_once) {
    for (int threads : {1, 2, 3}) {
        use_threads(threads);
        for (int64_t n : {0, 1, 15, 127, 128, 129, 1000, 4099}) {
            std::vector<float> numbers(static_cast<size_t>(n));
            double want = 0;
            for (int64_t i = 0; i < n; ++i) {
                numbers[size_t(i)] = float(i % 17);
                want += double(i % 17);
            }
            EXPECT_EQUAL(double(sum_of_numbers(numbers.data(), n)), want);  // whole numbers: exact in any order
        }
    }
    use_threads(1);
}

TEST(multiply_adds_are_done_and_counted) {
    float few = 0;
    float many = 0;
    const int64_t operations = multiply_add_in_registers(1, few);
    EXPECT(operations > 0);
    EXPECT_EQUAL(multiply_add_in_registers(40, many), 40 * operations);
    // x = x / 2 + 1 goes to 2 in each of the operations / 2 places, from 0, 1, 2 .. that it begins with
    EXPECT(std::abs(double(many) - double(operations)) < 1e-3 * double(operations));
    EXPECT(few != many);
}

/// All numbers of the weights: those of matrices, and those of norms.
static int64_t count_numbers(const Config& config, bool matrices) {
    Weights weights;
    int64_t count = 0;
    for (const WeightEntry& entry : weight_entries(weights, config)) {
        const bool is_matrix = entry.shape.size() == 2;
        if (is_matrix == matrices) count += is_matrix ? entry.shape[0] * entry.shape[1] : entry.shape[0];
    }
    return count;
}

TEST(every_matrix_is_counted_once) {
    for (const std::string& name : shape_names()) {
        Config config = config_of_shape(name);
        EXPECT_EQUAL(matrix_numbers(config), count_numbers(config, true));
        EXPECT_EQUAL(decode_bytes(config, 1000, 7), 1000 + 7 * kv_cache_bytes_per_token(config));
        const int64_t tied = matrix_numbers(config);
        config.tied_head = false;
        EXPECT_EQUAL(matrix_numbers(config), tied);
    }
    EXPECT_ERROR(config_of_shape("7b"), "there is no shape \"7b\"; there are small, 110m, 1b");
}

TEST(every_weight_is_read_once_for_a_token_in_its_own_form) {
    for (bool tied : {true, false}) {
        Config config = config_of_shape("small");
        config.tied_head = tied;
        Model model = model_of_shape(config);
        const int64_t matrices = count_numbers(config, true);
        const int64_t norms = count_numbers(config, false);
        const int64_t not_read =
            tied ? 0 : int64_t(config.vocab - 1) * config.d_model;  // of an embedding: all but a row
        EXPECT_EQUAL(decode_weight_bytes(model), 4 * (matrices + norms - not_read));
        convert_weights(model.weights, config, NumberType::bf16);
        EXPECT_EQUAL(decode_weight_bytes(model), 2 * (matrices - not_read) + 4 * norms);
        convert_weights(model.weights, config, NumberType::q8);
        const int64_t scales = config.n_layers * (4 * 160 * 5 + 2 * 432 * 5 + 160 * 14) + 1536 * 5;
        EXPECT_EQUAL(decode_weight_bytes(model),
                     matrices - not_read + 2 * (scales + (tied ? 0 : 5)) + 4 * norms);  // 5: those of the row looked up
    }
}

// Token by token is as much work as all at once.
TEST(operations_add_up) {
    const Config config = config_of_shape("small");
    double one_by_one = 0;
    for (int t = 0; t < 20; ++t) {
        one_by_one += forward_operations(config, 1, t);
    }
    EXPECT(std::abs(one_by_one - forward_operations(config, 20, 0)) < 1);
    const double scores_and_mix = 6 * 4.0 * 5 * 32;  // layers, two multiply-adds, heads, head_dim
    EXPECT_EQUAL(forward_operations(config, 1, 9) - forward_operations(config, 1, 8), scores_and_mix);
    EXPECT_EQUAL(forward_operations(config, 1, 0) - scores_and_mix, 2.0 * double(matrix_numbers(config)));
    EXPECT_EQUAL(training_operations(config, 3, 20), 9 * forward_operations(config, 20, 0));
    EXPECT_EQUAL(prompt_operations(config, 1), forward_operations(config, 1, 0));
    EXPECT_EQUAL(forward_operations(config, 20, 0) - prompt_operations(config, 20), 19 * 2.0 * 1536 * 160);  // the head
}

/// A config with the layers' windows, and what it counts by hand.
TEST(layers_with_a_window_count_what_they_see) {
    Config config = config_of_shape("small");
    config.seen = {8, 8, 0, 8, 8, 0};
    const int64_t in_a_layer = kv_cache_bytes_per_token(config) / 6;
    EXPECT_EQUAL(decode_bytes(config, 100, 5), 100 + 6 * 5 * in_a_layer);
    EXPECT_EQUAL(decode_bytes(config, 100, 20), 100 + (4 * 8 + 2 * 20) * in_a_layer);
    const double products = 2.0 * double(matrix_numbers(config));
    const double of_a_position = 4.0 * 5 * 32;  // two multiply-adds, heads, head_dim
    for (int start : {0, 3, 7, 8, 30}) {
        for (int T : {1, 2, 9, 20}) {
            double positions = 0;
            for (int t = start; t < start + T; ++t) {
                positions += 2 * (t + 1) + 4 * std::min(t + 1, 8);
            }
            EXPECT_EQUAL(forward_operations(config, T, start), T * products + of_a_position * positions);
        }
    }
}

/// GPT-2: two matrices in an MLP, and a table of positions of which one row is read.
TEST(a_family_counts_the_matrices_that_it_has) {
    const Model model = load_model("data/golden/models/gpt2");
    const Config& config = model.config;
    const int64_t positions = int64_t(config.window) * config.d_model;
    EXPECT_EQUAL(matrix_numbers(config), count_numbers(config, true) - positions);
    EXPECT_EQUAL(decode_weight_bytes(model),
                 4 * (count_numbers(config, true) + count_numbers(config, false) - positions + config.d_model));
}

TEST(only_llamas_are_trained) {
    EXPECT_ERROR(start_training(load_model("data/golden/models/gpt2").config, 1), "not gpt2");
    EXPECT_ERROR(start_training(load_model("data/golden/models/llama3").config, 1), "RoPE scaling");
    EXPECT_EQUAL(why_not_trained(load_model("data/micro").config), std::string());
}

TEST(a_model_of_a_shape_can_be_run) {
    const Model model = model_of_shape(tiny_config(true));
    KVCache cache = make_kv_cache(model.config, 4);
    const Tensor logits = forward(model, {1, 2, 3}, cache);
    std::set<float> values;
    for (int64_t i = 0; i < logits.size(); ++i) {
        EXPECT(std::isfinite(logits.data()[i]));
        values.insert(logits.data()[i]);
    }
    EXPECT(values.size() > 10);
}

static BenchReport tiny_report() {
    const Config config = tiny_config(true);
    const Model model = model_of_shape(config);
    Machine machine;
    BenchReport report;
    report.model = "tiny \"one\"";
    report.config = config;
    report.rounds = 2;
    report.memory_bytes_per_second = rounds_of({machine.memory_bytes_per_second()});
    report.operations_per_second = rounds_of({machine.operations_per_second()});
    report.decode.push_back(measure_decode(model, 3, 2, machine));
    report.prefill.push_back(measure_prefill(model, 4, 2, machine));
    report.training = measure_training(config, 2, 4, 2, machine);
    EXPECT_ERROR(measure_decode(model, config.window + 1, 1, machine), "more than the context window");
    EXPECT_ERROR(measure_prefill(model, config.window + 1, 1, machine), "more than the context window");
    return report;
}

TEST(the_report_has_what_was_measured) {
    const BenchReport report = tiny_report();
    const std::string text = bench_json(report);
    const JsonDocument json(text, "bench");
    EXPECT_EQUAL(std::string(json.string(json.get(json.root(), "model"))), std::string("tiny \"one\""));
    for (const char* name : {"memory_gb_s", "peak_gflop_s"}) {
        EXPECT(json.number(json.get(json.get(json.root(), name), "median")) > 0);
    }
    for (const char* name : {"decode", "prefill"}) {
        const JsonValue& first = json.array(json.get(json.root(), name)).front();
        EXPECT(json.number(json.get(json.get(first, "tokens_per_second"), "median")) > 0);
        EXPECT(json.number(json.get(json.get(first, "share"), "lowest")) > 0);
    }
    EXPECT_EQUAL(json.integer(json.get(json.get(json.root(), "train"), "tokens"), 0, 100), int64_t(8));
    EXPECT(json.get(json.root(), "tokenizer").kind == JsonValue::Kind::null);
    EXPECT(bench_text(report).find("at a context of 3") != std::string::npos);
    EXPECT(roofline_svg(report).find("Roofline: tiny &quot;one&quot;") != std::string::npos);
}

TEST(a_program_s_first_byte_and_memory_are_measured) {
    const StartupResult result = measure_startup(stepwise_path(), {"corpus", "--documents", "1"}, 2);
    EXPECT(result.seconds.lowest > 0 && result.seconds.highest < 60);
    EXPECT(result.peak_bytes > 1e5);
    EXPECT_ERROR(measure_startup(stepwise_path(), {"corpus", "--documents", "-1"}, 1), "failed or printed nothing");
    EXPECT_ERROR(measure_startup("/no/such/program", {}, 1), "failed or printed nothing");
}

TEST(a_tokenizer_file_is_measured_alone) {
    const ProgramResult result = run_stepwise({"bench", "--model", "data/micro/tokenizer.json", "--text",
                                               "data/micro/tokenizer.json", "--rounds", "1", "--json"});
    EXPECT_EQUAL(result.status, 1);  // the micro vocabulary has no token for a brace
    EXPECT(result.err.find("which is no token of this vocabulary") != std::string::npos);
    const std::string path = "data/golden/tokenizer/bytelevel/tokenizer.json";
    const ProgramResult measured =
        run_stepwise({"bench", "--model", path, "--text", "README.md", "--rounds", "1", "--json"});
    EXPECT_EQUAL(measured.status, 0);
    const JsonDocument json(measured.out, "bench");
    EXPECT(json.array(json.get(json.root(), "decode")).empty());
    EXPECT(json.get(json.root(), "train").kind == JsonValue::Kind::null);
    EXPECT(json.number(json.get(json.get(json.get(json.root(), "tokenizer"), "encode_mb_s"), "median")) > 0);
}

TEST(the_command_refuses_what_makes_no_sense) {
    EXPECT_EQUAL(run_stepwise({"bench", "--shape", "7b"}).status, 1);
    EXPECT_EQUAL(run_stepwise({"bench", "word"}).status, 2);
    EXPECT_EQUAL(run_stepwise({"bench", "--shape", "small", "--model", "data/micro"}).status, 2);
    EXPECT_EQUAL(run_stepwise({"bench", "--rounds", "0"}).status, 2);
}

TEST_MAIN
