#include "merges.h"

#include "harness.h"

static std::string hex_of(const std::string& bytes) {
    std::string text;
    for (char byte : bytes) {
        text += "0123456789abcdef"[uint8_t(byte) >> 4];
        text += "0123456789abcdef"[uint8_t(byte) & 15];
    }
    return text;
}

std::string bytes_of_hex(std::string_view hex) {
    std::string bytes;
    for (size_t i = 0; i < hex.size(); i += 2) {
        bytes += char(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    }
    return bytes;
}

static std::string shown_merges(const Merges& merges) {
    std::string text;
    for (const Merge& merge : merges) {
        text += (text.empty() ? "" : ", ") + hex_of(merge.first) + "+" + hex_of(merge.second);
    }
    return text;
}

Merges merges_of(const Tokenizer& tokenizer) {
    Merges merges;
    for (const MergeTable::Rule& rule : tokenizer.merges.rules()) {
        const Merge merge = {tokenizer.token_text[size_t(rule.left)], tokenizer.token_text[size_t(rule.right)]};
        EXPECT_EQUAL(tokenizer.token_text[size_t(rule.result)], merge.first + merge.second);
        EXPECT_EQUAL(rule.rank, int(merges.size()));
        merges.push_back(merge);
    }
    return merges;
}

void expect_merges(const Tokenizer& tokenizer, const Merges& want, const std::string& name) {
    const std::string got = shown_merges(merges_of(tokenizer));
    if (got != shown_merges(want))
        FAIL("merges of " + name + "\n      got  " + got + "\n      want " + shown_merges(want));
}

TrainTokenizerOptions train_options(int vocab_size, const std::vector<std::string>& special_tokens) {
    TrainTokenizerOptions options;
    options.vocab_size = vocab_size;
    options.special_tokens = special_tokens;
    return options;
}
