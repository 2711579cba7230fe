#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

/// One value of a JSON text. Strings and numbers point into the text itself (or, where a string has
/// escapes, into a copy that the document keeps), so that a 20 MB tokenizer.json is read without a copy.
struct JsonValue {
    enum class Kind : uint8_t { null, boolean, number, string, array, object };

    Kind kind = Kind::null;
    bool is_true = false;          // of a boolean
    uint32_t position = 0;         // byte offset in the text, for messages
    std::string_view key;          // this value's key, when it is a member of an object
    std::string_view text;         // a string without its quotes and escapes; a number as it is written
    std::vector<JsonValue> items;  // of an array, or of an object in the order of the file
};

/// A JSON text by RFC 8259, strictly: no comments, no trailing commas, UTF-8 only, no lone surrogates,
/// no duplicate keys, nesting at most `max_depth`, at most 4 GiB. Every message begins "name:line:column: ".
class JsonDocument {
 public:
    static constexpr int max_depth = 100;

    /// Parses. `text` must outlive the document; `name` stands in messages (a path).
    JsonDocument(std::string_view text, const std::string& name);
    JsonDocument(const JsonDocument&) = delete;
    JsonDocument& operator=(const JsonDocument&) = delete;

    const JsonValue& root() const { return root_; }

    /// The member, or nullptr when the object has none of that key. Throws when `object` is no object.
    const JsonValue* find(const JsonValue& object, std::string_view key) const;

    /// The member. Throws when it is missing.
    const JsonValue& get(const JsonValue& object, std::string_view key) const;

    // The value as what it must be; each throws a message with key and position when it is something else.
    const std::vector<JsonValue>& array(const JsonValue& value) const;
    const std::vector<JsonValue>& object(const JsonValue& value) const;
    std::string_view string(const JsonValue& value) const;
    bool boolean(const JsonValue& value) const;
    double number(const JsonValue& value) const;                                 // finite
    int64_t integer(const JsonValue& value, int64_t least, int64_t most) const;  // written without . or e

    /// Throws Error "name:line:column: message".
    [[noreturn]] void fail(const JsonValue& at, const std::string& message) const;
    [[noreturn]] void fail_at(size_t position, const std::string& message) const;

 private:
    friend class JsonParser;

    std::string name_;
    std::string_view source_;
    std::deque<std::string> unescaped_;  // a deque never moves its elements, so views of them stay valid
    JsonValue root_;
};

/// Whether an optional member is there and not null.
bool is_given(const JsonValue* value);

/// The text as a JSON string, quotes included. Bytes that are not UTF-8 become U+FFFD.
std::string json_quote(std::string_view text);
