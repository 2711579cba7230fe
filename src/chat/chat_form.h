#pragma once

#include <string>
#include <vector>

#include "chat/chat_source.h"
#include "chat/chat_template.h"
#include "model/config.h"
#include "tokenizer/tokenizer.h"

/// A template together with the vocabulary that it is written in.
struct ChatForm {
    ChatTemplate chat;
    std::vector<int> first_tokens;   // what a conversation begins with
    std::vector<int> end_tokens;     // any of these ends an answer
    AddedTokenFinder markup_finder;  // finds control tokens in the template's own texts, and "{bos}" and "{eos}"
    AddedTokenFinder text_finder;    // finds control tokens in what somebody said; empty unless that is wanted
    AddedTokenFinder word_finder;    // finds added tokens that control nothing, such as runs of spaces, in either
};

/// The kind of template that this one is. Jinja is not run: the kind is known by the signs that the template writes. Where it
/// asks for a begin token, or has a text for a system that nobody gave, so does the result.
/// Throws Error that lists the known ones, and what was found, when it is none of them.
ChatTemplate recognise_template(const ChatSource& source);

/// For a folder without a template: the kind whose control tokens the vocabulary has. Throws Error when there is none.
ChatTemplate template_of_vocabulary(const Tokenizer& tokenizer, const std::string& folder_path);

/// Looks the template's tokens up.
///
/// special  whether control tokens that somebody typed are taken as such
/// throws   Error when the vocabulary lacks one of them
ChatForm make_chat_form(const ChatTemplate& chat, const ChatSource& source, const Tokenizer& tokenizer,
                        const Config& config, bool special);

/// The whole conversation as ids: the template's control tokens, and the texts around them, which are cut into tokens as if
/// the conversation were one text.
std::vector<int> chat_ids(const ChatForm& form, const Tokenizer& tokenizer, const ChatHistory& history);
