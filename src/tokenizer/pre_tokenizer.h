#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

/// Which pattern cuts a text into the pieces inside which BPE may merge. In both, the pieces in order are the text, and
/// a byte that is not UTF-8 counts as a character that is neither letter nor number nor white space ("other").
enum class SplitPattern {
    none,    // all of a text is one piece
    gpt2,    // 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
    llama3,  // (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*
             //     |\s*[\r\n]+|\s+(?!\S)|\s+
};

/// The pattern of GPT-2, at each place the first of these that fits:
///     a contraction in lower case;
///     a run of letters, or of numbers, or of anything else but white space, with one space before it if there is one;
///     white space up to the end of the text, or up to but not including its last character, which is left
///     for the next piece (so "a  b" is "a", " ", " b").
///
/// source  Radford et al. 2019, section 2.2; the pattern stands in their published encoder
std::vector<std::string_view> split_gpt2(std::string_view text);

/// The pattern of Llama 3 (and of OpenAI's cl100k_base), at each place the first of these that fits:
///     a contraction, in upper or lower case;
///     a run of letters, with one character before it that is no letter, number or line end;
///     one to three numbers;
///     a run of anything else but white space, with one space before it if there is one, and line ends behind it;
///     white space up to its last line end; else white space as above.
///
/// source  Grattafiori et al. 2024, section 3.2 (its vocabulary is cl100k_base's and more); the pattern stands in the
///         published tokenizer.json of Llama 3
std::vector<std::string_view> split_llama3(std::string_view text);

/// The pattern of split_llama3 as tokenizer.json has it.
extern const char* const llama3_pattern;

/// The end of the piece that starts at `start`, which must be inside the text. A piece depends on the text behind its
/// start alone: patterns do not look back.
size_t end_of_piece(SplitPattern pattern, std::string_view text, size_t start);

/// The first place at or behind `from` where the text may be cut in two such that the pieces of both parts are the
/// pieces of the whole, by either pattern; the text's size where there is none. It is the end of a run of letters:
///     no alternative has anything behind a letter but letters, so a piece ends there, whatever stands before;
///     no alternative looks further than one character beyond its piece, and a run of letters ends at what is no letter
///     as it does at the end of a text, so the pieces before the cut are the same without what follows.
size_t next_safe_cut(std::string_view text, size_t from);
