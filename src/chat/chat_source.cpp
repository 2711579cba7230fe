#include "chat/chat_source.h"

#include "base/error.h"
#include "formats/json.h"
#include "formats/mapped_file.h"

constexpr size_t most_bytes_of_template = 1 << 20;  // published ones have up to some 20,000

static std::string with_line_feeds(std::string_view text) {
    std::string made;
    for (size_t i = 0; i < text.size(); ++i) {
        const bool is_line_feed = text[i] == '\\' && i + 1 < text.size() && text[i + 1] == 'n';
        made += is_line_feed ? '\n' : text[i];
        if (is_line_feed) ++i;
    }
    return made;
}

static std::string checked_template(std::string_view text, const std::string& path) {
    if (text.size() > most_bytes_of_template) {
        throw Error(path + ": the chat template has " + std::to_string(text.size()) + " bytes; that is no template");
    }
    return with_line_feeds(text);
}

/// The template that the list names "default".
static std::string_view default_template(const JsonDocument& json, const JsonValue& list) {
    std::string names;
    for (const JsonValue& item : json.array(list)) {
        const std::string name(json.string(json.get(item, "name")));
        const std::string_view text = json.string(json.get(item, "template"));
        if (name == "default") return text;
        names += (names.empty() ? "" : ", ") + json_quote(name);
    }
    json.fail(list, "none of the chat templates is named \"default\"" + (names.empty() ? "" : "; there are: " + names));
}

/// A token's text: as a string, or as an object with "content"; empty where there is none.
static std::string token_text(const JsonDocument& json, const char* key) {
    const JsonValue* value = json.find(json.root(), key);
    if (!is_given(value)) return "";
    if (value->kind == JsonValue::Kind::object) return std::string(json.string(json.get(*value, "content")));
    return std::string(json.string(*value));
}

static void read_tokenizer_config(const std::string& path, ChatSource& source) {
    const std::shared_ptr<MappedFile> file = MappedFile::open(path);
    const JsonDocument json(file->text(), path);
    source.bos_token = token_text(json, "bos_token");
    source.eos_token = token_text(json, "eos_token");
    const JsonValue* chat = json.find(json.root(), "chat_template");
    if (!is_given(chat)) return;
    const bool is_list = chat->kind == JsonValue::Kind::array;
    source.text = checked_template(is_list ? default_template(json, *chat) : json.string(*chat), path);
    source.path = path;
}

ChatSource read_chat_source(const ModelFolder& folder) {
    ChatSource source;
    if (!folder.tokenizer_config.empty()) read_tokenizer_config(folder.tokenizer_config, source);
    if (!folder.chat_template.empty()) {
        source.path = folder.chat_template;
        source.text = checked_template(MappedFile::open(folder.chat_template)->text(), source.path);
    }
    return source;
}
