#include <unistd.h>
#include <algorithm>

#include "base/utf8.h"
#include "chat/conversation.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/console_text.h"
#include "cli/load.h"
#include "cli/text_options.h"
#include "formats/model_folder.h"

/// Shows one answer as it is made, without the white space that it may begin with.
class ConsoleChatReceiver : public ChatReceiver {
 public:
    void on_turns_dropped(int turns) override {
        write_note("(the context window is full: the oldest " +
                   (turns == 1 ? std::string("turn was") : std::to_string(turns) + " turns were") + " dropped)");
    }

    void on_start() override { started = true; }

    void on_answer_end() override {
        text.end_line();
        flush_out();
    }

    void on_text(std::string_view piece) override {
        if (!text.has_shown()) piece.remove_prefix(std::min(piece.find_first_not_of(" \t\n"), piece.size()));
        text.show(piece);
    }

    bool started = false;
    ConsoleText text;
};

/// The form of this model's conversations: as the user names it, or as the folder says.
static ChatForm choose_form(const Options& options, const Tokenizer& tokenizer, const Config& config) {
    const ModelFolder folder = open_model_folder(model_path(options));
    const ChatSource source = read_chat_source(folder);
    const bool special = options.has("--special");
    const ChatTemplate* named = find_chat_template(options.text("--template", ""));
    if (named != nullptr) return make_chat_form(*named, source, tokenizer, config, special);
    const bool has_template = !source.path.empty();
    const ChatTemplate chat =
        has_template ? recognise_template(source) : template_of_vocabulary(tokenizer, folder.path);
    return make_chat_form(chat, source, tokenizer, config, special);
}

/// The next message: a line, and more lines while each ends in a backslash. False at the end of the input.
static bool read_message(bool is_interactive, std::string& message) {
    message.clear();
    std::string line;
    bool has_line = false;
    bool goes_on = true;
    while (goes_on) {
        if (is_interactive) write_prompt(has_line ? ". " : "> ");
        if (!read_line(line)) break;
        goes_on = !line.empty() && line.back() == '\\';
        if (goes_on) line.pop_back();
        message += (has_line ? "\n" : "") + line;
        has_line = true;
    }
    return has_line;
}

static void write_turn_statistics(const ChatReply& reply) {
    const GenerateResult& result = reply.result;
    write_note(std::to_string(reply.reused) + " tokens reused, " + std::to_string(result.prompt_tokens) +
               " prefilled, " + std::to_string(result.tokens.size()) + " generated (" +
               finish_reason_text(result.finish) + "), " + std::to_string(reply.taken_in) + " read behind the answer");
    const std::string rate = tokens_per_second(result);
    write_note("time to first token " + formatted("%.1f ms", 1000 * result.seconds_to_first_token) +
               (rate.empty() ? "" : ", then " + rate + " tokens per second"));
}

static void write_history(const ChatHistory& history) {
    if (!history.system.empty()) write_note("system: " + history.system);
    for (const ChatTurn& turn : history.turns) {
        write_note("user: " + turn.user);
        write_note("assistant: " + turn.answer);
    }
}

static const char* const command_list =
    "/reset forgets what was said, /history shows it, /quit ends; //text is the message /text";

/// Does what a line that begins with / asks for. False when the conversation is to end.
static bool run_line_command(const std::string& line, Conversation& conversation) {
    if (line == "/quit") return false;
    if (line == "/reset") {
        conversation.reset();
        write_note("(forgotten)");
    } else if (line == "/history") {
        write_history(conversation.history());
    } else {
        write_note("stepwise: there is no command " + one_line(line) + "; " + command_list);
    }
    return true;
}

/// One turn. A message that cannot be sent is told, and the conversation goes on; broken numbers end it.
static void answer(Conversation& conversation, const std::string& message, const std::string& path, bool stats) {
    ConsoleChatReceiver receiver;
    ChatReply reply;
    try {
        reply = conversation.say(message, receiver);
    } catch (const Error& error) {
        if (receiver.text.has_shown()) receiver.text.end_line();
        if (receiver.started) throw broken_model(path, error);
        write_note("stepwise: error: " + one_line(error.what()));
        return;
    }
    finish_output();
    if (stats) write_turn_statistics(reply);
}

static void converse(Conversation& conversation, const std::string& path, bool stats) {
    const bool is_interactive = ::isatty(STDIN_FILENO) != 0;
    if (is_interactive) write_note(std::string("(") + command_list + ")");
    std::string message;
    while (read_message(is_interactive, message)) {
        if (message.find_first_not_of(" \t\r\n") == std::string::npos) continue;
        if (message.rfind("//", 0) == 0) {
            message.erase(0, 1);
        } else if (message[0] == '/') {
            if (!run_line_command(message, conversation)) return;
            continue;
        }
        answer(conversation, message, path, stats);
    }
}

static int run_chat(const Options& options) {
    if (!options.words().empty()) throw UsageError("messages come on standard input, not as arguments");
    const std::string name = options.text("--template", "");
    if (options.has("--template") && find_chat_template(name) == nullptr) {
        throw UsageError("--template must be one of " + chat_template_names() + ", not " + show_bytes(name));
    }
    const GenerateOptions answer_options = text_options(options, 1);
    use_machine_options(options);
    const std::string path = model_path(options);
    Model model = load_model_for(options);
    model.config.window = int(options.integer("--window", model.config.window, 2, model.config.window));
    const Tokenizer tokenizer = load_tokenizer_for(path, model.config.vocab);
    const ChatForm form = choose_form(options, tokenizer, model.config);

    const std::string system = options.text("--system", form.chat.default_system);
    Conversation conversation(model, tokenizer, form, system, answer_options);
    const bool stats = options.has("--stats");
    if (stats) {
        write_note("template " + form.chat.name + ", context window " + std::to_string(model.config.window) +
                   " tokens, seed " + std::to_string(answer_options.seed));
    }
    converse(conversation, path, stats);
    finish_output();
    return 0;
}

Command chat_command() {
    Command command;
    command.name = "chat";
    command.summary = "A conversation: a message a line on standard input, an answer to each on standard output.";
    command.details =
        "A line that ends in a backslash goes on in the next one; empty lines are skipped. Commands:\n"
        "/reset forgets what was said, /history shows it, /quit ends, as the end of the input does.\n"
        "Special tokens like </s> in a message are plain text unless --special is given.";
    command.options = {model_option(), weights_option()};
    command.options.push_back({"--system", "TEXT", "how the model is to behave (what its template says, or nothing)"});
    command.options.push_back({"--template", "NAME", "how turns are written down (what the model folder says)"});
    for (const OptionSpec& option : text_option_specs("at most N tokens an answer (256)")) {
        command.options.push_back(option);
    }
    command.options.push_back({"--window", "N", "use N tokens of the context window (all): what is longer is dropped"});
    command.options.push_back({"--special", "", "take special tokens in messages as such"});
    command.options.push_back({"--stats", "", "tokens reused, read and generated in each turn, on standard error"});
    for (const OptionSpec& option : machine_option_specs()) {
        command.options.push_back(option);
    }
    command.run = run_chat;
    return command;
}
