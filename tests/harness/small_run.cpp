#include "small_run.h"

#include <filesystem>

#include "harness.h"
#include "program.h"
#include "train/train_log.h"

std::string in_scratch(const std::string& name) { return scratch_folder() + "/" + name; }

void run_well(const std::vector<std::string>& arguments, const std::string& input) {
    const ProgramResult result = run_stepwise(arguments, input);
    if (result.status != 0) FAIL(arguments[0] + ": status " + std::to_string(result.status) + ": " + result.err);
}

void expect_failure(const std::vector<std::string>& arguments, int status, const std::string& message) {
    const ProgramResult result = run_stepwise(arguments);
    if (result.status != status) FAIL("status " + std::to_string(result.status) + ": " + result.err);
    if (result.err.find(message) == std::string::npos) FAIL("no \"" + message + "\" in: " + result.err);
}

static void make_token_file(const std::string& name, const std::vector<std::string>& options) {
    std::vector<std::string> corpus = {"corpus", "--documents", "200", "--jsonl", "--out", in_scratch(name)};
    corpus.insert(corpus.end(), options.begin(), options.end());
    run_well(corpus);
    run_well({"tokenize", "--model", in_scratch("tokenizer.json"), "--jsonl", "--end", "</s>", "--save",
              in_scratch(name + ".safetensors")},
             read_text(in_scratch(name)));
}

void prepare_small_run() {
    if (std::filesystem::exists(in_scratch("config.json"))) return;
    run_well({"corpus", "--documents", "200", "--out", in_scratch("train.txt")});
    std::vector<std::string> words = {
        "train-tokenizer",      "--vocab-size", "400", "--begin", "<s>", "--out", in_scratch("tokenizer.json"),
        in_scratch("train.txt")};
    for (const char* special : {"<s>", "</s>", "<|system|>", "<|user|>", "<|assistant|>", "<|end|>"}) {
        words.insert(words.end(), {"--special", special});
    }
    run_well(words);
    make_token_file("train", {});
    make_token_file("valid", {"--held-out"});
    write_text(
        in_scratch("config.json"),
        "{\"model_type\": \"llama\", \"hidden_size\": 16, \"num_hidden_layers\": 2, \"num_attention_heads\": 2,\n"
        "\"num_key_value_heads\": 1, \"intermediate_size\": 32, \"vocab_size\": 400,\n"
        "\"max_position_embeddings\": 1024, \"rms_norm_eps\": 1e-5, \"rope_theta\": 10000,\n"
        "\"tie_word_embeddings\": true, \"bos_token_id\": 394, \"eos_token_id\": 395}\n");
}

std::vector<std::string> train_words(const std::string& out, const std::vector<std::string>& more) {
    std::vector<std::string> words = {"train"};
    const std::vector<std::string> files = {"--config",     in_scratch("config.json"),
                                            "--tokenizer",  in_scratch("tokenizer.json"),
                                            "--tokens",     in_scratch("train.safetensors"),
                                            "--validation", in_scratch("valid.safetensors"),
                                            "--out",        in_scratch(out)};
    const std::vector<std::string> sizes = {"--steps",
                                            "30",
                                            "--warmup",
                                            "5",
                                            "--batch",
                                            "2",
                                            "--length",
                                            "64",
                                            "--save-every",
                                            "5",
                                            "--log-every",
                                            "5",
                                            "--validate-every",
                                            "10",
                                            "--validation-batches",
                                            "2",
                                            "--threads",
                                            "1"};
    words.insert(words.end(), files.begin(), files.end());
    words.insert(words.end(), sizes.begin(), sizes.end());
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

std::string results_of(const std::string& out) {
    std::string text = read_text(in_scratch(out + "/model.safetensors"));
    text += read_text(in_scratch(out + "/checkpoint.safetensors"));
    for (TrainLogRow row : read_train_log(in_scratch(out + "/train_log.csv"))) {
        row.tokens_per_second = 1;
        text += train_log_text({row});
    }
    return text;
}
