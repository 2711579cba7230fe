#include "train/training_pass.h"

#include <cmath>
#include <set>

#include "base/tap.h"
#include "golden.h"
#include "harness.h"
#include "train/cross_entropy.h"
#include "twins.h"

static const ChosenThreads one_thread(1);  // unless a test says otherwise

// Of the largest number of each tensor, end to end against float64 (docs/numerics.md, "Gradients" and "Kernels").
constexpr double textbook_error = 4e-6;
constexpr double fast_error = 1e-5;

static Model load_case(const std::string& name) {
    return load_model(name == "micro" ? "data/micro" : "data/golden/models/" + name);
}

/// One document, and how much each of its predictions counts.
struct Document {
    std::vector<int> tokens;
    std::vector<int> targets;
    std::vector<float> mask;
};

static Document golden_document(const Golden& golden, const std::string& name) {
    return {golden.integers(name + "/tokens"), golden.integers(name + "/targets"), golden.floats(name + "/mask")};
}

static Batch batch_of(const std::vector<Document>& documents) {
    Batch batch;
    for (const Document& d : documents) {
        batch.documents.push_back({int64_t(batch.tokens.size()), int64_t(d.tokens.size())});
        batch.tokens.insert(batch.tokens.end(), d.tokens.begin(), d.tokens.end());
        batch.targets.insert(batch.targets.end(), d.targets.begin(), d.targets.end());
        batch.mask.insert(batch.mask.end(), d.mask.begin(), d.mask.end());
    }
    return batch;
}

/// The loss of a batch, and the gradient of scale * loss.
struct Pass {
    Tensor logits;
    double loss = 0;
    Weights gradients;
};

static void add_pass(const Model& model, const Batch& batch, float scale, Pass& pass) {
    const Trace trace = training_forward(model, batch);
    pass.logits = trace.logits;
    pass.loss += cross_entropy(trace.logits, batch.targets, batch.mask);
    training_backward(model, batch, trace, scale, pass.gradients);
}

static Pass run_pass(const Model& model, const Batch& batch, float scale) {
    Pass pass;
    pass.gradients = zero_weights(model.config);
    add_pass(model, batch, scale, pass);
    return pass;
}

static Pass run_documents(const Model& model, const std::vector<Document>& documents) {
    return run_pass(model, batch_of(documents), 1.0f);
}

static void expect_near_largest(const Tensor& got, const Tensor& want, double error, const std::string& what) {
    expect_close(got, want, 0, error * largest_magnitude(want), what, __FILE__, __LINE__);
}

static void expect_golden_gradients(const Golden& golden, const std::string& name, double error) {
    const Model model = load_case(name);
    const Batch batch = batch_of({golden_document(golden, name)});
    Pass pass = run_pass(model, batch, float(1.0 / golden.number(name + "/counted")));
    const double loss = golden.number(name + "/loss");
    if (!(std::fabs(pass.loss - loss) <= error * loss)) FAIL(name + ": loss " + shown(pass.loss));
    size_t compared = 0;
    for (const WeightEntry& entry : weight_entries(pass.gradients, model.config)) {
        expect_near_largest(*entry.tensor, golden[name + "/" + entry.name], error, name + "/" + entry.name);
        ++compared;
    }
    EXPECT_EQUAL(compared, size_t(2 + 9 * model.config.n_layers + (model.config.tied_head ? 0 : 1)));
}

TEST(the_gradient_by_every_parameter_matches_golden) {
    const Golden golden("gradients");
    EXPECT_EQUAL(golden.cases(), (std::vector<std::string>{"gqa", "micro", "odd", "wide"}));
    for (const std::string& name : golden.cases()) {
        const ChosenForm slow(true);
        expect_golden_gradients(golden, name, textbook_error);
        const ChosenForm fast(false);
        expect_golden_gradients(golden, name, fast_error);
    }
}

static void expect_golden_taps(const Golden& golden, const std::string& name, size_t per_layer, double error) {
    const Model model = load_case(name);
    const Batch batch = batch_of({golden_document(golden, name)});
    TapRecorder taps;
    run_pass(model, batch, float(1.0 / golden.number(name + "/counted")));
    std::set<std::string> seen;
    for (const TapRecorder::Record& record : taps.records) {
        if (record.key.find("grad.") == std::string::npos) continue;
        seen.insert(record.key);
        const Tensor want = golden[name + "/" + record.key];
        expect_near_largest(record.value, want.reshape(record.value.shape()), error, name + "/" + record.key);
    }
    EXPECT_EQUAL(seen.size(), 3 + per_layer * size_t(model.config.n_layers));
}

TEST(the_gradient_by_every_tapped_value_matches_golden) {
    const Golden golden("gradients");
    for (const std::string& name : golden.cases()) {
        const ChosenForm slow(true);
        expect_golden_taps(golden, name, 15, textbook_error);
        const ChosenForm fast(false);
        expect_golden_taps(golden, name, 13, fast_error);  // scores and weights are not kept apart
    }
}

/// The largest difference of two sets of weights, of the largest number of each tensor.
static double difference(Pass& a, Pass& b, const Config& config) {
    const std::vector<WeightEntry> entries = weight_entries(b.gradients, config);
    double worst = 0.0;
    size_t i = 0;
    for (const WeightEntry& entry : weight_entries(a.gradients, config)) {
        const Tensor& other = *entries[i++].tensor;
        const double largest = largest_magnitude(other);
        if (!(largest > 0)) FAIL("no gradient by " + entry.name);
        for (int64_t j = 0; j < other.size(); ++j) {
            worst = std::fmax(worst, std::fabs(double(entry.tensor->data()[j]) - double(other.data()[j])) / largest);
        }
    }
    return worst;
}

static void expect_same_gradients(Pass& a, Pass& b, const Config& config) {
    const std::vector<WeightEntry> entries = weight_entries(b.gradients, config);
    size_t i = 0;
    for (const WeightEntry& entry : weight_entries(a.gradients, config)) {
        expect_same(*entry.tensor, *entries[i++].tensor, entry.name, __FILE__, __LINE__);
    }
}

static const Document first = {{3, 14, 1, 5, 9, 2}, {14, 1, 5, 9, 2, 6}, {1, 1, 1, 0, 1, 1}};
static const Document second = {
    {7, 28, 18, 2, 8, 1, 8, 28, 4}, {28, 18, 2, 8, 1, 8, 28, 4, 5}, {1, 0, 1, 1, 1, 1, 1, 1, 1}};
static const Document third = {{5}, {11}, {1}};

/// Each law is tested in both forms, on models with and without a tied head.
struct Setting {
    std::string model;
    bool textbook_is_on;
};
static const std::vector<Setting> settings = {{"gqa", true}, {"gqa", false}, {"wide", true}, {"wide", false}};

TEST(documents_of_a_batch_have_the_loss_and_gradient_of_each_alone) {
    for (const Setting& setting : settings) {
        const ChosenForm form(setting.textbook_is_on);
        const Model model = load_case(setting.model);
        Pass together = run_documents(model, {first, second, third});
        Pass apart = run_documents(model, {first});
        int64_t row = 0;
        EXPECT_SAME(together.logits.rows_view(row, apart.logits.rows()), apart.logits);
        for (const Document& next : {second, third}) {
            row += apart.logits.rows();
            add_pass(model, batch_of({next}), 1.0f, apart);
            EXPECT_SAME(together.logits.rows_view(row, apart.logits.rows()), apart.logits);
        }
        EXPECT(std::fabs(together.loss - apart.loss) <= 1e-13 * apart.loss);
        // The same terms, put together in another order: 16 tokens, so as many roundings (twice that in a tied table).
        EXPECT(difference(together, apart, model.config) <= roundings(32));
    }
}

TEST(padding_changes_nothing) {
    const Document zeros = {{0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}};
    const Document others = {{9, 3, 3, 1, 27}, {2, 2, 2, 2, 2}, {0, 0, 0, 0, 0}};
    for (const Setting& setting : settings) {
        const ChosenForm form(setting.textbook_is_on);
        const Model model = load_case(setting.model);
        Pass bare = run_documents(model, {first, second});
        Pass behind = run_documents(model, {first, second, zeros});
        Pass between = run_documents(model, {first, others, second, zeros});
        EXPECT_EQUAL(behind.loss, bare.loss);
        EXPECT_EQUAL(between.loss, bare.loss);
        expect_same_gradients(behind, bare, model.config);
        expect_same_gradients(between, bare, model.config);
    }
}

// By every token of its own, tapped: nothing of a neighbour enters, on the way forth or back.
TEST(a_document_does_not_depend_on_its_neighbours) {
    for (const Setting& setting : settings) {
        const ChosenForm form(setting.textbook_is_on);
        const Model model = load_case(setting.model);
        TapRecorder alone;
        const Pass one = run_documents(model, {second});
        TapRecorder among;
        const Pass three = run_documents(model, {first, second, third});
        EXPECT_SAME(three.logits.rows_view(6, 9), one.logits);
        for (const char* key : {"grad.embed", "layers.0.grad.attn.q", "layers.0.grad.attn.k", "layers.0.grad.attn.v"}) {
            EXPECT_SAME(among.get(key).rows_view(6, 9), alone.get(key));
        }
    }
}

TEST(accumulated_passes_have_the_gradient_of_one_large_batch) {
    for (const Setting& setting : settings) {
        const ChosenForm form(setting.textbook_is_on);
        const Model model = load_case(setting.model);
        Pass large = run_pass(model, batch_of({first, second, second, third}), 0.25f);
        Pass accumulated = run_pass(model, batch_of({first, second}), 0.25f);
        add_pass(model, batch_of({second, third}), 0.25f, accumulated);
        EXPECT(std::fabs(large.loss - accumulated.loss) <= 1e-13 * large.loss);
        EXPECT(difference(accumulated, large, model.config) <= roundings(2 * 25));
    }
}

TEST(the_scale_scales_the_gradient_and_nothing_else) {
    for (const Setting& setting : settings) {
        const ChosenForm form(setting.textbook_is_on);
        const Model model = load_case(setting.model);
        Pass whole = run_pass(model, batch_of({first, third}), 1.0f);
        Pass half = run_pass(model, batch_of({first, third}), 0.5f);
        EXPECT_EQUAL(half.loss, whole.loss);
        for (const WeightEntry& entry : weight_entries(half.gradients, model.config)) {
            if (model.config.tied_head && entry.tensor == &half.gradients.head.f32) continue;
            for (int64_t i = 0; i < entry.tensor->size(); ++i) {
                entry.tensor->data()[i] *= 2;
            }
        }
        expect_same_gradients(half, whole, model.config);  // powers of two: exact
    }
}

TEST(a_pass_gives_the_same_bits_at_any_number_of_threads) {
    const ChosenForm fast(false);
    for (const char* name : {"gqa", "wide", "odd"}) {
        const Model model = load_case(name);
        Document short_one = second;
        for (int& id : short_one.tokens) {
            id %= model.config.vocab;
        }
        Pass one = run_documents(model, {first, short_one, third});
        for (int threads : {2, 3}) {
            const ChosenThreads chosen(threads);
            Pass more = run_documents(model, {first, short_one, third});
            EXPECT_SAME(more.logits, one.logits);
            EXPECT_EQUAL(more.loss, one.loss);
            expect_same_gradients(more, one, model.config);
        }
    }
}

TEST(what_a_pass_cannot_take_is_an_error) {
    const Model model = load_case("odd");  // a window of 11, a vocabulary of 53
    const Document longest = {std::vector<int>(11, 1), std::vector<int>(11, 2), std::vector<float>(11, 1)};
    const Document longer = {std::vector<int>(12, 1), std::vector<int>(12, 2), std::vector<float>(12, 1)};
    for (bool textbook_is_on : {true, false}) {
        const ChosenForm form(textbook_is_on);
        EXPECT(std::isfinite(run_documents(model, {longest, longest}).loss));
        EXPECT_ERROR(run_documents(model, {longest, longer}), "12 tokens is longer than the context window, 11");
        EXPECT_ERROR(run_documents(model, {{{53}, {1}, {1}}}), "53");
        EXPECT_ERROR(run_documents(model, {{{-1}, {1}, {1}}}), "-1");
        EXPECT_ERROR(run_documents(model, {{{1}, {53}, {0}}}), "target id 53");
    }
}

TEST_MAIN
