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
    if (!decoder.metaspace.empty()) return replace_all(text, decoder.metaspace, " ");
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
    for (const AddedToken& token : tokenizer.added_tokens) {  // Gemma has "▁▁" among them, which is two spaces
        const bool as_it_stands = tokenizer.decoder.byte_level;
        tokenizer.token_text[size_t(token.id)] =
            as_it_stands ? token.content : text_of_key(tokenizer.decoder, token.content);
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

/// Marks the added tokens behind which plain text gets a prefix as it does at the start. Metaspace puts one before each
/// stretch; the normalizer's Prepend does not behind a token that was found in normalized text. "Unknown" is how plain
/// text without a byte fallback looks in places: there is no prefix behind it.
static void mark_new_starts(Tokenizer& tokenizer) {
    bool normalizer_prepends = false;
    for (const NormalizerStep& step : tokenizer.normalizer) {
        if (step.kind == NormalizerStep::Kind::prepend) normalizer_prepends = true;
    }
    bool metaspace_prepends = false;
    for (const SplitStep& step : tokenizer.split_steps) {
        const bool always = step.kind == SplitStep::Kind::metaspace && step.prepend == PrependScheme::always;
        if (always) metaspace_prepends = true;
    }
    tokenizer.starts_anew.assign(size_t(tokenizer.vocabulary.size()), false);
    for (const AddedToken& token : tokenizer.added_tokens) {
        const bool is_plain_text = token.id == tokenizer.unknown_token && !tokenizer.byte_fallback;
        const bool gets_prefix = metaspace_prepends || (normalizer_prepends && !token.normalized);
        tokenizer.starts_anew[size_t(token.id)] = gets_prefix && !is_plain_text;
    }
}

/// The added tokens that are looked for in the raw text, or in the normalized text. Where two of them are normalized to the
/// same, special ones come first.
static std::vector<AddedToken> added_tokens_to_find(const Tokenizer& tokenizer, bool normalized) {
    std::vector<AddedToken> tokens;
    for (const bool special : {true, false}) {
        for (const AddedToken& token : tokenizer.added_tokens) {
            if (token.normalized != normalized || token.special != special) continue;
            AddedToken to_find = token;
            if (normalized) to_find.content = normalize(tokenizer.normalizer, token.content);
            const bool can_be_found = !to_find.content.empty();
            if (can_be_found) tokens.push_back(to_find);
        }
    }
    return tokens;
}

void prepare_tokenizer(Tokenizer& tokenizer) {
    mark_added_tokens(tokenizer);
    mark_new_starts(tokenizer);
    tokenizer.raw_finder = AddedTokenFinder(added_tokens_to_find(tokenizer, false));
    tokenizer.normalized_finder = AddedTokenFinder(added_tokens_to_find(tokenizer, true));
    find_byte_tokens(tokenizer);
    find_token_texts(tokenizer);
}
