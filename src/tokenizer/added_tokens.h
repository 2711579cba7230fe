#pragma once

#include <string>
#include <string_view>
#include <vector>

/// A token that is found in the text as it stands, before any pre-tokenizer or merge: "<|endoftext|>", "</s>".
struct AddedToken {
    int id = -1;
    std::string content;
    bool special = false;      // a control token, not a word that was added to the vocabulary
    bool normalized = false;   // looked for in the normalized text instead of the raw one
    bool single_word = false;  // found only where neither neighbour is a character of a word (is_word_char)
    bool lstrip = false;       // takes the white space before it, ...
    bool rstrip = false;       // ... behind it
    bool in_model = false;     // also a token of the model's own vocabulary, which plain text can become
};

/// A stretch of text: either one added token, or plain text between two of them (token id -1).
struct TextPart {
    std::string_view text;
    int token = -1;
};

/// Finds added tokens. Leftmost first; of several that start at the same place, the longest; behind it the search goes on,
/// also where `single_word` has refused it. What `lstrip` and `rstrip` take does not change what is found: a token that is
/// itself white space is found in white space that another one takes.
///
/// source  AddedVocabulary of Hugging Face's tokenizers: its description, and what it does with random texts
class AddedTokenFinder {
 public:
    AddedTokenFinder() = default;
    explicit AddedTokenFinder(const std::vector<AddedToken>& tokens);

    /// The parts of the text in order; parts of plain text are never empty. Together they are the text, but where white space
    /// is taken and holds a token itself.
    std::vector<TextPart> split(std::string_view text) const;

    bool empty() const { return tokens_.empty(); }

 private:
    struct Match {
        const AddedToken* token;  // nullptr: there is none
        size_t start;
    };

    Match next_match(std::string_view text, size_t position) const;

    const AddedToken* match_at(std::string_view text, size_t position) const;

    size_t next_start(std::string_view text, size_t position) const;

    std::vector<AddedToken> tokens_;  // sorted by content, as bytes
    std::vector<int> first_of_byte_;  // [257]: where the tokens that start with a byte begin in tokens_
};
