#include "corpus/kinds.h"

Story draw_story(Chooser& chooser) {
    const std::vector<Plot>& plots = all_plots();
    const Plot& plot = plots[size_t(chooser.pick(int(plots.size())))];
    return tell_story(chooser, plot, Binding{});
}

std::string story_key(const Story& story) {
    std::string key = "story " + story.plot->name;
    for (size_t role = 0; role < story.binding.size(); ++role) {
        const Word* word = story.binding[role];
        if (word != nullptr) key += " " + std::string(1, char(role)) + "=" + word->text;
    }
    return key;
}

static bool is_told(const Story& story, const std::string& relation) {
    for (const Fact& fact : story.facts) {
        if (fact.relation->name == relation) return true;
    }
    for (const std::string& name : story.plot->never) {
        if (name == relation) return true;
    }
    return false;
}

QuestionPool story_questions(const Story& story) {
    QuestionPool pool(story.facts, false);
    const Word* person = story.binding[size_t('A')];
    const Word* animal = story.binding[size_t('K')];
    for (const char* relation : {"age", "lives", "likes", "felt_first"}) {
        if (person != nullptr && !is_told(story, relation)) pool.add_untold(relation_named(relation), person);
    }
    if (animal != nullptr && !is_told(story, "name")) pool.add_untold(relation_named("name"), animal);
    if (!is_told(story, "weather")) pool.add_untold(relation_named("weather"), nullptr);
    return pool;
}

void write_story(Chooser& chooser, Document& document) {
    const Story story = draw_story(chooser);
    document.key = story_key(story);
    document.text = story.text + "\n";
}

void write_questions(Chooser& chooser, Document& document) {
    const Story story = draw_story(chooser);
    document.key = story_key(story);
    document.text = story.text;
    QuestionPool pool = story_questions(story);
    const int questions = 1 + chooser.pick(3);
    for (int i = 0; i < questions; ++i) {
        add_question(document, pool.draw(chooser), story.text.size());
    }
    document.text += "\n";
}
