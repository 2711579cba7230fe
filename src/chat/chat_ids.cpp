#include "chat/chat_form.h"
#include "chat/trim.h"

/// A conversation as plain texts with control tokens between them: markup and what was said are one text where no token stands
/// between them.
struct Stretch {
    std::string text;
    int token = -1;
};

static void add_piece(const AddedTokenFinder& finder, std::string_view text, std::vector<Stretch>& stretches) {
    for (const TextPart& part : finder.split(text)) {
        const bool goes_on = part.token < 0 && !stretches.empty() && stretches.back().token < 0;
        if (!goes_on) stretches.push_back({"", part.token});
        if (part.token < 0) stretches.back().text += part.text;
    }
}

static const AddedToken* added_token_of(const Tokenizer& tokenizer, int id) {
    for (const AddedToken& token : tokenizer.added_tokens) {
        if (token.id == id) return &token;
    }
    return nullptr;
}

/// Some control tokens (Phi-3's) take the white space beside them, whoever wrote it.
static void strip_beside_tokens(const Tokenizer& tokenizer, std::vector<Stretch>& stretches) {
    for (size_t i = 0; i < stretches.size(); ++i) {
        const AddedToken* token = added_token_of(tokenizer, stretches[i].token);
        if (token == nullptr) continue;
        const bool has_text_before = i > 0 && stretches[i - 1].token < 0;
        const bool has_text_behind = i + 1 < stretches.size() && stretches[i + 1].token < 0;
        if (token->lstrip && has_text_before) stretches[i - 1].text = trimmed_at_end(stretches[i - 1].text);
        if (token->rstrip && has_text_behind) stretches[i + 1].text = trimmed_at_start(stretches[i + 1].text);
    }
}

std::vector<int> chat_ids(const ChatForm& form, const Tokenizer& tokenizer, const ChatHistory& history) {
    std::vector<Stretch> stretches;
    for (int token : form.first_tokens) {
        stretches.push_back({"", token});
    }
    //> chat.pieces  control tokens are looked for in the markup alone
    for (const ChatPiece& piece : write_chat(form.chat, history)) {
        add_piece(piece.is_markup ? form.markup_finder : form.text_finder, piece.text, stretches);
    }
    //< chat.pieces
    strip_beside_tokens(tokenizer, stretches);
    std::vector<TextPart> parts;
    for (const Stretch& stretch : stretches) {
        if (stretch.token >= 0) parts.push_back({"", stretch.token});
        for (const TextPart& part : form.word_finder.split(stretch.text)) {
            parts.push_back(part);
        }
    }
    return encode_stretches(tokenizer, parts);
}
