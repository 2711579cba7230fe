#include "chat/chat_form.h"

#include <algorithm>

#include "base/error.h"
#include "base/utf8.h"

static bool holds_all(const std::string& text, const std::vector<std::string>& marks) {
    for (const std::string& mark : marks) {
        if (text.find(mark) == std::string::npos) return false;
    }
    return true;
}

static bool holds_any(const std::string& text, const std::vector<std::string>& marks) {
    for (const std::string& mark : marks) {
        if (text.find(mark) != std::string::npos) return true;
    }
    return false;
}

/// What the template says to a model whose user gave no text for the system: written out between the two signs, while a
/// given text would stand there as an expression, behind a quotation mark.
static std::string default_system_in(const std::string& text, const ChatTemplate& chat) {
    if (chat.system_place != SystemPlace::own_turn || chat.always_system) return "";
    const std::string end_sign = chat.after_system.substr(0, chat.after_system.find('\n'));
    for (size_t at = text.find(chat.before_system); at != std::string::npos;
         at = text.find(chat.before_system, at + 1)) {
        const size_t begin = at + chat.before_system.size();
        const size_t end = text.find(end_sign, begin);
        if (end == std::string::npos) return "";
        const std::string between = text.substr(begin, end - begin);
        if (!between.empty() && between.find_first_of("'\"{}") == std::string::npos) return between;
    }
    return "";
}

/// The signs in a template that look like control tokens, for a message: the first few that stand between < and > or [ and ].
static std::string signs_in(const std::string& text) {
    std::vector<std::string> signs;
    for (size_t i = 0; i < text.size() && signs.size() < 5; ++i) {
        if (text[i] != '<' && text[i] != '[') continue;
        const size_t end = text.find_first_of("<>[]'\"\n {}", i + 1);
        const char closing = text[i] == '<' ? '>' : ']';
        if (end == std::string::npos || text[end] != closing || end < i + 3 || end > i + 40) continue;
        const std::string sign = text.substr(i, end + 1 - i);
        const bool is_number = sign.find_first_not_of("0123456789:-[]") == std::string::npos;
        if (!is_number && std::find(signs.begin(), signs.end(), sign) == signs.end()) signs.push_back(sign);
    }
    std::string list;
    for (const std::string& sign : signs) {
        list += (list.empty() ? "" : " ") + one_line(sign);
    }
    return list.empty() ? "it holds no signs like <|user|> or [INST]" : "the signs in it are " + list;
}

ChatTemplate recognise_template(const ChatSource& source) {
    for (const ChatTemplate& known : chat_templates()) {
        if (known.marks.empty() || !holds_all(source.text, known.marks) || holds_any(source.text, known.unlike))
            continue;
        ChatTemplate chat = known;
        chat.begins = source.text.find("bos_token") != std::string::npos;
        chat.default_system = default_system_in(source.text, known);
        return chat;
    }
    throw Error(source.path + ": this chat template is none of those that are known here: " + chat_template_names() +
                "; " + signs_in(source.text) + "; --template NAME takes one of the known ones instead");
}

static int id_of_added(const Tokenizer& tokenizer, const std::string& content) {
    for (const AddedToken& token : tokenizer.added_tokens) {
        if (token.content == content) return token.id;
    }
    return -1;
}

/// The first of the names that is no token of the vocabulary; empty when it has them all.
static std::string missing_token(const Tokenizer& tokenizer, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        if (id_of_added(tokenizer, name) < 0) return name;
    }
    return "";
}

ChatTemplate template_of_vocabulary(const Tokenizer& tokenizer, const std::string& folder_path) {
    for (const char* name : {"stepwise", "phi3", "chatml", "llama3", "gemma"}) {
        const ChatTemplate* chat = find_chat_template(name);
        if (missing_token(tokenizer, chat->tokens).empty()) return *chat;
    }
    throw Error(folder_path +
                ": there is no chat template in this folder, and the vocabulary has no control tokens of a known one: "
                "is this model made for conversations? --template NAME takes one of " +
                chat_template_names());
}

/// The id of the begin or end token: by the name that the folder gives it, or else by config.json; -1: there is none.
static int token_by_name(const Tokenizer& tokenizer, const std::string& name, int otherwise) {
    const int id = name.empty() ? -1 : id_of_added(tokenizer, name);
    return id >= 0 ? id : otherwise;
}

static void check_tokens(const ChatTemplate& chat, const Tokenizer& tokenizer, int bos, int eos) {
    const std::string lacks = "the chat template " + chat.name + " needs ";
    const std::string missing = missing_token(tokenizer, chat.tokens);
    if (!missing.empty()) throw Error(lacks + "the token " + missing + ", which this vocabulary does not have");
    const bool uses_bos = !chat.between_turns.empty() || (chat.begins && tokenizer.tokens_before.empty());
    if (uses_bos && bos < 0) throw Error(lacks + "a begin token, and neither the tokenizer nor config.json has one");
    const bool uses_eos = (chat.after_answer + chat.after_user).find("{eos}") != std::string::npos;
    if (uses_eos && eos < 0) throw Error(lacks + "an end token, and neither the tokenizer nor config.json has one");
}

/// Sorts the added tokens into those that control a conversation and mere words.
static void make_finders(ChatForm& form, const Tokenizer& tokenizer, int bos, int eos, bool special) {
    const std::vector<std::string>& named = form.chat.tokens;
    std::vector<AddedToken> controls;
    std::vector<AddedToken> words;
    for (const AddedToken& token : tokenizer.added_tokens) {
        const bool is_named = std::find(named.begin(), named.end(), token.content) != named.end();
        if (token.special || is_named)
            controls.push_back(token);
        else if (!token.normalized)
            words.push_back(token);
    }
    form.word_finder = AddedTokenFinder(words);
    if (special) form.text_finder = AddedTokenFinder(controls);
    if (bos >= 0) controls.push_back({bos, "{bos}"});
    if (eos >= 0) controls.push_back({eos, "{eos}"});
    form.markup_finder = AddedTokenFinder(controls);
}

ChatForm make_chat_form(const ChatTemplate& chat, const ChatSource& source, const Tokenizer& tokenizer,
                        const Config& config, bool special) {
    const int bos = token_by_name(tokenizer, source.bos_token, config.begin_token);
    const int eos =
        token_by_name(tokenizer, source.eos_token, config.end_tokens.empty() ? -1 : config.end_tokens.front());
    check_tokens(chat, tokenizer, bos, eos);

    ChatForm form;
    form.chat = chat;
    form.first_tokens = tokenizer.tokens_before;
    if (form.first_tokens.empty() && chat.begins) form.first_tokens = {bos};
    make_finders(form, tokenizer, bos, eos, special);
    form.end_tokens = config.end_tokens;
    for (const TextPart& part : form.markup_finder.split(chat.after_answer)) {
        if (part.token >= 0) form.end_tokens.push_back(part.token);
    }
    return form;
}
