#include "tokenizer/nfc.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/utf8.h"
#include "tokenizer/nfc_tables.h"

// Hangul syllables are numbered: by leading consonant, vowel, and trailing consonant, of which there may be none.
constexpr uint32_t first_syllable = 0xAC00;
constexpr uint32_t first_leading = 0x1100;
constexpr uint32_t first_vowel = 0x1161;
constexpr uint32_t before_trailing = 0x11A7;  // stands for none
constexpr uint32_t leading_count = 19;
constexpr uint32_t vowel_count = 21;
constexpr uint32_t trailing_count = 28;
constexpr uint32_t syllable_count = leading_count * vowel_count * trailing_count;

/// A character, and where it may stand among combining marks: 0 for a character that begins anew (a "starter").
struct Mark {
    uint32_t code_point;
    uint8_t combining_class;
};

constexpr uint32_t nfc_table_size = 0x30000;  // no table knows a character beyond
constexpr uint8_t may_change = 255;           // no combining class is so high

/// By character: its combining class, or `may_change` where NFC may write something else for it, or join it to what stands
/// before it (the property NFC_Quick_Check, values No and Maybe).
struct QuickTable {
    std::vector<uint8_t> combining_class;
    std::vector<uint8_t> quick;
};

static QuickTable make_table() {
    QuickTable table;
    table.combining_class.assign(nfc_table_size, 0);
    for (int i = 0; i < combining_class_count; ++i) {
        const CombiningClass& range = combining_class_table[i];
        std::fill(table.combining_class.begin() + range.first, table.combining_class.begin() + range.last + 1,
                  range.combining_class);
    }
    table.quick = table.combining_class;
    for (int i = 0; i < decomposition_count; ++i) {
        table.quick[decomposition_table[i].code_point] = may_change;
    }
    for (int i = 0; i < composition_count; ++i) {  // what composes again stays as it is
        const uint32_t result = composition_table[i].result;
        table.quick[result] = table.combining_class[result];
    }
    for (int i = 0; i < composition_count; ++i) {
        table.quick[composition_table[i].second] = may_change;
    }
    for (uint32_t i = 0; i < vowel_count; ++i) {
        table.quick[first_vowel + i] = may_change;
    }
    for (uint32_t i = 1; i < trailing_count; ++i) {
        table.quick[before_trailing + i] = may_change;
    }
    return table;
}

static const QuickTable& quick_table() {
    static const QuickTable table = make_table();
    return table;
}

static uint8_t combining_class_of(uint32_t c) { return c < nfc_table_size ? quick_table().combining_class[c] : 0; }

static void push_mark(std::vector<Mark>& marks, uint32_t c) { marks.push_back({c, combining_class_of(c)}); }

/// Appends the character's full canonical decomposition: itself where it has none.
static void decompose(uint32_t c, std::vector<Mark>& marks) {
    if (c >= first_syllable && c < first_syllable + syllable_count) {
        const uint32_t index = c - first_syllable;
        const uint32_t trailing = index % trailing_count;
        push_mark(marks, first_leading + index / (vowel_count * trailing_count));
        push_mark(marks, first_vowel + index / trailing_count % vowel_count);
        if (trailing > 0) push_mark(marks, before_trailing + trailing);
        return;
    }
    int low = 0;
    int high = decomposition_count;
    while (low < high) {
        const int middle = (low + high) / 2;
        if (decomposition_table[middle].code_point < c)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == decomposition_count || decomposition_table[low].code_point != c) {
        push_mark(marks, c);
        return;
    }
    decompose(decomposition_table[low].first, marks);  // the first may have one of its own, the second never has
    if (decomposition_table[low].second != 0) push_mark(marks, decomposition_table[low].second);
}

/// The one character that the two become, or 0.
static uint32_t compose(uint32_t first, uint32_t second) {
    const bool is_leading = first >= first_leading && first < first_leading + leading_count;
    const bool is_vowel = second >= first_vowel && second < first_vowel + vowel_count;
    if (is_leading && is_vowel) {
        const uint32_t index = (first - first_leading) * vowel_count + (second - first_vowel);
        return first_syllable + index * trailing_count;
    }
    const bool is_syllable = first >= first_syllable && first < first_syllable + syllable_count;
    const bool is_trailing = second > before_trailing && second < before_trailing + trailing_count;
    if (is_syllable && (first - first_syllable) % trailing_count == 0 && is_trailing) {
        return first + (second - before_trailing);
    }
    int low = 0;
    int high = composition_count;
    while (low < high) {
        const int middle = (low + high) / 2;
        const Composition& here = composition_table[middle];
        if (here.first < first || (here.first == first && here.second < second))
            low = middle + 1;
        else
            high = middle;
    }
    if (low == composition_count) return 0;
    const Composition& found = composition_table[low];
    return found.first == first && found.second == second ? found.result : 0;
}

static bool has_lower_class(const Mark& a, const Mark& b) { return a.combining_class < b.combining_class; }

/// Each run of marks between starters in the order of their classes; marks of one class stay in theirs.
static void order_marks(std::vector<Mark>& marks) {
    auto run = marks.begin();
    while (run != marks.end()) {
        auto end = run;
        while (end != marks.end() && end->combining_class != 0) {
            ++end;
        }
        std::stable_sort(run, end, has_lower_class);
        run = end == marks.end() ? end : end + 1;
    }
}

/// Joins characters to the starter before them. A mark is blocked from its starter by one between the two that has the same
/// class, or that is a starter itself.
static void compose_marks(std::vector<Mark>& marks) {
    size_t kept = 0;  // marks[0 .. kept - 1] are done
    size_t starter = 0;
    bool has_starter = false;
    for (size_t i = 0; i < marks.size(); ++i) {
        const Mark mark = marks[i];
        const bool is_next = has_starter && starter + 1 == kept;
        const bool is_free = is_next || (kept > 0 && marks[kept - 1].combining_class < mark.combining_class);
        const uint32_t joined = has_starter && is_free ? compose(marks[starter].code_point, mark.code_point) : 0;
        if (joined != 0) {
            marks[starter].code_point = joined;
            continue;
        }
        marks[kept] = mark;
        if (mark.combining_class == 0) {
            starter = kept;
            has_starter = true;
        }
        ++kept;
    }
    marks.resize(kept);
}

/// The way of the standard, for text that is UTF-8.
static void append_normalized(std::string_view text, std::string& result) {
    std::vector<Mark> marks;
    size_t position = 0;
    //> nfc.steps  decompose, order, compose
    while (position < text.size()) {
        const CodePoint point = read_utf8(text, position);
        decompose(point.value, marks);
        position += size_t(point.length);
    }
    order_marks(marks);
    compose_marks(marks);
    //< nfc.steps
    for (const Mark& mark : marks) {
        append_utf8(result, mark.code_point);
    }
}

/// The end of the run of ASCII that starts at `position`.
static size_t end_of_ascii(std::string_view text, size_t position) {
    uint64_t eight = 0;
    while (position + 8 <= text.size()) {
        std::memcpy(&eight, text.data() + position, 8);
        if ((eight & 0x8080808080808080ull) != 0) break;
        position += 8;
    }
    while (position < text.size() && uint8_t(text[position]) < 0x80) {
        ++position;
    }
    return position;
}

static uint8_t quick_class(const std::vector<uint8_t>& quick, const CodePoint& point) {
    return point.value < nfc_table_size ? quick[point.value] : 0;
}

/// The first place at or behind `position` where a character begins anew that NFC leaves alone, or where a byte is no UTF-8.
static size_t next_boundary(const std::vector<uint8_t>& quick, std::string_view text, size_t position) {
    while (position < text.size()) {
        const CodePoint point = read_utf8(text, position);
        if (!point.valid || quick_class(quick, point) == 0) break;
        position += size_t(point.length);
    }
    return position;
}

/// Most text is in form C already, and a quick look per character tells: nothing in it may change, and marks are in order. Where
/// the look cannot tell, the stretch from the last boundary to the next is normalized.
std::string to_nfc(std::string_view text) {
    const std::vector<uint8_t>& quick = quick_table().quick;
    std::string result;
    result.reserve(text.size());
    size_t copied = 0;    // the text before it is in the result
    size_t boundary = 0;  // nothing behind it reaches back before it
    uint8_t last_class = 0;
    size_t position = 0;
    while (position < text.size()) {
        if (uint8_t(text[position]) < 0x80) {
            position = end_of_ascii(text, position);
            boundary = position - 1;
            last_class = 0;
            continue;
        }
        const CodePoint point = read_utf8(text, position);
        const uint8_t found = point.valid ? quick_class(quick, point) : 0;
        if (found == 0) {
            boundary = point.valid ? position : position + size_t(point.length);
        } else if (found == may_change || found < last_class) {
            const size_t end = next_boundary(quick, text, position);
            result += text.substr(copied, boundary - copied);
            append_normalized(text.substr(boundary, end - boundary), result);
            copied = boundary = position = end;
            last_class = 0;
            continue;
        }
        last_class = found;
        position += size_t(point.length);
    }
    result += text.substr(copied);
    return result;
}
