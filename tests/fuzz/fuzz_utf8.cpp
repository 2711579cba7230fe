// Any bytes: UTF-8 functions, GPT-2's splitter, the byte alphabet, and a byte-level tokenizer, by their laws.
#include "base/utf8.h"
#include "fuzz.h"
#include "tokenizer/byte_alphabet.h"
#include "tokenizer/pre_tokenizer.h"
#include "tokenizer/tokenizer.h"

static void check_utf8(std::string_view text) {
    std::string rebuilt;
    size_t first_bad = text.size();
    size_t position = 0;
    while (position < text.size()) {
        const CodePoint point = read_utf8(text, position);
        REQUIRE(point.length >= 1 && point.length <= (point.valid ? 4 : 3));
        REQUIRE(position + size_t(point.length) <= text.size());
        if (point.valid) {
            REQUIRE(point.value <= 0x10ffff && (point.value < 0xd800 || point.value > 0xdfff));
            append_utf8(rebuilt, point.value);
        } else {
            REQUIRE(!point.cut_off || position + size_t(point.length) == text.size());
            first_bad = position < first_bad ? position : first_bad;
            rebuilt += "\xef\xbf\xbd";
        }
        position += size_t(point.length);
    }
    size_t bad_position = text.size();
    REQUIRE(is_utf8(text, &bad_position) == (first_bad == text.size()));
    REQUIRE(bad_position == first_bad);
    const std::string clean = replace_invalid_utf8(text);
    REQUIRE(clean == rebuilt);
    REQUIRE(is_utf8(clean));
    REQUIRE(replace_invalid_utf8(clean) == clean);
    if (first_bad == text.size()) REQUIRE(clean == text);
}

static void check_splitter(std::string_view text) {
    size_t position = 0;
    for (std::string_view piece : split_pieces(SplitPattern::gpt2, text)) {
        REQUIRE(!piece.empty());
        REQUIRE(piece.data() == text.data() + position);  // the next stretch of the text itself
        position += piece.size();
    }
    REQUIRE(position == text.size());
}

static void check_byte_alphabet(std::string_view text) {
    const std::string printable = to_byte_alphabet(text);
    std::string back;
    REQUIRE(is_utf8(printable));
    REQUIRE(from_byte_alphabet(printable, back));
    REQUIRE(back == text);
}

static void check_tokenizer(std::string_view text) {
    static const Tokenizer tokenizer = read_tokenizer("data/golden/tokenizer/bytelevel/tokenizer.json");
    for (bool special : {false, true}) {
        EncodeOptions options;
        options.find_added_tokens = special;
        const std::vector<int> ids = encode(tokenizer, text, options);
        REQUIRE(decode(tokenizer, ids) == text);
        StreamDecoder stream(tokenizer);
        std::string streamed;
        for (int id : ids) {
            const std::string part(stream.push(id));
            REQUIRE(is_utf8(part));
            streamed += part;
        }
        REQUIRE(streamed + std::string(stream.finish()) == replace_invalid_utf8(text));
    }
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text = as_text(data, size);
    check_utf8(text);
    check_splitter(text);
    check_byte_alphabet(text);
    check_tokenizer(text);
    return 0;
}
