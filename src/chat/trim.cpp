#include "chat/trim.h"

#include "base/utf8.h"
#include "tokenizer/unicode.h"

/// What Jinja's `trim` and Python's `strip` take off: white space, and the four separators of ASCII.
static bool is_trimmed(uint32_t c) { return (c >= 0x1C && c <= 0x1F) || classify_char(c) == CharClass::space; }

/// Where the first character begins that is no white space (or the size), and where the last one ends (or 0).
static void find_text(const std::string& text, size_t& begin, size_t& end) {
    begin = text.size();
    end = 0;
    for (size_t at = 0; at < text.size();) {
        const CodePoint point = read_utf8(text, at);
        const size_t next = at + size_t(point.length);
        if (!point.valid || !is_trimmed(point.value)) {
            if (end == 0) begin = at;
            end = next;
        }
        at = next;
    }
}

std::string trimmed(const std::string& text) {
    size_t begin = 0;
    size_t end = 0;
    find_text(text, begin, end);
    return end == 0 ? "" : text.substr(begin, end - begin);
}

std::string trimmed_at_end(const std::string& text) {
    size_t begin = 0;
    size_t end = 0;
    find_text(text, begin, end);
    return text.substr(0, end);
}

std::string trimmed_at_start(const std::string& text) {
    size_t begin = 0;
    size_t end = 0;
    find_text(text, begin, end);
    return text.substr(begin);
}
