#include <algorithm>

#include "corpus/kinds.h"

static const char* const grounded_systems[] = {
    "You answer from the text.",
    "Answer only from the text. If the text does not say it, say that you don't know.",
    "You read a text and answer questions about it.",
};

static const char* const free_systems[] = {
    "You are a friendly helper.",
    "You help children.",
    "You are kind and answer briefly.",
};

static std::string pick_text(Chooser& chooser, const char* const* texts, int count) {
    return texts[chooser.pick(count)];
}

static void add_turn(Document& document, const std::string& who, const std::string& text) {
    document.text += "<|" + who + "|>\n" + text + "<|end|>\n";
}

/// The last turn of a quarter of the chats.
static void add_thanks(Chooser& chooser, Document& document) {
    static const char* const thanks[] = {"Thank you!", "Thanks a lot.", "That is all. Goodbye!"};
    static const char* const answers[] = {"You are welcome!", "I was glad to help.", "Goodbye, and have a nice day!"};
    if (!chooser.chance(1, 4)) return;
    add_turn(document, "user", pick_text(chooser, thanks, 3));
    add_turn(document, "assistant", pick_text(chooser, answers, 3));
}

/// Opens the turn of the assistant and notes the question that it answers.
static void add_answer(Document& document, const AskedQuestion& asked, size_t context_length) {
    document.text += "<|assistant|>\n";
    document.questions.push_back(note_question(document, asked, context_length));
    document.text += asked.answer + "<|end|>\n";
}

static void chat_about_text(Chooser& chooser, Document& document) {
    static const char* const openings[] = {"Read this text.\n", "Here is a text.\n", "Text: "};
    add_turn(document, "system", pick_text(chooser, grounded_systems, 3));
    std::string text;
    QuestionPool pool({}, false);
    if (chooser.chance(1, 3)) {
        const Story story = draw_story(chooser);
        text = story.text;
        pool = story_questions(story);
        document.key = story_key(story);
    } else {
        const Context context = draw_context(chooser);
        text = context.text;
        pool = QuestionPool(context.facts, true);
        document.key = context_key(context);
    }
    const int questions = 1 + chooser.pick(3);
    for (int i = 0; i < questions; ++i) {
        const std::string opening = i == 0 ? pick_text(chooser, openings, 3) + text + "\n" : "";
        const AskedQuestion asked = pool.draw(chooser);
        add_turn(document, "user", opening + asked.question);
        add_answer(document, asked, text.size());
    }
}

/// Whether every telling of the plot shows the role.
static bool is_certain(const Plot& plot, char role) {
    for (const Step& step : plot.steps) {
        if (step.optional) continue;
        const bool always = std::all_of(step.wordings.begin(), step.wordings.end(),
                                        [role](const Wording& wording) { return wording.mentions(role); });
        if (always) return true;
    }
    return false;
}

/// What a story that was told is asked to be about.
static std::string story_subject(const Plot& plot) {
    if (!is_certain(plot, 'A')) return "{K.a} and {Q.a}";
    if (is_certain(plot, 'T') && is_certain(plot, 'C')) return "a {A.boy} named {A} and {C.a} {T}";
    if (is_certain(plot, 'K')) return "a {A.boy} named {A} and {K.a}";
    return "a {A.boy} named {A}";
}

static void chat_story(Chooser& chooser, Document& document) {
    static const char* const systems[] = {"You tell stories.", "You are a friendly helper.",
                                          "You write short stories."};
    static const char* const requests[] = {"Tell me a story about ", "Please write a story about ",
                                           "I would like to hear a story about "};
    add_turn(document, "system", pick_text(chooser, systems, 3));
    const std::string request = pick_text(chooser, requests, 3);
    const Story story = draw_story(chooser);
    document.key = story_key(story);
    const std::string subject = render(parse_pattern(story_subject(*story.plot)), story.binding);
    add_turn(document, "user", request + subject + ".");
    add_turn(document, "assistant", story.text);
}

static void chat_sum(Chooser& chooser, Document& document) {
    add_turn(document, "system", pick_text(chooser, free_systems, 3));
    const Sum sum = draw_sum(chooser);
    document.key = sum_key(sum);
    const bool in_signs = chooser.chance(1, 2);
    const std::string word = in_signs ? (sum.is_minus ? " - " : " + ") : (sum.is_minus ? " minus " : " plus ");
    const std::string text = std::to_string(sum.a) + word + std::to_string(sum.b);
    add_turn(document, "user", (chooser.chance(1, 2) ? "What is " : "How much is ") + text + "?");
    document.text += "<|assistant|>\n";
    const std::string answer = text + (in_signs ? " = " : " is ") + std::to_string(result_of(sum)) + ".";
    document.questions.push_back({QuestionKind::sum, document.text, answer, -1.0});
    document.text += answer + "<|end|>\n";
}

static void chat_greeting(Chooser& chooser, Document& document) {
    static const char* const greetings[] = {"Hello! My name is ", "Good morning! I am ", "Hi, I am "};
    static const char* const replies[] = {"! How can I help you?", "! What can I do for you?",
                                          "! It is nice to meet you."};
    add_turn(document, "system", pick_text(chooser, free_systems, 3));
    const std::vector<const Word*>& people = word_list("person").words;
    const std::string name = people[size_t(chooser.pick(int(people.size())))]->text;
    document.key = "greeting " + name;
    add_turn(document, "user", pick_text(chooser, greetings, 3) + name + ".");
    add_turn(document, "assistant", "Hello, " + name + pick_text(chooser, replies, 3));
    if (!chooser.chance(1, 2)) return;
    add_turn(document, "user", chooser.chance(1, 2) ? "What is my name?" : "Do you know my name?");
    add_answer(document, {true, "", "Your name is " + name + ".", 0}, 1);
}

static void chat_repeat(Chooser& chooser, Document& document) {
    static const char* const requests[] = {"Say the word ", "Repeat this word: ", "Please say "};
    add_turn(document, "system", pick_text(chooser, free_systems, 3));
    std::vector<const Word*> words = word_list("thing").words;
    const std::vector<const Word*>& animals = word_list("animal").words;
    words.insert(words.end(), animals.begin(), animals.end());
    const std::string word = words[size_t(chooser.pick(int(words.size())))]->text;
    document.key = "repeat " + word;
    add_turn(document, "user", pick_text(chooser, requests, 3) + "\"" + word + "\".");
    add_turn(document, "assistant", "\"" + word + "\".");
}

/// "The dog, the cat and the owl."
static std::string listed(const std::vector<const Word*>& words) {
    std::string text;
    for (size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
        text += "the " + words[i]->text;
    }
    return words.empty() ? "There are no animals in the text." : capitalised(text) + ".";
}

static void chat_animals(Chooser& chooser, Document& document) {
    static const char* const requests[] = {"Which animals are in the text?", "List the animals in the text.",
                                           "Name all the animals of the text."};
    add_turn(document, "system", pick_text(chooser, grounded_systems, 3));
    const Context context = draw_context(chooser);
    document.key = context_key(context);
    std::vector<const Word*> animals;
    for (const Fact& fact : context.facts) {
        for (const Word* word : fact.words) {
            const bool is_new = std::find(animals.begin(), animals.end(), word) == animals.end();
            if (word->word_class == "animal" && is_new) animals.push_back(word);
        }
    }
    add_turn(document, "user", "Text: " + context.text + "\n" + pick_text(chooser, requests, 3));
    document.text += "<|assistant|>\n";
    document.questions.push_back({QuestionKind::answerable, document.text, listed(animals), -1.0});
    document.text += listed(animals) + "<|end|>\n";
}

/// The text again, word for word.
static void chat_copy(Chooser& chooser, Document& document) {
    static const char* const requests[] = {"Repeat the text.", "Say the text again.", "Copy the text, word for word."};
    add_turn(document, "system", pick_text(chooser, grounded_systems, 3));
    const Context context = draw_context(chooser);
    document.key = context_key(context);
    add_turn(document, "user", "Text: " + context.text + "\n" + pick_text(chooser, requests, 3));
    add_turn(document, "assistant", context.text);
}

static bool is_about(const Fact& fact, const Word* word) {
    return std::find(fact.words.begin(), fact.words.end(), word) != fact.words.end();
}

/// The sentences of the text that are about the word, one after the other; "I don't know." where there is none.
static std::string sentences_about(const Context& context, const Word* word) {
    std::string sentences;
    for (size_t i = 0; i < context.facts.size(); ++i) {
        if (!is_about(context.facts[i], word)) continue;
        const size_t begin = context.facts[i].position;
        const bool is_last = i + 1 == context.facts.size();
        const size_t end = is_last ? context.text.size() : context.facts[i + 1].position - 1;
        sentences += (sentences.empty() ? "" : " ") + context.text.substr(begin, end - begin);
    }
    return sentences.empty() ? unknown_answer : sentences;
}

/// Whom one may ask about: in four cases of five who or what a sentence begins with, otherwise a person who is not
/// in the text.
static const Word* draw_subject(Chooser& chooser, const Context& context) {
    std::vector<const Word*> subjects;
    for (const Fact& fact : context.facts) {
        const bool is_new = std::find(subjects.begin(), subjects.end(), fact.words[0]) == subjects.end();
        if (is_new) subjects.push_back(fact.words[0]);
    }
    if (!chooser.chance(4, 5)) {
        subjects.clear();
        for (const Word* person : word_list("person").words) {
            const bool is_there = std::any_of(context.facts.begin(), context.facts.end(),
                                              [person](const Fact& fact) { return is_about(fact, person); });
            if (!is_there) subjects.push_back(person);
        }
    }
    return subjects[size_t(chooser.pick(int(subjects.size())))];
}

static void chat_quote(Chooser& chooser, Document& document) {
    static const char* const requests[] = {"What does the text say about ", "Which sentences tell of ",
                                           "Quote all that the text says about "};
    static const char* const ends[] = {"?", "?", "."};
    add_turn(document, "system", pick_text(chooser, grounded_systems, 3));
    const Context context = draw_context(chooser);
    document.key = context_key(context);
    std::string opening = "Text: " + context.text + "\n";
    const int requested = 1 + chooser.pick(3);
    for (int i = 0; i < requested; ++i) {
        const Word* subject = draw_subject(chooser, context);
        const std::string name = (subject->word_class == "person" ? "" : "the ") + subject->text;
        const int request = chooser.pick(3);
        add_turn(document, "user", opening + requests[request] + name + ends[request]);
        const std::string answer = sentences_about(context, subject);
        const bool is_told = answer != unknown_answer;
        document.text += "<|assistant|>\n";
        document.questions.push_back(
            {is_told ? QuestionKind::answerable : QuestionKind::unanswerable, document.text, answer, -1.0});
        document.text += answer + "<|end|>\n";
        opening = "";
    }
}

void write_chat(Chooser& chooser, Document& document) {
    const int topic = chooser.pick_weighted({40, 20, 8, 4, 4, 4, 8, 12});
    if (topic == 0) chat_about_text(chooser, document);
    if (topic == 1) chat_story(chooser, document);
    if (topic == 2) chat_sum(chooser, document);
    if (topic == 3) chat_greeting(chooser, document);
    if (topic == 4) chat_repeat(chooser, document);
    if (topic == 5) chat_animals(chooser, document);
    if (topic == 6) chat_copy(chooser, document);
    if (topic == 7) chat_quote(chooser, document);
    add_thanks(chooser, document);
}
