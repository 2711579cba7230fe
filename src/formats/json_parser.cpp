#include "base/key_table.h"
#include "base/utf8.h"
#include "formats/json.h"

/// Recursive descent over RFC 8259's grammar, one function a rule; `at_` is the next byte to read.
class JsonParser {
 public:
    JsonParser(JsonDocument& document, std::string_view text) : document_(document), text_(text) {}

    void parse_document() {
        if (text_.substr(0, 3) == "\xEF\xBB\xBF")
            fail(
                "the text begins with a byte order mark (BOM), which JSON does not have; save it as UTF-8 without one");
        skip_white_space();
        parse_value(document_.root_, 0);
        skip_white_space();
        if (at_ != text_.size()) fail("unexpected text after the end of the value");
    }

 private:
    [[noreturn]] void fail(const std::string& message) { document_.fail_at(at_, message); }

    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    void skip_white_space() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') break;
            ++at_;
        }
    }

    void expect(char wanted, const char* where) {
        if (at_ >= text_.size()) fail("the text ends too early, expected '" + std::string(1, wanted) + "' " + where);
        if (text_[at_] != wanted) fail("expected '" + std::string(1, wanted) + "' " + where);
        ++at_;
    }

    void parse_value(JsonValue& value, int depth) {
        if (depth > JsonDocument::max_depth) fail("nested deeper than " + std::to_string(JsonDocument::max_depth));
        if (at_ >= text_.size()) fail("the text ends too early, expected a value");
        value.position = uint32_t(at_);
        switch (text_[at_]) {
            case '{': parse_object(value, depth); break;
            case '[': parse_array(value, depth); break;
            case '"':
                value.kind = JsonValue::Kind::string;
                value.text = parse_string();
                break;
            case 't': parse_word(value, "true", JsonValue::Kind::boolean); break;
            case 'f': parse_word(value, "false", JsonValue::Kind::boolean); break;
            case 'n': parse_word(value, "null", JsonValue::Kind::null); break;
            default: parse_number(value);
        }
    }

    void parse_word(JsonValue& value, std::string_view word, JsonValue::Kind kind) {
        if (text_.substr(at_, word.size()) != word) fail("expected a value");
        at_ += word.size();
        value.kind = kind;
        value.is_true = word == "true";
    }

    void parse_array(JsonValue& array, int depth) {
        array.kind = JsonValue::Kind::array;
        ++at_;
        skip_white_space();
        if (peek() == ']') {
            ++at_;
            return;
        }
        while (true) {
            skip_white_space();
            parse_value(array.items.emplace_back(), depth + 1);
            skip_white_space();
            if (peek() != ',') break;
            ++at_;
        }
        expect(']', "or ',' in an array");
    }

    void parse_object(JsonValue& object, int depth) {
        object.kind = JsonValue::Kind::object;
        ++at_;
        skip_white_space();
        if (peek() == '}') {
            ++at_;
            return;
        }
        while (true) {
            skip_white_space();
            if (peek() != '"') fail("expected a key in double quotes");
            JsonValue& member = object.items.emplace_back();
            member.key = parse_string();
            skip_white_space();
            expect(':', "after a key");
            skip_white_space();
            parse_value(member, depth + 1);
            skip_white_space();
            if (peek() != ',') break;
            ++at_;
        }
        expect('}', "or ',' in an object");
        refuse_duplicate_keys(object);
    }

    void refuse_duplicate_keys(const JsonValue& object) {
        KeyTable seen(object.items.size());
        for (const JsonValue& member : object.items) {
            if (!seen.add(member.key, 0)) {
                document_.fail(member, "the key " + json_quote(member.key) + " stands twice in one object");
            }
        }
    }

    int parse_digits() {
        const size_t start = at_;
        while (peek() >= '0' && peek() <= '9') {
            ++at_;
        }
        return int(at_ - start);
    }

    void parse_number(JsonValue& value) {
        const size_t start = at_;
        if (peek() == '-') ++at_;
        const bool leading_zero = peek() == '0';
        const int digits = parse_digits();
        if (digits == 0) fail("expected a value");
        if (leading_zero && digits > 1) fail("a number must not begin with 0");
        if (peek() == '.') {
            ++at_;
            if (parse_digits() == 0) fail("expected a digit after the decimal point");
        }
        if (peek() == 'e' || peek() == 'E') {
            ++at_;
            if (peek() == '+' || peek() == '-') ++at_;
            if (parse_digits() == 0) fail("expected a digit in the exponent");
        }
        value.kind = JsonValue::Kind::number;
        value.text = text_.substr(start, at_ - start);
    }

    /// The string from its opening quote on: a view of the text when there is no escape in it.
    std::string_view parse_string() {
        const size_t start = ++at_;
        take_plain_characters();
        if (peek() == '"') return text_.substr(start, at_++ - start);
        std::string copy(text_.substr(start, at_ - start));
        while (at_ < text_.size() && text_[at_] != '"') {
            if (text_[at_] == '\\') parse_escape(copy);
            const size_t from = at_;
            take_plain_characters();
            copy += text_.substr(from, at_ - from);
        }
        expect('"', "at the end of a string");
        return document_.unescaped_.emplace_back(std::move(copy));
    }

    /// Up to the next quote, escape, or the end of the text.
    void take_plain_characters() {
        while (at_ < text_.size()) {
            const uint8_t byte = uint8_t(text_[at_]);
            if (byte == '"' || byte == '\\') return;
            if (byte < 0x20) fail("a control character in a string must be written as an escape");
            if (byte < 0x80) {
                ++at_;
                continue;
            }
            const CodePoint point = read_utf8(text_, at_);
            if (!point.valid) fail("a string holds bytes that are not UTF-8");
            at_ += size_t(point.length);
        }
    }

    void parse_escape(std::string& copy) {
        ++at_;
        const char c = peek();
        const std::string_view names = "\"\\/bfnrt";
        const std::string_view meanings = "\"\\/\b\f\n\r\t";
        const size_t which = names.find(c);
        if (at_ < text_.size() && which != std::string_view::npos) {
            copy += meanings[which];
            ++at_;
            return;
        }
        if (c != 'u') fail("unknown escape in a string");
        ++at_;
        append_utf8(copy, parse_utf16_escape());
    }

    /// After "\u": four hex digits, and the second half of a surrogate pair where the first is one.
    uint32_t parse_utf16_escape() {
        const uint32_t first = parse_hex4();
        if (first >= 0xdc00 && first <= 0xdfff) fail("a lone second half of a surrogate pair");
        if (first < 0xd800 || first > 0xdbff) return first;
        if (text_.substr(at_, 2) != "\\u") fail("the first half of a surrogate pair stands alone");
        at_ += 2;
        const uint32_t second = parse_hex4();
        if (second < 0xdc00 || second > 0xdfff) fail("the first half of a surrogate pair stands alone");
        return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
    }

    uint32_t parse_hex4() {
        uint32_t value = 0;
        for (int i = 0; i < 4; ++i) {
            const char c = peek();
            uint32_t digit = 0;
            if (c >= '0' && c <= '9')
                digit = uint32_t(c - '0');
            else if (c >= 'a' && c <= 'f')
                digit = uint32_t(c - 'a' + 10);
            else if (c >= 'A' && c <= 'F')
                digit = uint32_t(c - 'A' + 10);
            else
                fail("expected four hex digits after \\u");
            value = value * 16 + digit;
            ++at_;
        }
        return value;
    }

    JsonDocument& document_;
    std::string_view text_;
    size_t at_ = 0;
};

JsonDocument::JsonDocument(std::string_view text, const std::string& name) : name_(name), source_(text) {
    if (text.size() > UINT32_MAX) fail_at(0, "a JSON text of more than 4 GiB");
    JsonParser(*this, text).parse_document();
}
