#include <charconv>
#include <climits>
#include <filesystem>

#include "base/utf8.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/document_saver.h"
#include "cli/explain.h"
#include "cli/load.h"
#include "cli/token_budget.h"
#include "formats/default_model.h"
#include "formats/json.h"
#include "formats/model_folder.h"
#include "model/config.h"

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

static std::string count_json_line(const Tokenizer& tokenizer, const JsonDocument& json,
                                   const EncodeOptions& encode_options) {
    return std::to_string(encode(tokenizer, json.string(line_value(json, "text")), encode_options).size()) + "\n";
}

/// What a line of --jsonl becomes.
enum class LineKind { ids, text, count };

static LineKind line_kind(const Options& options) {
    if (options.has("--decode")) return LineKind::text;
    return options.has("--count") ? LineKind::count : LineKind::ids;
}

static std::string run_json_line(const Tokenizer& tokenizer, std::string_view line, const std::string& name,
                                 const EncodeOptions& encode_options, LineKind kind, DocumentSaver& saver) {
    const JsonDocument json(line, name);
    if (!saver.path.empty()) {
        save_json_line(tokenizer, json, encode_options, saver);
        return "";
    }
    if (kind == LineKind::count) return count_json_line(tokenizer, json, encode_options);
    return kind == LineKind::text ? decode_json_line(tokenizer, json)
                                  : encode_json_line(tokenizer, json, encode_options);
}

/// One JSON value a line in, one a line out, each as soon as it is there. The first bad line ends it, with its
/// number.
static void run_json_lines(const Tokenizer& tokenizer, const EncodeOptions& encode_options, LineKind kind,
                           DocumentSaver& saver) {
    std::string line;
    int64_t line_number = 0;
    while (read_line(line)) {
        const std::string name = "standard input, line " + std::to_string(++line_number);
        try {
            write_out(run_json_line(tokenizer, line, name, encode_options, kind, saver));
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

/// The context window of the model folder; 0 where --model names a tokenizer alone.
static int64_t window_of_model(const std::string& path) {
    std::error_code ignored;
    if (path == default_model_path) return read_config(open_model_folder(path)).window;
    const bool has_config = std::filesystem::exists(std::filesystem::path(path) / "config.json", ignored);
    return has_config ? read_config(open_model_folder(path)).window : 0;
}

static void check_combination(const Options& options) {
    check_budget_options(options);
    if (!options.words().empty()) throw UsageError("the text comes on standard input, not as an argument");
    const int ways = int(options.has("--pieces")) + int(options.has("--explain")) + int(options.has("--jsonl"));
    if (ways > 1) throw UsageError("only one of --pieces, --explain and --jsonl at a time");
    const bool shows_more = options.has("--pieces") || options.has("--explain") || options.has("--decode");
    if (options.has("--count") && (shows_more || options.has("--save")))
        throw UsageError("--count goes alone, or with --jsonl");
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
        run_json_lines(tokenizer, encode_options, line_kind(options), saver);
    } else if (options.has("--count")) {
        const std::string text = read_standard_input();
        const int64_t tokens = int64_t(encode(tokenizer, text, encode_options).size());
        print_budget(options, tokens, options.has("--window") ? 0 : window_of_model(model_path(options)));
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
        {"--count", "", "how many tokens the text has and how they fit the window; with --jsonl one count a line"},
        {"--price-in", "X", "with --count: what a million tokens of prompt cost, in any currency"},
        {"--price-out", "Y", "with --count: what a million tokens of completion cost"},
        {"--max-tokens", "N", "with --count: how many tokens the completion is assumed to have (0)"},
        {"--window", "N", "with --count: the context window (that of the model's folder)"},
        {"--save", "FILE", "with --jsonl: each line is a document; write their ids to a token file for `train`"},
        {"--end", "TEXT", "with --save: the special token that is put behind each document"},
        {"--answer-weight", "X", "with --save: how much the answers to a line's \"questions\" count in training (1)"},
        {"--no-special", "", "plain text, all of it: no special tokens are added or found"},
        threads_option(),
    };
    command.run = run_tokenize;
    return command;
}
