#include "tokenizer/split_steps.h"

#include "base/utf8.h"
#include "tokenizer/normalizer.h"
#include "tokenizer/unicode.h"
#include "tokenizer/word_chars.h"

/// A part of a text between two byte offsets: a place that a step looks for, or what lies between two of them.
struct FoundPart {
    size_t start;
    size_t end;
    bool is_match;
};

/// A text on its way through the steps.
struct CutText {
    std::string_view text;
    bool at_text_start;
};

/// Adds a match, and before it what no match has taken.
static void add_match(size_t start, size_t end, std::vector<FoundPart>& parts) {
    const size_t taken = parts.empty() ? 0 : parts.back().end;
    if (taken < start) parts.push_back({taken, start, false});
    parts.push_back({start, end, true});
}

/// Whether a step looks for a character below 0x80, where no table is needed.
static bool is_ascii_match(SplitStep::Kind kind, uint8_t c) {
    const bool is_digit = c >= '0' && c <= '9';
    if (kind == SplitStep::Kind::digits) return is_digit;
    const bool is_letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    return c > ' ' && c < 0x7f && !is_digit && !is_letter;
}

/// Each character that is one of \p{N}, or of punctuation. Bytes that are not UTF-8 are neither.
static void find_characters(SplitStep::Kind kind, std::string_view text, std::vector<FoundPart>& parts) {
    size_t position = 0;
    while (position < text.size()) {
        const uint8_t byte = uint8_t(text[position]);
        size_t end = position + 1;
        bool is_match = false;
        if (byte < 0x80) {
            is_match = is_ascii_match(kind, byte);
        } else {
            const CodePoint point = read_utf8(text, position);
            end = position + size_t(point.length);
            const bool wants_numbers = kind == SplitStep::Kind::digits;
            if (point.valid)
                is_match =
                    wants_numbers ? classify_char(point.value) == CharClass::number : is_punctuation(point.value);
        }
        if (is_match) add_match(position, end, parts);
        position = end;
    }
}

static void find_text(std::string_view wanted, std::string_view text, std::vector<FoundPart>& parts) {
    size_t found = text.find(wanted);
    while (found != std::string_view::npos) {
        add_match(found, found + wanted.size(), parts);
        found = text.find(wanted, found + wanted.size());
    }
}

static void find_pieces(SplitPattern pattern, std::string_view text, std::vector<FoundPart>& parts) {
    size_t start = 0;
    while (start < text.size()) {
        const size_t end = end_of_piece(pattern, text, start);
        parts.push_back({start, end, true});
        start = end;
    }
}

/// All of the text in order, as matches and what lies between them.
static std::vector<FoundPart> find_parts(const SplitStep& step, std::string_view text) {
    std::vector<FoundPart> parts;
    switch (step.kind) {
        case SplitStep::Kind::pattern: find_pieces(step.pattern, text, parts); break;
        case SplitStep::Kind::text:
        case SplitStep::Kind::metaspace: find_text(step.text, text, parts); break;
        case SplitStep::Kind::digits:
        case SplitStep::Kind::punctuation: find_characters(step.kind, text, parts); break;
    }
    const size_t taken = parts.empty() ? 0 : parts.back().end;
    if (taken < text.size()) parts.push_back({taken, text.size(), false});
    if (step.invert) {
        for (FoundPart& part : parts) {
            part.is_match = !part.is_match;
        }
    }
    return parts;
}

/// Whether a part is the same stretch as the one before it.
static bool joins_previous(SplitBehavior behavior, const FoundPart& previous, const FoundPart& part) {
    switch (behavior) {
        case SplitBehavior::removed:
        case SplitBehavior::isolated: return false;
        case SplitBehavior::merged_with_previous: return part.is_match && !previous.is_match;
        case SplitBehavior::merged_with_next: return previous.is_match && !part.is_match;
        case SplitBehavior::contiguous: return previous.is_match == part.is_match;
    }
    return false;
}

static void cut_text(const SplitStep& step, const CutText& whole, std::vector<CutText>& stretches) {
    const std::vector<FoundPart> parts = find_parts(step, whole.text);
    size_t start = 0;
    for (size_t i = 0; i < parts.size(); ++i) {
        const bool goes_on = i + 1 < parts.size() && joins_previous(step.behavior, parts[i], parts[i + 1]);
        if (goes_on) continue;
        const bool is_dropped = step.behavior == SplitBehavior::removed && parts[i].is_match;
        const std::string_view stretch = whole.text.substr(start, parts[i].end - start);
        if (!is_dropped) stretches.push_back({stretch, whole.at_text_start && start == 0});
        start = parts[i].end;
    }
}

/// The text with the step's character for each space, and one before it as the step's scheme says.
static std::string_view write_metaspaces(const SplitStep& step, const CutText& whole, std::deque<std::string>& made) {
    std::string text = replace_all(whole.text, " ", step.text);
    const bool has_one = text.compare(0, step.text.size(), step.text) == 0;
    const bool wants_one =
        step.prepend == PrependScheme::always || (step.prepend == PrependScheme::first && whole.at_text_start);
    if (wants_one && !has_one) text = step.text + text;
    return made.emplace_back(std::move(text));
}

void cut_by_steps(const std::vector<SplitStep>& steps, std::string_view text, bool at_text_start,
                  std::deque<std::string>& made, std::vector<std::string_view>& pieces) {
    std::vector<CutText> texts = {{text, at_text_start}};
    //> tokenizer.steps  each step cuts what the one before it left
    for (const SplitStep& step : steps) {
        std::vector<CutText> stretches;
        for (CutText& whole : texts) {
            if (step.kind == SplitStep::Kind::metaspace) {
                whole.text = write_metaspaces(step, whole, made);
                if (!step.cuts) {
                    stretches.push_back(whole);
                    continue;
                }
            }
            cut_text(step, whole, stretches);
        }
        texts.swap(stretches);
    }
    //< tokenizer.steps
    for (const CutText& piece : texts) {
        pieces.push_back(piece.text);
    }
}
