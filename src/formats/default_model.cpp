#include "formats/default_model.h"

const char* const default_model_path = "(default model)";

#ifdef STEPWISE_DEFAULT_MODEL

// The assembler puts the bytes of a file between two symbols; 64 bytes of alignment, as a mapped file has more than.
#define EMBED(name, path)                 \
    asm(".pushsection .rodata\n"          \
        ".balign 64\n"                    \
        ".global " #name                  \
        "_begin\n"                        \
        ".global " #name "_end\n" #name   \
        "_begin:\n"                       \
        ".incbin \"" path "\"\n" #name    \
        "_end:\n"                         \
        ".byte 0\n"                       \
        ".popsection\n");                 \
    extern "C" const char name##_begin[]; \
    extern "C" const char name##_end[];

EMBED(stepwise_default_config, "data/model/config.json")
EMBED(stepwise_default_generation_config, "data/model/generation_config.json")
EMBED(stepwise_default_tokenizer, "data/model/tokenizer.json")
EMBED(stepwise_default_weights, "data/model/model.safetensors")

struct EmbeddedFile {
    const char* name;
    const char* begin;
    const char* end;
};

static const EmbeddedFile files[] = {
    {"config.json", stepwise_default_config_begin, stepwise_default_config_end},
    {"generation_config.json", stepwise_default_generation_config_begin, stepwise_default_generation_config_end},
    {"tokenizer.json", stepwise_default_tokenizer_begin, stepwise_default_tokenizer_end},
    {"model.safetensors", stepwise_default_weights_begin, stepwise_default_weights_end},
};

bool has_default_model() { return true; }

bool find_default_model_file(const std::string& path, std::string_view& bytes) {
    for (const EmbeddedFile& file : files) {
        if (path != std::string(default_model_path) + "/" + file.name) continue;
        bytes = std::string_view(file.begin, size_t(file.end - file.begin));
        return true;
    }
    return false;
}

#else

bool has_default_model() { return false; }

bool find_default_model_file(const std::string&, std::string_view&) { return false; }

#endif
