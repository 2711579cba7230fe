#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Which pattern cuts a text into the pieces inside which BPE may merge. In all of them the pieces in order are the text, and
/// a byte that is not UTF-8 counts as a character that is neither letter nor number nor white space ("other").
enum class SplitPattern {
    none,    // all of a text is one piece
    gpt2,    // 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
    llama3,  // (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*
             //     |\s*[\r\n]+|\s+(?!\S)|\s+
    cl100k,  // the same, but all white space at the end of a text is one piece: \s++$|\s*[\r\n]|\s+(?!\S)|\s
    qwen,    // the same as llama3, but numbers stand alone: \p{N}
    o200k,   // P?U*L+C?|P?U+L*C?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+
             //     P: [^\r\n\p{L}\p{N}]   U: [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]   L: [\p{Ll}\p{Lm}\p{Lo}\p{M}]
             //     C: (?i:'s|'t|'re|'ve|'m|'ll|'d)
    tekken,  // the same as o200k, but without C, and numbers stand alone
};

/// The pattern that a file writes as this regular expression; false where it is none of those above.
bool find_pattern(std::string_view regex, SplitPattern& pattern);

/// "GPT-2, Llama 3, ..": what find_pattern knows, for messages.
std::string known_patterns();

/// The expression of a pattern as its model's tokenizer.json has it; empty for `none`.
std::string_view pattern_text(SplitPattern pattern);

/// The pieces of a text.
std::vector<std::string_view> split_pieces(SplitPattern pattern, std::string_view text);

/// The end of the piece that starts at `start`, which must be inside the text. A piece depends on the text behind its
/// start alone: patterns do not look back.
size_t end_of_piece(SplitPattern pattern, std::string_view text, size_t start);

/// GPT-2: at each place the first of these that fits.
///     a contraction in lower case;
///     a run of letters, or of numbers, or of anything else but white space, with one space before it if there is one;
///     white space up to the end of the text, or up to but not including its last character, which is left
///     for the next piece (so "a  b" is "a", " ", " b").
///
/// source  Radford et al. 2019, section 2.2; the pattern stands in their published encoder
size_t end_of_gpt2_piece(std::string_view text, size_t start);

/// Llama 3, Qwen and OpenAI's cl100k_base (GPT-4): at each place the first of these that fits.
///     a contraction, in upper or lower case;
///     a run of letters, with one character before it that is no letter, number or line end;
///     one to three numbers (one alone with `qwen`);
///     a run of anything else but white space, with one space before it if there is one, and line ends behind it;
///     white space to the end of the text (`cl100k`); white space up to its last line end; else white space as above.
///
/// source  Grattafiori et al. 2024, section 3.2 (100,000 of its tokens are tiktoken's), and Bai et al. 2023, "Qwen Technical
///         Report", section 2.2 (begun from cl100k_base), kept in Yang et al. 2024, section 2.1; the patterns
///         stand in their published tokenizer.json, that of cl100k_base in tiktoken
size_t end_of_llama3_piece(SplitPattern pattern, std::string_view text, size_t start);

/// OpenAI's o200k_base (GPT-4o) and Mistral's Tekken. Letters have cases: a word is capitals and then small letters, so that
/// "HelloWorld" is two. Letters of scripts without cases, and marks, count as both. At each place the first of these that fits:
///     one character that is no letter, number or line end, if that helps; capitals; small letters, at least one; and
///     a contraction behind them, if there is one (not `tekken`);
///     the same, with at least one capital;
///     one to three numbers (one alone with `tekken`);
///     a run of anything else but white space, with one space before it if there is one, and line ends or slashes behind it;
///     white space as in Llama 3's.
///
/// source  the patterns stand in tiktoken and in Mistral's published tekken.json
size_t end_of_o200k_piece(SplitPattern pattern, std::string_view text, size_t start);

/// The first place at or behind `from` where the text may be cut in two such that the pieces of both parts are the
/// pieces of the whole, by any pattern; the text's size where there is none. It is behind a letter that neither a letter
/// follows, nor a mark, nor an apostrophe:
///     no alternative has anything behind a letter but letters, marks and contractions, so a piece ends there, whatever
///     stands before;
///     no alternative looks further than one character beyond its piece, and letters end at such a character as they do at the
///     end of a text, so the pieces before the cut are the same without what follows.
size_t next_safe_cut(std::string_view text, size_t from);
