#include "chat/chat_source.h"

#include <filesystem>

#include "byte_model.h"
#include "chat/chat_form.h"
#include "harness.h"
#include "hostile.h"

// Which template a folder's files ask for, and what is said of files that are broken.

static ModelFolder folder_with(const std::string& config, const std::string& jinja = "") {
    ModelFolder folder;
    folder.path = scratch_folder();
    if (!config.empty()) {
        folder.tokenizer_config = scratch_folder() + "/tokenizer_config.json";
        write_text(folder.tokenizer_config, config);
    }
    if (!jinja.empty()) {
        folder.chat_template = scratch_folder() + "/chat_template.jinja";
        write_text(folder.chat_template, jinja);
    }
    return folder;
}

static std::string recognised(const std::string& jinja) {
    ChatSource source;
    source.path = "a file";
    source.text = jinja;
    return recognise_template(source).name;
}

// Each line is made of the signs that published templates hold, in other words.
TEST(templates_are_recognised_by_their_signs) {
    EXPECT_EQUAL(recognised("'<|im_start|>' + role + '\n' + text + '<|im_end|>'"), "chatml");
    EXPECT_EQUAL(recognised("<|im_start|> .. text.split('</think>')[-1] .. <|im_end|>"), "qwen3");
    EXPECT_EQUAL(recognised("<|start_header_id|> <|end_header_id|> text | trim <|eot_id|>"), "llama3");
    EXPECT_EQUAL(recognised("Cutting Knowledge Date: x <|start_header_id|> <|end_header_id|> <|eot_id|>"), "llama3.1");
    EXPECT_EQUAL(recognised("'<start_of_turn>' + role '<end_of_turn>'"), "gemma");
    EXPECT_EQUAL(recognised("'[INST] ' '<<SYS>>\n' ' [/INST]'"), "llama2");
    EXPECT_EQUAL(recognised("bos_token '[INST] ' + text + ' [/INST]' eos_token"), "mistral");
    EXPECT_EQUAL(recognised("' [INST] ' + text + ' [/INST]'"), "mistral-v1");
    EXPECT_EQUAL(recognised("\"[AVAILABLE_TOOLS] [\" \"[INST] \" + text + \"[/INST]\""), "mistral-v3");
    EXPECT_EQUAL(recognised("\"[AVAILABLE_TOOLS][\" \"[INST]\" + text + \"[/INST]\""), "mistral-nemo");
    EXPECT_EQUAL(recognised("'<|user|>\n' text '<|end|>\n' '<|assistant|>\n' eos_token"), "phi3");
    EXPECT_EQUAL(recognised("'<|user|>\n' + text + eos_token '<|assistant|>\n'"), "zephyr");
}

TEST(a_template_that_is_not_known_is_an_error_that_says_what_was_found) {
    EXPECT_ERROR(recognised("<|im_start|>system<|im_sep|> <|im_end|>"),
                 "the signs in it are <|im_start|> <|im_sep|> <|im_end|>");
    EXPECT_ERROR(recognised("[SYSTEM_PROMPT] [INST] [/INST]"),
                 "none of those that are known here: qwen3, chatml, llama3.1");
    EXPECT_ERROR(recognised("'<|user|>' text '<|end|>' '<|assistant|>' eos_token"), "--template NAME");  // Phi-4-mini
    EXPECT_ERROR(recognised("{{ messages[0] }}"), "a file: this chat template is none");
    EXPECT_ERROR(recognised("{{ messages[0:1] }}"), "it holds no signs like <|user|> or [INST]");
    EXPECT_ERROR(recognised("<\x1b[31m>"), "it holds no signs");
}

TEST(jinja_s_line_feeds_are_line_feeds) {
    const ChatSource source = read_chat_source(folder_with(R"({"chat_template": "'a\\nb\n\\t'"})"));
    EXPECT_EQUAL(source.text, "'a\nb\n\\t'");
    EXPECT_EQUAL(source.path, scratch_folder() + "/tokenizer_config.json");
}

TEST(a_file_of_its_own_comes_before_the_configuration) {
    const ChatSource source = read_chat_source(folder_with(R"({"chat_template": "one", "eos_token": "</s>"})", "two"));
    EXPECT_EQUAL(source.text, "two");
    EXPECT_EQUAL(source.path, scratch_folder() + "/chat_template.jinja");
    EXPECT_EQUAL(source.eos_token, "</s>");
}

TEST(of_several_templates_the_default_counts) {
    const std::string list =
        R"({"chat_template": [{"name": "rag", "template": "one"}, {"name": "default", "template": "two"}],
            "bos_token": {"content": "<s>", "lstrip": false}})";
    const ChatSource source = read_chat_source(folder_with(list));
    EXPECT_EQUAL(source.text, "two");
    EXPECT_EQUAL(source.bos_token, "<s>");
    EXPECT_ERROR(read_chat_source(folder_with(R"({"chat_template": [{"name": "rag", "template": "one"}]})")),
                 "tokenizer_config.json:1:19: none of the chat templates is named \"default\"; there are: \"rag\"");
}

TEST(a_folder_without_a_template_has_an_empty_one) {
    EXPECT_EQUAL(read_chat_source(folder_with("")).path, "");
    EXPECT_EQUAL(read_chat_source(folder_with(R"({"chat_template": null, "bos_token": null})")).path, "");
}

TEST(the_system_text_that_a_template_holds_is_used) {
    ChatSource source;
    source.text = "'<|im_start|>system\n' + text + '<|im_end|>' else '<|im_start|>system\nYou are tiny.<|im_end|>\n'";
    EXPECT_EQUAL(recognise_template(source).default_system, "You are tiny.");
    source.text = "'<|im_start|>system\n' + text + '<|im_end|>\n' bos_token";
    EXPECT_EQUAL(recognise_template(source).default_system, "");
    EXPECT(recognise_template(source).begins);
    source.text = "<|start_header_id|> <|end_header_id|> <|eot_id|>";
    EXPECT(!recognise_template(source).begins);
}

TEST(without_a_template_the_vocabulary_tells) {
    EXPECT_EQUAL(template_of_vocabulary(byte_tokenizer(), "f").name, "stepwise");
    const Tokenizer others = read_tokenizer("data/golden/tokenizer/bytelevel/tokenizer.json");
    EXPECT_EQUAL(template_of_vocabulary(others, "f").name, "chatml");
    const Tokenizer none = read_tokenizer("data/micro/tokenizer.json");
    EXPECT_ERROR(template_of_vocabulary(none, "some/folder"), "some/folder: there is no chat template in this folder");
}

static HostileCase config_case(const std::string& name, const std::string& text, const std::string& part) {
    return {name,
            "data/model",
            written("tokenizer_config.json", text),
            {"chat", "--model", "FOLDER", "--max-tokens", "1"},
            {"tokenizer_config.json", part},
            ""};
}

TEST(broken_files_are_errors_with_a_sentence) {
    const std::string huge(3 << 20, 'x');
    run_hostile_cases({
        config_case("empty", "", "ends too early"),
        config_case("cut off", R"({"chat_template": "<|im_sta)", "ends too early"),
        config_case("a list", "[]", "must be an object"),
        config_case("a number", R"({"chat_template": 7})", "must be a string"),
        config_case("an object", R"({"chat_template": {"default": "x"}})", "must be a string"),
        config_case("a list of strings", R"({"chat_template": ["x"]})", "must be an object"),
        config_case("no name", R"({"chat_template": [{"template": "x"}]})", "\"name\""),
        config_case("no template", R"({"chat_template": [{"name": "default"}]})", "\"template\""),
        config_case("an empty list", R"({"chat_template": []})", "none of the chat templates is named \"default\""),
        config_case("bos", R"({"bos_token": 1})", "must be a string"),
        config_case("eos", R"({"eos_token": {"content": 1}})", "must be a string"),
        config_case("deep", std::string(100000, '['), "nested deeper than 100"),
        config_case("huge", "{\"chat_template\": \"" + huge + "\"}", "3145728 bytes; that is no template"),
        config_case("unknown", R"({"chat_template": "{{ x }}"})", "none of those that are known here"),
        config_case("no characters", "{\"chat_template\": \"\xff\"}", "not UTF-8"),
        {"jinja",
         "data/model",
         written("chat_template.jinja", huge),
         {"chat", "--model", "FOLDER", "--max-tokens", "1"},
         {"chat_template.jinja", "that is no template"},
         ""},
        {"a folder",
         "data/model",
         directory_in_place_of("chat_template.jinja"),
         {"chat", "--model", "FOLDER", "--max-tokens", "1"},
         {"chat_template.jinja"},
         ""},
        {"tokens that are not there",
         "data/model",
         written("chat_template.jinja", "<|im_start|><|im_end|>"),
         {"chat", "--model", "FOLDER", "--max-tokens", "1"},
         {"needs the token <|im_start|>, which this vocabulary does not have"},
         ""},
    });
}

TEST_MAIN
