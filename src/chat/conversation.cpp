#include "chat/conversation.h"

#include <algorithm>

#include "base/error.h"

int room_for_answer(const Config& config, const GenerateOptions& options) {
    return std::max(1, std::min(options.max_tokens, config.window / 4));
}

Conversation::Conversation(const Model& model, const Tokenizer& tokenizer, const ChatForm& form,
                           const std::string& system, const GenerateOptions& options)
    : model_(model),
      tokenizer_(tokenizer),
      form_(form),
      options_(options),
      cache_(make_kv_cache(model.config, model.config.window)),
      rng_(make_rng(options.seed)) {
    check_sampler_options(options.sampler);
    options_.more_end_tokens = form.end_tokens;
    history_.system = system;
}

/// Takes the oldest turns off until the conversation fits the window, and says how many; `ids` are those of what is left.
int Conversation::make_room(ChatHistory& history, std::vector<int>& ids) const {
    const int room = room_for_answer(model_.config, options_);
    const size_t most = size_t(model_.config.window - room);
    int dropped = 0;
    ids = chat_ids(form_, tokenizer_, history);
    while (ids.size() > most && history.turns.size() > 1) {
        history.turns.erase(history.turns.begin());
        ++dropped;
        ids = chat_ids(form_, tokenizer_, history);
    }
    if (ids.size() > most) {
        throw Error("the message is too long: with the template around it" +
                    std::string(history.system.empty() ? "" : " and the text of the system") + " it has " +
                    std::to_string(ids.size()) + " tokens, and the context window of " +
                    std::to_string(model_.config.window) + " has room for " + std::to_string(most) +
                    " and an answer of " + std::to_string(room) + "; shorten it");
    }
    return dropped;
}

/// Cuts the cache back to the ids that it has in common with these from the start, and says how many they are.
int Conversation::cut_to_common_prefix(const std::vector<int>& ids) {
    //> chat.prefix  what did not change need not be read again
    size_t common = 0;
    while (common < ids.size() && common < cached_ids_.size() && ids[common] == cached_ids_[common]) {
        ++common;
    }
    cached_ids_.resize(common);
    cache_.length = int(common);
    //< chat.prefix
    return int(common);
}

/// Reads what the cache lacks of the history, while the user thinks of the next question, and says how many tokens that was.
int Conversation::take_in_history() {
    const std::vector<int> ids = chat_ids(form_, tokenizer_, history_);
    const int common = cut_to_common_prefix(ids);
    const size_t end = std::min(ids.size(), size_t(cache_.capacity));
    const std::vector<int> rest(ids.begin() + common, ids.begin() + std::ptrdiff_t(end));
    if (!rest.empty()) next_logits(model_, rest, cache_);
    cached_ids_.insert(cached_ids_.end(), rest.begin(), rest.end());
    return int(rest.size());
}

/// Keeps the text of the answer, and hands it on.
class AnswerKeeper : public TextReceiver {
 public:
    explicit AnswerKeeper(TextReceiver& receiver) : receiver_(receiver) {}

    void on_start() override { receiver_.on_start(); }

    void on_text(std::string_view text) override {
        answer += text;
        receiver_.on_text(text);
    }

    std::string answer;

 private:
    TextReceiver& receiver_;
};

ChatReply Conversation::say(const std::string& text, ChatReceiver& receiver) {
    ChatHistory history = history_;
    history.turns.push_back({text, "", false});
    std::vector<int> ids;
    ChatReply reply;
    reply.dropped_turns = make_room(history, ids);
    if (reply.dropped_turns > 0) receiver.on_turns_dropped(reply.dropped_turns);

    //> chat.reuse  read what the cache lacks, answer, and note what it holds now
    reply.reused = cut_to_common_prefix({ids.begin(), ids.end() - 1});  // the last one is read, for its logits
    const std::vector<int> unread(ids.begin() + reply.reused, ids.end());
    AnswerKeeper keeper(receiver);
    reply.result = generate_from(model_, tokenizer_, unread, cache_, rng_, options_, keeper);
    ids.insert(ids.end(), reply.result.tokens.begin(), reply.result.tokens.end());
    ids.resize(size_t(cache_.length));  // without the newest token, which was not read
    cached_ids_ = ids;
    //< chat.reuse

    history.turns.back().answer = keeper.answer;
    history.turns.back().answered = true;
    history_ = history;
    receiver.on_answer_end();
    reply.taken_in = take_in_history();
    return reply;
}
