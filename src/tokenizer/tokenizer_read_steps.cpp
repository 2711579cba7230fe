#include "tokenizer/tokenizer_read_steps.h"

#include <algorithm>

#include "tokenizer/nfc.h"

std::string_view type_of(const JsonDocument& json, const JsonValue& part) {
    return json.string(json.get(part, "type"));
}

bool flag_or(const JsonDocument& json, const JsonValue& object, const char* key, bool otherwise) {
    const JsonValue* value = json.find(object, key);
    return is_given(value) ? json.boolean(*value) : otherwise;
}

std::vector<const JsonValue*> steps_of(const JsonDocument& json, const JsonValue& part, const char* list_key) {
    if (type_of(json, part) != "Sequence") return {&part};
    std::vector<const JsonValue*> steps;
    for (const JsonValue& item : json.array(json.get(part, list_key))) {
        steps.push_back(&item);
    }
    return steps;
}

/// {"String": "x"}, which is never empty.
static std::string read_string_pattern(const JsonDocument& json, const JsonValue& owner) {
    const JsonValue& pattern = json.get(owner, "pattern");
    const JsonValue* literal = json.find(pattern, "String");
    if (literal == nullptr) {
        const JsonValue* regex = json.find(pattern, "Regex");
        const std::string text = regex == nullptr ? "" : " " + json_quote(json.string(*regex));
        json.fail(pattern, "the pattern" + text + " is not supported; only {\"String\": ..} is");
    }
    if (json.string(*literal).empty()) json.fail(*literal, "an empty pattern fits everywhere");
    return std::string(literal->text);
}

/// A file cannot ask for a text that grows without bound from step to step, nor for endless steps.
static void check_growth(const JsonDocument& json, const JsonValue& part, double growth, size_t steps) {
    if (growth > 1000) json.fail(part, "these steps could make a text more than 1000 times as long");
    if (steps > 100) json.fail(part, "more than 100 steps");
}

/// How much longer one replacement can make a text.
static double growth_of(const std::string& pattern, const std::string& content) {
    return std::max(1.0, double(content.size()) / double(pattern.size()));
}

void read_normalizer(const JsonDocument& json, const JsonValue& part, Tokenizer& tokenizer) {
    for (const JsonValue* step : steps_of(json, part, "normalizers")) {
        const JsonValue& item = *step;
        const std::string_view type = type_of(json, item);
        if (type == "Prepend") {
            const std::string content(json.string(json.get(item, "prepend")));
            tokenizer.normalizer.push_back({NormalizerStep::Kind::prepend, "", content});
        } else if (type == "Replace") {
            const std::string content(json.string(json.get(item, "content")));
            tokenizer.normalizer.push_back({NormalizerStep::Kind::replace, read_string_pattern(json, item), content});
        } else if (type == "NFC") {
            tokenizer.normalizer.push_back({NormalizerStep::Kind::nfc, "", ""});
        } else {
            json.fail(item, "the normalizer " + json_quote(type) +
                                " is not supported; supported: NFC, Prepend, Replace, Sequence");
        }
    }
    double growth = 1;
    for (const NormalizerStep& step : tokenizer.normalizer) {
        if (step.kind == NormalizerStep::Kind::replace) growth *= growth_of(step.pattern, step.content);
        if (step.kind == NormalizerStep::Kind::nfc) growth *= largest_nfc_growth;
    }
    check_growth(json, part, growth, tokenizer.normalizer.size());
}

static void read_strip(const JsonDocument& json, const JsonValue& step, DecoderOptions& decoder) {
    decoder.strip_content = std::string(json.string(json.get(step, "content")));
    decoder.strip_count = int(json.integer(json.get(step, "start"), 0, 1000));
    if (json.integer(json.get(step, "stop"), 0, 1000) != 0) {
        json.fail(step, "a Strip decoder that takes something off the end is not supported");
    }
    if (decoder.strip_content.empty()) json.fail(step, "a Strip decoder must say what it takes off");
}

[[noreturn]] static void refuse_decoder_place(const JsonDocument& json, const JsonValue& step) {
    json.fail(step, "the decoder " + json_quote(type_of(json, step)) +
                        " does not stand here; supported is ByteLevel alone, or Metaspace, ByteFallback, Fuse, or "
                        "Replace, ByteFallback, Fuse, Strip in this order");
}

/// A Metaspace decoder writes a space for each of its characters, but in the first token it drops them: the encoder has put
/// one there.
static void read_metaspace_decoder(const JsonDocument& json, const JsonValue& step, DecoderOptions& decoder) {
    decoder.metaspace = read_metaspace_character(json, step);
    decoder.metaspace_drops_first = read_prepend_scheme(json, step) != PrependScheme::never;
}

/// Either ByteLevel alone, or, in this order, what is done to each token (Metaspace or Replace, ByteFallback), Fuse, and
/// what is done to the whole text (Strip).
void read_decoder(const JsonDocument& json, const JsonValue& part, DecoderOptions& decoder) {
    const std::vector<std::string_view> order = {"Metaspace", "Replace", "ByteFallback", "Fuse", "Strip"};
    size_t place = 0;
    bool is_fused = false;
    const std::vector<const JsonValue*> steps = steps_of(json, part, "decoders");
    for (const JsonValue* step : steps) {
        const std::string_view type = type_of(json, *step);
        if (type == "ByteLevel" && steps.size() == 1) {
            decoder.byte_level = true;
            return;
        }
        const size_t found = size_t(std::find(order.begin(), order.end(), type) - order.begin());
        if (found == order.size() && type != "ByteLevel") {
            json.fail(
                *step,
                "the decoder " + json_quote(type) +
                    " is not supported; supported: ByteLevel, Metaspace, Replace, ByteFallback, Fuse, Strip, Sequence");
        }
        if (found == order.size() || found < place) refuse_decoder_place(json, *step);
        place = found;
        const bool is_metaspaced = !decoder.metaspace.empty();
        if (is_metaspaced && (type == "Metaspace" || type == "Replace" || type == "Strip"))
            refuse_decoder_place(json, *step);
        if (type == "Metaspace") {
            read_metaspace_decoder(json, *step, decoder);
        } else if (type == "Replace") {
            decoder.replacements.emplace_back(read_string_pattern(json, *step),
                                              json.string(json.get(*step, "content")));
        } else if (type == "ByteFallback") {
            decoder.byte_fallback = true;
        } else if (type == "Strip") {
            if (decoder.strip_count > 0) refuse_decoder_place(json, *step);  // a second one
            read_strip(json, *step, decoder);
            const bool strips_each_token = !is_fused;
            if (decoder.strip_count > 0 && strips_each_token) refuse_decoder_place(json, *step);
        } else {
            is_fused = true;
        }
    }
    double growth = 1;
    for (const auto& [pattern, content] : decoder.replacements) {
        growth *= growth_of(pattern, content);
    }
    check_growth(json, part, growth, steps.size());
}

/// The ids that a template's special token stands for.
static std::vector<int> template_token_ids(const JsonDocument& json, const JsonValue& processor,
                                           const JsonValue& special, const Tokenizer& tokenizer) {
    const std::string_view name = json.string(json.get(special, "id"));
    const JsonValue& entry = json.get(json.get(processor, "special_tokens"), name);
    std::vector<int> ids;
    const JsonValue& listed = json.get(entry, "ids");
    if (json.array(listed).size() > 100) json.fail(listed, "a special token of more than 100 ids");
    for (const JsonValue& item : listed.items) {
        const int id = int(json.integer(item, 0, Vocabulary::max_id));
        if (!tokenizer.vocabulary.has(id))
            json.fail(item, "id " + std::to_string(id) + " is no token of the vocabulary");
        ids.push_back(id);
    }
    return ids;
}

/// TemplateProcessing for one text: special tokens, the text once ("A"), special tokens.
static void read_template(const JsonDocument& json, const JsonValue& processor, Tokenizer& tokenizer) {
    bool text_seen = false;
    const JsonValue& single = json.get(processor, "single");
    if (json.array(single).size() > 100) json.fail(single, "a template of more than 100 parts");
    for (const JsonValue& part : json.array(single)) {
        const JsonValue* special = json.find(part, "SpecialToken");
        if (special != nullptr) {
            std::vector<int>& ids = text_seen ? tokenizer.tokens_after : tokenizer.tokens_before;
            for (int id : template_token_ids(json, processor, *special, tokenizer)) {
                ids.push_back(id);
            }
            continue;
        }
        const JsonValue& sequence = json.get(part, "Sequence");
        if (text_seen || json.string(json.get(sequence, "id")) != "A") {
            json.fail(part, "the template for a single text must hold the sequence A once");
        }
        text_seen = true;
    }
    if (!text_seen) json.fail(single, "the template for a single text does not hold the sequence A");
}

void read_post_processor(const JsonDocument& json, const JsonValue& part, Tokenizer& tokenizer) {
    for (const JsonValue* step : steps_of(json, part, "processors")) {
        const JsonValue& item = *step;
        const std::string_view type = type_of(json, item);
        if (type == "TemplateProcessing") {
            const bool is_second = !tokenizer.tokens_before.empty() || !tokenizer.tokens_after.empty();
            if (is_second) json.fail(item, "a second template is not supported");
            read_template(json, item, tokenizer);
        } else if (type != "ByteLevel") {  // ByteLevel only moves offsets into the text, which are not kept here
            json.fail(item, "the post-processor " + json_quote(type) +
                                " is not supported; supported: TemplateProcessing, ByteLevel, Sequence");
        }
    }
}
