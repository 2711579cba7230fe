#include "model/weights.h"

#include <map>
#include <set>

#include "base/error.h"

/// Fetches tensors and remembers which were asked for.
struct TensorFetcher {
    const TensorFiles& files;
    const Config& config;
    std::set<std::string> taken;
    std::map<std::string, Matrix> turned;  // matrices stored the other way round: one may serve several entries
};

/// GPT-2's names stand with "transformer." before them, or without.
static std::string stored_name(const TensorFetcher& fetcher, const std::string& name) {
    const std::string prefix = "transformer.";
    if (name.rfind(prefix, 0) != 0 || fetcher.files.find(name) != nullptr) return name;
    const std::string bare = name.substr(prefix.size());
    return fetcher.files.find(bare) == nullptr ? name : bare;
}

/// A norm or a bias.
static Tensor fetch_vector(TensorFetcher& fetcher, const WeightEntry& entry, const std::string& name) {
    const int64_t size = entry.shape[0];
    const int64_t stored = entry.stored_rows == 0 ? size : entry.stored_rows;
    Tensor x = fetcher.files.file_of(name).load(name, {stored}).rows_view(entry.first_row, size);
    if (!fetcher.config.family.norm_plus_one) return x;
    x = x.clone();  // all vectors of such a family are norms
    for (int64_t i = 0; i < size; ++i) {
        x(i) += 1.0f;
    }
    return x;
}

static Matrix fetch_matrix(TensorFetcher& fetcher, const WeightEntry& entry, const std::string& name) {
    const int64_t rows = entry.shape[0];
    const int64_t cols = entry.shape[1];
    const int64_t stored = entry.stored_rows == 0 ? rows : entry.stored_rows;
    const SafetensorsFile& file = fetcher.files.file_of(name);
    const bool is_turned = entry.is_turned && file.find(name)->dtype != "I8";  // 8-bit blocks lie along `in`
    if (!is_turned) return rows_of(file.load_matrix(name, {stored, cols}), entry.first_row, rows);
    if (fetcher.turned.count(name) == 0) {
        fetcher.turned[name] = turned_around(file.load_matrix(name, {cols, stored}));
    }
    return rows_of(fetcher.turned[name], entry.first_row, rows);
}

static void fetch(TensorFetcher& fetcher, const WeightEntry& entry) {
    const std::string name = stored_name(fetcher, entry.name);
    fetcher.taken.insert(name);
    const TensorInfo* info = fetcher.files.find(name);
    const bool is_integer = info != nullptr && (info->dtype == "I32" || info->dtype == "I64");
    if (is_integer)
        throw Error(fetcher.files.file_of(name).path() + ": tensor " + name + " has dtype " + info->dtype +
                    "; weights are F32, F16 or BF16");
    if (entry.matrix == nullptr) {
        *entry.tensor = fetch_vector(fetcher, entry, name);
        return;
    }
    *entry.matrix = fetch_matrix(fetcher, entry, name);
    if (entry.matrix->type == NumberType::q8) fetcher.taken.insert(name + q8_scale_suffix);
}

Weights zero_weights(const Config& config) {
    Weights weights;
    for (const WeightEntry& entry : weight_entries(weights, config)) {
        *entry.tensor = Tensor::zeros(entry.shape);
    }
    if (config.tied_head) weights.head = weights.embed;
    return weights;
}

static bool ends_with(const std::string& text, const std::string& end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// What a file may hold although the model has no use for it: tables that are computed here, and the causal mask.
static bool may_be_left(const std::string& name, const Config& config) {
    if (ends_with(name, ".rotary_emb.inv_freq")) return true;
    if (config.tied_head && name == "lm_head.weight") return true;
    return config.family.learned_positions && (ends_with(name, ".attn.bias") || ends_with(name, ".attn.masked_bias"));
}

/// A tensor that nobody asked for means that file and configuration are not of one model (a bias, say, that
/// the forward pass would silently leave out).
static void refuse_extra_tensors(const TensorFetcher& fetcher) {
    for (const TensorInfo& info : fetcher.files.tensors()) {
        if (fetcher.taken.count(info.name) > 0 || may_be_left(info.name, fetcher.config)) continue;
        throw Error(fetcher.files.file_of(info.name).path() + ": holds a tensor " + info.name + " " +
                    shape_text(info.shape) +
                    " that a model of this configuration does not have; does config.json belong to it?");
    }
}

Weights read_weights(const TensorFiles& files, const Config& config) {
    if (size_t(config.n_layers) > files.tensors().size() + 1) {  // before places for them are made
        throw Error(files.path() + ": holds " + std::to_string(files.tensors().size()) + " tensors, too few for " +
                    std::to_string(config.n_layers) + " layers; does config.json belong to it?");
    }
    TensorFetcher fetcher = {files, config, {}, {}};
    Weights weights;
    for (const WeightEntry& entry : weight_entries(weights, config)) {
        fetch(fetcher, entry);
    }
    if (config.tied_head) weights.head = weights.embed;
    refuse_extra_tensors(fetcher);
    return weights;
}

void convert_weights(Weights& weights, const Config& config, NumberType type) {
    for (const WeightEntry& entry : weight_entries(weights, config)) {
        if (entry.matrix != nullptr) *entry.matrix = narrowed(*entry.matrix, type, entry.name);
    }
    if (config.tied_head) weights.head = weights.embed;
}

int64_t weight_bytes(const Weights& weights, const Config& config) {
    Weights handles = weights;  // no number is copied
    int64_t bytes = 0;
    for (const WeightEntry& entry : weight_entries(handles, config)) {
        const NumberType type = entry.matrix == nullptr ? NumberType::f32 : entry.matrix->type;
        const int64_t cols = entry.shape.back();
        const int64_t rows = entry.shape.size() == 2 ? entry.shape[0] : 1;
        bytes += matrix_bytes(rows, cols, type);
    }
    return bytes;
}

std::string weight_types(const Weights& weights, const Config& config) {
    Weights handles = weights;
    std::set<std::string> names;
    for (const WeightEntry& entry : weight_entries(handles, config)) {
        if (entry.matrix != nullptr) names.insert(number_type_name(entry.matrix->type));
    }
    std::string text;
    for (const std::string& name : names) {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}
