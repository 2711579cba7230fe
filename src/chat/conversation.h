#pragma once

#include <string>
#include <vector>

#include "chat/chat_form.h"
#include "generate/generate.h"

/// Who receives the answer as it is made, and is told before it when turns had to go, and when it is complete.
class ChatReceiver : public TextReceiver {
 public:
    virtual void on_turns_dropped(int turns) = 0;
    virtual void on_answer_end() = 0;
};

/// What one turn did, in tokens.
struct ChatReply {
    GenerateResult result;  // of the answer; its prompt_tokens are those that had to be read (prefilled)
    int reused = 0;         // tokens of the prompt that the cache held already
    int taken_in = 0;  // read behind the answer: what its turn ends with, and where its text has other ids than it had
    int dropped_turns = 0;  // the oldest ones, for which there was no more room
};

/// A conversation with a model. The model is stateless: each turn sends all that was said. But keys and values depend only
/// on the tokens before them, so those of the part that did not change since the last turn are still good; the cache is
/// cut back to where the ids differ first, and the rest is read.
///
/// The history is kept as text. The ids of an answer can be others when it comes back as a part of the history: the template
/// may trim it, and the tokens that the model chose need not be those that encoding would choose. So ids are compared, never
/// texts, and the cache always holds the very ids of a fresh run over the whole history.
class Conversation {
 public:
    /// All three must outlive the conversation, which takes the memory for a full context window; memory becomes real as
    /// it is used. Throws Error when a sampler option is out of range or there is no memory.
    Conversation(const Model& model, const Tokenizer& tokenizer, const ChatForm& form, const std::string& system,
                 const GenerateOptions& options);

    /// One turn: the user's text goes behind the history, the model answers, and the cache takes in the answer as the next
    /// turn will send it. The oldest turns go where the window has no room for all and `room_for_answer` more tokens; the
    /// system's text stays.
    /// Throws Error, and the conversation is as it was, when the text is too long even without any earlier turn or cannot be
    /// encoded.
    ChatReply say(const std::string& text, ChatReceiver& receiver);

    /// Forgets all turns. What the cache holds of the system's text stays useful.
    void reset() { history_.turns.clear(); }

    const ChatHistory& history() const { return history_; }

    /// The ids whose keys and values the cache holds, in order: after `say` those of the whole history, or as many of them
    /// as the window has room for.
    const std::vector<int>& cached_ids() const { return cached_ids_; }
    const KVCache& cache() const { return cache_; }

 private:
    int make_room(ChatHistory& history, std::vector<int>& ids) const;
    int cut_to_common_prefix(const std::vector<int>& ids);
    int take_in_history();

    const Model& model_;
    const Tokenizer& tokenizer_;
    const ChatForm& form_;
    GenerateOptions options_;
    ChatHistory history_;
    KVCache cache_;
    std::vector<int> cached_ids_;  // [cache_.length]
    Rng rng_;
};

/// Tokens that are kept free for an answer: as many as it may have, but at most a quarter of the window.
int room_for_answer(const Config& config, const GenerateOptions& options);
