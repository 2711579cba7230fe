#include "base/rng.h"
#include "base/utf8.h"
#include "formats/json.h"
#include "harness.h"
#include "tokenizer/tokenizer.h"

using Ids = std::vector<int>;

static const std::vector<std::string> golden_names = {
    "bytelevel", "prefixed", "sentencepiece", "nofallback", "metaspace", "words", "spaces", "digits", "signs"};

/// The tokenizer without its post-processor: decode then takes nothing off, as a stream, which has no
/// end to look at, does not either.
static Tokenizer tokenizer_without_template(const std::string& name) {
    Tokenizer tokenizer = read_tokenizer("data/golden/tokenizer/" + name + "/tokenizer.json");
    tokenizer.tokens_before.clear();
    tokenizer.tokens_after.clear();
    return tokenizer;
}

/// The ids of each line of a golden, as the file says and as plain text.
static std::vector<Ids> golden_ids(const std::string& name) {
    const std::string file = read_text("data/golden/tokenizer/" + name + ".jsonl");
    std::vector<Ids> all;
    size_t start = 0;
    while (start < file.size()) {
        const size_t end = std::min(file.find('\n', start), file.size());
        const JsonDocument json(std::string_view(file).substr(start, end - start), name);
        for (const char* key : {"ids", "plain_ids"}) {
            Ids& ids = all.emplace_back();
            for (const JsonValue& item : json.array(json.get(json.root(), key))) {
                ids.push_back(int(json.integer(item, 0, Vocabulary::max_id)));
            }
        }
        start = end + 1;
    }
    return all;
}

static void expect_streamed_as_decoded(const Tokenizer& tokenizer, const Ids& ids) {
    StreamDecoder stream(tokenizer);
    std::string streamed;
    for (int id : ids) {
        const std::string piece(stream.push(id));
        if (!is_utf8(piece)) FAIL("half a character was emitted for " + shown(ids));
        streamed += piece;
    }
    const std::string rest(stream.finish());
    EXPECT(is_utf8(rest));
    streamed += rest;
    const std::string want = replace_invalid_utf8(decode(tokenizer, ids));
    if (streamed == want) return;
    FAIL("stream of " + shown(ids) + "\n      got  " + json_quote(streamed) + "\n      want " + json_quote(want));
}

TEST(the_stream_of_every_golden_is_its_decode) {
    for (const std::string& name : golden_names) {
        const Tokenizer tokenizer = tokenizer_without_template(name);
        const std::vector<Ids> all = golden_ids(name);
        EXPECT(all.size() > 400);
        for (const Ids& ids : all) {
            expect_streamed_as_decoded(tokenizer, ids);
        }
    }
}

static std::vector<int> known_ids(const Tokenizer& tokenizer) {
    std::vector<int> ids;
    for (int id = 0; id < tokenizer.vocabulary.size(); ++id) {
        if (tokenizer.vocabulary.has(id)) ids.push_back(id);
    }
    return ids;
}

TEST(the_stream_of_random_tokens_is_their_decode) {
    Rng rng = make_rng(11);
    for (const std::string& name : golden_names) {
        const Tokenizer tokenizer = tokenizer_without_template(name);
        const std::vector<int> known = known_ids(tokenizer);
        for (int i = 0; i < 2500; ++i) {
            Ids ids(next_bits(rng) % 12);
            for (int& id : ids) {
                id = known[next_bits(rng) % known.size()];
            }
            expect_streamed_as_decoded(tokenizer, ids);
        }
    }
}

/// Byte tokens alone: every way to begin, break off and complete a character.
TEST(the_stream_of_random_bytes_is_their_decode) {
    Rng rng = make_rng(12);
    const std::vector<int> bytes = {0x41, 0x80, 0x82, 0x98, 0x9f, 0xa0, 0xbf, 0xc3, 0xe0, 0xe2, 0xed, 0xf0, 0xf4, 0xff};
    for (const std::string& name : golden_names) {
        const Tokenizer tokenizer = tokenizer_without_template(name);
        if (tokenizer.byte_tokens[0x80] < 0) continue;
        for (int i = 0; i < 10000; ++i) {
            Ids ids(next_bits(rng) % 8);
            for (int& id : ids) {
                id = tokenizer.byte_tokens[size_t(bytes[next_bits(rng) % bytes.size()])];
            }
            expect_streamed_as_decoded(tokenizer, ids);
        }
    }
}

/// The ids of single bytes.
static Ids byte_ids(const Tokenizer& tokenizer, const std::string& bytes) {
    Ids ids;
    for (char byte : bytes) {
        ids.push_back(tokenizer.byte_tokens[uint8_t(byte)]);
    }
    return ids;
}

/// llama2.c drops lone bytes >= 0x80; nanochat printed U+FFFD for each.
TEST(an_emoji_split_over_tokens_comes_out_whole) {
    for (const char* name : {"bytelevel", "sentencepiece"}) {
        const Tokenizer tokenizer = tokenizer_without_template(name);
        StreamDecoder stream(tokenizer);
        EXPECT_EQUAL(stream.push(tokenizer.byte_tokens['x']), std::string("x"));
        const Ids ids = byte_ids(tokenizer, "\U0001F600");
        EXPECT_EQUAL(ids.size(), size_t(4));
        EXPECT_EQUAL(stream.push(ids[0]), std::string());
        EXPECT_EQUAL(stream.push(ids[1]), std::string());
        EXPECT_EQUAL(stream.push(ids[2]), std::string());
        EXPECT_EQUAL(stream.push(ids[3]), std::string("\U0001F600"));
        EXPECT_EQUAL(stream.finish(), std::string());
    }
}

TEST(nothing_complete_is_held_back) {
    const Tokenizer tokenizer = tokenizer_without_template("bytelevel");
    StreamDecoder stream(tokenizer);
    for (const char* text : {"a", " ", "\n", "~"}) {
        EXPECT_EQUAL(stream.push(byte_ids(tokenizer, text)[0]), std::string(text));
    }
    EXPECT_EQUAL(stream.push(byte_ids(tokenizer, "\xFF")[0]), std::string("\uFFFD"));  // nothing can complete it
    EXPECT_EQUAL(stream.push(byte_ids(tokenizer, "\x80")[0]), std::string("\uFFFD"));
    EXPECT_EQUAL(stream.push(509), std::string("<|endoftext|>"));
}

TEST(a_character_that_is_broken_off_is_replaced_when_that_is_certain) {
    const Tokenizer tokenizer = tokenizer_without_template("bytelevel");
    StreamDecoder stream(tokenizer);
    const Ids ids = byte_ids(tokenizer, "\xF0\x9F\xE2\x82\xAC");
    EXPECT_EQUAL(stream.push(ids[0]), std::string());
    EXPECT_EQUAL(stream.push(ids[1]), std::string());
    EXPECT_EQUAL(stream.push(ids[2]), std::string("\uFFFD"));  // one for the two bytes; E2 may still become a character
    EXPECT_EQUAL(stream.push(ids[3]), std::string());
    EXPECT_EQUAL(stream.push(ids[4]), std::string("\u20AC"));
}

TEST(a_cut_off_end_is_replaced_on_finish) {
    const Tokenizer tokenizer = tokenizer_without_template("bytelevel");
    StreamDecoder stream(tokenizer);
    for (int id : byte_ids(tokenizer, "\xF0\x9F\x98")) {
        EXPECT_EQUAL(stream.push(id), std::string());
    }
    EXPECT_EQUAL(stream.finish(), std::string("\uFFFD"));
    EXPECT_EQUAL(stream.finish(), std::string());  // it is given out once
}

TEST(ids_that_are_no_tokens_are_replaced) {
    const Tokenizer tokenizer = tokenizer_without_template("bytelevel");
    StreamDecoder stream(tokenizer);
    for (int id : {-1, 512, 1 << 22, INT32_MAX, INT32_MIN}) {
        EXPECT_EQUAL(stream.push(id), std::string("\uFFFD"));
    }
    EXPECT_EQUAL(stream.push(byte_ids(tokenizer, "\xE2")[0]), std::string());
    EXPECT_EQUAL(stream.push(9999), std::string("\uFFFD\uFFFD"));  // half a character, then no token
    EXPECT_EQUAL(stream.push(byte_ids(tokenizer, "a")[0]), std::string("a"));
}

/// The prefix that SentencePiece's normalizer adds is taken off the first token of each stretch, once.
TEST(the_space_before_a_text_is_taken_off_once) {
    const Tokenizer tokenizer = tokenizer_without_template("sentencepiece");
    const int space = tokenizer.vocabulary.id_of("\u2581");
    const int the = tokenizer.vocabulary.id_of("\u2581the");
    EXPECT(space >= 0 && the >= 0);
    StreamDecoder stream(tokenizer);
    EXPECT_EQUAL(stream.push(the), std::string("the"));
    EXPECT_EQUAL(stream.push(the), std::string(" the"));
    EXPECT_EQUAL(stream.push(1), std::string("<s>"));
    EXPECT_EQUAL(stream.push(space), std::string());
    EXPECT_EQUAL(stream.push(the), std::string(" the"));
}

/// What is skipped leaves nothing behind, not even half a character, but the space that it began with is gone.
TEST(skipped_tokens_are_never_emitted) {
    const Tokenizer tokenizer = tokenizer_without_template("sentencepiece");
    const Ids cut_short = {encode(tokenizer, "caf\xc3")};
    StreamDecoder stream(tokenizer);
    for (int id : cut_short) {
        stream.skip(id);
    }
    std::string emitted;
    const Ids whole = encode(tokenizer, "one two");
    for (int id : whole) {
        emitted += stream.push(id);
    }
    EXPECT_EQUAL(emitted + std::string(stream.finish()), " one two");  // not at the start any more
}

TEST_MAIN
