#include "tokenizer/normalizer.h"

#include "tokenizer/nfc.h"

std::string replace_all(std::string_view text, std::string_view pattern, std::string_view content) {
    std::string result;
    size_t copied = 0;
    size_t found = text.find(pattern);
    while (found != std::string_view::npos) {
        result += text.substr(copied, found - copied);
        result += content;
        copied = found + pattern.size();
        found = text.find(pattern, copied);
    }
    result += text.substr(copied);
    return result;
}

std::string normalize(const std::vector<NormalizerStep>& steps, std::string_view text) {
    std::string result(text);
    //> tokenizer.normalize  step after step
    for (const NormalizerStep& step : steps) {
        if (step.kind == NormalizerStep::Kind::replace) {
            result = replace_all(result, step.pattern, step.content);
        } else if (step.kind == NormalizerStep::Kind::nfc) {
            result = to_nfc(result);
        } else if (!result.empty()) {
            result = step.content + result;
        }
    }
    //< tokenizer.normalize
    return result;
}
