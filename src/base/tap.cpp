#include "base/tap.h"

#include "base/error.h"

static TapListener* current_listener = nullptr;

TapListener* set_tap_listener(TapListener* listener) {
    TapListener* before = current_listener;
    current_listener = listener;
    return before;
}

bool tap_listened() { return current_listener != nullptr; }

std::string tap_key(const char* name, int layer) {
    if (layer < 0) return name;
    return "layers." + std::to_string(layer) + "." + name;
}

[[gnu::noinline]] void tap(const char* name, int layer, const Tensor& value) {
    //> tap  nothing to do, unless somebody listens
    if (current_listener == nullptr) return;
    current_listener->on_tap(tap_key(name, layer), value);
    //< tap
}

[[gnu::noinline]] void tap(const char* name, const Tensor& value) {
    if (current_listener == nullptr) return;
    current_listener->on_tap(name, value);
}

[[gnu::noinline]] void tap_tokens(const char* name, std::span<const int> tokens) {
    if (current_listener == nullptr) return;
    Tensor value = Tensor::zeros({int64_t(tokens.size())});  // [T]
    for (size_t t = 0; t < tokens.size(); ++t) {
        value(int64_t(t)) = float(tokens[t]);
    }
    tap(name, value);
}

const Tensor& TapRecorder::get(const std::string& key) const {
    for (size_t i = records.size(); i > 0; --i) {
        if (records[i - 1].key == key) return records[i - 1].value;
    }
    throw Error("no value was tapped under the name " + key);
}
