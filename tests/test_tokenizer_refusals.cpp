#include "formats/json.h"
#include "harness.h"
#include "tokenizer/tokenizer.h"
#include "tokenizer_parts.h"

// What read_tokenizer takes, what it refuses, and how it says so.

using Ids = std::vector<int>;

static void expect_refused(std::string Parts::*part, const std::string& json, const std::string& message) {
    Parts parts;
    parts.*part = json;
    EXPECT_ERROR(read_parts(parts), message);
}

TEST(model_options_are_off_where_they_are_missing) {
    Parts parts;
    parts.options = R"("unk_token": "<s>", )";
    const Tokenizer tokenizer = read_parts(parts);
    EXPECT(!tokenizer.byte_fallback && !tokenizer.fuse_unknown && !tokenizer.byte_level);
    EXPECT_EQUAL(tokenizer.unknown_token, 3);
    parts.options = "";
    EXPECT_EQUAL(read_parts(parts).unknown_token, -1);
}

TEST(an_added_token_is_normalized_unless_it_is_special) {
    Parts parts;
    parts.added = R"([{"id": 7, "content": "x"}, {"id": 8, "content": "y", "special": true}, {"id": 9, "content": "z",
                      "special": true, "normalized": true, "lstrip": null, "single_word": false}])";
    const Tokenizer tokenizer = read_parts(parts);
    EXPECT(tokenizer.added_tokens[0].normalized && !tokenizer.added_tokens[0].special);
    EXPECT(!tokenizer.added_tokens[1].normalized && tokenizer.added_tokens[1].special);
    EXPECT(tokenizer.added_tokens[2].normalized && tokenizer.added_tokens[2].special);
}

/// What is looked for in the normalized text has to be normalized, too.
TEST(the_content_of_a_normalized_added_token_is_normalized) {
    Parts parts;
    parts.added = R"([{"id": 7, "content": "a b"}, {"id": 8, "content": "b a", "normalized": false}])";
    parts.normalizer = R"({"type": "Replace", "pattern": {"String": " "}, "content": "b"})";
    const Tokenizer tokenizer = read_parts(parts);
    EXPECT_EQUAL(encode(tokenizer, "a b"), Ids{7});
    EXPECT_EQUAL(encode(tokenizer, "abb"), Ids{7});
    EXPECT_EQUAL(encode(tokenizer, "b a"), Ids{8});
    EXPECT_EQUAL(encode(tokenizer, "bba"), (Ids{1, 1, 0}));
    EXPECT_EQUAL(decode(tokenizer, {7}), std::string("a b"));  // as it stands in the file
}

TEST(what_changes_nothing_is_taken) {
    Parts parts;
    parts.options = R"("type": "BPE", "dropout": 0, "continuing_subword_prefix": "", "end_of_word_suffix": null,
                       "ignore_merges": false, "unk_token": null, "byte_fallback": null, )";
    parts.post_processor = R"({"type": "Sequence", "processors": [{"type": "ByteLevel"}]})";
    parts.decoder = R"({"type": "Strip", "content": "x", "start": 0, "stop": 0})";
    EXPECT_EQUAL(encode(read_parts(parts), "ab"), Ids{2});
    EXPECT_EQUAL(encode(read_written(R"({"model": {"vocab": {"a": 0}, "merges": []}})"), "aa"), (Ids{0, 0}));
}

TEST(vocabularies_are_checked) {
    expect_refused(&Parts::vocab, R"({"a": 0, "b": 0})", "the id 0 of \"b\" is taken by \"a\"");
    expect_refused(&Parts::vocab, R"({"a": -1})", "\"a\" must be a whole number from 0 to 4194303, it is -1");
    expect_refused(&Parts::vocab, R"({"a": 4194304})", "\"a\" must be a whole number");
    expect_refused(&Parts::vocab, R"({"a": 1.0})", "\"a\" must be a whole number");
    expect_refused(&Parts::vocab, R"({"a": "0"})", "\"a\" must be a whole number, it is a string");
    expect_refused(&Parts::vocab, R"({"a": 0, "a": 1})", "\"a\" stands twice");
    expect_refused(&Parts::vocab, R"(["a"])", "\"vocab\" must be an object");
}

TEST(merges_are_checked) {
    expect_refused(&Parts::merges, R"(["ab"])", "the merge \"ab\" is not two tokens with one space between them");
    expect_refused(&Parts::merges, R"(["a b ab"])", "the merge \"a b ab\" is not two tokens");
    expect_refused(&Parts::merges, R"(["a  b"])", "is not two tokens");
    expect_refused(&Parts::merges, R"([["a", "b", "ab"]])", "a merge must name two tokens");
    expect_refused(&Parts::merges, R"([["a"]])", "a merge must name two tokens");
    expect_refused(&Parts::merges, R"([1])", "this must be a string");
    expect_refused(&Parts::merges, R"([["a", 1]])", "this must be a string");
    expect_refused(&Parts::merges, R"(["x b"])", "the token \"x\" is not in the vocabulary");
    expect_refused(&Parts::merges, R"(["a x"])", "the token \"x\" is not in the vocabulary");
    expect_refused(&Parts::merges, R"(["b a"])", "the token \"ba\" is not in the vocabulary");
    expect_refused(&Parts::merges, R"({})", "\"merges\" must be an array");
}

TEST(model_options_that_are_not_done_are_refused) {
    expect_refused(&Parts::options, R"("type": "Unigram", )", "the tokenizer model \"Unigram\" is not supported");
    expect_refused(&Parts::options, R"("dropout": 0.1, )", "BPE dropout is not supported");
    expect_refused(&Parts::options, R"("continuing_subword_prefix": "##", )",
                   "\"continuing_subword_prefix\" is not supported");
    expect_refused(&Parts::options, R"("end_of_word_suffix": "</w>", )", "\"end_of_word_suffix\" is not supported");
    expect_refused(&Parts::options, R"("byte_fallback": 1, )", "\"byte_fallback\" must be true or false");
    expect_refused(&Parts::options, R"("unk_token": "<unk>", )", "the token \"<unk>\" is not in the vocabulary");
}

TEST(added_tokens_are_checked) {
    for (const std::string key : {"single_word", "lstrip", "rstrip"}) {
        expect_refused(&Parts::added, "[{\"id\": 9, \"content\": \"x\", \"" + key + "\": 1}]",
                       "\"" + key + "\" must be true or false");
    }
    expect_refused(&Parts::added, R"([{"id": 9, "content": ""}])", "an added token must not be empty");
    expect_refused(&Parts::added, R"([{"content": "x"}])", "the key \"id\" is missing");
    expect_refused(&Parts::added, R"([{"id": 9}])", "the key \"content\" is missing");
    expect_refused(&Parts::added, R"([{"id": -1, "content": "x"}])", "\"id\" must be a whole number from 0");
    expect_refused(&Parts::added, R"([{"id": 4194304, "content": "x"}])", "\"id\" must be a whole number from 0");
    expect_refused(&Parts::added, R"([{"id": 9, "content": "<s>"}])",
                   "the added token \"<s>\" has id 9, but in the vocabulary it has 3");
    expect_refused(&Parts::added, R"([{"id": 3, "content": "x"}])",
                   "the id 3 of the added token \"x\" is taken by \"<s>\"");
    expect_refused(&Parts::added, R"([{"id": 9, "content": "x"}, {"id": 9, "content": "y"}])", "is taken by \"x\"");
    expect_refused(&Parts::added, R"({})", "\"added_tokens\" must be an array");
}

TEST(normalizers_that_are_not_done_are_refused) {
    expect_refused(&Parts::normalizer, R"({"type": "NFKC"})", "the normalizer \"NFKC\" is not supported");
    expect_refused(&Parts::normalizer, R"({"type": "Sequence", "normalizers": [{"type": "Lowercase"}]})",
                   "\"Lowercase\"");
    expect_refused(&Parts::normalizer, R"({"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": ""})",
                   "the pattern \" {2,}\" is not supported");
    expect_refused(&Parts::normalizer, R"({"type": "Replace", "pattern": {"String": ""}, "content": "x"})",
                   "an empty pattern fits everywhere");
    expect_refused(&Parts::normalizer, R"({"type": "Prepend"})", "the key \"prepend\" is missing");
    expect_refused(&Parts::normalizer, R"({"type": "Sequence"})", "the key \"normalizers\" is missing");
    expect_refused(&Parts::normalizer, R"({})", "the key \"type\" is missing");
}

TEST(a_normalizer_that_makes_texts_grow_without_bound_is_refused) {
    const std::string ten_fold = R"({"type": "Replace", "pattern": {"String": "x"}, "content": "xxxxxxxxxx"})";
    Parts parts;
    const std::string three = ten_fold + "," + ten_fold + "," + ten_fold;
    parts.normalizer = R"({"type": "Sequence", "normalizers": [)" + three + "]}";
    read_parts(parts);
    const std::string composed = R"({"type": "Sequence", "normalizers": [{"type": "NFC"},)";
    expect_refused(&Parts::normalizer, composed + three + "]}", "more than 1000 times as long");
    expect_refused(&Parts::normalizer, R"({"type": "Sequence", "normalizers": [)" + ten_fold + "," + three + "]}",
                   "more than 1000 times as long");
}

TEST(decoders_that_are_not_done_are_refused) {
    expect_refused(&Parts::decoder, R"({"type": "WordPiece"})", "the decoder \"WordPiece\" is not supported");
    expect_refused(&Parts::decoder, R"({"type": "Strip", "content": " ", "start": 0, "stop": 1})", "off the end");
    expect_refused(&Parts::decoder, R"({"type": "Strip", "content": " ", "start": -1, "stop": 0})",
                   "\"start\" must be");
    expect_refused(&Parts::decoder, R"({"type": "Replace", "pattern": {"Regex": "x"}, "content": ""})",
                   "the pattern \"x\"");
}

// Each of these would decode to another text than the file means.
TEST(decoders_out_of_their_order_are_refused) {
    const std::string strip = R"({"type": "Strip", "content": " ", "start": 1, "stop": 0})";
    const std::string fuse = R"({"type": "Fuse"})";
    const std::string replace = R"({"type": "Replace", "pattern": {"String": "_"}, "content": " "})";
    const std::string byte_level = R"({"type": "ByteLevel"})";
    const auto sequence = [](const std::string& a, const std::string& b) {
        return R"({"type": "Sequence", "decoders": [)" + a + "," + b + "]}";
    };
    const std::string message = "does not stand here";
    expect_refused(&Parts::decoder, sequence(byte_level, strip), message);
    expect_refused(&Parts::decoder, sequence(strip, fuse), message);
    expect_refused(&Parts::decoder, sequence(fuse, replace), message);
    expect_refused(&Parts::decoder, strip, message);
    expect_refused(&Parts::decoder, sequence(replace, strip), message);
    expect_refused(&Parts::decoder, R"({"type": "Sequence", "decoders": [)" + fuse + "," + strip + "," + strip + "]}",
                   message);
}

TEST(a_sequence_of_pre_tokenizers_is_refused_by_its_first_unknown_step) {
    expect_refused(&Parts::pre_tokenizer,
                   R"({"type": "Sequence", "pretokenizers": [{"type": "BertPreTokenizer"}, {"type": "Whitespace"}]})",
                   "the pre-tokenizer \"BertPreTokenizer\" is not supported");
    Parts parts;
    parts.pre_tokenizer =
        R"({"type": "Sequence", "pretokenizers": [{"type": "ByteLevel", "add_prefix_space": false}]})";
    EXPECT(read_parts(parts).byte_level);
    parts.pre_tokenizer = R"({"type": "Sequence", "pretokenizers": []})";
    EXPECT(!read_parts(parts).byte_level);
}

// It would be found everywhere, and never come to an end.
TEST(an_added_token_that_normalizes_to_nothing_is_never_found) {
    Parts parts;
    parts.vocab = R"({"a": 0, "b": 1, "\u0000": 2, "ab": 3})";
    parts.normalizer = R"({"type": "Replace", "pattern": {"String": "x"}, "content": ""})";
    parts.added = R"([{"id": 9, "content": "xx", "normalized": true}])";
    EXPECT_EQUAL(encode(read_parts(parts), std::string("b\0xxb", 5)), (Ids{1, 2, 1}));
}

TEST(post_processors_are_checked) {
    const auto template_of = [](const std::string& single, const std::string& ids) {
        return R"({"type": "TemplateProcessing", "single": )" + single + R"(, "special_tokens": {"<s>": {"ids": )" +
               ids + "}}}";
    };
    const std::string a = R"({"Sequence": {"id": "A"}})";
    const std::string s = R"({"SpecialToken": {"id": "<s>"}})";
    expect_refused(&Parts::post_processor, template_of("[" + s + "," + a + "]", "[77]"),
                   "id 77 is no token of the vocabulary");
    expect_refused(&Parts::post_processor, template_of("[" + s + "]", "[3]"), "does not hold the sequence A");
    expect_refused(&Parts::post_processor, template_of("[" + a + "," + a + "]", "[3]"),
                   "must hold the sequence A once");
    expect_refused(&Parts::post_processor, template_of(R"([{"Sequence": {"id": "B"}}])", "[3]"), "the sequence A once");
    expect_refused(&Parts::post_processor, template_of(R"([{"SpecialToken": {"id": "</s>"}}])", "[3]"),
                   "\"</s>\" is missing");
    expect_refused(&Parts::post_processor, R"({"type": "RobertaProcessing"})",
                   "\"RobertaProcessing\" is not supported");
}

/// The pattern is what a reader of the message needs to know: it decides the ids (llama.cpp #3502, #6920).
TEST(pre_tokenizers_that_are_not_done_are_refused_with_their_pattern) {
    const std::string split = R"({"type": "Split", "behavior": "Isolated", "pattern": {"Regex": "\\p{N}{1,3}"}})";
    expect_refused(&Parts::pre_tokenizer, R"({"type": "Whitespace"})",
                   "the pre-tokenizer \"Whitespace\" is not supported");
    expect_refused(&Parts::pre_tokenizer, split, R"(\\p{N}{1,3})");
    expect_refused(&Parts::pre_tokenizer,
                   R"({"type": "Sequence", "pretokenizers": [)" + split + R"(, {"type": "ByteLevel"}]})",
                   R"(\\p{N}{1,3})");
    expect_refused(&Parts::pre_tokenizer, R"({"type": "ByteLevel", "use_regex": 1})",
                   "\"use_regex\" must be true or false");
}

/// Llama 3's way, and what is near to it: a pattern that is not the last step before the bytes is a step of its own.
TEST(a_pattern_right_before_the_bytes_is_what_cuts_them) {
    const std::string pattern = R"("pattern": {"Regex": )" + json_quote(pattern_text(SplitPattern::llama3)) + "}";
    const std::string split = R"({"type": "Split", )" + pattern + R"(, "behavior": "Isolated"})";
    const std::string bytes = R"({"type": "ByteLevel", "add_prefix_space": false, "use_regex": false})";
    const std::string digits = R"({"type": "Digits", "individual_digits": true})";
    const auto sequence = [](const std::string& first, const std::string& second) {
        return R"({"type": "Sequence", "pretokenizers": [)" + first + "," + second + "]}";
    };
    Parts parts;
    parts.pre_tokenizer = sequence(split, bytes);
    EXPECT(read_parts(parts).split == SplitPattern::llama3 && read_parts(parts).split_steps.empty());
    parts.pre_tokenizer = sequence(split + "," + digits, bytes);
    EXPECT(read_parts(parts).split == SplitPattern::none && read_parts(parts).split_steps.size() == 2);
    parts.pre_tokenizer = sequence(digits + "," + split, bytes);
    EXPECT(read_parts(parts).split == SplitPattern::llama3 && read_parts(parts).split_steps.size() == 1);
    parts.pre_tokenizer = sequence(split, R"({"type": "ByteLevel", "add_prefix_space": false, "use_regex": true})");
    EXPECT(read_parts(parts).split == SplitPattern::gpt2 && read_parts(parts).split_steps.size() == 1);
    parts.pre_tokenizer = sequence(split, R"({"type": "ByteLevel", "add_prefix_space": true, "use_regex": false})");
    EXPECT(read_parts(parts).split == SplitPattern::none && read_parts(parts).split_steps.size() == 1);
    expect_refused(&Parts::pre_tokenizer, sequence(bytes, split), "behind ByteLevel, which must be the last step");
}

/// "abb" has merges that lead to "ab", "b"; as a whole it is a token that no merge makes.
TEST(where_merges_are_ignored_a_whole_piece_is_its_token) {
    Parts parts;
    parts.vocab = R"({"a": 0, "b": 1, "ab": 2, "abb": 3, "\u0120": 4})";
    parts.pre_tokenizer = R"({"type": "ByteLevel", "add_prefix_space": false})";
    EXPECT_EQUAL(encode(read_parts(parts), "abb abb"), (Ids{2, 1, 4, 2, 1}));
    parts.options = R"("ignore_merges": true, )";
    const Tokenizer tokenizer = read_parts(parts);
    EXPECT_EQUAL(encode(tokenizer, "abb abb"), (Ids{3, 4, 2, 1}));  // " abb" is no token
    EXPECT_EQUAL(encode(tokenizer, "abbb"), (Ids{2, 1, 1}));
    std::vector<ExplainedPiece> explained;
    EXPECT_EQUAL(encode(tokenizer, "abb", {}, &explained), Ids{3});
    EXPECT_EQUAL(explained[0].symbols, Ids{3});
    parts.added = R"([{"id": 9, "content": "ba"}])";
    EXPECT_EQUAL(encode(read_parts(parts), "ba", {false, false}),
                 (Ids{1, 0}));  // an added token is no token of plain text
    parts.pre_tokenizer = "null";
    EXPECT_EQUAL(encode(read_parts(parts), "abb"), Ids{3});
}

TEST(messages_name_file_line_and_column) {
    expect_refused(&Parts::normalizer, R"({"type": "NFKC"})", "/tokenizer.json:2:15: the normalizer");
    expect_refused(&Parts::decoder, R"({"type": "CTC"})", "/tokenizer.json:5:12: the decoder");
}

TEST(files_that_are_no_tokenizer_are_refused) {
    EXPECT_ERROR(read_tokenizer(scratch_folder() + "/missing.json"), "/missing.json");
    EXPECT_ERROR(read_tokenizer(scratch_folder()), "it is a directory");
    EXPECT_ERROR(read_written(""), "expected a value");
    EXPECT_ERROR(read_written("[]"), "must be an object");
    EXPECT_ERROR(read_written("{}"), "the key \"model\" is missing");
    EXPECT_ERROR(read_written(R"({"model": {"merges": []}})"), "the key \"vocab\" is missing");
    EXPECT_ERROR(read_written(R"({"model": {"vocab": {"a": 0}}})"), "the key \"merges\" is missing");
}

// Files of a few kilobytes that would ask for gigabytes.
TEST(decoders_and_templates_cannot_grow_without_bound) {
    std::string steps = R"({"type": "Fuse"})";
    for (int i = 0; i < 60; ++i) {
        steps = R"({"type": "Replace", "pattern": {"String": "a"}, "content": "aa"}, )" + steps;
    }
    expect_refused(&Parts::decoder, R"({"type": "Sequence", "decoders": [)" + steps + "]}", "1000 times as long");
    std::string parts_of_template = R"({"Sequence": {"id": "A"}})";
    for (int i = 0; i < 100; ++i) {
        parts_of_template += R"(, {"SpecialToken": {"id": "<s>"}})";
    }
    const std::string tokens = R"("special_tokens": {"<s>": {"ids": [3]}}})";
    expect_refused(&Parts::post_processor,
                   R"({"type": "TemplateProcessing", "single": [)" + parts_of_template + "], " + tokens,
                   "a template of more than 100 parts");
    const std::string one = R"({"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>"}},
                               {"Sequence": {"id": "A"}}], )" +
                            tokens;
    expect_refused(&Parts::post_processor, R"({"type": "Sequence", "processors": [)" + one + ", " + one + "]}",
                   "a second template");
    std::string many = "a";
    for (int i = 0; i < 101; ++i) {
        many += R"(, {"type": "Prepend", "prepend": "x"})";
    }
    expect_refused(&Parts::normalizer, R"({"type": "Sequence", "normalizers": [)" + many.substr(3) + "]}",
                   "more than 100 steps");
}

TEST_MAIN
