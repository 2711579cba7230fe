#pragma once

#include <vector>

#include "base/rng.h"

/// Every random choice of the corpus, with its price: the sum of -log p over the choices made.
///
/// The sum is the exact entropy of a text when each choice can be read off the text, so whoever writes draws
/// only what is shown, and never from a list in which two entries would look the same.
/// A chooser can also follow a script, so that a test can walk through all outcomes of a small kind.
class Chooser {
 public:
    /// One choice that was made: option `index` of `count`, with probability `probability`.
    struct Choice {
        int index;
        int count;
        double probability;
    };

    explicit Chooser(Rng& rng) : rng_(&rng) {}

    /// Takes its choices from `script`; after its end always the first option that has any weight.
    explicit Chooser(const std::vector<int>& script) : script_(script) {}

    /// A number in [0, count), each as likely. Throws Error when count < 1.
    int pick(int count);

    /// An index of `weights`, with probability weight / sum. Throws Error when no weight is positive.
    int pick_weighted(const std::vector<int>& weights);

    /// True with probability yes / of.
    bool chance(int yes, int of);

    /// -log of the probability of all choices so far, in nats.
    double nats() const { return nats_; }

    const std::vector<Choice>& choices() const { return choices_; }

 private:
    int note(int index, int count, double probability);
    bool is_scripted() const { return rng_ == nullptr; }

    Rng* rng_ = nullptr;
    std::vector<int> script_;
    std::vector<Choice> choices_;
    double nats_ = 0.0;
};
