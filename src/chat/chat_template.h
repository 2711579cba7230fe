#pragma once

#include <string>
#include <vector>

/// What was said in a conversation, as texts. The model itself remembers nothing: each turn sends it all of this.
struct ChatTurn {
    std::string user;
    std::string answer;
    bool answered = false;
};

struct ChatHistory {
    std::string system;  // how the model is to behave; may be empty
    std::vector<ChatTurn> turns;
};

enum class SystemPlace {
    own_turn,         // before the first turn
    first_user_turn,  // in it, before the user's text
    last_user_turn,   // always in the one that is to be answered
};

/// How a kind of model wants a conversation to be written down: what stands before and behind each text. In these markup
/// texts the control tokens are written as the vocabulary names them, "{bos}" and "{eos}" are the model's own begin and end
/// tokens. Sources: the chat templates that come with the published models (docs/chat.md names them).
struct ChatTemplate {
    std::string name = "";
    std::vector<std::string> marks = {};   // a published template of this kind holds all of these; empty: none does
    std::vector<std::string> unlike = {};  // ... and none of these
    std::vector<std::string> tokens = {};  // what the vocabulary must have as added tokens
    bool begins = false;                   // with the begin token, also where the post-processor does not say so
    SystemPlace system_place = SystemPlace::own_turn;
    bool always_system = false;  // its turn is there without a text, too
    std::string default_system = "";
    std::string before_system = "";
    std::string after_system = "";
    std::string before_user = "";
    std::string after_user = "";
    std::string answer_prompt = "";  // behind the last user's text, where the model goes on
    std::string before_answer = "";  // of an answer that was given
    std::string after_answer = "";
    std::string between_turns = "";  // before every user's turn but the first
    bool trims_system = false;       // white space at both ends of a text goes ...
    bool trims_user = false;
    bool trims_user_turn = false;  // ... of the user's text with the system's text before it
    bool trims_answer = false;
    bool drops_thinking = false;  // of an answer that was given, only what follows the last "</think>" stays
};

/// All known templates, the more special before the more general: the first whose marks are there is the one.
const std::vector<ChatTemplate>& chat_templates();

/// By its name; nullptr when there is none.
const ChatTemplate* find_chat_template(const std::string& name);

/// The names of all, with commas between, for messages.
std::string chat_template_names();

/// A piece of a conversation that is written down: markup of the template, or a text that somebody said.
struct ChatPiece {
    std::string text;
    bool is_markup = false;
};

/// Writes the conversation down. It ends with the answer's prompt where the last turn is not answered yet, and with the end
/// of the answer where it is. Without turns it is the system's turn alone.
std::vector<ChatPiece> write_chat(const ChatTemplate& chat, const ChatHistory& history);
