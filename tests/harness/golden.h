#pragma once

#include <string>
#include <vector>

#include "base/tensor.h"
#include "formats/safetensors.h"

/// data/golden/<stage>.safetensors: inputs and expected values that the float64 PyTorch reference wrote
/// (tests/reference). Keys are "<case>/<name>".
class Golden {
 public:
    explicit Golden(const std::string& stage) : file_("data/golden/" + stage + ".safetensors") {}

    /// Names of the cases that begin with `prefix`, sorted. Throws TestFailure when there are none.
    std::vector<std::string> cases(const std::string& prefix = "") const;

    /// How many tensors have a name that begins so.
    size_t count(const std::string& prefix) const;

    bool has(const std::string& key) const { return file_.find(key) != nullptr; }
    Tensor operator[](const std::string& key) const { return file_.load(key); }
    double number(const std::string& key) const;  // of a tensor of shape [1]
    std::vector<int> integers(const std::string& key) const;
    std::vector<float> floats(const std::string& key) const;

 private:
    SafetensorsFile file_;
};

/// |got - want| <= relative * |want| + absolute for each number, want being the golden tensor `key`.
#define EXPECT_GOLDEN(golden, key, got, relative, absolute) \
    expect_close((got), (golden)[key], (relative), (absolute), (key), __FILE__, __LINE__)

/// The spacing of float32 relative to the number: what two values may differ by that were each rounded once
/// (docs/numerics.md).
constexpr double one_ulp = 0x1p-23;
