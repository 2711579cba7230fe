#pragma once

#include <string>

#include "formats/model_folder.h"

/// What a model folder says about conversations.
struct ChatSource {
    std::string path;  // the file that the template was in; empty: the folder has none
    std::string text;  // the template, a program in Jinja's language
    std::string
        bos_token;  // what "bos_token" and "eos_token" mean in it; empty where tokenizer_config.json does not say
    std::string eos_token;
};

/// Reads chat_template.jinja, or else "chat_template" of tokenizer_config.json: a string, or a list of templates with names,
/// of which the one named "default" counts. "\n" as Jinja writes it, in two characters, becomes the line feed that it means.
/// Throws Error, with file and place, when a file is malformed, a template longer than 1 MiB, or none of several is the default.
ChatSource read_chat_source(const ModelFolder& folder);
