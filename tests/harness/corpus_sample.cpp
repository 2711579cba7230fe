#include "corpus_sample.h"

#include "corpus/corpus.h"
#include "corpus/pattern.h"
#include "harness.h"

void only_in_release_builds() {
    if (checked_build) skip_test("a law over thousands of documents, for release builds");
}

static std::vector<Document> make_sample() {
    std::vector<Document> documents;
    Rng rng = make_rng(1);
    for (int i = 0; i < 20000; ++i) {
        documents.push_back(make_document(rng, false));
    }
    return documents;
}

const std::vector<Document>& corpus_sample() {
    only_in_release_builds();
    static const std::vector<Document> documents = make_sample();
    return documents;
}

std::vector<std::string> words_of(const std::string& text) {
    std::vector<std::string> words;
    std::string word;
    for (char c : text + " ") {
        if (c == ' ' || c == '\n') {
            if (!word.empty()) words.push_back(word);
            word.clear();
        } else if (c != '"') {
            word += c;
        }
    }
    return words;
}

std::string told_word(const std::string& answer) {
    const size_t space = answer.rfind(' ');
    std::string word = answer.substr(space == std::string::npos ? 0 : space + 1);
    word.pop_back();
    return word;
}

bool holds_word(const std::string& text, const std::string& word) {
    return text.find(word) != std::string::npos || text.find(capitalised(word)) != std::string::npos;
}
