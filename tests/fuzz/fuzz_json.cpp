// JSON: what is accepted is UTF-8, can be written out and parsed again to the same tree; every refusal has a
// place; quoting any bytes gives JSON for them.
#include <cmath>

#include "base/error.h"
#include "base/utf8.h"
#include "formats/json.h"
#include "fuzz.h"

static std::string write_value(const JsonValue& value) {
    switch (value.kind) {
        case JsonValue::Kind::null: return "null";
        case JsonValue::Kind::boolean: return value.is_true ? "true" : "false";
        case JsonValue::Kind::number: return std::string(value.text);
        case JsonValue::Kind::string: return json_quote(value.text);
        default: break;
    }
    const bool is_object = value.kind == JsonValue::Kind::object;
    std::string text;
    for (const JsonValue& item : value.items) {
        text +=
            (text.empty() ? "" : ",") + (is_object ? json_quote(item.key) + ":" : std::string()) + write_value(item);
    }
    return (is_object ? "{" : "[") + text + (is_object ? "}" : "]");
}

static void check_number(const JsonDocument& document, const JsonValue& value) {
    const std::string written(value.text);
    const double by_library = std::strtod(written.c_str(), nullptr);
    double number = 0;
    try {
        number = document.number(value);
    } catch (const Error&) {
        REQUIRE(std::isinf(by_library) || std::fabs(by_library) < 1e-300);  // too large or too small
        return;
    }
    REQUIRE(std::isfinite(number) && number == by_library);
    try {
        const int64_t integer = document.integer(value, INT64_MIN, INT64_MAX);
        REQUIRE(double(integer) == number);
        REQUIRE(written == "-0" || std::to_string(integer) == written);
    } catch (const Error&) {
        REQUIRE(std::fabs(number) >= 9e18 || written.find_first_of(".eE") != std::string::npos);
    }
}

static void check_value(const JsonDocument& document, const JsonValue& value, std::string_view text) {
    REQUIRE(value.position < text.size());
    REQUIRE(is_utf8(value.key) && is_utf8(value.text));
    if (value.kind == JsonValue::Kind::number) check_number(document, value);
    for (const JsonValue& item : value.items) {
        if (value.kind == JsonValue::Kind::object) REQUIRE(document.find(value, item.key) == &item);  // no key twice
        check_value(document, item, text);
    }
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text = as_text(data, size);
    const std::string quoted = json_quote(text);
    REQUIRE(is_utf8(quoted));
    const JsonDocument back(quoted, "quoted");
    REQUIRE(back.string(back.root()) == replace_invalid_utf8(text));
    try {
        const JsonDocument document(text, "fuzz");
        REQUIRE(is_utf8(text));
        check_value(document, document.root(), text);
        const std::string written = write_value(document.root());
        const JsonDocument again(written, "written");
        REQUIRE(write_value(again.root()) == written);
    } catch (const Error& error) {
        const std::string message = error.what();
        REQUIRE(message.rfind("fuzz:", 0) == 0);
        REQUIRE(message.size() > 8);
    }
    return 0;
}
