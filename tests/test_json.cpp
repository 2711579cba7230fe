#include "formats/json.h"
#include "harness.h"

static void parse(std::string_view text) { const JsonDocument document(text, "t.json"); }

/// The string that the text is, unescaped.
static std::string parsed_string(std::string_view text) {
    const JsonDocument document(text, "t.json");
    return std::string(document.string(document.root()));
}

static std::string bytes(const char* text, size_t length) { return std::string(text, length); }

TEST(what_rfc_8259_allows_is_accepted) {
    for (const char* text : {"null",
                             "true",
                             "false",
                             "0",
                             "-0",
                             "1",
                             "-1",
                             "10",
                             "1.5",
                             "1e5",
                             "1E+5",
                             "1e-5",
                             "0.0e0",
                             "-0.1e1",
                             "123456789012345678901234567890",
                             "\"\"",
                             "\"a\"",
                             "\"/\"",
                             "\"\x7f\"",
                             "[]",
                             "[ ]",
                             "{}",
                             "{ }",
                             "[1]",
                             "[1,2]",
                             " [ 1 , 2 ] ",
                             "\t\n\r 1 \t\n\r",
                             "{\"a\":1}",
                             "{\"a\":{\"b\":[{}]}}",
                             "{\"\":0}",
                             "{\"a\":1,\"A\":2}",
                             "[[],[[]]]",
                             "\"\xe2\x82\xac\"",
                             "\"\xf4\x8f\xbf\xbf\"",
                             "\"\xef\xbb\xbf\"",
                             "[null,true,false]",
                             "\"\\u0000\"",
                             "\"\\uFFFF\"",
                             "\"\xef\xbf\xbf\""}) {
        parse(text);
    }
}

TEST(what_rfc_8259_does_not_allow_is_refused) {
    for (const char* text :
         {// words
          "nul", "nullx", "True", "NULL", "tru", "undefined", "NaN", "Infinity", "-Infinity", "nan", "inf", "truefalse",
          // numbers
          "01", "-01", "00", "1.", ".5", "-.5", "1.e5", "1e", "1e+", "1E-", "+1", "-", "--1", "0x10", "1_000", "1,5",
          "1.5.2", "1e5.5", "1 2", "0b1", "1f", "- 1",
          "\xc2\xa0"
          "1",
          "1e5e5", "-a", "2.", "0e", "0.e1",
          // strings
          "\"", "\"a", "'a'", "a", "\"\\\"", "\"\\x41\"", "\"\\a\"", "\"\\0\"", "\"\\'\"", "\"\\U0041\"", "\"\\u\"",
          "\"\\u12\"", "\"\\u123\"", "\"\\u123g\"", "\"\\u 123\"", "\"\\u-123\"", "\"\\u+123\"", "\"a\"b", "\"\\",
          "\"\\u", "\"\n\"", "\"\t\"", "\"\x01\"", "\"\x1f\"",
          // arrays and objects
          "[", "]", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1 2]", "[1,,2]", "[1}", "{", "}", "{\"a\"",
          "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{a:1}", "{'a':1}", "{1:1}", "{\"a\" 1}",
          "{\"a\":1 \"b\":2}", "{\"a\"::1}", "{\"a\"}", "{\"a\":}", "{null:1}", "{\"a\":1]", "{:1}", "[\"a\":1]",
          "[1]]", "{}{}", "[][]", "{\"a\":1}}",
          // comments, white space of other kinds, marks
          "// x\n1", "/* x */1", "# x\n1", "1 // x", "\v1", "\f1", "\xc2\xa0",
          "\xe2\x80\xa8"
          "1",
          "\xef\xbb\xbf{}", "\xef\xbb\xbf", "\xff\xfe", "", " ", "\n", ",", ":"}) {
        EXPECT_ERROR(parse(text), "t.json:");
    }
    EXPECT_ERROR(parse(bytes("1\0", 2)), "unexpected text");
    EXPECT_ERROR(parse(bytes("\0", 1)), "expected a value");
    EXPECT_ERROR(parse(bytes("[1,\0]", 5)), "expected a value");
    EXPECT_ERROR(parse(bytes("\"\\\0\"", 4)), "unknown escape");
    EXPECT_ERROR(parse(bytes("\"\0\"", 3)), "control character");
}

TEST(all_control_characters_in_strings_are_refused_and_nothing_else_is) {
    for (int byte = 0; byte < 0x80; ++byte) {
        if (byte == '"' || byte == '\\') continue;
        const std::string text = std::string("\"") + char(byte) + "\"";
        if (byte < 0x20)
            EXPECT_ERROR(parse(text), "control character");
        else
            EXPECT_EQUAL(parsed_string(text), std::string(1, char(byte)));
    }
}

TEST(every_escape_is_what_it_stands_for) {
    EXPECT_EQUAL(parsed_string(R"("\"\\\/\b\f\n\r\t")"), std::string("\"\\/\b\f\n\r\t"));
    EXPECT_EQUAL(parsed_string(R"("a\u0041\u00e9\u00E9\u20ac")"), std::string("aA\xc3\xa9\xc3\xa9\xe2\x82\xac"));
    EXPECT_EQUAL(parsed_string(R"("\u0000x")"), bytes("\0x", 2));
    EXPECT_EQUAL(parsed_string(R"("\\u0041")"), std::string("\\u0041"));
    EXPECT_EQUAL(parsed_string(R"("\ud83d\ude00\uDBFF\uDFFF\uD800\uDC00")"),
                 std::string("\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf\xf0\x90\x80\x80"));
    EXPECT_EQUAL(parsed_string(R"("\ud7ff\ue000\uffff")"), std::string("\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf"));
}

// A lone surrogate written as UTF-8 is a byte string that no other program reads.
TEST(lone_surrogates_are_refused) {
    for (const char* text : {R"("\ud800")", R"("\udbff")", R"("\ud800x")", R"("\ud800\n")", R"("\ud800\u0041")",
                             R"("\ud800\ud800")", R"("\ud83d\\ude00")", R"("\ud800\")", R"({"\ud800":1})"}) {
        EXPECT_ERROR(parse(text), "surrogate");
    }
    EXPECT_ERROR(parse(R"("\udc00")"), "a lone second half of a surrogate pair");
    EXPECT_ERROR(parse(R"("\udfff\ud800")"), "a lone second half");
    EXPECT_ERROR(parse(R"("\ud800\u")"), "four hex digits");
    EXPECT_ERROR(parse(R"("\ud800\udc0)"), "four hex digits");
}

TEST(bytes_that_are_not_utf8_are_refused) {
    for (const char* text : {"\"\x80\"", "\"\xff\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"",
                             "\"\xe2\x82\"", "\"\xe2\"", "{\"\xfe\":1}", "\"\\n\xff\""}) {
        EXPECT_ERROR(parse(text), "not UTF-8");
    }
}

TEST(nesting_ends_at_the_limit) {
    const auto nested = [](int depth) { return std::string(size_t(depth), '[') + std::string(size_t(depth), ']'); };
    parse(nested(JsonDocument::max_depth));
    parse(nested(JsonDocument::max_depth + 1));  // the innermost stands at depth 100
    EXPECT_ERROR(parse(nested(JsonDocument::max_depth + 2)), "t.json:1:102: nested deeper than 100");
    std::string objects;
    for (int i = 0; i < 102; ++i) {
        objects += "{\"a\":";
    }
    EXPECT_ERROR(parse(objects), "nested deeper than 100");
}

// 100,000 brackets overflow the stack of a parser that does not count.
TEST(a_hundred_thousand_brackets_are_an_error_and_not_a_crash) {
    EXPECT_ERROR(parse(std::string(100000, '[')), "nested deeper");
    EXPECT_ERROR(parse(std::string(100000, '{')), "expected a key");
    std::string text;
    for (int i = 0; i < 100000; ++i) {
        text += "[{\"a\":";
    }
    EXPECT_ERROR(parse(text), "nested deeper");
}

TEST(duplicate_keys_are_refused) {
    EXPECT_ERROR(parse(R"({"a":1,"b":2,"a":3})"), R"(the key "a" stands twice)");
    EXPECT_ERROR(parse(R"({"a":1,"\u0061":2})"), "stands twice");  // the same key, written otherwise
    EXPECT_ERROR(parse(R"([{"":1,"":2}])"), "stands twice");
    parse(R"({"a":{"a":{"a":1}}})");
    parse(R"([{"a":1},{"a":2}])");
}

TEST(messages_begin_with_name_line_and_column) {
    EXPECT_ERROR(parse("x"), "t.json:1:1: expected a value");
    EXPECT_ERROR(parse("{\n  \"a\": 1,\n  \"b\": tru\n}"), "t.json:3:8: expected a value");
    EXPECT_ERROR(parse("[1,\n2\n3]"), "t.json:3:1: expected ']' or ',' in an array");
    EXPECT_ERROR(parse("{\"a\" 1}"), "t.json:1:6: expected ':' after a key");
    EXPECT_ERROR(parse("{\"a\":1 1}"), "t.json:1:8: expected '}' or ',' in an object");
    EXPECT_ERROR(parse("{1}"), "t.json:1:2: expected a key in double quotes");
    EXPECT_ERROR(parse(""), "t.json:1:1: the text ends too early, expected a value");
    EXPECT_ERROR(parse("[1"), "t.json:1:3: the text ends too early, expected ']'");
    EXPECT_ERROR(parse("\"abc"), "t.json:1:5: the text ends too early, expected '\"'");
    EXPECT_ERROR(parse("1 x"), "t.json:1:3: unexpected text after the end of the value");
    EXPECT_ERROR(parse("012"), "must not begin with 0");
    EXPECT_ERROR(parse("1.x"), "t.json:1:3: expected a digit after the decimal point");
    EXPECT_ERROR(parse("1e"), "t.json:1:3: expected a digit in the exponent");
}

TEST(values_remember_where_they_stand) {
    const JsonDocument document("{\n \"a\": [1,\n   true]}", "t.json");
    const JsonValue& array = document.get(document.root(), "a");
    EXPECT_EQUAL(array.key, std::string_view("a"));
    EXPECT_EQUAL(array.items.size(), size_t(2));
    EXPECT_ERROR(document.fail(array.items[1], "why"), "t.json:3:4: why");
    EXPECT_ERROR(document.string(array.items[1]), "t.json:3:4: this must be a string, it is true");
    EXPECT_ERROR(document.object(array), "t.json:2:7: \"a\" must be an object, it is an array");
}

TEST(members_keep_their_order_and_are_found) {
    const JsonDocument document(R"({"z":1,"a":2,"\u006d":3})", "t.json");
    const std::vector<JsonValue>& members = document.object(document.root());
    EXPECT_EQUAL(members[0].key, std::string_view("z"));
    EXPECT_EQUAL(members[2].key, std::string_view("m"));
    EXPECT_EQUAL(document.integer(document.get(document.root(), "m"), 0, 9), int64_t(3));
    EXPECT(document.find(document.root(), "q") == nullptr);
    EXPECT_ERROR(document.get(document.root(), "q"), "t.json:1:1: the key \"q\" is missing");
    EXPECT_ERROR(document.find(members[0], "q"), "\"z\" must be an object, it is a number");
}

TEST_MAIN
