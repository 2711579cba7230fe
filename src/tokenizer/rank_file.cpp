#include "tokenizer/rank_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

#include "base/error.h"
#include "base/utf8.h"
#include "formats/mapped_file.h"

/// Longer ones are in no file (the longest that is known has 128 bytes), and each place to cut a token costs a look-up.
constexpr size_t longest_token = 512;

static std::array<int8_t, 256> make_base64_table() {
    const std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::array<int8_t, 256> table;
    table.fill(-1);
    for (size_t i = 0; i < digits.size(); ++i) {
        table[uint8_t(digits[i])] = int8_t(i);
    }
    return table;
}

/// Appends what four digits at a time stand for: 24 bits, three bytes; less where the last ones are "=". False, and anything
/// appended, where it is no base64, or sets bits that belong to no byte.
static bool append_base64(std::string_view text, std::vector<char>& bytes) {
    static const std::array<int8_t, 256> value_of = make_base64_table();
    if (text.size() % 4 != 0) return false;
    for (size_t i = 0; i < text.size(); i += 4) {
        const bool is_last = i + 4 == text.size();
        int missing = 0;
        if (is_last && text[i + 3] == '=') missing = text[i + 2] == '=' ? 2 : 1;
        uint32_t bits = 0;
        for (size_t digit = 0; digit < 4; ++digit) {
            const bool is_padding = digit >= size_t(4 - missing);
            const int value = is_padding ? 0 : value_of[uint8_t(text[i + digit])];
            if (value < 0) return false;
            bits = bits << 6 | uint32_t(value);
        }
        if ((bits & ((1u << (8 * missing)) - 1)) != 0) return false;
        for (int byte = 0; byte < 3 - missing; ++byte) {
            bytes.push_back(char(bits >> (16 - 8 * byte)));
        }
    }
    return true;
}

/// Where a message is about.
struct LinePlace {
    const std::string& path;
    size_t number;  // from 1

    [[noreturn]] void fail(const std::string& cause) const {
        throw Error(path + ":" + std::to_string(number) + ": " + cause);
    }
};

/// The number behind a line's space.
static int read_rank(std::string_view text, size_t line_count, const LinePlace& place) {
    size_t rank = 0;
    const char* end = text.data() + text.size();
    const std::from_chars_result read = std::from_chars(text.data(), end, rank);
    if (read.ptr != end || text.empty()) place.fail(show_bytes(text) + " is no rank");
    if (read.ec != std::errc() || rank >= line_count) {
        place.fail("the rank " + std::string(text) + " is too high: the file has " + std::to_string(line_count) +
                   " lines, so ranks go from 0 to " + std::to_string(line_count - 1));
    }
    return int(rank);
}

/// Reads one line into the file.
static void read_line(std::string_view line, size_t line_count, const LinePlace& place, RankFile& file) {
    if (!line.empty() && line.back() == '\r') {
        place.fail("the line ends with a carriage return: the file was changed on its way, get it again as it is");
    }
    const size_t space = line.find(' ');
    if (space == std::string_view::npos) place.fail("a line is a token in base64, a space and its rank");
    const std::string_view coded = line.substr(0, space);
    const size_t start = file.bytes.size();
    if (coded.empty() || !append_base64(coded, file.bytes)) place.fail(show_bytes(coded) + " is no base64");
    const std::string_view token(file.bytes.data() + start, file.bytes.size() - start);
    if (token.size() > longest_token) place.fail("the token has more than " + std::to_string(longest_token) + " bytes");
    const int rank = read_rank(line.substr(space + 1), line_count, place);
    if (file.tokens[size_t(rank)].data() != nullptr) place.fail("a second token of rank " + std::to_string(rank));
    if (!file.rank_of.add(token, rank)) {
        place.fail("the token " + show_bytes(token) + " has rank " + std::to_string(file.rank_of.find(token)) +
                   " already");
    }
    file.tokens[size_t(rank)] = token;
}

RankFile read_ranks(const std::string& path) {
    const std::shared_ptr<MappedFile> mapped = MappedFile::open(path);
    std::string_view text = mapped->text();
    if (text.empty()) throw Error(path + ":1: the file is empty");
    const bool is_ended = text.back() == '\n';
    const size_t line_count = size_t(std::count(text.begin(), text.end(), '\n')) + (is_ended ? 0 : 1);
    if (line_count > size_t(Vocabulary::max_id)) {
        throw Error(path + ": " + std::to_string(line_count) + " lines, but there are at most " +
                    std::to_string(Vocabulary::max_id) + " tokens");
    }
    RankFile file;
    file.bytes.reserve(text.size());  // more than enough: tokens point into it, it must not move
    file.tokens.resize(line_count);
    file.rank_of = KeyTable(line_count);
    for (size_t number = 1; number <= line_count; ++number) {
        const size_t end = std::min(text.find('\n'), text.size());
        read_line(text.substr(0, end), line_count, {path, number}, file);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    for (int byte = 0; byte < 256; ++byte) {
        const std::string token(1, char(byte));
        if (file.rank_of.find(token) >= 0) continue;
        throw Error(path + ":" + std::to_string(line_count) + ": the file ends, and the byte " + show_bytes(token) +
                    " is no token: every byte must be one");
    }
    return file;
}
