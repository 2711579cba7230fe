#include "base/utf8.h"
#include "tokenizer/tokenizer_read_steps.h"

static std::string supported_steps() {
    return " is not supported; supported: ByteLevel, Metaspace, Digits, Punctuation, Sequence, Split at a String or at "
           "the pattern of one of " +
           known_patterns();
}

struct NamedBehavior {
    const char* name;
    SplitBehavior behavior;
};

static const NamedBehavior behaviors[] = {
    {"Removed", SplitBehavior::removed},
    {"Isolated", SplitBehavior::isolated},
    {"MergedWithPrevious", SplitBehavior::merged_with_previous},
    {"MergedWithNext", SplitBehavior::merged_with_next},
    {"Contiguous", SplitBehavior::contiguous},
};

static SplitBehavior read_behavior(const JsonDocument& json, const JsonValue& value) {
    const std::string_view name = json.string(value);
    std::string known;
    for (const NamedBehavior& behavior : behaviors) {
        if (name == behavior.name) return behavior.behavior;
        known += (known.empty() ? "" : ", ") + std::string(behavior.name);
    }
    json.fail(value, "the behavior " + json_quote(name) + " is not supported; supported: " + known);
}

/// A Split looks for {"String": ".."} or for {"Regex": ".."}.
static SplitStep read_split(const JsonDocument& json, const JsonValue& item) {
    SplitStep step;
    step.behavior = read_behavior(json, json.get(item, "behavior"));
    step.invert = flag_or(json, item, "invert", false);
    const JsonValue& pattern = json.get(item, "pattern");
    const JsonValue* text = json.find(pattern, "String");
    if (text != nullptr) {
        step.kind = SplitStep::Kind::text;
        step.text = std::string(json.string(*text));
        if (step.text.empty()) json.fail(*text, "an empty pattern fits everywhere");
        return step;
    }
    const std::string_view regex = json.string(json.get(pattern, "Regex"));
    step.kind = SplitStep::Kind::pattern;
    if (!find_pattern(regex, step.pattern))
        json.fail(item, "the pre-tokenizer \"Split\" with the pattern " + json_quote(regex) + supported_steps());
    return step;
}

std::string read_metaspace_character(const JsonDocument& json, const JsonValue& step) {
    const JsonValue& value = json.get(step, "replacement");
    const std::string text(json.string(value));
    const bool is_one_character = !text.empty() && size_t(read_utf8(text, 0).length) == text.size();
    if (!is_one_character) json.fail(value, "the replacement " + json_quote(text) + " must be one character");
    return text;
}

PrependScheme read_prepend_scheme(const JsonDocument& json, const JsonValue& step) {
    const bool adds_prefix = flag_or(json, step, "add_prefix_space", true);
    const JsonValue* scheme = json.find(step, "prepend_scheme");
    if (!is_given(scheme)) return adds_prefix ? PrependScheme::always : PrependScheme::never;
    const std::string_view name = json.string(*scheme);
    if (name == "never") return PrependScheme::never;
    const bool is_known = name == "always" || name == "first";
    if (!is_known)
        json.fail(*scheme,
                  "the prepend_scheme " + json_quote(name) + " is not supported; supported: always, first, never");
    if (!is_given(json.find(step, "add_prefix_space")) || adds_prefix)
        return name == "first" ? PrependScheme::first : PrependScheme::always;
    json.fail(*scheme,
              "the prepend_scheme " + json_quote(name) + " and \"add_prefix_space\" false contradict each other");
}

static SplitStep read_metaspace(const JsonDocument& json, const JsonValue& item) {
    SplitStep step;
    step.kind = SplitStep::Kind::metaspace;
    step.text = read_metaspace_character(json, item);
    step.behavior = SplitBehavior::merged_with_next;
    step.prepend = read_prepend_scheme(json, item);
    step.cuts = flag_or(json, item, "split", true);
    return step;
}

static SplitStep read_digits(const JsonDocument& json, const JsonValue& item) {
    SplitStep step;
    step.kind = SplitStep::Kind::digits;
    const bool one_by_one = json.boolean(json.get(item, "individual_digits"));
    step.behavior = one_by_one ? SplitBehavior::isolated : SplitBehavior::contiguous;
    return step;
}

static SplitStep read_punctuation(const JsonDocument& json, const JsonValue& item) {
    SplitStep step;
    step.kind = SplitStep::Kind::punctuation;
    const JsonValue* behavior = json.find(item, "behavior");
    if (is_given(behavior)) step.behavior = read_behavior(json, *behavior);
    return step;
}

/// ByteLevel writes bytes as characters, and so ends the steps. Where the step before it cuts at a pattern, and nothing comes
/// between, that pattern is what cuts the bytes: then a long text is cut, cached and shared among threads piece by piece.
static void read_byte_level(const JsonDocument& json, const JsonValue& item, Tokenizer& tokenizer) {
    tokenizer.byte_level = true;
    tokenizer.add_prefix_space = flag_or(json, item, "add_prefix_space", true);
    tokenizer.split = flag_or(json, item, "use_regex", true) ? SplitPattern::gpt2 : SplitPattern::none;
    if (tokenizer.split != SplitPattern::none || tokenizer.add_prefix_space || tokenizer.split_steps.empty()) return;
    const SplitStep last = tokenizer.split_steps.back();
    const bool cuts_pieces = last.kind == SplitStep::Kind::pattern && last.behavior == SplitBehavior::isolated;
    if (!cuts_pieces) return;
    tokenizer.split = last.pattern;
    tokenizer.split_steps.pop_back();
}

static bool has_metaspace(const Tokenizer& tokenizer) {
    for (const SplitStep& step : tokenizer.split_steps) {
        if (step.kind == SplitStep::Kind::metaspace) return true;
    }
    return false;
}

static void read_step(const JsonDocument& json, const JsonValue& item, Tokenizer& tokenizer) {
    const std::string_view type = type_of(json, item);
    if (tokenizer.byte_level)
        json.fail(item, "the pre-tokenizer " + json_quote(type) + " behind ByteLevel, which must be the last step");
    if (type == "ByteLevel") {
        read_byte_level(json, item, tokenizer);
    } else if (type == "Metaspace") {
        if (has_metaspace(tokenizer)) json.fail(item, "a second Metaspace is not supported");
        tokenizer.split_steps.push_back(read_metaspace(json, item));
    } else if (type == "Digits") {
        tokenizer.split_steps.push_back(read_digits(json, item));
    } else if (type == "Punctuation") {
        tokenizer.split_steps.push_back(read_punctuation(json, item));
    } else if (type == "Split") {
        tokenizer.split_steps.push_back(read_split(json, item));
    } else {
        json.fail(item, "the pre-tokenizer " + json_quote(type) + supported_steps());
    }
}

void read_pre_tokenizer(const JsonDocument& json, const JsonValue& part, Tokenizer& tokenizer) {
    const std::vector<const JsonValue*> steps = steps_of(json, part, "pretokenizers");
    if (steps.size() > 100) json.fail(part, "more than 100 steps");
    for (const JsonValue* step : steps) {
        read_step(json, *step, tokenizer);
    }
}
