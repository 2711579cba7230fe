#include <charconv>
#include <climits>

#include "base/utf8.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/explain.h"
#include "cli/load.h"
#include "corpus/document.h"
#include "formats/json.h"
#include "train/token_file.h"

static std::string join_ids(const std::vector<int>& ids, char separator) {
    std::string text;
    text.reserve(6 * ids.size());
    char digits[16];
    for (int id : ids) {
        if (!text.empty()) text += separator;
        text.append(digits, std::to_chars(digits, digits + sizeof(digits), id).ptr);
    }
    return text;
}

/// The text without the brackets around it, where it has them. Throws Error when it has only one of the two.
static std::string without_brackets(const std::string& text) {
    const char* const white_space = " \t\r\n";
    const size_t first = text.find_first_not_of(white_space);
    const size_t last = text.find_last_not_of(white_space);
    if (first == std::string::npos) return "";
    const bool opens = text[first] == '[';
    const bool closes = text[last] == ']';
    if (opens != closes)
        throw Error(opens ? "the list of ids has no ] at its end" : "the list of ids has no [ before it");
    return opens ? text.substr(first + 1, last - first - 1) : text;
}

/// Ids as people write them: "1 2 3", "1, 2, 3", "[1, 2, 3]".
static std::vector<int> parse_ids(const std::string& written) {
    std::string text = without_brackets(written);
    for (char& c : text) {
        if (c == ',' || c == '\n' || c == '\t' || c == '\r') c = ' ';
    }
    std::vector<int> ids;
    size_t position = text.find_first_not_of(' ');
    while (position != std::string::npos) {
        const size_t end = std::min(text.find(' ', position), text.size());
        const std::string word = text.substr(position, end - position);
        const int id = token_id_of(word);
        if (id < 0) throw Error(show_bytes(word) + " is no token id");
        ids.push_back(id);
        position = text.find_first_not_of(' ', end);
    }
    return ids;
}

/// The value of a line of --jsonl: itself, or the member of that name where it is an object.
static const JsonValue& line_value(const JsonDocument& json, const char* key) {
    if (json.root().kind == JsonValue::Kind::object) return json.get(json.root(), key);
    return json.root();
}

static std::string encode_json_line(const Tokenizer& tokenizer, const JsonDocument& json,
                                    const EncodeOptions& encode_options) {
    const std::string_view text = json.string(line_value(json, "text"));
    return "[" + join_ids(encode(tokenizer, text, encode_options), ',') + "]\n";
}

static std::string decode_json_line(const Tokenizer& tokenizer, const JsonDocument& json) {
    std::vector<int> ids;
    for (const JsonValue& item : json.array(line_value(json, "ids"))) {
        ids.push_back(int(json.integer(item, 0, INT_MAX)));
    }
    return json_quote(decode(tokenizer, ids)) + "\n";
}

/// What --save collects: the documents as ids, each with the end token behind it.
struct DocumentSaver {
    std::string path;  // empty: nothing is saved
    int end_token = -1;
    float answer_weight = 1;
    TokenFile file;
};

static DocumentSaver make_saver(const Options& options, const Tokenizer& tokenizer) {
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

static void save_json_line(const Tokenizer& tokenizer, const JsonDocument& json, const EncodeOptions& encode_options,
                           DocumentSaver& saver) {
    std::vector<int> ids = encode(tokenizer, json.string(line_value(json, "text")), encode_options);
    if (saver.end_token >= 0) ids.push_back(saver.end_token);
    add_document(saver.file, ids);
    weigh_answers(tokenizer, json, encode_options.add_template ? tokenizer.tokens_before.size() : 0, saver);
}

static std::string run_json_line(const Tokenizer& tokenizer, std::string_view line, const std::string& name,
                                 const EncodeOptions& encode_options, bool decode_ids, DocumentSaver& saver) {
    const JsonDocument json(line, name);
    if (!saver.path.empty()) {
        save_json_line(tokenizer, json, encode_options, saver);
        return "";
    }
    return decode_ids ? decode_json_line(tokenizer, json) : encode_json_line(tokenizer, json, encode_options);
}

/// One JSON value a line in, one a line out, each as soon as it is there. The first bad line ends it, with its
/// number.
static void run_json_lines(const Tokenizer& tokenizer, const EncodeOptions& encode_options, bool decode_ids,
                           DocumentSaver& saver) {
    std::string line;
    int64_t line_number = 0;
    while (read_line(line)) {
        const std::string name = "standard input, line " + std::to_string(++line_number);
        try {
            write_out(run_json_line(tokenizer, line, name, encode_options, decode_ids, saver));
        } catch (const Error& error) {
            const std::string message = error.what();
            const bool names_the_line = message.rfind(name, 0) == 0;
            throw Error(names_the_line ? message : name + ": " + message);
        }
        flush_out();
    }
    if (saver.path.empty()) return;
    write_token_file(saver.path, saver.file);
    write_note("wrote " + std::to_string(saver.file.tokens.size()) + " tokens of " +
               std::to_string(saver.file.documents()) + " documents to " + saver.path);
}

static void print_pieces(const Tokenizer& tokenizer, const std::vector<int>& ids) {
    for (int id : ids) {
        write_out(std::to_string(id) + "\t" + show_bytes(tokenizer.token_text[size_t(id)]) + "\n");
    }
}

static void check_combination(const Options& options) {
    if (!options.words().empty()) throw UsageError("the text comes on standard input, not as an argument");
    const int ways = int(options.has("--pieces")) + int(options.has("--explain")) + int(options.has("--jsonl"));
    if (ways > 1) throw UsageError("only one of --pieces, --explain and --jsonl at a time");
    const bool decode_shown = options.has("--decode") && (options.has("--pieces") || options.has("--explain"));
    if (decode_shown) throw UsageError("--decode goes with --jsonl only");
    const bool saves = options.has("--save");
    if (saves && (!options.has("--jsonl") || options.has("--decode")))
        throw UsageError("--save goes with --jsonl, and not with --decode");
    if (options.has("--answer-weight") && !saves) throw UsageError("--answer-weight goes with --save");
    if (options.has("--end") && !saves) throw UsageError("--end goes with --save");
}

static int run_tokenize(const Options& options) {
    check_combination(options);
    use_threads_option(options);
    const Tokenizer tokenizer = load_tokenizer(model_path(options));
    EncodeOptions encode_options;
    encode_options.add_template = !options.has("--no-special");
    encode_options.find_added_tokens = !options.has("--no-special");
    if (options.has("--jsonl")) {
        DocumentSaver saver = make_saver(options, tokenizer);
        run_json_lines(tokenizer, encode_options, options.has("--decode"), saver);
    } else if (options.has("--decode")) {
        write_out(decode(tokenizer, parse_ids(read_standard_input())));
    } else {
        std::vector<ExplainedPiece> explained;
        const bool explain = options.has("--explain");
        const std::vector<int> ids =
            encode(tokenizer, read_standard_input(), encode_options, explain ? &explained : nullptr);
        for (const ExplainedPiece& piece : explained) {
            write_out(explain_piece(tokenizer, piece));
        }
        if (options.has("--pieces"))
            print_pieces(tokenizer, ids);
        else if (!explain)
            write_out(join_ids(ids, ' ') + "\n");
    }
    finish_output();
    return 0;
}

Command tokenize_command() {
    Command command;
    command.name = "tokenize";
    command.summary = "Text on standard input to token ids on one line, or back with --decode.";
    command.details =
        "Every byte of the input counts, a line feed at its end too (printf '%s' \"text\" sends none).\n"
        "Special tokens are treated as the file says: its post-processor adds them, its added tokens are found\n"
        "in the text. --decode takes off again what the post-processor adds.";
    command.options = {
        {"--model", "PATH", "a model folder, a tokenizer.json or a FILE.tiktoken (the default model)"},
        {"--pieces", "", "one token a line: its id and its text"},
        {"--decode", "", "ids on standard input to text; the bytes are written as they are"},
        {"--explain", "", "each piece of the text, merge by merge"},
        {"--jsonl", "",
         "a JSON string (or {\"text\": ..}) a line in, an array of ids a line out; with --decode the reverse"},
        {"--save", "FILE", "with --jsonl: each line is a document; write their ids to a token file for `train`"},
        {"--end", "TEXT", "with --save: the special token that is put behind each document"},
        {"--answer-weight", "X", "with --save: how much the answers to a line's \"questions\" count in training (1)"},
        {"--no-special", "", "plain text, all of it: no special tokens are added or found"},
        threads_option(),
    };
    command.run = run_tokenize;
    return command;
}
