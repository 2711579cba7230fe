#include "corpus/chooser.h"

#include <cmath>
#include <string>

#include "base/error.h"

int Chooser::note(int index, int count, double probability) {
    choices_.push_back({index, count, probability});
    nats_ -= std::log(probability);
    return index;
}

int Chooser::pick(int count) {
    if (count < 1) throw Error("corpus: a choice among no options; a list of words has run out");
    if (count == 1) return 0;
    int index = 0;
    if (is_scripted()) {
        const size_t step = choices_.size();
        index = step < script_.size() ? script_[step] % count : 0;
    } else {
        index = int(next_bits(*rng_) % uint64_t(count));  // 2^64 is not a multiple of count: off by less than 1e-16
    }
    return note(index, count, 1.0 / double(count));
}

int Chooser::pick_weighted(const std::vector<int>& weights) {
    uint64_t sum = 0;
    int first = -1;
    for (size_t i = 0; i < weights.size(); ++i) {
        if (weights[i] <= 0) continue;
        sum += uint64_t(weights[i]);
        if (first < 0) first = int(i);
    }
    if (sum == 0) throw Error("corpus: a choice among no options; all weights are zero");
    int index = first;
    if (is_scripted()) {
        const size_t step = choices_.size();
        if (step < script_.size()) index = script_[step] % int(weights.size());
        if (weights[size_t(index)] <= 0) index = first;
    } else {
        uint64_t rest = next_bits(*rng_) % sum;
        for (index = 0; weights[size_t(index)] <= 0 || rest >= uint64_t(weights[size_t(index)]); ++index) {
            if (weights[size_t(index)] > 0) rest -= uint64_t(weights[size_t(index)]);
        }
    }
    return note(index, int(weights.size()), double(weights[size_t(index)]) / double(sum));
}

bool Chooser::chance(int yes, int of) { return pick_weighted({of - yes, yes}) == 1; }
