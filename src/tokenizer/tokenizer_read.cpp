#include <algorithm>
#include <unordered_set>

#include "formats/json.h"
#include "formats/mapped_file.h"
#include "tokenizer/tokenizer.h"
#include "tokenizer/tokenizer_read_steps.h"

constexpr size_t most_added_tokens = 1024;  // that are expected

static void read_vocabulary(const JsonDocument& json, const JsonValue& model, Tokenizer& tokenizer) {
    const std::vector<JsonValue>& entries = json.object(json.get(model, "vocab"));
    tokenizer.vocabulary = Vocabulary(entries.size() + most_added_tokens);
    for (const JsonValue& entry : entries) {
        const int id = int(json.integer(entry, 0, Vocabulary::max_id));
        if (tokenizer.vocabulary.has(id)) {
            json.fail(entry, "the id " + std::to_string(id) + " of " + json_quote(entry.key) + " is taken by " +
                                 json_quote(tokenizer.vocabulary.key_of(id)));
        }
        tokenizer.vocabulary.add(entry.key, id);
    }
}

/// A merge is written "left right" or ["left", "right"].
static void read_merge(const JsonDocument& json, const JsonValue& item, std::string_view& left,
                       std::string_view& right) {
    if (item.kind == JsonValue::Kind::array) {
        if (item.items.size() != 2) json.fail(item, "a merge must name two tokens");
        left = json.string(item.items[0]);
        right = json.string(item.items[1]);
        return;
    }
    const std::string_view line = json.string(item);
    const size_t space = line.find(' ');
    if (space == std::string_view::npos || line.find(' ', space + 1) != std::string_view::npos) {
        json.fail(item, "the merge " + json_quote(line) + " is not two tokens with one space between them");
    }
    left = line.substr(0, space);
    right = line.substr(space + 1);
}

static int known_token(const JsonDocument& json, const JsonValue& at, const Vocabulary& vocabulary,
                       std::string_view key) {
    const int id = vocabulary.id_of(key);
    if (id < 0) json.fail(at, "the token " + json_quote(key) + " is not in the vocabulary");
    return id;
}

/// The token that a merge makes. Files list merges in the order of what they make, so it is nearly always the token that
/// the last merge made, or the next one: the table is asked only where it is neither.
static int merge_result(const Vocabulary& vocabulary, std::string_view joined, int last_result) {
    for (int id : {last_result, last_result + 1}) {
        if (vocabulary.has(id) && vocabulary.key_of(id) == joined) return id;
    }
    return vocabulary.id_of(joined);
}

struct MergeLine {
    std::string_view left;
    std::string_view right;
};

/// Merges are read some at a time: first all their tokens are told to the table, then looked up. A large table lies beyond the
/// nearest caches, and so it answers many at once in the time of one.
static void read_merges(const JsonDocument& json, const JsonValue& model, Tokenizer& tokenizer) {
    constexpr size_t at_a_time = 16;
    const std::vector<JsonValue>& items = json.array(json.get(model, "merges"));
    const Vocabulary& vocabulary = tokenizer.vocabulary;
    std::vector<MergeTable::Rule> rules;
    rules.reserve(items.size());
    std::string joined;
    MergeLine lines[at_a_time];
    for (size_t first = 0; first < items.size(); first += at_a_time) {
        const size_t count = std::min(at_a_time, items.size() - first);
        for (size_t i = 0; i < count; ++i) {
            read_merge(json, items[first + i], lines[i].left, lines[i].right);
            vocabulary.expect(lines[i].left);
            vocabulary.expect(lines[i].right);
        }
        for (size_t i = 0; i < count; ++i) {
            const JsonValue& item = items[first + i];
            joined.assign(lines[i].left);
            joined.append(lines[i].right);
            MergeTable::Rule rule;
            rule.left = known_token(json, item, vocabulary, lines[i].left);
            rule.right = known_token(json, item, vocabulary, lines[i].right);
            rule.result = merge_result(vocabulary, joined, rules.empty() ? 0 : rules.back().result);
            if (rule.result < 0) rule.result = known_token(json, item, vocabulary, joined);
            rule.rank = int(rules.size());
            rules.push_back(rule);
        }
    }
    tokenizer.merges = MergeTable(std::move(rules));
}

/// Options of the model that change what it does and are not done here.
static void refuse_model_options(const JsonDocument& json, const JsonValue& model) {
    const JsonValue* type = json.find(model, "type");
    if (is_given(type) && json.string(*type) != "BPE") {
        json.fail(*type, "the tokenizer model " + json_quote(type->text) + " is not supported; supported: BPE");
    }
    const JsonValue* dropout = json.find(model, "dropout");
    if (is_given(dropout) && json.number(*dropout) != 0) json.fail(*dropout, "BPE dropout is not supported");
    for (const char* key : {"continuing_subword_prefix", "end_of_word_suffix"}) {
        const JsonValue* affix = json.find(model, key);
        if (is_given(affix) && !json.string(*affix).empty()) {
            json.fail(*affix, json_quote(key) + " is not supported, it must be empty");
        }
    }
}

static void read_model(const JsonDocument& json, const JsonValue& model, Tokenizer& tokenizer) {
    refuse_model_options(json, model);
    read_vocabulary(json, model, tokenizer);
    read_merges(json, model, tokenizer);
    tokenizer.byte_fallback = flag_or(json, model, "byte_fallback", false);
    tokenizer.fuse_unknown = flag_or(json, model, "fuse_unk", false);
    tokenizer.ignore_merges = flag_or(json, model, "ignore_merges", false);
    const JsonValue* unknown = json.find(model, "unk_token");
    if (is_given(unknown)) {
        tokenizer.unknown_token = known_token(json, *unknown, tokenizer.vocabulary, json.string(*unknown));
    }
}

/// `only_added` are ids that an added token brought in, so that one that is listed twice stays what it is.
static void read_added_token(const JsonDocument& json, const JsonValue& item, Tokenizer& tokenizer,
                             std::unordered_set<int>& only_added) {
    AddedToken token;
    token.id = int(json.integer(json.get(item, "id"), 0, Vocabulary::max_id));
    token.content = std::string(json.string(json.get(item, "content")));
    token.special = flag_or(json, item, "special", false);
    token.normalized = flag_or(json, item, "normalized", !token.special);
    token.single_word = flag_or(json, item, "single_word", false);
    token.lstrip = flag_or(json, item, "lstrip", false);
    token.rstrip = flag_or(json, item, "rstrip", false);
    if (token.content.empty()) json.fail(item, "an added token must not be empty");
    const int known_id = tokenizer.vocabulary.id_of(token.content);
    if (known_id >= 0 && known_id != token.id) {
        json.fail(item, "the added token " + json_quote(token.content) + " has id " + std::to_string(token.id) +
                            ", but in the vocabulary it has " + std::to_string(known_id));
    }
    token.in_model = known_id >= 0 && only_added.count(known_id) == 0;
    if (known_id < 0) {
        only_added.insert(token.id);
        if (tokenizer.vocabulary.has(token.id)) {
            json.fail(item, "the id " + std::to_string(token.id) + " of the added token " + json_quote(token.content) +
                                " is taken by " + json_quote(tokenizer.vocabulary.key_of(token.id)));
        }
        tokenizer.vocabulary.add(token.content, token.id);
    }
    tokenizer.added_tokens.push_back(token);
}

Tokenizer read_tokenizer(const std::string& path) {
    const std::shared_ptr<MappedFile> file = MappedFile::open(path);
    const JsonDocument json(file->text(), path);
    const JsonValue& root = json.root();
    Tokenizer tokenizer;
    read_model(json, json.get(root, "model"), tokenizer);
    const JsonValue* added = json.find(root, "added_tokens");
    if (is_given(added)) {
        std::unordered_set<int> only_added;
        for (const JsonValue& item : json.array(*added)) {
            read_added_token(json, item, tokenizer, only_added);
        }
    }
    const JsonValue* normalizer = json.find(root, "normalizer");
    const JsonValue* pre_tokenizer = json.find(root, "pre_tokenizer");
    const JsonValue* post_processor = json.find(root, "post_processor");
    const JsonValue* decoder = json.find(root, "decoder");
    if (is_given(normalizer)) read_normalizer(json, *normalizer, tokenizer);
    if (is_given(pre_tokenizer)) read_pre_tokenizer(json, *pre_tokenizer, tokenizer);
    if (is_given(post_processor)) read_post_processor(json, *post_processor, tokenizer);
    if (is_given(decoder)) read_decoder(json, *decoder, tokenizer.decoder);
    prepare_tokenizer(tokenizer);
    return tokenizer;
}
