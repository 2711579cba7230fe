// Good files with single bytes changed at random, through the real program: whatever it makes of them, it
// must end on its own with status 0 or 1, never by a signal, and an error must have its form.
#include "base/rng.h"
#include "hostile.h"

/// The text with one bit or one byte changed at a random place.
static std::string with_one_change(std::string text, Rng& rng) {
    const size_t position = size_t(next_bits(rng) % text.size());
    const bool flip_one_bit = next_bits(rng) % 2 == 0;
    const char flipped = char(text[position] ^ (1 << (next_bits(rng) % 8)));
    text[position] = flip_one_bit ? flipped : char(next_bits(rng));
    return text;
}

static void check_ending(const ProgramResult& result, const std::string& what) {
    const std::string shown =
        what + ": status " + std::to_string(result.status) + "\n      stderr: " + result.err.substr(0, 600);
    if (result.status != 0 && result.status != 1) FAIL(shown);
    const bool reported =
        result.err.find("Sanitizer") != std::string::npos || result.err.find("runtime error") != std::string::npos;
    if (reported) FAIL(shown);
    if (result.status == 1 && result.err.rfind("stepwise: error: ", 0) != 0) FAIL(shown);
}

struct Tally {
    int fine = 0;
    int refused = 0;
};

/// `count` runs, each with a new change of the file.
static Tally run_with_changes(const std::string& base, const std::string& file, const std::vector<std::string>& command,
                              int count, uint64_t seed) {
    limit_time();
    const std::string good = read_text(base + "/" + file);
    const std::string folder = copy_of_folder(base);
    Rng rng = make_rng(seed);
    Tally tally;
    for (int i = 0; i < count; ++i) {
        write_text(folder + "/" + file, with_one_change(good, rng));
        const ProgramResult result = run_stepwise(command_for(command, folder), "abc aab");
        check_ending(result, file + ", seed " + std::to_string(seed) + ", change " + std::to_string(i));
        if (result.status == 0)
            ++tally.fine;
        else
            ++tally.refused;
    }
    return tally;
}

static const std::vector<std::string> generate = {"generate",     "--model", "FOLDER", "aab",
                                                  "--max-tokens", "3",       "--seed", "1"};
static const std::vector<std::string> trace = {"trace", "--model", "FOLDER", "aab"};
static const std::vector<std::string> inspect = {"inspect", "--model", "FOLDER"};
static const std::vector<std::string> tokenize = {"tokenize", "--model", "FOLDER"};

TEST(a_config_with_one_byte_changed_never_crashes) {
    const Tally tally = run_with_changes("data/micro", "config.json", generate, 120, 1);
    EXPECT(tally.refused > 20);  // the changes do reach the program
}

TEST(weights_with_one_byte_changed_never_crash) {
    const Tally generated = run_with_changes("data/micro", "model.safetensors", generate, 80, 2);
    const Tally inspected = run_with_changes("data/micro", "model.safetensors", inspect, 60, 3);
    const Tally traced = run_with_changes("data/micro", "model.safetensors", trace, 40, 4);
    EXPECT(generated.refused > 10 && inspected.refused > 10);
    EXPECT(generated.fine > 5 && traced.fine > 0);  // a weight may be any number
}

TEST(a_tokenizer_with_one_byte_changed_never_crashes) {
    const Tally tally = run_with_changes("data/micro", "tokenizer.json", generate, 100, 5);
    EXPECT(tally.refused > 10);
    run_with_changes("data/golden/tokenizer/bytelevel", "tokenizer.json", tokenize, 40, 6);
    run_with_changes("data/golden/tokenizer/sentencepiece", "tokenizer.json", tokenize, 40, 7);
}

TEST_MAIN
