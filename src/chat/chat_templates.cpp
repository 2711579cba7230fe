#include "chat/chat_template.h"

// What stands in the published templates, one after another; docs/chat.md shows the same as a table, with the models.

static ChatTemplate chatml(const std::string& name, const std::vector<std::string>& marks) {
    ChatTemplate chat;
    chat.name = name;
    chat.marks = marks;
    chat.unlike = {"<|im_sep|>"};  // Phi-4
    chat.tokens = {"<|im_start|>", "<|im_end|>"};
    chat.before_system = "<|im_start|>system\n";
    chat.after_system = "<|im_end|>\n";
    chat.before_user = "<|im_start|>user\n";
    chat.after_user = "<|im_end|>\n";
    chat.answer_prompt = "<|im_start|>assistant\n";
    chat.before_answer = "<|im_start|>assistant\n";
    chat.after_answer = "<|im_end|>\n";
    return chat;
}

/// Qwen 3 thinks aloud before it answers, and does not want to see old thoughts again.
static ChatTemplate qwen3() {
    ChatTemplate chat = chatml("qwen3", {"<|im_start|>", "<|im_end|>", "</think>"});
    chat.drops_thinking = true;
    return chat;
}

static ChatTemplate llama3() {
    ChatTemplate chat;
    chat.name = "llama3";
    chat.marks = {"<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"};
    chat.tokens = {"<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"};
    chat.begins = true;
    chat.before_system = "<|start_header_id|>system<|end_header_id|>\n\n";
    chat.after_system = "<|eot_id|>";
    chat.before_user = "<|start_header_id|>user<|end_header_id|>\n\n";
    chat.after_user = "<|eot_id|>";
    chat.answer_prompt = "<|start_header_id|>assistant<|end_header_id|>\n\n";
    chat.before_answer = "<|start_header_id|>assistant<|end_header_id|>\n\n";
    chat.after_answer = "<|eot_id|>";
    chat.trims_system = true;
    chat.trims_user = true;
    chat.trims_answer = true;
    return chat;
}

/// Llama 3.1 and 3.2 are always told two dates. The second one is the published template's own where it cannot ask a clock.
static ChatTemplate llama31() {
    ChatTemplate chat = llama3();
    chat.name = "llama3.1";
    chat.marks.push_back("Cutting Knowledge Date");
    chat.always_system = true;
    chat.before_system += "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n";
    return chat;
}

static ChatTemplate gemma() {
    ChatTemplate chat;
    chat.name = "gemma";
    chat.marks = {"<start_of_turn>", "<end_of_turn>"};
    chat.tokens = {"<start_of_turn>", "<end_of_turn>"};
    chat.begins = true;
    chat.system_place = SystemPlace::first_user_turn;
    chat.after_system = "\n\n";
    chat.before_user = "<start_of_turn>user\n";
    chat.after_user = "<end_of_turn>\n";
    chat.answer_prompt = "<start_of_turn>model\n";
    chat.before_answer = "<start_of_turn>model\n";
    chat.after_answer = "<end_of_turn>\n";
    chat.trims_user = true;
    chat.trims_answer = true;
    return chat;
}

/// The signs of Llama 2 and of Mistral's first models are plain text; only begin and end are tokens.
static ChatTemplate llama2() {
    ChatTemplate chat;
    chat.name = "llama2";
    chat.marks = {"[INST]", "<<SYS>>"};
    chat.begins = true;
    chat.system_place = SystemPlace::first_user_turn;
    chat.before_system = "<<SYS>>\n";
    chat.after_system = "\n<</SYS>>\n\n";
    chat.before_user = "[INST] ";
    chat.after_user = " [/INST]";
    chat.before_answer = " ";
    chat.after_answer = " {eos}";
    chat.between_turns = "{bos}";
    chat.trims_user_turn = true;
    chat.trims_answer = true;
    return chat;
}

static ChatTemplate mistral(const std::string& name, const std::vector<std::string>& marks) {
    ChatTemplate chat;
    chat.name = name;
    chat.marks = marks;
    chat.unlike = {"[SYSTEM_PROMPT]"};  // later models of Mistral's
    chat.begins = true;
    chat.system_place = SystemPlace::first_user_turn;
    chat.after_system = "\n\n";
    chat.before_user = "[INST] ";
    chat.after_user = " [/INST]";
    chat.after_answer = "{eos}";
    return chat;
}

static ChatTemplate mistral_v1() {
    ChatTemplate chat = mistral("mistral-v1", {" [INST] ", " [/INST]"});
    chat.before_user = " [INST] ";
    chat.before_answer = " ";
    return chat;
}

/// From here on the signs are tokens, and the system's text goes with the latest turn.
static ChatTemplate mistral_v3() {
    ChatTemplate chat = mistral("mistral-v3", {"[INST] ", "[AVAILABLE_TOOLS]"});
    chat.tokens = {"[INST]", "[/INST]"};
    chat.system_place = SystemPlace::last_user_turn;
    chat.after_user = "[/INST]";
    chat.before_answer = " ";
    chat.trims_answer = true;
    return chat;
}

static ChatTemplate mistral_nemo() {
    ChatTemplate chat = mistral("mistral-nemo", {"\"[INST]\"", "[AVAILABLE_TOOLS]"});
    chat.tokens = {"[INST]", "[/INST]"};
    chat.system_place = SystemPlace::last_user_turn;
    chat.before_user = "[INST]";
    chat.after_user = "[/INST]";
    return chat;
}

static ChatTemplate phi3() {
    ChatTemplate chat;
    chat.name = "phi3";
    chat.marks = {"<|assistant|>", "<|end|>", "\n"};
    chat.tokens = {"<|user|>", "<|assistant|>", "<|end|>"};
    chat.before_system = "<|system|>\n";
    chat.after_system = "<|end|>\n";
    chat.before_user = "<|user|>\n";
    chat.after_user = "<|end|>\n";
    chat.answer_prompt = "<|assistant|>\n";
    chat.before_answer = "<|assistant|>\n";
    chat.after_answer = "<|end|>\n";
    return chat;
}

/// What the default model was trained on (docs/corpus.md): Phi-3's form, and there is always a system.
static ChatTemplate stepwise() {
    ChatTemplate chat = phi3();
    chat.name = "stepwise";
    chat.marks = {};
    chat.tokens = {"<|system|>", "<|user|>", "<|assistant|>", "<|end|>"};
    chat.default_system = "You are a friendly helper.";
    return chat;
}

/// Zephyr, and TinyLlama's chat models: names in signs that look like tokens, and are plain text.
static ChatTemplate zephyr() {
    ChatTemplate chat;
    chat.name = "zephyr";
    chat.marks = {"<|user|>", "<|assistant|>", "eos_token", "\n"};
    chat.before_system = "<|system|>\n";
    chat.after_system = "{eos}\n";
    chat.before_user = "<|user|>\n";
    chat.after_user = "{eos}\n";
    chat.answer_prompt = "<|assistant|>\n";
    chat.before_answer = "<|assistant|>\n";
    chat.after_answer = "{eos}\n";
    return chat;
}

const std::vector<ChatTemplate>& chat_templates() {
    static const std::vector<ChatTemplate> templates = {
        qwen3(),        chatml("chatml", {"<|im_start|>", "<|im_end|>"}),
        llama31(),      llama3(),
        gemma(),        llama2(),
        mistral_nemo(), mistral_v1(),
        mistral_v3(),   mistral("mistral", {"[INST]", "[/INST]"}),
        phi3(),         zephyr(),
        stepwise(),
    };
    return templates;
}

const ChatTemplate* find_chat_template(const std::string& name) {
    for (const ChatTemplate& chat : chat_templates()) {
        if (chat.name == name) return &chat;
    }
    return nullptr;
}

std::string chat_template_names() {
    std::string names;
    for (const ChatTemplate& chat : chat_templates()) {
        names += (names.empty() ? "" : ", ") + chat.name;
    }
    return names;
}
