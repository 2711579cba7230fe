#include "base/error.h"
#include "base/utf8.h"
#include "tokenizer/byte_alphabet.h"
#include "tokenizer/piece_cache.h"
#include "tokenizer/pre_tokenizer.h"
#include "tokenizer/tokenizer.h"

/// The whole of an encoding run: where ids go, and what is told on the way.
struct EncodeRun {
    const Tokenizer& tokenizer;
    std::string_view text;  // all of it, for messages
    std::vector<int> ids;
    std::vector<ExplainedPiece>* explained;
    PieceCache cache;
    std::vector<int> symbols;  // of the present piece; its memory serves all pieces
    MergeMemory memory;
};

/// " (first at byte 3 of the text)", or "" for a character that only the normalizer made.
static std::string place_in_text(std::string_view text, std::string_view character) {
    const size_t position = text.find(character);
    return position == std::string_view::npos ? "" : " (first at byte " + std::to_string(position) + " of the text)";
}

static void push_unknown(const EncodeRun& run, std::string_view character, std::vector<int>& symbols) {
    const Tokenizer& tokenizer = run.tokenizer;
    if (tokenizer.unknown_token < 0) {
        throw Error("the text holds " + show_bytes(character) + ", which is no token of this vocabulary" +
                    place_in_text(run.text, character) + ", and there is neither a byte fallback nor an unknown token" +
                    (character == "\n" ? "; echo ends a text with a line feed, printf '%s' does not" : ""));
    }
    const bool fuse = tokenizer.fuse_unknown && !symbols.empty() && symbols.back() == tokenizer.unknown_token;
    if (!fuse) symbols.push_back(tokenizer.unknown_token);
}

/// Byte-level: one symbol a byte.
static void byte_symbols(const EncodeRun& run, std::string_view piece, std::vector<int>& symbols) {
    for (char byte : piece) {
        const int id = run.tokenizer.byte_tokens[uint8_t(byte)];
        if (id >= 0)
            symbols.push_back(id);
        else
            push_unknown(run, std::string_view(&byte, 1), symbols);
    }
}

/// SentencePiece's kind: one symbol a character; one that is no token becomes its bytes, or "unknown".
static void character_symbols(const EncodeRun& run, std::string_view piece, std::vector<int>& symbols) {
    const Tokenizer& tokenizer = run.tokenizer;
    size_t position = 0;
    //> tokenizer.symbols  a character, its bytes, or the unknown token
    while (position < piece.size()) {
        const CodePoint point = read_utf8(piece, position);
        const int length = point.valid ? point.length : 1;
        const std::string_view character = piece.substr(position, size_t(length));
        position += size_t(length);
        const int id = point.valid ? model_token(tokenizer, character) : -1;
        if (id >= 0) {
            symbols.push_back(id);
            continue;
        }
        bool all_bytes_known = tokenizer.byte_fallback;
        for (char byte : character) {
            all_bytes_known = all_bytes_known && tokenizer.byte_tokens[uint8_t(byte)] >= 0;
        }
        if (!all_bytes_known) {
            push_unknown(run, character, symbols);
            continue;
        }
        for (char byte : character) {
            symbols.push_back(tokenizer.byte_tokens[uint8_t(byte)]);
        }
    }
    //< tokenizer.symbols
}

/// The ids of the piece are `run.symbols` afterwards.
static void merge_piece(EncodeRun& run, std::string_view piece) {
    const Tokenizer& tokenizer = run.tokenizer;
    run.symbols.clear();
    if (tokenizer.byte_level)
        byte_symbols(run, piece, run.symbols);
    else
        character_symbols(run, piece, run.symbols);
    if (run.explained == nullptr) {
        bpe_merge(run.symbols, tokenizer.merges, run.memory);
        return;
    }
    ExplainedPiece& explained = run.explained->emplace_back();
    explained.text = tokenizer.byte_level ? to_byte_alphabet(piece) : std::string(piece);
    explained.symbols = run.symbols;
    bpe_merge(run.symbols, tokenizer.merges, run.memory, &explained.steps);
    explained.tokens = run.symbols;
}

/// A piece in which merges may happen: symbols, merges, ids; or the ids that it had before.
static void encode_piece(EncodeRun& run, std::string_view piece) {
    const PieceCache::Slot* known = run.explained == nullptr ? run.cache.find(piece) : nullptr;
    if (known != nullptr) {
        run.ids.insert(run.ids.end(), known->ids, known->ids + known->id_count);
        return;
    }
    merge_piece(run, piece);
    run.cache.keep(piece, run.symbols);
    run.ids.insert(run.ids.end(), run.symbols.begin(), run.symbols.end());
}

/// Plain, normalized text without added tokens.
static void encode_plain(EncodeRun& run, std::string_view text) {
    const Tokenizer& tokenizer = run.tokenizer;
    if (!tokenizer.byte_level) {
        encode_piece(run, text);
        return;
    }
    std::string prefixed;
    if (tokenizer.add_prefix_space && text[0] != ' ') {
        prefixed = " " + std::string(text);
        text = prefixed;
    }
    if (!tokenizer.split_words) {
        encode_piece(run, text);
        return;
    }
    for (std::string_view piece : split_gpt2(text)) {
        encode_piece(run, piece);
    }
}

static void encode_added(EncodeRun& run, const TextPart& part) {
    run.ids.push_back(part.token);
    if (run.explained != nullptr) run.explained->push_back({std::string(part.text), {}, {}, {part.token}});
}

/// Raw text between added tokens: normalize, then look for those added tokens that live in normalized text.
static void encode_raw(EncodeRun& run, std::string_view raw, bool find_added_tokens) {
    const std::string normalized = normalize(run.tokenizer.normalizer, raw);
    const AddedTokenFinder none;
    const AddedTokenFinder& finder = find_added_tokens ? run.tokenizer.normalized_finder : none;
    for (const TextPart& part : finder.split(normalized)) {
        if (part.token >= 0)
            encode_added(run, part);
        else
            encode_plain(run, part.text);
    }
}

std::vector<int> encode(const Tokenizer& tokenizer, std::string_view text, const EncodeOptions& options,
                        std::vector<ExplainedPiece>* explained) {
    EncodeRun run = {tokenizer, text, {}, explained, PieceCache(text.size()), {}, {}};
    if (options.add_template) run.ids = tokenizer.tokens_before;
    const AddedTokenFinder none;
    const AddedTokenFinder& finder = options.find_added_tokens ? tokenizer.raw_finder : none;
    for (const TextPart& part : finder.split(text)) {
        if (part.token >= 0)
            encode_added(run, part);
        else
            encode_raw(run, part.text, options.find_added_tokens);
    }
    if (options.add_template)
        run.ids.insert(run.ids.end(), tokenizer.tokens_after.begin(), tokenizer.tokens_after.end());
    return run.ids;
}
