#pragma once

#include <string>
#include <vector>

#include "base/tap.h"
#include "tokenizer/tokenizer.h"

/// A token as it is shown to people: its text in double quotes.
std::string token_name(const Tokenizer& tokenizer, int id);

/// `generate --explain`: listens to the sampler's taps and notes, for each new token, what each step kept.
class SamplingExplainer : public TapListener {
 public:
    explicit SamplingExplainer(const Tokenizer& tokenizer) : tokenizer_(tokenizer), before_(set_tap_listener(this)) {}
    ~SamplingExplainer() override { set_tap_listener(before_); }
    SamplingExplainer(const SamplingExplainer&) = delete;
    SamplingExplainer& operator=(const SamplingExplainer&) = delete;

    void on_tap(const std::string& key, const Tensor& value) override;

 private:
    const Tokenizer& tokenizer_;
    TapListener* before_;
    int step_ = 0;
};

/// `tokenize --explain`: a piece of text, its smallest symbols, and each merge.
std::string explain_piece(const Tokenizer& tokenizer, const ExplainedPiece& piece);
