#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/pre_tokenizer.h"

/// What becomes of the places that a step finds, by the example "a--b" cut at "-":
enum class SplitBehavior {
    removed,               // "a", "b"
    isolated,              // "a", "-", "-", "b"
    merged_with_previous,  // "a-", "-", "b"
    merged_with_next,      // "a", "-", "-b"
    contiguous,            // "a", "--", "b"
};

/// Before which stretches of text a Metaspace step writes its character, where they do not begin with it.
enum class PrependScheme { always, first, never };

/// One step of a pre-tokenizer that cuts a text into stretches, each of which the next step cuts further.
struct SplitStep {
    enum class Kind {
        pattern,      // at the pieces of a known pattern, which are all of a text
        text,         // at each occurrence of `text`, from left to right
        digits,       // at each character of \p{N}: letters such as "Ⅷ" and fractions, too
        punctuation,  // at each character that is_punctuation takes
        metaspace,    // writes `text` for each space, then cuts before each `text` if `cuts`
    };
    Kind kind = Kind::text;
    SplitPattern pattern = SplitPattern::none;
    std::string text;  // of text, metaspace; never empty
    SplitBehavior behavior = SplitBehavior::isolated;
    bool invert = false;  // of pattern, text: what lies between two places found counts as found, and they do not
    PrependScheme prepend = PrependScheme::always;  // of metaspace
    bool cuts = true;                               // of metaspace
};

/// Cuts a text by the steps in order and appends what comes out, which is never empty.
///
/// at_text_start  whether this is where the whole text begins: the one place where PrependScheme::first is at work
/// made           keeps the texts that a Metaspace step made; a deque leaves them where they are
/// source         the descriptions of the pre-tokenizers in the documentation of Hugging Face's tokenizers, and what
///                that program does with random texts
void cut_by_steps(const std::vector<SplitStep>& steps, std::string_view text, bool at_text_start,
                  std::deque<std::string>& made, std::vector<std::string_view>& pieces);
