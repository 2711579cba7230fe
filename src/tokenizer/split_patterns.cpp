// The regular expressions that files write, and what each is called here.
#include "tokenizer/pre_tokenizer.h"

struct KnownPattern {
    SplitPattern pattern;
    const char* name;
    const char* regex;
};

// The first of each is how its model's own file writes it; the others are known to mean the same.
static const KnownPattern known[] = {
    {SplitPattern::gpt2, "GPT-2", R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)"},
    {SplitPattern::gpt2, "GPT-2", R"('(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)"},
    {SplitPattern::gpt2, "GPT-2", R"('(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s)"},
    {SplitPattern::llama3, "Llama 3",
     R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+)"
     R"(|\s+(?!\S)|\s+)"},
    {SplitPattern::cl100k, "cl100k_base (GPT-4)",
     R"('(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n])"
     R"(|\s+(?!\S)|\s)"},
    {SplitPattern::cl100k, "cl100k_base (GPT-4)",
     R"('(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s++$|\s*[\r\n])"
     R"(|\s+(?!\S)|\s)"},
    {SplitPattern::qwen, "Qwen",
     R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+)"
     R"(|\s+(?!\S)|\s+)"},
    {SplitPattern::o200k, "o200k_base (GPT-4o)",
     R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?)"
     R"(|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?)"
     R"(|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)"},
    {SplitPattern::tekken, "Tekken (Mistral)",
     R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+)"
     R"(|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*)"
     R"(|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)"},
};

bool find_pattern(std::string_view regex, SplitPattern& pattern) {
    for (const KnownPattern& candidate : known) {
        if (regex != candidate.regex) continue;
        pattern = candidate.pattern;
        return true;
    }
    return false;
}

std::string known_patterns() {
    std::string names;
    SplitPattern last = SplitPattern::none;
    for (const KnownPattern& candidate : known) {
        if (candidate.pattern != last) names += (names.empty() ? "" : ", ") + std::string(candidate.name);
        last = candidate.pattern;
    }
    return names;
}

std::string_view pattern_text(SplitPattern pattern) {
    for (const KnownPattern& candidate : known) {
        if (candidate.pattern == pattern) return candidate.regex;
    }
    return "";
}
