#include <cmath>
#include <set>

#include "base/tap.h"
#include "calculator.h"
#include "harness.h"
#include "model/transformer.h"
#include "pages.h"
#include "sampler/sampler.h"

// docs/micro-model.md follows the micro model on paper, and chapters of the tutorial do so in part. Here every number of
// their tables and calculations is compared with the program.

/// The pages with tables or calculations of the micro model.
static std::vector<std::string> micro_pages() {
    std::vector<std::string> paths;
    for (const std::string& path : page_paths()) {
        const std::string page = read_text(path);
        if (!fences_of(page, "tensor ").empty() || !fences_of(page, "calc").empty()) paths.push_back(path);
    }
    return paths;
}

/// One pass over the page's prompt, all values and all weights by name.
struct MicroRun {
    TapRecorder taps;
    SafetensorsFile weights = SafetensorsFile("data/micro/model.safetensors");

    MicroRun() {
        const Model model = load_model("data/micro");
        KVCache cache = make_kv_cache(model.config, 3);
        const Tensor logits = forward(model, {7, 4, 7}, cache);
        Tensor last = Tensor::zeros({8});
        for (int64_t i = 0; i < 8; ++i) {
            last(i) = logits(2, i);
        }
        Rng rng = make_rng(0);
        sample(last, SamplerOptions(), rng);
    }

    Tensor value(const std::string& key) const {
        return weights.find(key) != nullptr ? weights.load(key) : taps.get(key);
    }
};

static int decimals_of(const std::string& number) {
    const size_t point = number.find('.');
    return point == std::string::npos ? 0 : int(number.size() - point - 1);
}

/// Whether the number, as it is written, is the value rounded to so many decimals.
static void expect_rounded(const std::string& written, double value, const std::string& where) {
    if (written == "-inf" && std::isinf(value) && value < 0) return;
    char rounded[64];
    std::snprintf(rounded, sizeof(rounded), "%.*f", decimals_of(written), value);
    if (std::stod(written) == std::stod(rounded)) return;
    FAIL(where + ": the page says " + written + ", the program " + std::string(rounded));
}

/// Compares the tables of a page. Returns how many numbers they have.
static int check_tables(const MicroRun& run, const std::string& path) {
    int numbers = 0;
    for (const Fence& fence : fences_of(read_text(path), "tensor ")) {
        const std::string key = fence.info.substr(7, fence.info.find(" [") - 7);
        const Tensor value = run.value(key);
        EXPECT_EQUAL(fence.info.substr(fence.info.find('[')), shape_text(value.shape()));
        int64_t i = 0;
        for (const std::string& line : fence.lines) {
            std::istringstream words(line.substr(0, line.find('#')));
            std::string word;
            while (words >> word) {
                if (i >= value.size()) FAIL(path + ", " + key + ": the table has too many numbers");
                expect_rounded(word, double(value.data()[i]), path + ", " + key + " number " + std::to_string(i));
                ++i;
                ++numbers;
            }
        }
        if (i != value.size()) FAIL(path + ", " + key + ": the table has too few numbers");
    }
    return numbers;
}

TEST(every_table_shows_what_the_program_computes) {
    const MicroRun run;
    int numbers = 0;
    for (const std::string& path : micro_pages()) {
        numbers += check_tables(run, path);
    }
    EXPECT(numbers > 300);
}

/// "attn.q[2, 0, 1]" to the number of that value; names without a layer are layer 0's.
static double named_number(const MicroRun& run, const std::string& name) {
    const size_t bracket = name.find('[');
    std::string key = name.substr(0, bracket);
    if (key.rfind("attn.", 0) == 0 || key.rfind("mlp.", 0) == 0) key = "layers.0." + key;
    const Tensor value = run.value(key);
    std::istringstream indexes(name.substr(bracket + 1));
    int64_t flat = 0;
    for (int axis = 0; axis < value.rank(); ++axis) {
        int64_t index = -1;
        char separator = 0;
        indexes >> index >> separator;
        if (index < 0 || index >= value.dim(axis)) FAIL(name + " is outside shape " + shape_text(value.shape()));
        flat = flat * value.dim(axis) + index;
    }
    return double(value.data()[flat]);
}

static std::string trimmed(const std::string& text) {
    const size_t start = text.find_first_not_of(' ');
    return start == std::string::npos ? "" : text.substr(start, text.find_last_not_of(' ') + 1 - start);
}

/// The numbers with four decimals in a text, without their signs.
static std::vector<std::string> four_decimal_numbers(const std::string& text) {
    std::vector<std::string> numbers;
    for (size_t i = 0; i < text.size();) {
        const size_t end = std::min(text.find_first_not_of("0123456789.", i), text.size());
        std::string word = text.substr(i, end - i);
        while (!word.empty() && word.back() == '.') {
            word.pop_back();  // the end of a sentence
        }
        if (decimals_of(word) == 4) numbers.push_back(word);
        i = end == i ? i + 1 : end;
    }
    return numbers;
}

static void check_calculation(const MicroRun& run, const std::string& path, const std::string& line,
                              std::set<std::string>& known) {
    const size_t last_equals = line.rfind(" = ");
    if (last_equals == std::string::npos) FAIL(path + ", no result: " + line);
    const std::string result = trimmed(line.substr(last_equals + 3));
    std::string expression = line.substr(0, last_equals);
    const size_t first_equals = expression.find(" = ");
    if (first_equals != std::string::npos) {
        const std::string name = trimmed(expression.substr(0, first_equals));
        expression = expression.substr(first_equals + 3);
        expect_rounded(result, named_number(run, name), path + ", " + line);
    }
    for (const std::string& number : four_decimal_numbers(expression)) {
        if (known.count(number) == 0) FAIL(path + ": " + number + " stands nowhere above: " + line);
    }
    // What goes into it has been rounded to four decimals.
    const double value = calculate(expression);
    if (std::fabs(value - std::stod(result)) > 2.5e-4 * (1 + std::fabs(value))) {
        FAIL(path + ", " + line + ": it is " + std::to_string(value));
    }
    for (const std::string& number : four_decimal_numbers(result)) {
        known.insert(number);
    }
}

/// The numbers with four decimals in the blocks of these kinds.
static std::set<std::string> numbers_in(const std::string& page, const std::vector<std::string>& kinds) {
    std::set<std::string> known;
    for (const std::string& kind : kinds) {
        for (const Fence& fence : fences_of(page, kind)) {
            for (const std::string& line : fence.lines) {
                for (const std::string& number : four_decimal_numbers(line)) {
                    known.insert(number);
                }
            }
        }
    }
    return known;
}

TEST(every_calculation_comes_out_and_every_result_is_the_program_s) {
    const MicroRun run;
    const std::set<std::string> paper = numbers_in(read_text("docs/micro-model.md"), {"tensor "});
    int calculations = 0;
    for (const std::string& path : micro_pages()) {
        const std::string page = read_text(path);
        std::set<std::string> known = paper;
        known.merge(numbers_in(page, {"tensor "}));
        for (const Fence& fence : fences_of(page, "calc")) {
            for (const std::string& line : fence.lines) {
                check_calculation(run, path, line, known);
                ++calculations;
            }
        }
    }
    EXPECT(calculations > 60);
}

TEST(numbers_in_the_prose_stand_in_a_table_calculation_or_transcript) {
    const std::set<std::string> paper = numbers_in(read_text("docs/micro-model.md"), {"tensor ", "calc"});
    for (const std::string& path : micro_pages()) {
        const std::string page = read_text(path);
        std::set<std::string> known = numbers_in(page, {"tensor ", "calc", "console", "cpp"});
        if (path != "docs/micro-model.md") known.insert(paper.begin(), paper.end());
        for (const std::string& number : four_decimal_numbers(prose_of(page))) {
            if (known.count(number) == 0)
                FAIL(number + " stands in the text of " + path + " and in none of its blocks");
        }
    }
}

TEST(the_calculator_calculates) {
    EXPECT_EQUAL(calculate("1 + 2 * (3 - -1) / 4"), 3.0);
    EXPECT_EQUAL(calculate("sqrt(16) - cos(0)"), 3.0);
    bool refused = false;
    try {
        calculate("1 +");
    } catch (const TestFailure&) {
        refused = true;
    }
    EXPECT(refused);
}

TEST_MAIN
