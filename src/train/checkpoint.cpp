#include "train/checkpoint.h"

#include <charconv>
#include <cstring>

#include "base/error.h"
#include "formats/safetensors.h"
#include "model/save_model.h"

/// The digits that read back as the same number.
static std::string exact_text(double number) {
    char text[32];
    return std::string(text, std::to_chars(text, text + sizeof(text), number).ptr);
}

/// A fingerprint of the data: FNV-1a (Fowler, Noll & Vo; RFC 9923) over the ids, their weights and the documents.
static uint64_t data_fingerprint(const TokenFile& data) {
    uint64_t hash = 14695981039346656037ull;
    for (int token : data.tokens) {
        hash = (hash ^ uint64_t(token)) * 1099511628211ull;
    }
    for (float weight : data.weights) {
        uint32_t bits = 0;
        std::memcpy(&bits, &weight, sizeof(bits));
        hash = (hash ^ uint64_t(bits)) * 1099511628211ull;
    }
    for (int64_t start : data.starts) {
        hash = (hash ^ uint64_t(start)) * 1099511628211ull;
    }
    return hash;
}

std::string settings_text(const Config& config, const TrainOptions& options, const TokenFile& data) {
    std::string text = config_to_json(config);
    text += "batch rows " + std::to_string(options.batch_rows) + "\n";
    text += "row tokens " + std::to_string(options.row_tokens) + "\n";
    text += "accumulate " + std::to_string(options.accumulate) + "\n";
    text += "seed " + std::to_string(options.seed) + "\n";
    text += "clip " + exact_text(options.clip) + "\n";
    text += "learning rate " + exact_text(options.schedule.peak) + "\n";
    text += "final share " + exact_text(options.schedule.final_share) + "\n";
    text += "warm-up steps " + std::to_string(options.schedule.warmup_steps) + "\n";
    text += "steps " + std::to_string(options.schedule.total_steps) + "\n";
    text += "beta1 " + exact_text(double(options.adamw.beta1)) + "\n";
    text += "beta2 " + exact_text(double(options.adamw.beta2)) + "\n";
    text += "eps " + exact_text(double(options.adamw.eps)) + "\n";
    text += "weight decay " + exact_text(double(options.adamw.weight_decay)) + "\n";
    text += "data " + std::to_string(data_fingerprint(data)) + "\n";
    return text;
}

/// The three sets of tensors of a state, each under its prefix.
static std::vector<WeightEntry> state_entries(TrainState& state, const Config& config) {
    std::vector<WeightEntry> entries;
    for (WeightEntry entry : weight_entries(state.model.weights, config)) {
        entry.name = "weight/" + entry.name;
        entries.push_back(entry);
    }
    for (WeightEntry entry : weight_entries(state.m, config)) {
        entry.name = "m/" + entry.name;
        entries.push_back(entry);
    }
    for (WeightEntry entry : weight_entries(state.v, config)) {
        entry.name = "v/" + entry.name;
        entries.push_back(entry);
    }
    return entries;
}

void save_checkpoint(const std::string& path, const TrainState& state, const std::string& settings) {
    TrainState handles = state;  // copies share the numbers
    std::vector<TensorToWrite> tensors;
    for (const WeightEntry& entry : state_entries(handles, state.model.config)) {
        tensors.push_back({entry.name, "F32", *entry.tensor});
    }
    write_safetensors(path, tensors, {{"step", std::to_string(state.step)}, {"settings", settings}});
}

/// The first line in which two settings differ, as "line of the file (now: line)".
static std::string first_difference(const std::string& before, const std::string& now) {
    size_t line = 0;
    size_t at = 0;
    while (at < before.size() && at < now.size() && before[at] == now[at]) {
        if (before[at] == '\n') line = at + 1;
        ++at;
    }
    return "\"" + before.substr(line, before.find('\n', line) - line) + "\", now \"" +
           now.substr(line, now.find('\n', line) - line) + "\"";
}

static const std::string& metadata_of(const SafetensorsFile& file, const std::string& key) {
    const auto found = file.metadata().find(key);
    if (found == file.metadata().end()) throw Error(file.path() + ": is no checkpoint: its metadata has no " + key);
    return found->second;
}

TrainState load_checkpoint(const std::string& path, const Config& config, const std::string& settings) {
    const SafetensorsFile file(path);
    const std::string& before = metadata_of(file, "settings");
    if (before != settings) {
        throw Error(path + ": was made by another run: it had " + first_difference(before, settings) +
                    "; give the same settings to go on, or another --out to begin anew");
    }
    TrainState state;
    state.model.config = config;
    for (const WeightEntry& entry : state_entries(state, config)) {
        *entry.tensor = file.load(entry.name, entry.shape).clone();  // its own memory: training writes to it
    }
    if (config.tied_head) state.model.weights.head = state.model.weights.embed;
    const std::string& step = metadata_of(file, "step");
    const auto [end, problem] = std::from_chars(step.data(), step.data() + step.size(), state.step);
    if (problem != std::errc() || end != step.data() + step.size() || state.step < 0) {
        throw Error(path + ": its step is \"" + step + "\", not a number");
    }
    return state;
}
