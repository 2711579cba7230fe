#include "cli/document_saver.h"

#include "base/utf8.h"
#include "corpus/document.h"

const JsonValue& line_value(const JsonDocument& json, const char* key) {
    if (json.root().kind == JsonValue::Kind::object) return json.get(json.root(), key);
    return json.root();
}

DocumentSaver make_saver(const Options& options, const Tokenizer& tokenizer) {
    DocumentSaver saver;
    saver.path = options.text("--save", "");
    saver.answer_weight = float(options.number("--answer-weight", 1, 0, 1e6));
    const std::string end = options.text("--end", "");
    if (end.empty()) return saver;
    for (const AddedToken& token : tokenizer.added_tokens) {
        if (token.content == end) saver.end_token = token.id;
    }
    if (saver.end_token < 0) throw Error("--end " + show_bytes(end) + ": the tokenizer has no such special token");
    return saver;
}

/// Gives the predictions of the last document's tokens that begin at bytes first_byte .. last_byte of its text a weight.
static void weigh_bytes(const Tokenizer& tokenizer, DocumentSaver& saver, size_t template_tokens, size_t first_byte,
                        size_t last_byte) {
    const size_t first = size_t(saver.file.starts[saver.file.starts.size() - 2]);
    size_t offset = 0;  // of the token, in bytes of the text
    for (size_t i = first + template_tokens; i < saver.file.tokens.size(); ++i) {
        if (offset >= first_byte && offset <= last_byte) saver.file.weights[i] = saver.answer_weight;
        offset += tokenizer.token_text[size_t(saver.file.tokens[i])].size();
    }
}

/// Gives the predictions of an answer's tokens, and of the token behind it, their weight: "questions" of the line tells
/// where each answer begins, in bytes of the text, and what it is.
static void weigh_answers(const Tokenizer& tokenizer, const JsonDocument& json, size_t template_tokens,
                          DocumentSaver& saver) {
    if (json.root().kind != JsonValue::Kind::object) return;
    const JsonValue* questions = json.find(json.root(), "questions");
    if (!is_given(questions)) return;
    const std::string text(json.string(line_value(json, "text")));
    for (const JsonValue& question : json.array(*questions)) {
        const size_t begin = size_t(json.integer(json.get(question, "prompt_bytes"), 0, INT64_MAX));
        const size_t end = end_of_answer(text, begin, std::string(json.string(json.get(question, "answer"))));
        weigh_bytes(tokenizer, saver, template_tokens, begin, end);
    }
}

void save_json_line(const Tokenizer& tokenizer, const JsonDocument& json, const EncodeOptions& encode_options,
                    DocumentSaver& saver) {
    std::vector<int> ids = encode(tokenizer, json.string(line_value(json, "text")), encode_options);
    if (saver.end_token >= 0) ids.push_back(saver.end_token);
    add_document(saver.file, ids);
    weigh_answers(tokenizer, json, encode_options.add_template ? tokenizer.tokens_before.size() : 0, saver);
}
