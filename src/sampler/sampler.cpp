#include "sampler/sampler.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/memory.h"
#include "base/tap.h"
#include "model/softmax.h"

void check_sampler_options(const SamplerOptions& options) {
    // Written so that NaN fails, too.
    if (!(options.temperature >= 0) || std::isinf(options.temperature)) {
        throw Error("the temperature must be 0 or more; 0 always takes the likeliest token");
    }
    if (options.top_k < 0) throw Error("top-k must be 0 or more; 0 switches it off");
    if (!(options.top_p >= 0 && options.top_p <= 1)) {
        throw Error("top-p must lie between 0 and 1; 1 switches it off");
    }
    if (!(options.min_p >= 0 && options.min_p <= 1)) {
        throw Error("min-p must lie between 0 and 1; 0 switches it off");
    }
}

/// The largest value's index, the lowest among equals. `what` a value is stands in messages.
static int64_t argmax(const Tensor& x, const std::string& what) {
    int64_t best = 0;
    for (int64_t i = 0; i < x.size(); ++i) {
        if (std::isnan(x(i))) throw Error("sampler: " + what + " " + std::to_string(i) + " is NaN");
        if (x(i) > x(best)) best = i;
    }
    if (std::isinf(x(best))) throw Error("sampler: the largest " + what + " is infinite");
    return best;
}

/// For sorting: the likelier token first, the lower id among equals.
struct IsLikelier {
    const Tensor& probs;

    bool operator()(int a, int b) const { return probs(a) != probs(b) ? probs(a) > probs(b) : a < b; }
};

void sort_by_probability(std::vector<int>& ids, const Tensor& probs) {
    std::sort(ids.begin(), ids.end(), IsLikelier{probs});
}

/// For a heap: what comes out last.
struct IsLessLikely {
    const Tensor& probs;

    bool operator()(int a, int b) const { return IsLikelier{probs}(b, a); }
};

/// Gives out token ids from the likeliest down. To sort a whole vocabulary for the first few would take longer than the
/// model: a heap (Williams 1964) is made in time that grows with the vocabulary, and gives each of them in logarithmic time.
class LikeliestFirst {
 public:
    explicit LikeliestFirst(const Tensor& probs) : ids_(size_t(probs.size())), order_{probs} {
        std::iota(ids_.begin(), ids_.end(), 0);
        std::make_heap(ids_.begin(), ids_.end(), order_);
    }

    /// The next one. There must be one left.
    int next() {
        std::pop_heap(ids_.begin(), ids_.end(), order_);
        const int id = ids_.back();
        ids_.pop_back();
        return id;
    }

 private:
    StepVector<int> ids_;
    IsLessLikely order_;
};

/// The kept tokens' probabilities divided by their sum; 0 for all others.
static Tensor renormalise(const Tensor& probs, const Tensor& kept) {
    double mass = 0.0;
    for (int64_t i = 0; i < probs.size(); ++i) {
        if (kept(i) != 0.0f) mass += double(probs(i));
    }
    Tensor result = Tensor::zeros({probs.size()});  // [vocab]
    for (int64_t i = 0; i < probs.size(); ++i) {
        if (kept(i) != 0.0f) result(i) = float(double(probs(i)) / mass);
    }
    return result;
}

Tensor apply_temperature(const Tensor& logits, float temperature) {
    const int64_t vocab = logits.size();
    const int64_t best = argmax(logits, "logit");
    Tensor probs = Tensor::zeros({vocab});  // [vocab]
    //> sample.temperature  differences of logits are stretched or shrunk, then softmax
    if (temperature == 0.0f) {
        probs(best) = 1.0f;
        return probs;
    }
    Tensor scaled = Tensor::zeros({vocab});  // [vocab]
    for (int64_t i = 0; i < vocab; ++i) {
        // Relative to the largest, so that a tiny temperature cannot make infinities of all of them.
        scaled(i) = float((double(logits(i)) - double(logits(best))) / double(temperature));
    }
    probs = softmax(scaled);
    //< sample.temperature
    return probs;
}

Tensor apply_top_k(const Tensor& probs, int k) {
    const int64_t vocab = probs.size();
    if (k == 0 || k >= vocab) return probs;
    LikeliestFirst likeliest(probs);
    Tensor kept = Tensor::zeros({vocab});  // [vocab], 1 for a token that stays
    //> sample.top_k  the first k in the order of probability
    for (int rank = 0; rank < k; ++rank) {
        kept(likeliest.next()) = 1.0f;
    }
    //< sample.top_k
    return renormalise(probs, kept);
}

Tensor apply_top_p(const Tensor& probs, float p) {
    if (p == 1.0f) return probs;
    LikeliestFirst likeliest(probs);
    Tensor kept = Tensor::zeros({probs.size()});  // [vocab], 1 for a token that stays
    //> sample.top_p  from the likeliest down, until their mass reaches p
    double mass = 0.0;
    for (int64_t rank = 0; rank < probs.size(); ++rank) {
        const int id = likeliest.next();
        kept(id) = 1.0f;
        mass += double(probs(id));
        if (mass >= double(p)) break;
    }
    //< sample.top_p
    return renormalise(probs, kept);
}

Tensor apply_min_p(const Tensor& probs, float min_p) {
    if (min_p == 0.0f) return probs;
    const double threshold = double(min_p) * double(probs(argmax(probs, "probability")));
    Tensor kept = Tensor::zeros({probs.size()});  // [vocab], 1 for a token that stays
    //> sample.min_p  a bar that moves with the likeliest token
    for (int64_t i = 0; i < probs.size(); ++i) {
        if (double(probs(i)) >= threshold) kept(i) = 1.0f;
    }
    //< sample.min_p
    return renormalise(probs, kept);
}

int draw(const Tensor& probs, float coin) {
    int last_possible = -1;
    double cumulated = 0.0;
    //> sample.draw  walk along the unit interval, one stretch a token, until past the coin
    for (int64_t i = 0; i < probs.size(); ++i) {
        if (probs(i) == 0.0f) continue;
        last_possible = int(i);
        cumulated += double(probs(i));
        if (cumulated > double(coin)) return int(i);
    }
    //< sample.draw
    if (last_possible < 0) throw Error("sampler: no token has a probability above 0");
    return last_possible;
}

int sample(const Tensor& logits, const SamplerOptions& options, Rng& rng) {
    Tensor probs = apply_temperature(logits, options.temperature);  // [vocab]
    tap("sample.temperature", probs);
    probs = apply_top_k(probs, options.top_k);
    tap("sample.top_k", probs);
    probs = apply_top_p(probs, options.top_p);
    tap("sample.top_p", probs);
    probs = apply_min_p(probs, options.min_p);
    tap("sample.min_p", probs);
    tap("sample.probs", probs);
    const float coin = next_float(rng);
    const int token = draw(probs, coin);
    tap_tokens("sample.token", {&token, 1});
    return token;
}
