#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/tensor.h"

/// Every intermediate value of the pipeline passes through here under its one name (docs/glossary.md):
/// the key of its golden tensor, its line of `stepwise trace`, a place for the debugger to stop.
/// A plain function, never inlined, so that `break tap` always works. Costs one branch when nobody listens.
void tap(const char* name, const Tensor& value);

/// The same for a value that each layer has.
void tap(const char* name, int layer, const Tensor& value);

/// The same for token ids, which are seen as float32 (exact up to 2^24, more than any vocabulary has).
void tap_tokens(const char* name, std::span<const int> tokens);

/// "attn.scores" of layer 3 is "layers.3.attn.scores"; a layer below 0 means that the value has none.
std::string tap_key(const char* name, int layer);

/// Who listens. The value is lent for the call: clone() it to keep it.
class TapListener {
 public:
    virtual ~TapListener() = default;
    virtual void on_tap(const std::string& key, const Tensor& value) = 0;
};

/// Whether anybody listens: a stage may leave out values that nobody looks at.
bool tap_listened();

/// Sets the one listener (nullptr: nobody) and returns the one before.
TapListener* set_tap_listener(TapListener* listener);

/// Keeps a copy of every value tapped during its lifetime, in order.
class TapRecorder : public TapListener {
 public:
    struct Record {
        std::string key;
        Tensor value;
    };

    TapRecorder() : before_(set_tap_listener(this)) {}
    ~TapRecorder() override { set_tap_listener(before_); }
    TapRecorder(const TapRecorder&) = delete;
    TapRecorder& operator=(const TapRecorder&) = delete;

    void on_tap(const std::string& key, const Tensor& value) override { records.push_back({key, value.clone()}); }

    /// The latest value of that key. Throws Error when there is none.
    const Tensor& get(const std::string& key) const;

    std::vector<Record> records;

 private:
    TapListener* before_;
};
