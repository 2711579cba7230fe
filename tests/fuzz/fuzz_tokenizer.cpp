// tokenizer.json: whatever is accepted encodes and decodes texts by the laws of tokenizer.h, and is the same
// tokenizer after writing and reading again.
#include "base/error.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "tokenizer/tokenizer.h"

static const std::string_view texts[] = {
    "",
    "a",
    "aaabdaaabac",
    " Hello,  world! It's 2024\n\n\tdon't",
    "\xe2\x96\x81 \xf0\x9f\x98\x80 caf\xc3\xa9 \xc3",
    "<s>[INST] </s><|endoftext|>x",
    std::string_view("\0a\0\xff\xfe", 5),
    "new york city  <a><b>",
    "ab  a1 23,,b _a\t <s> \n x",
};

static std::vector<int> joined(const std::vector<int>& a, const std::vector<int>& b, const std::vector<int>& c) {
    std::vector<int> all = a;
    all.insert(all.end(), b.begin(), b.end());
    all.insert(all.end(), c.begin(), c.end());
    return all;
}

/// Whether decode must give exactly the bytes that these plain ids came from.
static bool loses_nothing(const Tokenizer& tokenizer, const std::vector<int>& ids) {
    for (int id : ids) {
        if (tokenizer.is_added[size_t(id)]) return false;  // decodes to its content, not by the byte alphabet
    }
    for (int id : tokenizer.byte_tokens) {
        if (id < 0) return false;
    }
    for (const SplitStep& step : tokenizer.split_steps) {
        const bool changes_text = step.kind == SplitStep::Kind::metaspace || step.behavior == SplitBehavior::removed;
        if (changes_text) return false;
    }
    return tokenizer.byte_level && tokenizer.decoder.byte_level && tokenizer.normalizer.empty() &&
           !tokenizer.add_prefix_space && tokenizer.decoder.strip_count == 0;
}

static void check_decoding(const Tokenizer& tokenizer, std::string_view text, const std::vector<int>& ids) {
    const std::string whole = decode(tokenizer, joined(tokenizer.tokens_before, ids, tokenizer.tokens_after));
    StreamDecoder stream(tokenizer);
    std::string streamed;
    for (int id : ids) {
        const std::string part(stream.push(id));
        REQUIRE(is_utf8(part));
        streamed += part;
    }
    streamed += stream.finish();
    REQUIRE(streamed == replace_invalid_utf8(whole));
    if (loses_nothing(tokenizer, ids)) REQUIRE(whole == text);
}

/// The ids, or one -1 when the text cannot be encoded.
static std::vector<int> ids_or_error(const Tokenizer& tokenizer, std::string_view text, const EncodeOptions& options) {
    try {
        return encode(tokenizer, text, options);
    } catch (const Error&) {
        return {-1};
    }
}

static void check_text(const Tokenizer& tokenizer, std::string_view text) {
    EncodeOptions plain;
    plain.add_template = false;
    plain.find_added_tokens = false;
    const std::vector<int> plain_ids = ids_or_error(tokenizer, text, plain);
    if (plain_ids == std::vector<int>{-1}) return;
    for (int id : plain_ids) {
        REQUIRE(tokenizer.vocabulary.has(id));
    }
    check_decoding(tokenizer, text, plain_ids);
    std::vector<ExplainedPiece> pieces;
    REQUIRE(encode(tokenizer, text, plain, &pieces) == plain_ids);
    std::vector<int> explained;
    for (const ExplainedPiece& piece : pieces) {
        explained.insert(explained.end(), piece.tokens.begin(), piece.tokens.end());
    }
    REQUIRE(explained == plain_ids);
    for (int id : ids_or_error(tokenizer, text, {})) {
        REQUIRE(id == -1 || tokenizer.vocabulary.has(id));
    }
}

static void check_written_again(const Tokenizer& tokenizer) {
    const std::string json = tokenizer_to_json(tokenizer);
    const MemoryFile file(json);
    const Tokenizer again = read_tokenizer(file.path());
    REQUIRE(tokenizer_to_json(again) == json);
    for (std::string_view text : texts) {
        const std::vector<int> ids = ids_or_error(tokenizer, text, {});
        REQUIRE(ids_or_error(again, text, {}) == ids);
        if (ids != std::vector<int>{-1}) REQUIRE(decode(again, ids) == decode(tokenizer, ids));
    }
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const MemoryFile file(as_text(data, size));
    Tokenizer tokenizer;
    try {
        tokenizer = read_tokenizer(file.path());
    } catch (const Error& error) {
        REQUIRE(std::string(error.what()).find(file.path()) == 0);  // begins with the file's name
        return 0;
    }
    if (tokenizer.vocabulary.size() > 100000) return 0;  // one id of 2^24 takes half a gigabyte: too slow here
    for (std::string_view text : texts) {
        check_text(tokenizer, text);
    }
    check_text(tokenizer, as_text(data, size < 300 ? size : 300));
    check_written_again(tokenizer);
    return 0;
}
