#include "tokenizer/piece_encoder.h"

#include "base/error.h"
#include "base/utf8.h"
#include "tokenizer/byte_alphabet.h"

/// " (first at byte 3 of the text)", or "" for a character that only the normalizer made.
static std::string place_in_text(std::string_view text, std::string_view character) {
    const size_t position = text.find(character);
    return position == std::string_view::npos ? "" : " (first at byte " + std::to_string(position) + " of the text)";
}

void PieceEncoder::push_unknown(std::string_view character) {
    if (tokenizer_.unknown_token < 0) {
        throw Error("the text holds " + show_bytes(character) + ", which is no token of this vocabulary" +
                    place_in_text(whole_text_, character) +
                    ", and there is neither a byte fallback nor an unknown token" +
                    (character == "\n" ? "; echo ends a text with a line feed, printf '%s' does not" : ""));
    }
    const bool fuse = tokenizer_.fuse_unknown && !symbols_.empty() && symbols_.back() == tokenizer_.unknown_token;
    if (!fuse) symbols_.push_back(tokenizer_.unknown_token);
}

/// Byte-level: one symbol a byte.
void PieceEncoder::byte_symbols(std::string_view piece) {
    for (char byte : piece) {
        const int id = tokenizer_.byte_tokens[uint8_t(byte)];
        if (id >= 0)
            symbols_.push_back(id);
        else
            push_unknown(std::string_view(&byte, 1));
    }
}

/// SentencePiece's kind: one symbol a character; one that is no token becomes its bytes, or "unknown".
void PieceEncoder::character_symbols(std::string_view piece) {
    size_t position = 0;
    //> tokenizer.symbols  a character, its bytes, or the unknown token
    while (position < piece.size()) {
        const CodePoint point = read_utf8(piece, position);
        const int length = point.valid ? point.length : 1;
        const std::string_view character = piece.substr(position, size_t(length));
        position += size_t(length);
        const int id = point.valid ? model_token(tokenizer_, character) : -1;
        if (id >= 0) {
            symbols_.push_back(id);
            continue;
        }
        bool all_bytes_known = tokenizer_.byte_fallback;
        for (char byte : character) {
            all_bytes_known = all_bytes_known && tokenizer_.byte_tokens[uint8_t(byte)] >= 0;
        }
        if (!all_bytes_known) {
            push_unknown(character);
            continue;
        }
        for (char byte : character) {
            symbols_.push_back(tokenizer_.byte_tokens[uint8_t(byte)]);
        }
    }
    //< tokenizer.symbols
}

/// `symbols_` become the piece's smallest tokens, or the one token that it is as a whole where merges are ignored then.
void PieceEncoder::find_symbols(std::string_view piece) {
    symbols_.clear();
    if (tokenizer_.ignore_merges) {
        const int whole = model_token(tokenizer_, tokenizer_.byte_level ? to_byte_alphabet(piece) : piece);
        if (whole >= 0) {
            symbols_.push_back(whole);
            return;
        }
    }
    if (tokenizer_.byte_level)
        byte_symbols(piece);
    else
        character_symbols(piece);
}

void PieceEncoder::encode_piece(std::string_view piece, std::vector<int>& ids) {
    const PieceCache::Slot* known = cache_.find(piece);
    if (known != nullptr) {
        ids.insert(ids.end(), known->ids, known->ids + known->id_count);
        return;
    }
    find_symbols(piece);
    bpe_merge(symbols_, tokenizer_.merges, memory_);
    cache_.keep(piece, symbols_);
    ids.insert(ids.end(), symbols_.begin(), symbols_.end());
}

void PieceEncoder::encode_plain(std::string_view text, std::vector<int>& ids) {
    const SplitPattern pattern = tokenizer_.byte_level ? tokenizer_.split : SplitPattern::none;
    size_t start = 0;
    while (start < text.size()) {
        const size_t end = end_of_piece(pattern, text, start);
        encode_piece(text.substr(start, end - start), ids);
        start = end;
    }
}

void PieceEncoder::explain_plain(std::string_view text, std::vector<int>& ids, std::vector<ExplainedPiece>& explained) {
    const SplitPattern pattern = tokenizer_.byte_level ? tokenizer_.split : SplitPattern::none;
    size_t start = 0;
    while (start < text.size()) {
        const size_t end = end_of_piece(pattern, text, start);
        const std::string_view piece = text.substr(start, end - start);
        start = end;
        ExplainedPiece& told = explained.emplace_back();
        find_symbols(piece);
        told.text = tokenizer_.byte_level ? to_byte_alphabet(piece) : std::string(piece);
        told.symbols = symbols_;
        bpe_merge(symbols_, tokenizer_.merges, memory_, &told.steps);
        told.tokens = symbols_;
        ids.insert(ids.end(), symbols_.begin(), symbols_.end());
    }
}
