// tokenizer_config.json and chat_template.jinja (behind the first zero byte): whatever is accepted is a template, with which
// any text can be written down; whatever is not is an error that names the file.
#include <algorithm>

#include "base/error.h"
#include "chat/chat_form.h"
#include "fuzz.h"

static std::string message_or_nothing(const ModelFolder& folder, ChatTemplate& chat) {
    try {
        const ChatSource source = read_chat_source(folder);
        if (!source.path.empty()) chat = recognise_template(source);
        return "";
    } catch (const Error& error) {
        return error.what();
    }
}

/// The texts stand in the conversation as they are, or without white space at their ends.
static void check_conversation(const ChatTemplate& chat) {
    ChatHistory history;
    history.system = chat.default_system;
    history.turns = {{"question", "answer", true}, {"another", "", false}};
    std::string written;
    for (const ChatPiece& piece : write_chat(chat, history)) {
        REQUIRE(!piece.text.empty());
        written += piece.text;
    }
    for (const char* text : {"question", "answer", "another"}) {
        REQUIRE(written.find(text) != std::string::npos);
    }
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text = as_text(data, size);
    const size_t zero = std::min(text.find('\0'), text.size());
    const MemoryFile config_file(text.substr(0, zero));
    const MemoryFile jinja_file(text.substr(std::min(zero + 1, text.size())));
    ModelFolder folder;
    folder.tokenizer_config = config_file.path();
    if (zero < text.size()) folder.chat_template = jinja_file.path();
    ChatTemplate chat;
    const std::string message = message_or_nothing(folder, chat);
    if (message.empty()) {
        check_conversation(chat);
    } else {
        const bool names_file = message.find(folder.tokenizer_config) == 0 ||
                                (!folder.chat_template.empty() && message.find(folder.chat_template) == 0);
        REQUIRE(names_file);
    }
    return 0;
}
