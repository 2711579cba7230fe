#include <cmath>

#include "base/utf8.h"
#include "formats/json.h"
#include "harness.h"

static double number(std::string_view text) {
    const JsonDocument document(text, "t.json");
    return document.number(document.root());
}

static int64_t integer(std::string_view text, int64_t least = INT64_MIN, int64_t most = INT64_MAX) {
    const JsonDocument document(text, "t.json");
    return document.integer(document.root(), least, most);
}

TEST(numbers_are_the_nearest_doubles) {
    EXPECT_EQUAL(number("0.1"), 0.1);
    EXPECT_EQUAL(number("1e-05"), 1e-5);
    EXPECT_EQUAL(number("500000.0"), 500000.0);
    EXPECT_EQUAL(number("-1.5E+2"), -150.0);
    EXPECT_EQUAL(number("1.7976931348623157e308"), 1.7976931348623157e308);
    EXPECT_EQUAL(number("4.9406564584124654e-324"), 4.9406564584124654e-324);
    EXPECT_EQUAL(number("9007199254740993"), 9007199254740992.0);  // a tie, to even
    EXPECT(std::signbit(number("-0")));
    EXPECT(std::signbit(number("-0.0")));
    EXPECT_EQUAL(number("123456789012345678901234567890"), 123456789012345678901234567890.0);
}

// from_chars and strtod leave the result untouched, or infinite, on overflow: an epsilon of 1e999 must not pass.
TEST(numbers_that_fit_no_double_are_errors) {
    for (const char* text : {"1e999", "-1e999", "1e309", "1e99999999999999999999", "1.8e308"}) {
        EXPECT_ERROR(number(text), "does not fit a double");
    }
}

TEST(integers_are_exact_up_to_both_limits) {
    EXPECT_EQUAL(integer("9223372036854775807"), INT64_MAX);
    EXPECT_EQUAL(integer("-9223372036854775808"), INT64_MIN);
    EXPECT_EQUAL(integer("9007199254740993"), int64_t(9007199254740993));  // no double holds it
    EXPECT_EQUAL(integer("-0"), int64_t(0));
    for (const char* text : {"9223372036854775808", "-9223372036854775809", "18446744073709551615",
                             "18446744073709551616", "123456789012345678901234567890"}) {
        EXPECT_ERROR(integer(text), "must be a whole number from");
    }
}

TEST(integers_with_a_point_or_an_exponent_are_refused) {
    for (const char* text : {"1.0", "1e3", "1E0", "-1.5", "0.0"}) {
        EXPECT_ERROR(integer(text), text);
    }
}

TEST(integers_outside_the_range_are_refused_with_the_range) {
    EXPECT_EQUAL(integer("1", 1, 7), int64_t(1));
    EXPECT_EQUAL(integer("7", 1, 7), int64_t(7));
    EXPECT_ERROR(integer("0", 1, 7), "a whole number from 1 to 7, it is 0");
    EXPECT_ERROR(integer("8", 1, 7), "a whole number from 1 to 7, it is 8");
    EXPECT_ERROR(integer("-1", 0, 7), "it is -1");
}

TEST(a_value_of_another_kind_is_refused_with_key_and_kinds) {
    const JsonDocument document(R"({"n":1,"s":"x","b":true,"f":false,"z":null,"a":[],"o":{}})", "t.json");
    const auto member = [&document](const char* key) -> const JsonValue& { return document.get(document.root(), key); };
    EXPECT_ERROR(document.integer(member("s"), 0, 1), "t.json:1:12: \"s\" must be a whole number, it is a string");
    EXPECT_ERROR(document.number(member("b")), "\"b\" must be a number, it is true");
    EXPECT_ERROR(document.number(member("f")), "\"f\" must be a number, it is false");
    EXPECT_ERROR(document.number(member("z")), "\"z\" must be a number, it is null");
    EXPECT_ERROR(document.string(member("n")), "\"n\" must be a string, it is a number");
    EXPECT_ERROR(document.boolean(member("a")), "\"a\" must be true or false, it is an array");
    EXPECT_ERROR(document.array(member("o")), "\"o\" must be an array, it is an object");
    EXPECT_ERROR(document.object(member("s")), "\"s\" must be an object, it is a string");
    EXPECT(document.boolean(member("b")));
}

// In a list, an element has no key: the message must not begin with an empty pair of quotes.
TEST(a_bad_number_in_a_list_is_not_called_by_an_empty_key) {
    const JsonDocument document("{\"ids\":[1,99]}", "t.json");
    const JsonValue& item = document.array(document.get(document.root(), "ids"))[1];
    try {
        document.integer(item, 0, 9);
    } catch (const std::exception& error) {
        const std::string message = error.what();
        EXPECT(message.find("it is 99") != std::string::npos);
        if (message.find("\"\"") != std::string::npos) FAIL("an empty name stands in: " + message);
        return;
    }
    FAIL("99 is above 9");
}

TEST(every_byte_survives_quoting_and_parsing) {
    for (int byte = 0; byte < 256; ++byte) {
        const std::string text = std::string("a") + char(byte) + "b";
        const std::string quoted = json_quote(text);
        const JsonDocument document(quoted, "t.json");
        const std::string want = byte < 0x80 ? text
                                             : "a\xef\xbf\xbd"
                                               "b";
        EXPECT_EQUAL(std::string(document.string(document.root())), want);
    }
}

TEST(every_character_survives_quoting_and_parsing) {
    std::string text;
    for (uint32_t value = 0; value <= 0x10ffff; ++value) {
        if (value < 0xd800 || value > 0xdfff) append_utf8(text, value);
    }
    const std::string quoted = json_quote(text);
    EXPECT(is_utf8(quoted));
    const JsonDocument document(quoted, "t.json");
    EXPECT(document.string(document.root()) == text);
}

TEST(quoting_is_short_where_json_has_a_short_form) {
    EXPECT_EQUAL(json_quote("a\"b\\c\n\r\t/\x01\x1f\x7f"), std::string("\"a\\\"b\\\\c\\n\\r\\t/\\u0001\\u001f\x7f\""));
    EXPECT_EQUAL(json_quote(""), std::string("\"\""));
    EXPECT_EQUAL(json_quote("\xe2\x82\xac"), std::string("\"\xe2\x82\xac\""));
}

// Strings with escapes are copied: the copies must not move when there are many.
TEST(many_escaped_strings_stay_where_they_are) {
    std::string text = "[";
    for (int i = 0; i < 10000; ++i) {
        text += (i == 0 ? "" : ",") + std::string("\"\\u0041 a long string, longer than any small buffer ") +
                std::to_string(i) + "\"";
    }
    text += "]";
    const JsonDocument document(text, "t.json");
    const std::vector<JsonValue>& items = document.array(document.root());
    for (int i = 0; i < 10000; ++i) {
        EXPECT_EQUAL(std::string(items[size_t(i)].text),
                     "A a long string, longer than any small buffer " + std::to_string(i));
    }
}

TEST_MAIN
