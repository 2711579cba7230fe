#include "corpus/corpus.h"

#include "base/error.h"
#include "corpus/kinds.h"

const char* kind_name(DocumentKind kind) {
    static const char* const names[] = {"story", "questions", "facts", "pronoun", "sum", "chat"};
    return names[int(kind)];
}

const char* question_kind_name(QuestionKind kind) {
    static const char* const names[] = {"answerable", "unanswerable", "pronoun", "sum"};
    return names[int(kind)];
}

size_t end_of_answer(const std::string& text, size_t prompt_bytes, const std::string& answer) {
    for (const char* before : {"", " "}) {
        const std::string whole = before + answer;
        const bool stands_there = prompt_bytes <= text.size() && text.compare(prompt_bytes, whole.size(), whole) == 0;
        if (stands_there) return prompt_bytes + whole.size();
    }
    throw Error("the answer \"" + answer + "\" does not stand at byte " + std::to_string(prompt_bytes) +
                " of its text, nor behind a space there");
}

bool is_held_out(const std::string& key) {
    uint64_t hash = 0xcbf29ce484222325ull;  // FNV-1a: Fowler, Noll & Vo
    for (unsigned char byte : key) {
        hash = (hash ^ byte) * 0x100000001b3ull;
    }
    return splitmix64(hash) % 10 == 0;
}

std::vector<std::string> corpus_special_tokens() { return {"<|system|>", "<|user|>", "<|assistant|>", "<|end|>"}; }

static void write_kind(Chooser& chooser, Document& document) {
    switch (document.kind) {
        case DocumentKind::story: write_story(chooser, document); break;
        case DocumentKind::questions: write_questions(chooser, document); break;
        case DocumentKind::facts: write_facts(chooser, document); break;
        case DocumentKind::pronoun: write_pronoun(chooser, document); break;
        case DocumentKind::sum: write_sum(chooser, document); break;
        case DocumentKind::chat: write_chat(chooser, document); break;
    }
}

Document draw_document_of(Chooser& chooser, DocumentKind kind) {
    const double nats_before = chooser.nats();
    Document document = {kind, "", "", false, 0.0, {}};
    write_kind(chooser, document);
    document.held_out = is_held_out(document.key);
    document.nats = chooser.nats() - nats_before;
    return document;
}

Document draw_document(Chooser& chooser) {
    // story, questions, facts, pronoun, sum, chat: questions need more examples than anything else
    const int kind = chooser.pick_weighted({13, 18, 40, 5, 4, 20});
    Document document = draw_document_of(chooser, DocumentKind(kind));
    document.nats = chooser.nats();
    return document;
}

Document make_document(Rng& rng, bool held_out) {
    while (true) {
        Chooser chooser(rng);
        const Document document = draw_document(chooser);
        if (document.held_out == held_out) return document;
    }
}
