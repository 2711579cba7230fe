#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/added_tokens.h"
#include "tokenizer/bpe.h"
#include "tokenizer/normalizer.h"
#include "tokenizer/pre_tokenizer.h"
#include "tokenizer/split_steps.h"
#include "tokenizer/vocabulary.h"

/// How tokens become text again (the "decoder" of tokenizer.json).
struct DecoderOptions {
    bool byte_level = false;                                        // keys are written in GPT-2's byte alphabet
    std::vector<std::pair<std::string, std::string>> replacements;  // in each token: "▁" becomes " "
    std::string metaspace;                                          // in each token: this becomes " ", but ...
    bool metaspace_drops_first = false;                             // ... in the first token nothing
    bool byte_fallback = false;                                     // "<0x0A>" is the byte 10
    std::string strip_content;                                      // taken off the start of the text, ...
    int strip_count = 0;                                            // ... at most so often
};

/// A tokenizer of either kind, as tokenizer.json describes it. Text to ids goes through these in order:
/// added tokens, normalizer, pre-tokenizer (split_steps, then split), smallest symbols, merges, template.
struct Tokenizer {
    Vocabulary vocabulary;
    MergeTable merges;
    std::vector<AddedToken> added_tokens;  // in the order of the file
    AddedTokenFinder raw_finder;           // those that are looked for in the raw text
    AddedTokenFinder normalized_finder;    // those that are looked for in the normalized text
    std::vector<NormalizerStep> normalizer;

    std::vector<SplitStep> split_steps;       // cut a text into stretches, before all below
    bool byte_level = false;                  // symbols are bytes of pieces; else they are characters of the text
    bool add_prefix_space = false;            // byte-level: a stretch that does not begin with a space gets one
    SplitPattern split = SplitPattern::gpt2;  // byte-level: how a stretch is cut into pieces

    bool ignore_merges = false;  // a piece that is a token as a whole is that token, whatever its merges would make

    bool byte_fallback = false;        // a character that is no token becomes the tokens of its bytes
    int unknown_token = -1;            // ... or else this one; -1: it is an error
    bool fuse_unknown = false;         // neighbouring unknown characters become one token
    std::array<int, 256> byte_tokens;  // the token of each byte, -1 where there is none

    std::vector<int> tokens_before;  // what the post-processor puts before a text, ...
    std::vector<int> tokens_after;   // ... and behind it
    DecoderOptions decoder;

    std::vector<std::string> token_text;  // what each id decodes to, in bytes
    std::vector<bool> is_added;           // by id
    std::vector<bool> is_only_added;      // by id: an added token that plain text can never become
    std::vector<bool> starts_anew;        // by id: an added token behind which plain text gets a prefix again
};

/// What encoding does beyond plain text: both, unless asked otherwise. All off: plain text, all of it.
struct EncodeOptions {
    bool add_template = true;       // put the post-processor's tokens around the text
    bool find_added_tokens = true;  // take "<s>" in the text as the token, not as three characters
};

/// One piece of text on its way through BPE, for `tokenize --explain`.
struct ExplainedPiece {
    std::string text;          // as the merges see it
    std::vector<int> symbols;  // before the first merge
    std::vector<MergeStep> steps;
    std::vector<int> tokens;  // after the last; for an added token, just that
};

/// Text to ids. Bytes that are not UTF-8 are kept (see base/utf8.h).
/// Throws Error when a character is no token and there is neither byte fallback nor an unknown token.
std::vector<int> encode(const Tokenizer& tokenizer, std::string_view text, const EncodeOptions& options = {},
                        std::vector<ExplainedPiece>* explained = nullptr);

/// Ids of stretches that follow one another: plain text, in which no added token is looked for, and tokens by id. What the
/// post-processor adds is left out. So text that somebody typed cannot become a control token, and those that a program puts
/// between such texts are the real ones. Neighbouring stretches of plain text should be one: they are encoded apart.
/// Throws Error as encode.
std::vector<int> encode_stretches(const Tokenizer& tokenizer, const std::vector<TextPart>& stretches);

/// Ids to text: the exact inverse of encode wherever encode loses nothing. Drops what the post-processor
/// puts around a text, and the prefix that the normalizer or Metaspace puts before each stretch of plain text; other
/// added tokens are written out. The bytes need not be UTF-8 when the ids stop inside a character.
/// Throws Error for an id that is no token.
std::string decode(const Tokenizer& tokenizer, const std::vector<int>& ids);

/// Decodes token by token, and never emits half a character: bytes that could be the start of one wait for
/// the rest. What it emits is UTF-8; bytes that cannot be become U+FFFD. All that it emits, put together, is
/// the whole decode (with U+FFFD for ill-formed parts) of a tokenizer without a template: a stream cannot know
/// where a text ends, so tokens that the post-processor puts around one are written out like others.
class StreamDecoder {
 public:
    explicit StreamDecoder(const Tokenizer& tokenizer);

    /// The text that the next token completes; often empty in the middle of an emoji. Valid until the next call.
    /// An id that is no token gives U+FFFD.
    std::string_view push(int id);

    /// Takes note of a token without emitting it, nor any part of it later: what stands before the text.
    void skip(int id);

    /// What is still held back when no more tokens come.
    std::string_view finish();

 private:
    std::string_view take_complete(bool at_end);

    const Tokenizer* tokenizer_;
    std::string pending_;
    std::string complete_;  // what was returned last
    bool at_start_ = true;  // of a stretch of plain text, where a prefix is taken off
};

/// Reads tokenizer.json (the format of Hugging Face's tokenizers, docs/formats.md), model type BPE.
/// Throws Error with file, line, column and cause for anything malformed or not supported.
Tokenizer read_tokenizer(const std::string& path);

/// The same file's text; reading it again gives the same tokenizer.
std::string tokenizer_to_json(const Tokenizer& tokenizer);

/// The token that plain text can become of these bytes: -1 where there is none, or only an added token.
int model_token(const Tokenizer& tokenizer, std::string_view key);

/// Fills in what follows from the rest: finders, byte tokens, texts of tokens.
void prepare_tokenizer(Tokenizer& tokenizer);
