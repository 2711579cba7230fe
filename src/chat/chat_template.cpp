#include "chat/chat_template.h"

#include "chat/trim.h"

static std::string trimmed_if(bool trims, const std::string& text) { return trims ? trimmed(text) : text; }

/// What follows the last "</think>", without line feeds before it; all of a text that has none.
static std::string without_thinking(const std::string& answer) {
    const std::string mark = "</think>";
    const size_t end = answer.rfind(mark);
    if (end == std::string::npos) return answer;
    const size_t start = answer.find_first_not_of('\n', end + mark.size());
    return start == std::string::npos ? "" : answer.substr(start);
}

static void add_markup(std::vector<ChatPiece>& pieces, const std::string& text) {
    if (!text.empty()) pieces.push_back({text, true});
}

static void add_text(std::vector<ChatPiece>& pieces, const std::string& text) {
    if (!text.empty()) pieces.push_back({text, false});
}

static void write_system_turn(const ChatTemplate& chat, const std::string& system, std::vector<ChatPiece>& pieces) {
    if (chat.system_place != SystemPlace::own_turn || (system.empty() && !chat.always_system)) return;
    add_markup(pieces, chat.before_system);
    add_text(pieces, trimmed_if(chat.trims_system, system));
    add_markup(pieces, chat.after_system);
}

/// Whether the system's text stands in this turn of a user.
static bool holds_system(const ChatTemplate& chat, const ChatHistory& history, size_t turn) {
    if (history.system.empty()) return false;
    if (chat.system_place == SystemPlace::first_user_turn) return turn == 0;
    return chat.system_place == SystemPlace::last_user_turn && !history.turns[turn].answered;
}

static void write_user_turn(const ChatTemplate& chat, const ChatHistory& history, size_t turn,
                            std::vector<ChatPiece>& pieces) {
    const std::string& text = history.turns[turn].user;
    if (turn > 0) add_markup(pieces, chat.between_turns);
    add_markup(pieces, chat.before_user);
    if (holds_system(chat, history, turn)) {
        add_markup(pieces, chat.before_system);
        add_text(pieces, trimmed_if(chat.trims_system, history.system));
        add_markup(pieces, chat.after_system);
        const std::string user = chat.trims_user_turn ? trimmed_at_end(text) : text;  // the turn begins before it
        add_text(pieces, trimmed_if(chat.trims_user, user));
    } else {
        add_text(pieces, trimmed_if(chat.trims_user || chat.trims_user_turn, text));
    }
    add_markup(pieces, chat.after_user);
}

std::vector<ChatPiece> write_chat(const ChatTemplate& chat, const ChatHistory& history) {
    std::vector<ChatPiece> pieces;
    write_system_turn(chat, history.system, pieces);
    //> chat.write  turn after turn, markup around each text
    for (size_t i = 0; i < history.turns.size(); ++i) {
        write_user_turn(chat, history, i, pieces);
        const ChatTurn& turn = history.turns[i];
        if (!turn.answered) {
            add_markup(pieces, chat.answer_prompt);
            continue;
        }
        const std::string answer = chat.drops_thinking ? without_thinking(turn.answer) : turn.answer;
        add_markup(pieces, chat.before_answer);
        add_text(pieces, trimmed_if(chat.trims_answer, answer));
        add_markup(pieces, chat.after_answer);
    }
    //< chat.write
    return pieces;
}
