#include "tokenizer/byte_alphabet.h"
#include "tokenizer/tokenizer.h"

/// "<0x0A>"
static std::string byte_token_key(int byte) {
    const char* digits = "0123456789ABCDEF";
    return std::string("<0x") + digits[byte >> 4] + digits[byte & 15] + ">";
}

int model_token(const Tokenizer& tokenizer, std::string_view key) {
    const int id = tokenizer.vocabulary.id_of(key);
    return id >= 0 && tokenizer.is_only_added[size_t(id)] ? -1 : id;
}

static void find_byte_tokens(Tokenizer& tokenizer) {
    for (int byte = 0; byte < 256; ++byte) {
        const std::string key =
            tokenizer.byte_level ? to_byte_alphabet(std::string(1, char(byte))) : byte_token_key(byte);
        tokenizer.byte_tokens[size_t(byte)] = model_token(tokenizer, key);
    }
}

static std::string text_of_key(const DecoderOptions& decoder, std::string_view key) {
    std::string text;
    if (decoder.byte_level && from_byte_alphabet(key, text)) return text;
    text = key;
    if (decoder.byte_level) return text;  // a key outside the alphabet stands for itself
    for (const auto& [pattern, content] : decoder.replacements) {
        text = replace_all(text, pattern, content);
    }
    return text;
}

static void find_token_texts(Tokenizer& tokenizer) {
    const int size = tokenizer.vocabulary.size();
    tokenizer.token_text.assign(size_t(size), "");
    for (int id = 0; id < size; ++id) {
        if (!tokenizer.vocabulary.has(id)) continue;
        tokenizer.token_text[size_t(id)] = text_of_key(tokenizer.decoder, tokenizer.vocabulary.key_of(id));
    }
    for (int byte = 0; byte < 256 && tokenizer.decoder.byte_fallback; ++byte) {
        const int id = model_token(tokenizer, byte_token_key(byte));
        if (id >= 0) tokenizer.token_text[size_t(id)] = std::string(1, char(byte));
    }
    for (const AddedToken& token : tokenizer.added_tokens) {
        tokenizer.token_text[size_t(token.id)] = token.content;
    }
}

static void mark_added_tokens(Tokenizer& tokenizer) {
    tokenizer.is_added.assign(size_t(tokenizer.vocabulary.size()), false);
    tokenizer.is_only_added.assign(size_t(tokenizer.vocabulary.size()), false);
    for (const AddedToken& token : tokenizer.added_tokens) {
        tokenizer.is_added[size_t(token.id)] = true;
        tokenizer.is_only_added[size_t(token.id)] = !token.in_model;
    }
}

void prepare_tokenizer(Tokenizer& tokenizer) {
    mark_added_tokens(tokenizer);
    std::vector<AddedToken> raw;
    std::vector<AddedToken> normalized;
    for (const AddedToken& token : tokenizer.added_tokens) {
        if (!token.normalized) {
            raw.push_back(token);
            continue;
        }
        AddedToken in_normalized_text = token;
        in_normalized_text.content = normalize(tokenizer.normalizer, token.content);
        const bool can_be_found = !in_normalized_text.content.empty();
        if (can_be_found) normalized.push_back(in_normalized_text);
    }
    tokenizer.raw_finder = AddedTokenFinder(raw);
    tokenizer.normalized_finder = AddedTokenFinder(normalized);
    find_byte_tokens(tokenizer);
    find_token_texts(tokenizer);
}
