#pragma once

#include <string>
#include <string_view>
#include <vector>

/// One step of a normalizer: what is done to a text before it is cut into tokens.
struct NormalizerStep {
    enum class Kind {
        prepend,  // put `content` before a text that is not empty
        replace,  // put `content` in the place of each `pattern`, from left to right
        nfc,      // Unicode's normalization form C (nfc.h)
    };
    Kind kind;
    std::string pattern;  // of replace; never empty
    std::string content;
};

/// The text after all steps in order. SentencePiece's kind of tokenizer has two: put "▁" before the text,
/// then write "▁" for each space, so that "a b" becomes "▁a▁b" and a word looks the same wherever it stands.
std::string normalize(const std::vector<NormalizerStep>& steps, std::string_view text);

/// The text with `content` for each occurrence of `pattern`, which must not be empty.
std::string replace_all(std::string_view text, std::string_view pattern, std::string_view content);
