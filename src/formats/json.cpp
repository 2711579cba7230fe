#include "formats/json.h"

#include <charconv>
#include <cmath>

#include "base/error.h"
#include "base/utf8.h"

static std::string kind_of(const JsonValue& value) {
    switch (value.kind) {
        case JsonValue::Kind::null: return "null";
        case JsonValue::Kind::boolean: return value.is_true ? "true" : "false";
        case JsonValue::Kind::number: return "a number";
        case JsonValue::Kind::string: return "a string";
        case JsonValue::Kind::array: return "an array";
        case JsonValue::Kind::object: return "an object";
    }
    return "";
}

/// The value as a message names it: its key, or "this" for an item of an array.
static std::string subject_of(const JsonValue& value) { return value.key.empty() ? "this" : json_quote(value.key); }

/// `"hidden_size" must be a number, it is a string`
static std::string wrong_kind(const JsonValue& value, const std::string& expected) {
    return subject_of(value) + " must be " + expected + ", it is " + kind_of(value);
}

void JsonDocument::fail_at(size_t position, const std::string& message) const {
    int line = 1;
    int column = 1;
    for (size_t i = 0; i < position && i < source_.size(); ++i) {
        const bool line_ends = source_[i] == '\n';
        line += line_ends ? 1 : 0;
        column = line_ends ? 1 : column + 1;
    }
    throw Error(name_ + ":" + std::to_string(line) + ":" + std::to_string(column) + ": " + message);
}

void JsonDocument::fail(const JsonValue& at, const std::string& message) const { fail_at(at.position, message); }

const JsonValue* JsonDocument::find(const JsonValue& object, std::string_view key) const {
    for (const JsonValue& member : this->object(object)) {
        if (member.key == key) return &member;
    }
    return nullptr;
}

const JsonValue& JsonDocument::get(const JsonValue& object, std::string_view key) const {
    const JsonValue* member = find(object, key);
    if (member == nullptr) fail(object, "the key " + json_quote(key) + " is missing");
    return *member;
}

const std::vector<JsonValue>& JsonDocument::array(const JsonValue& value) const {
    if (value.kind != JsonValue::Kind::array) fail(value, wrong_kind(value, "an array"));
    return value.items;
}

const std::vector<JsonValue>& JsonDocument::object(const JsonValue& value) const {
    if (value.kind != JsonValue::Kind::object) fail(value, wrong_kind(value, "an object"));
    return value.items;
}

std::string_view JsonDocument::string(const JsonValue& value) const {
    if (value.kind != JsonValue::Kind::string) fail(value, wrong_kind(value, "a string"));
    return value.text;
}

bool JsonDocument::boolean(const JsonValue& value) const {
    if (value.kind != JsonValue::Kind::boolean) fail(value, wrong_kind(value, "true or false"));
    return value.is_true;
}

double JsonDocument::number(const JsonValue& value) const {
    if (value.kind != JsonValue::Kind::number) fail(value, wrong_kind(value, "a number"));
    double result = 0;
    const char* end = value.text.data() + value.text.size();
    const std::from_chars_result parsed = std::from_chars(value.text.data(), end, result);
    if (parsed.ec != std::errc() || parsed.ptr != end || !std::isfinite(result)) {
        fail(value, subject_of(value) + ": the number " + std::string(value.text) + " does not fit a double");
    }
    return result;
}

int64_t JsonDocument::integer(const JsonValue& value, int64_t least, int64_t most) const {
    if (value.kind != JsonValue::Kind::number) fail(value, wrong_kind(value, "a whole number"));
    int64_t result = 0;
    const char* end = value.text.data() + value.text.size();
    const std::from_chars_result parsed = std::from_chars(value.text.data(), end, result);
    if (parsed.ec != std::errc() || parsed.ptr != end || result < least || result > most) {
        fail(value, subject_of(value) + " must be a whole number from " + std::to_string(least) + " to " +
                        std::to_string(most) + ", it is " + std::string(value.text));
    }
    return result;
}

bool is_given(const JsonValue* value) { return value != nullptr && value->kind != JsonValue::Kind::null; }

std::string json_quote(std::string_view text) {
    std::string quoted = "\"";
    for (char c : replace_invalid_utf8(text)) {
        switch (c) {
            case '"': quoted += "\\\""; break;
            case '\\': quoted += "\\\\"; break;
            case '\n': quoted += "\\n"; break;
            case '\r': quoted += "\\r"; break;
            case '\t': quoted += "\\t"; break;
            default:
                if (uint8_t(c) < 0x20) {
                    const char* digits = "0123456789abcdef";
                    quoted += "\\u00";
                    quoted += digits[uint8_t(c) >> 4];
                    quoted += digits[uint8_t(c) & 15];
                } else {
                    quoted += c;
                }
        }
    }
    return quoted + "\"";
}
