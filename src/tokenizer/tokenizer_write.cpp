#include "formats/json.h"
#include "tokenizer/tokenizer.h"

static const char* json_flag(bool flag) { return flag ? "true" : "false"; }

static std::string join(const std::vector<std::string>& items) {
    std::string text;
    for (const std::string& item : items) {
        text += (text.empty() ? "" : ", ") + item;
    }
    return text;
}

static std::string added_token_json(const AddedToken& token) {
    return "{\"id\": " + std::to_string(token.id) + ", \"content\": " + json_quote(token.content) +
           ", \"single_word\": " + json_flag(token.single_word) + ", \"lstrip\": " + json_flag(token.lstrip) +
           ", \"rstrip\": " + json_flag(token.rstrip) + ", \"normalized\": " + json_flag(token.normalized) +
           ", \"special\": " + json_flag(token.special) + "}";
}

/// One step as it is, several as a Sequence, none as null.
static std::string sequence_json(const char* list_key, const std::vector<std::string>& steps) {
    if (steps.empty()) return "null";
    if (steps.size() == 1) return steps[0];
    return std::string("{\"type\": \"Sequence\", \"") + list_key + "\": [" + join(steps) + "]}";
}

static std::string normalizer_json(const Tokenizer& tokenizer) {
    std::vector<std::string> steps;
    for (const NormalizerStep& step : tokenizer.normalizer) {
        if (step.kind == NormalizerStep::Kind::nfc) {
            steps.push_back("{\"type\": \"NFC\"}");
        } else if (step.kind == NormalizerStep::Kind::prepend) {
            steps.push_back("{\"type\": \"Prepend\", \"prepend\": " + json_quote(step.content) + "}");
        } else {
            steps.push_back("{\"type\": \"Replace\", \"pattern\": {\"String\": " + json_quote(step.pattern) +
                            "}, \"content\": " + json_quote(step.content) + "}");
        }
    }
    return sequence_json("normalizers", steps);
}

static std::string behavior_json(SplitBehavior behavior) {
    switch (behavior) {
        case SplitBehavior::removed: return "\"Removed\"";
        case SplitBehavior::isolated: return "\"Isolated\"";
        case SplitBehavior::merged_with_previous: return "\"MergedWithPrevious\"";
        case SplitBehavior::merged_with_next: return "\"MergedWithNext\"";
        case SplitBehavior::contiguous: return "\"Contiguous\"";
    }
    return "";
}

static std::string split_json(std::string_view pattern_kind, std::string_view pattern, SplitBehavior behavior,
                              bool invert) {
    return "{\"type\": \"Split\", \"pattern\": {" + json_quote(pattern_kind) + ": " + json_quote(pattern) +
           "}, \"behavior\": " + behavior_json(behavior) + ", \"invert\": " + json_flag(invert) + "}";
}

static std::string metaspace_json(const std::string& replacement, const std::string& scheme, bool cuts) {
    return "{\"type\": \"Metaspace\", \"replacement\": " + json_quote(replacement) +
           ", \"prepend_scheme\": " + json_quote(scheme) + ", \"split\": " + json_flag(cuts) + "}";
}

static std::string scheme_name(PrependScheme scheme) {
    if (scheme == PrependScheme::never) return "never";
    return scheme == PrependScheme::first ? "first" : "always";
}

static std::string step_json(const SplitStep& step) {
    switch (step.kind) {
        case SplitStep::Kind::pattern:
            return split_json("Regex", pattern_text(step.pattern), step.behavior, step.invert);
        case SplitStep::Kind::text: return split_json("String", step.text, step.behavior, step.invert);
        case SplitStep::Kind::metaspace: return metaspace_json(step.text, scheme_name(step.prepend), step.cuts);
        case SplitStep::Kind::digits:
            return std::string("{\"type\": \"Digits\", \"individual_digits\": ") +
                   json_flag(step.behavior == SplitBehavior::isolated) + "}";
        case SplitStep::Kind::punctuation:
            return "{\"type\": \"Punctuation\", \"behavior\": " + behavior_json(step.behavior) + "}";
    }
    return "";
}

static std::string pre_tokenizer_json(const Tokenizer& tokenizer) {
    std::vector<std::string> steps;
    for (const SplitStep& step : tokenizer.split_steps) {
        steps.push_back(step_json(step));
    }
    if (!tokenizer.byte_level) return sequence_json("pretokenizers", steps);
    const bool cuts_by_regex = tokenizer.split != SplitPattern::none && tokenizer.split != SplitPattern::gpt2;
    if (cuts_by_regex)
        steps.push_back(split_json("Regex", pattern_text(tokenizer.split), SplitBehavior::isolated, false));
    steps.push_back(
        std::string("{\"type\": \"ByteLevel\", \"add_prefix_space\": ") + json_flag(tokenizer.add_prefix_space) +
        ", \"trim_offsets\": true, \"use_regex\": " + json_flag(tokenizer.split == SplitPattern::gpt2) + "}");
    return sequence_json("pretokenizers", steps);
}

static std::string template_json(const Tokenizer& tokenizer) {
    if (tokenizer.tokens_before.empty() && tokenizer.tokens_after.empty()) return "null";
    std::vector<std::string> parts;
    std::vector<std::string> definitions;
    std::vector<int> ids = tokenizer.tokens_before;
    ids.insert(ids.end(), tokenizer.tokens_after.begin(), tokenizer.tokens_after.end());
    for (size_t i = 0; i < ids.size(); ++i) {
        if (i == tokenizer.tokens_before.size()) parts.push_back("{\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}");
        const std::string name = json_quote(tokenizer.vocabulary.key_of(ids[i]));
        parts.push_back("{\"SpecialToken\": {\"id\": " + name + ", \"type_id\": 0}}");
        const std::string definition =
            name + ": {\"id\": " + name + ", \"ids\": [" + std::to_string(ids[i]) + "], \"tokens\": [" + name + "]}";
        bool is_new = true;
        for (const std::string& known : definitions) {
            is_new = is_new && known != definition;
        }
        if (is_new) definitions.push_back(definition);
    }
    if (tokenizer.tokens_after.empty()) parts.push_back("{\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}");
    return "{\"type\": \"TemplateProcessing\", \"single\": [" + join(parts) + "], \"pair\": [" +
           "{\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}, {\"Sequence\": {\"id\": \"B\", \"type_id\": 1}}], " +
           "\"special_tokens\": {" + join(definitions) + "}}";
}

static std::string decoder_json(const DecoderOptions& decoder) {
    if (decoder.byte_level) {
        return "{\"type\": \"ByteLevel\", \"add_prefix_space\": true, \"trim_offsets\": true, \"use_regex\": true}";
    }
    std::vector<std::string> steps;
    if (!decoder.metaspace.empty())
        steps.push_back(metaspace_json(decoder.metaspace, decoder.metaspace_drops_first ? "always" : "never", true));
    for (const auto& [pattern, content] : decoder.replacements) {
        steps.push_back("{\"type\": \"Replace\", \"pattern\": {\"String\": " + json_quote(pattern) +
                        "}, \"content\": " + json_quote(content) + "}");
    }
    if (decoder.byte_fallback) steps.push_back("{\"type\": \"ByteFallback\"}");
    steps.push_back("{\"type\": \"Fuse\"}");
    if (decoder.strip_count > 0) {
        steps.push_back("{\"type\": \"Strip\", \"content\": " + json_quote(decoder.strip_content) +
                        ", \"start\": " + std::to_string(decoder.strip_count) + ", \"stop\": 0}");
    }
    return sequence_json("decoders", steps);
}

/// "left right", or ["left", "right"] where a token itself holds a space.
static std::string merge_json(const Vocabulary& vocabulary, const MergeTable::Rule& rule) {
    const std::string left(vocabulary.key_of(rule.left));
    const std::string right(vocabulary.key_of(rule.right));
    const bool has_space = left.find(' ') != std::string::npos || right.find(' ') != std::string::npos;
    if (has_space) return "[" + json_quote(left) + ", " + json_quote(right) + "]";
    return json_quote(left + " " + right);
}

static std::string model_json(const Tokenizer& tokenizer) {
    const Vocabulary& vocabulary = tokenizer.vocabulary;
    const std::string unknown =
        tokenizer.unknown_token < 0 ? "null" : json_quote(vocabulary.key_of(tokenizer.unknown_token));
    std::string text =
        "{\n    \"type\": \"BPE\",\n    \"dropout\": null,\n    \"unk_token\": " + unknown +
        ",\n    \"continuing_subword_prefix\": null,\n    \"end_of_word_suffix\": null,\n    \"fuse_unk\": " +
        json_flag(tokenizer.fuse_unknown) + ",\n    \"byte_fallback\": " + json_flag(tokenizer.byte_fallback) +
        ",\n    \"ignore_merges\": " + json_flag(tokenizer.ignore_merges) + ",\n    \"vocab\": {";
    std::string separator = "\n";
    for (int id = 0; id < vocabulary.size(); ++id) {
        if (!vocabulary.has(id) || tokenizer.is_only_added[size_t(id)]) continue;
        text += separator + "      " + json_quote(vocabulary.key_of(id)) + ": " + std::to_string(id);
        separator = ",\n";
    }
    text += "\n    },\n    \"merges\": [";
    separator = "\n";
    for (const MergeTable::Rule& rule : tokenizer.merges.rules()) {
        text += separator + "      " + merge_json(vocabulary, rule);
        separator = ",\n";
    }
    return text + "\n    ]\n  }";
}

std::string tokenizer_to_json(const Tokenizer& tokenizer) {
    std::string text =
        "{\n  \"version\": \"1.0\",\n  \"truncation\": null,\n  \"padding\": null,\n  \"added_tokens\": [";
    std::string separator = "\n";
    for (const AddedToken& token : tokenizer.added_tokens) {
        text += separator + "    " + added_token_json(token);
        separator = ",\n";
    }
    text += "\n  ],\n  \"normalizer\": " + normalizer_json(tokenizer);
    text += ",\n  \"pre_tokenizer\": " + pre_tokenizer_json(tokenizer);
    text += ",\n  \"post_processor\": " + template_json(tokenizer);
    text += ",\n  \"decoder\": " + decoder_json(tokenizer.decoder);
    text += ",\n  \"model\": " + model_json(tokenizer);
    return text + "\n}\n";
}
