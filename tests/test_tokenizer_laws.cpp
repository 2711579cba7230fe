#include "base/rng.h"
#include "harness.h"
#include "tokenizer/tokenizer.h"
#include "tokenizer_parts.h"

// What holds for any text, and for tokenizers made to show one thing.

using Ids = std::vector<int>;

static const EncodeOptions plain_text = {false, false};

static Tokenizer golden_tokenizer(const std::string& name) {
    return read_tokenizer("data/golden/tokenizer/" + name + "/tokenizer.json");
}

static std::string random_bytes(Rng& rng) {
    std::string bytes;
    for (uint64_t n = next_bits(rng) % 20; n > 0; --n) {
        bytes += char(next_bits(rng) & 0xff);
    }
    return bytes;
}

/// Parts of words, spaces, special tokens, characters that few vocabularies know, and bytes that are no UTF-8.
static std::string random_text(Rng& rng) {
    static const std::vector<std::string> parts = {
        "the",    " clock", " ",          "  ",   "\n",   "a",        "'s",           "7",
        "\u00E9", "\u4E16", "\U0001F600", "<s>",  "</s>", "<unk>",    "<|im_end|>",   "<|endoftext|>",
        "<0x41>", "<",      "\xE2",       "\x96", "\xFF", "\xF0\x9F", "\xED\xA0\x80", std::string(1, '\0')};
    std::string text;
    for (uint64_t n = next_bits(rng) % 10; n > 0; --n) {
        text += parts[next_bits(rng) % parts.size()];
    }
    return text;
}

static void expect_round_trip(const Tokenizer& tokenizer, const std::string& text) {
    EXPECT_EQUAL(decode(tokenizer, encode(tokenizer, text)), text);
    EXPECT_EQUAL(decode(tokenizer, encode(tokenizer, text, plain_text)), text);
}

TEST(encode_then_decode_is_the_identity_on_any_bytes) {
    Rng rng = make_rng(7);
    for (const char* name : {"bytelevel", "sentencepiece", "digits", "spaces"}) {
        const Tokenizer tokenizer = golden_tokenizer(name);
        for (int i = 0; i < 2500; ++i) {
            expect_round_trip(tokenizer, random_text(rng));
            const std::string bytes = random_bytes(rng);
            // "▁" decodes to a space, whether the text had the one or the other.
            const bool has_visible_space = bytes.find("\u2581") != std::string::npos;
            if (tokenizer.byte_level || !has_visible_space) expect_round_trip(tokenizer, bytes);
        }
        for (int byte = 0; byte < 256; ++byte) {
            expect_round_trip(tokenizer, std::string(1, char(byte)));
            expect_round_trip(tokenizer, "a" + std::string(3, char(byte)) + " b");
        }
    }
}

TEST(plain_text_holds_no_special_token) {
    for (const char* name : {"bytelevel", "prefixed", "sentencepiece", "nofallback"}) {
        const Tokenizer tokenizer = golden_tokenizer(name);
        for (const AddedToken& token : tokenizer.added_tokens) {
            for (int id : encode(tokenizer, "a" + token.content + token.content, plain_text)) {
                EXPECT(id == tokenizer.unknown_token || !tokenizer.is_added[size_t(id)]);
            }
        }
    }
}

/// The two options are apart: the template without the search, and the search without the template.
TEST(template_and_added_tokens_are_switched_one_by_one) {
    const Tokenizer tokenizer = golden_tokenizer("prefixed");  // [BEGIN] 0, [END] 1, <a> 381
    const Ids found = encode(tokenizer, "<a>", {false, true});
    EXPECT_EQUAL(found, Ids{381});
    const Ids around = encode(tokenizer, "<a>", {true, false});
    EXPECT(around.size() > 4);
    EXPECT_EQUAL(around.front(), 0);
    EXPECT_EQUAL(around.back(), 1);
    EXPECT_EQUAL(encode(tokenizer, "<a>"), (Ids{0, 381, 1}));
    EXPECT_EQUAL(encode(tokenizer, ""), (Ids{0, 1}));
    EXPECT_EQUAL(encode(tokenizer, "", plain_text), Ids{});
}

/// The normalized "don't" is not looked for in plain text either.
TEST(normalized_added_tokens_are_found_after_the_normalizer) {
    const Tokenizer tokenizer = golden_tokenizer("prefixed");  // the normalizer makes ’ straight; don't is 380
    EXPECT_EQUAL(encode(tokenizer, "don't"), (Ids{0, 380, 1}));
    EXPECT_EQUAL(encode(tokenizer, "don\u2019t"), (Ids{0, 380, 1}));
    EXPECT(encode(tokenizer, "don\u2019t", plain_text) != Ids{380});
    EXPECT_EQUAL(decode(tokenizer, {380}), std::string("don't"));
}

/// llama2.c #41: one space too many or too few at the start.
TEST(a_text_that_begins_with_a_space_gets_no_second_one) {
    const Tokenizer tokenizer = golden_tokenizer("prefixed");
    EXPECT_EQUAL(encode(tokenizer, " the"), encode(tokenizer, "the"));
    EXPECT(encode(tokenizer, "\tthe") != encode(tokenizer, " the"));
    const Tokenizer sentencepiece = golden_tokenizer("sentencepiece");  // here each space counts
    EXPECT(encode(sentencepiece, " the") != encode(sentencepiece, "the"));
    EXPECT_EQUAL(decode(sentencepiece, encode(sentencepiece, " the")), std::string(" the"));
}

/// llama.cpp #7332: a begin token in the text is one more token; decode takes only the template's off.
TEST(a_begin_token_in_the_text_is_kept) {
    const Tokenizer tokenizer = golden_tokenizer("sentencepiece");
    EXPECT_EQUAL(encode(tokenizer, "<s>"), (Ids{1, 1}));
    EXPECT_EQUAL(decode(tokenizer, {1, 1}), std::string("<s>"));
    EXPECT_EQUAL(decode(tokenizer, {1}), std::string());
    const Tokenizer both = golden_tokenizer("prefixed");
    EXPECT_EQUAL(decode(both, {0, 0, 1, 1}), std::string("[BEGIN][END]"));
    EXPECT_EQUAL(decode(both, {1, 0}), std::string("[END][BEGIN]"));
    EXPECT_EQUAL(decode(both, {1}), std::string());
    EXPECT_EQUAL(decode(both, {}), std::string());
}

TEST(ids_that_are_no_tokens_are_errors) {
    const Tokenizer tokenizer = golden_tokenizer("bytelevel");
    EXPECT_ERROR(decode(tokenizer, {512}), "id 512 is no token of this vocabulary");
    EXPECT_ERROR(decode(tokenizer, {65, -1}), "id -1 is no token of this vocabulary");
}

/// Writes a tokenizer.json of a few characters and reads it; `options` stand in its model.
static Tokenizer small_tokenizer(const std::string& options,
                                 const std::string& decoder = R"({"type": "ByteFallback"})") {
    const std::string path = scratch_folder() + "/small.json";
    write_text(path, "{\"model\": {" + options +
                         "\"vocab\": {\"?\": 5, \"a\": 1, \"b\": 2, \"ab\": 3, \"<0xC3>\": 4, "
                         "\"<0x0A>\": 0, \"aaa\": 6}, \"merges\": [\"a b\"]}, \"added_tokens\": [{\"id\": 9, "
                         "\"content\": \"<ab>\"}], \"decoder\": " +
                         decoder + "}");
    return read_tokenizer(path);
}

TEST(an_unknown_character_without_fallback_is_an_error_that_names_it) {
    const Tokenizer tokenizer = small_tokenizer("");
    EXPECT_EQUAL(encode(tokenizer, "aba"), (Ids{3, 1}));
    EXPECT_ERROR(encode(tokenizer, "ab\u00E9"),
                 "the text holds \"\u00E9\", which is no token of this vocabulary (first at byte 2 of the text), and");
    EXPECT_ERROR(encode(tokenizer, "a\n"), "(first at byte 1 of the text)");
    EXPECT_ERROR(encode(tokenizer, "a\n"), "echo ends a text with a line feed, printf '%s' does not");
    EXPECT_ERROR(encode(tokenizer, "a\xC3"), "no token");  // a byte token is no help without byte fallback
}

TEST(unknown_characters_become_one_token_each_unless_they_are_fused) {
    const Tokenizer each = small_tokenizer("\"unk_token\": \"?\", ");
    EXPECT_EQUAL(encode(each, "a\u00E9\u00E9b\xFF"), (Ids{1, 5, 5, 2, 5}));
    EXPECT_EQUAL(encode(each, "\xF0\x9F"), (Ids{5, 5}));  // bytes that are no character are unknown one by one
    const Tokenizer fused = small_tokenizer("\"unk_token\": \"?\", \"fuse_unk\": true, ");
    EXPECT_EQUAL(encode(fused, "a\u00E9\u00E9b\xFF"), (Ids{1, 5, 2, 5}));
}

/// A character some of whose bytes have no token: none of them is used, and the byte before is not 0.
TEST(byte_fallback_needs_all_bytes_of_a_character) {
    const Tokenizer tokenizer = small_tokenizer("\"unk_token\": \"?\", \"byte_fallback\": true, ");
    EXPECT_EQUAL(encode(tokenizer, "a\u00E9b"), (Ids{1, 5, 2}));  // C3 A9, and A9 is missing
    EXPECT_EQUAL(encode(tokenizer, "a\nb"), (Ids{1, 0, 2}));      // 0 is an id like any other
    EXPECT_EQUAL(encode(tokenizer, "a\xC3"), (Ids{1, 4}));
    EXPECT_EQUAL(decode(tokenizer, {1, 4, 0}), std::string("a\xC3\n"));
}

TEST(byte_tokens_are_plain_text_where_the_decoder_has_no_byte_fallback) {
    const Tokenizer tokenizer = small_tokenizer("", "null");
    EXPECT_EQUAL(decode(tokenizer, {1, 4, 0}), std::string("a<0xC3><0x0A>"));
}

/// "a" is taken off the start of the text at most twice, and only off its first token that is not empty ("b"
/// is). There is no normalizer that would put it before each stretch between added tokens.
TEST(the_start_of_the_text_is_stripped_once) {
    const Tokenizer tokenizer = small_tokenizer("", R"({"type": "Sequence", "decoders": [
        {"type": "Replace", "pattern": {"String": "b"}, "content": ""}, {"type": "Fuse"},
        {"type": "Strip", "content": "a", "start": 2, "stop": 0}]})");
    EXPECT_EQUAL(decode(tokenizer, {6, 6}), std::string("aaaa"));
    EXPECT_EQUAL(decode(tokenizer, {2, 1, 1}), std::string("a"));
    EXPECT_EQUAL(decode(tokenizer, {5, 1}), std::string("?a"));
    // there is nothing to take off behind "<ab>", in which Replace works as in any token
    EXPECT_EQUAL(decode(tokenizer, {9, 1, 9, 1}), std::string("<a>a<a>a"));
}

TEST(without_the_pattern_all_text_is_one_piece) {
    Tokenizer tokenizer = golden_tokenizer("bytelevel");
    tokenizer.split = SplitPattern::none;
    std::vector<ExplainedPiece> pieces;
    encode(tokenizer, "the clock's 7", {}, &pieces);
    EXPECT_EQUAL(pieces.size(), size_t(1));
}

TEST(explained_pieces_lead_from_symbols_to_the_ids) {
    const Tokenizer tokenizer = golden_tokenizer("bytelevel");
    std::vector<ExplainedPiece> pieces;
    const std::string text = "the clock<|im_end|>\u00E9 x";
    const Ids ids = encode(tokenizer, text, {}, &pieces);
    Ids from_pieces;
    for (const ExplainedPiece& piece : pieces) {
        Ids symbols = piece.symbols;
        for (const MergeStep& step : piece.steps) {
            symbols[size_t(step.position)] = step.result;
            symbols.erase(symbols.begin() + step.position + 1);
        }
        if (!piece.symbols.empty()) EXPECT_EQUAL(symbols, piece.tokens);
        from_pieces.insert(from_pieces.end(), piece.tokens.begin(), piece.tokens.end());
    }
    EXPECT_EQUAL(from_pieces, ids);
    EXPECT_EQUAL(pieces.size(), size_t(5));
    EXPECT_EQUAL(pieces[1].text, std::string("\u0120clock"));
    EXPECT_EQUAL(pieces[2].text, std::string("<|im_end|>"));
    EXPECT_EQUAL(pieces[2].tokens, Ids{511});
}

/// sentencepiece has no pre-tokenizer: the whole text is one piece, and a character-by-character scan of it
/// must not be quadratic.
TEST(a_long_text_is_encoded_in_reasonable_time) {
    const Tokenizer tokenizer = golden_tokenizer("sentencepiece");
    const std::string text(300000, ' ');
    EXPECT_EQUAL(decode(tokenizer, encode(tokenizer, text)), text);
}

/// A tokenizer in the manner of Llama 2 with added tokens that its model does not know.
static Tokenizer tokenizer_with_added_tokens() {
    Parts parts;
    parts.vocab = R"({"a": 0, "b": 1, "\u2581": 2, "<0xC3>": 3, "<0xA9>": 4})";
    parts.merges = "[]";
    parts.options = R"("byte_fallback": true, )";
    parts.added =
        R"([{"id": 9, "content": "\u00e9", "normalized": true}, {"id": 10, "content": "ab", "normalized": true},
                      {"id": 11, "content": "<s>", "special": true}])";
    parts.normalizer = R"({"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "\u2581"},
                          {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"}]})";
    parts.decoder = R"({"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "\u2581"},
        "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]})";
    return read_parts(parts);
}

// The added token is looked for as its normalized form "\u2581\u00e9", which is not in the text; the plain character is
// its bytes, and must not become the token by the back door of the vocabulary.
TEST(plain_text_never_becomes_a_token_that_only_the_added_tokens_know) {
    const Tokenizer tokenizer = tokenizer_with_added_tokens();
    EXPECT_EQUAL(encode(tokenizer, "b\u00e9"), (Ids{2, 1, 3, 4}));
    EXPECT_EQUAL(encode(tokenizer, "\u00e9"), (Ids{9}));
    EXPECT_EQUAL(encode(tokenizer, "\u00e9", plain_text), (Ids{2, 3, 4}));
    const Tokenizer again = read_written(tokenizer_to_json(tokenizer));
    EXPECT_EQUAL(encode(again, "b\u00e9"), (Ids{2, 1, 3, 4}));
}

// A prefix is put on behind "<s>", which is found in the raw text, and not behind "ab", which is not.
TEST(a_space_behind_a_normalized_added_token_stays) {
    const Tokenizer tokenizer = tokenizer_with_added_tokens();
    for (const std::string text : {"ab a", "<s>b a", "ab<s> a", "a <s>a"}) {
        EXPECT_EQUAL(decode(tokenizer, encode(tokenizer, text)), text);
    }
}

TEST_MAIN
