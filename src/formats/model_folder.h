#pragma once

#include <string>

/// A model folder in the Hugging Face layout. A path is empty when the folder has no such file.
struct ModelFolder {
    std::string path;
    std::string config;             // config.json: the sizes; always there
    std::string weights;            // model.safetensors, or else
    std::string weights_index;      // model.safetensors.index.json: which tensor is in which of several files
    std::string tokenizer;          // tokenizer.json
    std::string generation_config;  // generation_config.json: end tokens
    std::string tokenizer_config;   // tokenizer_config.json: the chat template, and the names of begin and end token
    std::string chat_template;      // chat_template.jinja: the chat template in a file of its own
};

/// Finds the files, those of the default model under default_model_path. Throws Error when the folder, its config.json or its weights are missing.
ModelFolder open_model_folder(const std::string& path);
