#include "chat/conversation.h"

#include <cstring>

#include "byte_model.h"
#include "harness.h"
#include "twins.h"

// The law of the cache: after each turn it holds what a fresh run over the whole history would leave, bit for bit.

using Ids = std::vector<int>;

class Collector : public ChatReceiver {
 public:
    void on_turns_dropped(int turns) override { dropped += turns; }
    void on_text(std::string_view piece) override { text += piece; }
    void on_answer_end() override { ++ends; }
    int dropped = 0;
    int ends = 0;
    std::string text;
};

/// A model, its vocabulary and its form.
struct Speaker {
    Model model;
    Tokenizer tokenizer;
    ChatForm form;
};

static Speaker make_speaker(Model model, Tokenizer tokenizer, const std::string& name) {
    Speaker speaker = {std::move(model), std::move(tokenizer), {}};
    speaker.form = make_chat_form(*find_chat_template(name), {}, speaker.tokenizer, speaker.model.config, false);
    return speaker;
}

/// Random weights over bytes, whose answers are noise: often not UTF-8, so that their text has other ids than they had.
static Speaker noisy_speaker(const std::string& name, int window) {
    Speaker speaker = make_speaker(untrained_byte_model(), byte_tokenizer(), name);
    speaker.model.config.window = window;
    return speaker;
}

static Speaker default_speaker(const std::string& name) {
    return make_speaker(load_model("data/model"), read_tokenizer("data/model/tokenizer.json"), name);
}

static GenerateOptions drawn(float temperature, int max_tokens) {
    GenerateOptions options;
    options.sampler.temperature = temperature;
    options.max_tokens = max_tokens;
    options.seed = 5;
    return options;
}

/// The first rows of two tensors of the same shape are the same, bit for bit.
static void expect_same_rows(const Tensor& got, const Tensor& want, int rows) {
    const size_t bytes = size_t(rows) * size_t(got.dim(1) * got.dim(2)) * sizeof(float);
    EXPECT(std::memcmp(got.data(), want.data(), bytes) == 0);
}

/// Ids, keys, values, and the next logits of the conversation are those of a fresh run.
static void expect_fresh(const Speaker& speaker, const Conversation& talk) {
    Ids want = chat_ids(speaker.form, speaker.tokenizer, talk.history());
    want.resize(std::min(want.size(), size_t(speaker.model.config.window)));
    EXPECT_EQUAL(talk.cached_ids(), want);
    EXPECT_EQUAL(talk.cache().length, int(want.size()));
    KVCache fresh = make_kv_cache(speaker.model.config, speaker.model.config.window);
    next_logits(speaker.model, want, fresh);
    for (size_t layer = 0; layer < fresh.keys.size(); ++layer) {
        expect_same_rows(talk.cache().keys[layer], fresh.keys[layer], fresh.length);
        expect_same_rows(talk.cache().values[layer], fresh.values[layer], fresh.length);
    }
    if (fresh.length == fresh.capacity) return;
    KVCache copy = talk.cache();
    for (size_t layer = 0; layer < fresh.keys.size(); ++layer) {
        copy.keys[layer] = copy.keys[layer].clone();
        copy.values[layer] = copy.values[layer].clone();
    }
    EXPECT_SAME(next_logits(speaker.model, {1}, copy), next_logits(speaker.model, {1}, fresh));
}

/// Turn after turn, the law holds; the counts of each turn add up. Returns how many tokens were reused in all.
static int talk_and_check(const Speaker& speaker, const std::string& system, const GenerateOptions& options) {
    Conversation talk(speaker.model, speaker.tokenizer, speaker.form, system, options);
    int reused = 0;
    for (const char* message : {"Hello! My name is Nora.", "  What is my name? ", "Tell me\nmore \u00e9", "Bye"}) {
        const size_t before = talk.cached_ids().size();
        Collector collector;
        const ChatReply reply = talk.say(message, collector);
        EXPECT_EQUAL(talk.history().turns.back().answer, collector.text);
        EXPECT(size_t(reply.reused) <= before);
        EXPECT(reply.result.prompt_tokens >= 1);
        EXPECT_EQUAL(collector.ends, 1);
        reused += reply.reused;
        expect_fresh(speaker, talk);
    }
    return reused;
}

TEST(after_each_turn_the_cache_is_that_of_a_fresh_run_with_the_default_model) {
    const ChosenForm fast(false);
    const Speaker speaker = default_speaker("stepwise");
    EXPECT(talk_and_check(speaker, "You are a friendly helper.", drawn(0, 30)) > 100);
    EXPECT(talk_and_check(speaker, "", drawn(1.0f, 12)) > 40);
}

TEST(and_with_templates_that_trim_drop_and_move_texts) {
    for (const char* name : {"stepwise", "zephyr", "llama2", "mistral", "mistral-v1"}) {
        const Speaker speaker = noisy_speaker(name, 512);
        EXPECT(talk_and_check(speaker, " Be kind. ", drawn(1.0f, 9)) > 100);
    }
}

TEST(an_answer_whose_text_has_other_ids_is_read_again) {
    const Speaker speaker = noisy_speaker("stepwise", 512);
    Conversation talk(speaker.model, speaker.tokenizer, speaker.form, "", drawn(2.0f, 40));
    Collector collector;
    const ChatReply reply = talk.say("x", collector);
    EXPECT(collector.text.find("\uFFFD") != std::string::npos);  // a byte that was no character
    Ids said(talk.cached_ids().begin() + reply.result.prompt_tokens, talk.cached_ids().end());
    said.resize(std::min(said.size(), reply.result.tokens.size()));
    EXPECT(said != reply.result.tokens);
    EXPECT(reply.taken_in > 4);
    expect_fresh(speaker, talk);
}

TEST(the_prefix_that_did_not_change_is_reused_and_no_more) {
    const ChosenForm fast(false);
    const Speaker speaker = default_speaker("stepwise");
    Conversation talk(speaker.model, speaker.tokenizer, speaker.form, "You are kind.", drawn(0, 20));
    Collector collector;
    const ChatReply first = talk.say("Hello! My name is Nora.", collector);
    EXPECT_EQUAL(first.reused, 0);
    const int held = int(talk.cached_ids().size());
    EXPECT_EQUAL(first.taken_in, 2);  // <|end|> and a line feed
    EXPECT_EQUAL(held, first.result.prompt_tokens + int(first.result.tokens.size()) - 1 + 2);
    const ChatReply second = talk.say("What is my name?", collector);
    EXPECT_EQUAL(second.reused, held);
    talk.reset();
    EXPECT_EQUAL(talk.history().turns.size(), size_t(0));
    ChatHistory system_only;
    system_only.system = "You are kind.";
    const int system_tokens = int(chat_ids(speaker.form, speaker.tokenizer, system_only).size());
    const ChatReply third = talk.say("Good morning! I am Tom.", collector);
    EXPECT(third.reused >= system_tokens && third.reused < system_tokens + 4);
    EXPECT_EQUAL(talk.history().turns.size(), size_t(1));
    expect_fresh(speaker, talk);
}

TEST(the_same_message_again_still_reads_its_last_token) {
    const Speaker speaker = noisy_speaker("stepwise", 512);
    Conversation talk(speaker.model, speaker.tokenizer, speaker.form, "", drawn(0, 5));
    Collector first;
    talk.say("hi", first);
    talk.reset();
    Collector second;
    const ChatReply reply = talk.say("hi", second);
    EXPECT_EQUAL(reply.result.prompt_tokens, 1);
    EXPECT_EQUAL(second.text, first.text);
}

// What is asked first with a cache is asked fresh without: every answer at temperature 0 is the same.
TEST(answers_do_not_depend_on_the_cache) {
    const ChosenForm fast(false);
    const Speaker speaker = default_speaker("stepwise");
    Conversation talk(speaker.model, speaker.tokenizer, speaker.form, "You are kind.", drawn(0, 24));
    for (const char* message : {"Hello! My name is Nora.", "What is my name?", "Please say \"dog\"."}) {
        Collector collector;
        talk.say(message, collector);
        ChatHistory history = talk.history();
        history.turns.back().answered = false;
        Collector fresh;
        GenerateOptions options = drawn(0, 24);
        options.more_end_tokens = speaker.form.end_tokens;
        generate(speaker.model, speaker.tokenizer, chat_ids(speaker.form, speaker.tokenizer, history), options, fresh);
        EXPECT_EQUAL(collector.text, fresh.text);
    }
}

TEST(the_oldest_turns_go_when_the_window_is_full_and_the_system_stays) {
    const Speaker speaker = noisy_speaker("stepwise", 120);
    const GenerateOptions options = drawn(1.0f, 10);
    Conversation talk(speaker.model, speaker.tokenizer, speaker.form, "Be kind.", options);
    int dropped = 0;
    for (int i = 0; i < 8; ++i) {
        const ChatHistory before = talk.history();
        Collector collector;
        const ChatReply reply = talk.say("message " + std::to_string(i), collector);
        EXPECT_EQUAL(collector.dropped, reply.dropped_turns);
        dropped += reply.dropped_turns;
        EXPECT_EQUAL(int(talk.history().turns.size()), i + 1 - dropped);
        EXPECT_EQUAL(talk.history().turns.back().user, "message " + std::to_string(i));
        EXPECT_EQUAL(talk.history().system, "Be kind.");
        const int prompt = reply.reused + reply.result.prompt_tokens;
        EXPECT(prompt + room_for_answer(speaker.model.config, options) <= 120);
        if (reply.dropped_turns > 0) {  // one turn fewer would not have been enough
            ChatHistory longer = before;
            longer.turns.erase(longer.turns.begin(), longer.turns.begin() + reply.dropped_turns - 1);
            longer.turns.push_back({"message " + std::to_string(i), "", false});
            EXPECT(chat_ids(speaker.form, speaker.tokenizer, longer).size() + 10 > 120);
        }
        expect_fresh(speaker, talk);
    }
    EXPECT(dropped >= 3);
}

TEST(a_message_that_is_too_long_is_an_error_and_changes_nothing) {
    const Speaker speaker = noisy_speaker("stepwise", 120);
    Conversation talk(speaker.model, speaker.tokenizer, speaker.form, "Be kind.", drawn(1.0f, 10));
    Collector collector;
    talk.say("hello", collector);
    const Ids before = talk.cached_ids();
    EXPECT_ERROR(
        talk.say(std::string(100, 'x'), collector),
        "the message is too long: with the template around it and the text of the system it has 119 tokens, and the "
        "context window of 120 has room for 110 and an answer of 10; shorten it");
    EXPECT_EQUAL(collector.dropped, 0);
    EXPECT_EQUAL(talk.history().turns.size(), size_t(1));
    EXPECT_EQUAL(talk.cached_ids(), before);
    talk.say("still there?", collector);
    EXPECT_EQUAL(talk.history().turns.size(), size_t(2));
    expect_fresh(speaker, talk);
}

TEST(an_answer_may_fill_the_window) {
    const Speaker speaker = noisy_speaker("stepwise", 60);
    Conversation talk(speaker.model, speaker.tokenizer, speaker.form, "", drawn(0, 1000));
    Collector collector;
    const ChatReply reply = talk.say("hello", collector);
    EXPECT_EQUAL(finish_reason_text(reply.result.finish), std::string("context window full"));
    expect_fresh(speaker, talk);
    EXPECT_EQUAL(talk.say("go on", collector).dropped_turns, 1);
    expect_fresh(speaker, talk);
}

TEST(the_template_s_end_token_ends_an_answer_and_is_not_shown) {
    const Tokenizer tokenizer = byte_tokenizer();
    std::map<int, int> next = {{'\n', 'h'}, {'h', 'i'}, {'i', tokenizer.vocabulary.id_of("<|end|>")}};
    const Speaker speaker = make_speaker(chain_model(next, 'x', 0.99), byte_tokenizer(), "stepwise");
    Conversation talk(speaker.model, speaker.tokenizer, speaker.form, "", drawn(0, 20));
    Collector collector;
    const ChatReply reply = talk.say("?", collector);
    EXPECT_EQUAL(collector.text, "hi");
    EXPECT_EQUAL(finish_reason_text(reply.result.finish), std::string("end token"));
}

TEST(the_same_seed_gives_the_same_conversation_and_each_turn_draws_anew) {
    const Speaker speaker = noisy_speaker("stepwise", 512);
    std::vector<std::string> answers;
    for (int run = 0; run < 2; ++run) {
        Conversation talk(speaker.model, speaker.tokenizer, speaker.form, "", drawn(1.0f, 12));
        for (int turn = 0; turn < 2; ++turn) {
            Collector collector;
            talk.say("hello", collector);
            answers.push_back(collector.text);
            talk.reset();
        }
    }
    EXPECT_EQUAL(answers[0], answers[2]);
    EXPECT_EQUAL(answers[1], answers[3]);
    EXPECT(answers[0] != answers[1]);
}

TEST_MAIN
