#include <algorithm>

#include "corpus/corpus.h"
#include "corpus/kinds.h"
#include "corpus/reader.h"
#include "corpus_sample.h"
#include "harness.h"

// The generator's own reader: what was told is read, and what was changed is noticed.

static Story random_story(Rng& rng) {
    Chooser chooser(rng);
    return draw_story(chooser);
}

static std::string shown_report(const StoryReport& report) {
    std::string text = std::to_string(report.understood) + " of " + std::to_string(report.sentences) + " understood";
    for (const std::string& contradiction : report.contradictions) {
        text += "\n        " + contradiction;
    }
    return text;
}

TEST(every_story_that_is_told_is_read_without_a_doubt) {
    only_in_release_builds();
    Rng rng = make_rng(1);
    for (int i = 0; i < 2000; ++i) {
        const std::string text = random_story(rng).text;
        const StoryReport report = read_story(text + "\nQuestion: Who?\n");
        const bool is_whole = report.has_beginning && report.has_end;
        if (!report.consistent || !is_whole) FAIL(text + "\n      " + shown_report(report));
    }
}

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Where the word stands as a whole word.
static std::vector<size_t> places_of(const std::string& word, const std::string& text) {
    std::vector<size_t> places;
    for (size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        const size_t end = at + word.size();
        const bool starts = at == 0 || !is_letter(text[at - 1]);
        const bool ends = end == text.size() || !is_letter(text[end]);
        if (starts && ends) places.push_back(at);
    }
    return places;
}

static bool takes_an(const std::string& word) { return std::string("aeiou").find(word[0]) != std::string::npos; }

/// Words of the class that can stand where the word stands: with the same article and the same preposition.
static std::vector<const Word*> replacements_of(const Word& word) {
    std::vector<const Word*> others;
    for (const Word* other : word_list(word.word_class).words) {
        const bool is_alike = takes_an(other->text) == takes_an(word.text) && other->preposition == word.preposition;
        if (other != &word && is_alike) others.push_back(other);
    }
    return others;
}

/// The story with one of several mentions of a word changed to another word of its class; empty where no word of
/// that class is mentioned more than once.
static std::string with_changed_word(Rng& rng, const Story& story, const std::string& word_class) {
    for (const Word* word : bound_words(story.binding)) {
        const std::vector<size_t> places = places_of(word->text, story.text);
        const std::vector<const Word*> others = replacements_of(*word);
        if (word->word_class != word_class || places.size() < 2 || others.empty()) continue;
        const Word* other = others[size_t(next_bits(rng) % others.size())];
        std::string text = story.text;
        return text.replace(places[size_t(next_bits(rng) % places.size())], word->text.size(), other->text);
    }
    return "";
}

/// Changes words of a class in 150 stories and counts how many of the changes are reported.
static double noticed_share(const std::string& word_class, const char* must_say) {
    only_in_release_builds();
    Rng rng = make_rng(2);
    int changed = 0;
    int noticed = 0;
    int said = 0;
    while (changed < 150) {
        const std::string text = with_changed_word(rng, random_story(rng), word_class);
        if (text.empty()) continue;
        const StoryReport report = read_story(text);
        ++changed;
        noticed += !report.consistent;
        for (const std::string& contradiction : report.contradictions) {
            if (contradiction.find(must_say) != std::string::npos) {
                ++said;
                break;
            }
        }
    }
    std::printf("    %-8s %.1f%% of the changes are noticed, %.1f%% named\n", word_class.c_str(),
                100.0 * noticed / changed, 100.0 * said / changed);
    EXPECT(said * 10 >= changed * 9);
    return double(noticed) / changed;
}

TEST(a_changed_name_is_noticed) { EXPECT(noticed_share("person", "person") >= 0.99); }

TEST(a_changed_colour_is_noticed) { EXPECT(noticed_share("colour", "colour") >= 0.99); }

TEST(a_changed_place_is_noticed) { EXPECT(noticed_share("place", "place") >= 0.99); }

TEST(a_changed_thing_is_noticed) { EXPECT(noticed_share("thing", "thing") >= 0.99); }

TEST(a_changed_animal_is_noticed) { EXPECT(noticed_share("animal", "animal") >= 0.99); }

TEST(a_changed_name_of_an_animal_is_noticed) { EXPECT(noticed_share("pet", "pet") >= 0.99); }

TEST(a_changed_number_is_noticed) { EXPECT(noticed_share("number", "number") >= 0.99); }

/// The story with one pronoun of the other gender.
static std::string with_changed_pronoun(Rng& rng, const std::string& text) {
    static const char* const pairs[][2] = {{"he", "she"},  {"He", "She"},   {"his", "her"},        {"His", "Her"},
                                           {"him", "her"}, {"boy", "girl"}, {"himself", "herself"}};
    std::vector<std::string> changed;
    for (const auto& pair : pairs) {
        for (int from = 0; from < 2; ++from) {
            if (std::string(pair[from]) == "her") continue;  // "him" or "his"
            for (size_t at : places_of(pair[from], text)) {
                std::string copy = text;
                changed.push_back(copy.replace(at, std::string(pair[from]).size(), pair[1 - from]));
            }
        }
    }
    return changed.empty() ? "" : changed[size_t(next_bits(rng) % changed.size())];
}

TEST(a_changed_pronoun_is_noticed) {
    Rng rng = make_rng(3);
    int changed = 0;
    int noticed = 0;
    while (changed < 150) {
        const std::string text = with_changed_pronoun(rng, random_story(rng).text);
        if (text.empty()) continue;
        ++changed;
        noticed += !read_story(text).consistent;
    }
    std::printf("    pronoun  %.1f%% of the changes are noticed\n", 100.0 * noticed / changed);
    EXPECT(noticed * 100 >= changed * 99);
}

static const char* const short_story =
    "Once upon a time there was a girl named Mia. She had a red kite, but she had played with it too often. "
    "Next door lived Tom. He had a blue ball. \"That is a fine ball,\" said Mia. They made a trade: the kite went to "
    "Tom, and the ball went to Mia. In the end Mia felt happy.";

static std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const size_t at = text.find(from);
    if (at == std::string::npos) throw TestFailure("the text has no \"" + from + "\"");
    return text.replace(at, from.size(), to);
}

TEST(a_story_is_read_and_each_fault_has_its_name) {
    EXPECT(read_story(short_story).consistent);
    EXPECT_EQUAL(read_story(short_story).sentences, 7);
    const std::string reversed = replaced(short_story, "the kite went to Tom, and the ball went to Mia",
                                          "the kite went to Mia, and the ball went to Tom");
    EXPECT(!read_story(reversed).consistent);
    const std::string left_out = replaced(short_story, "Next door lived Tom. He had a blue ball. ", "");
    EXPECT(!read_story(left_out).consistent);
    EXPECT(read_story(left_out).contradictions[0].find("left out") != std::string::npos);
    const std::string unknown = replaced(short_story, "In the end", "It rained frogs. In the end");
    EXPECT(!read_story(unknown).consistent);
    EXPECT_EQUAL(read_story(unknown).understood, 7);
    EXPECT_EQUAL(read_story(unknown).sentences, 8);
    const std::string wrong_boy = replaced(short_story, "lived Tom. He had", "lived Tom. She had");
    EXPECT_EQUAL(read_story(wrong_boy).contradictions[0], std::string("Tom is not \"She\": She had a blue ball."));
}

/// The message of the one contradiction.
static std::string contradiction_of(const std::string& text) {
    const StoryReport report = read_story(text);
    EXPECT_EQUAL(report.understood, report.sentences);
    EXPECT_EQUAL(report.contradictions.size(), size_t(1));
    return report.contradictions[0];
}

TEST(what_cannot_be_the_same_is_told_apart) {
    std::string two_kites = replaced(short_story, "a blue ball", "a blue kite");
    two_kites = replaced(two_kites, "a fine ball", "a fine kite");
    two_kites = replaced(two_kites, "and the ball went", "and the kite went");
    EXPECT(contradiction_of(two_kites).find("\"kite\" is somebody else") != std::string::npos);
    std::string spoon = replaced(short_story, "a blue ball", "a blue spoon");
    spoon = replaced(spoon, "a fine ball", "a fine spoon");
    spoon = replaced(spoon, "and the ball went", "and the spoon went");
    EXPECT(contradiction_of(spoon).find("\"spoon\" does not go with this story") != std::string::npos);
}

TEST(two_who_would_both_be_she_are_told_apart) {
    std::string text = replaced(short_story, "Next door lived Tom. He had", "Next door lived Anna. She had");
    text = replaced(text, "went to Tom,", "went to Anna,");
    EXPECT(contradiction_of(text).find("both \"he\" or both \"she\"") != std::string::npos);
}

TEST(a_name_must_fit_what_was_said_before) {
    const std::string text =
        "This is a story about a girl named Mia. She was new in town and felt sad. One day she went to the park alone. "
        "A boy with a red ball came up to her. \"I am Tom,\" he said. Soon they were friends. \"We can play with the "
        "ball together,\" said Tom. They played until they were called home. In the end Mia felt glad.";
    EXPECT(read_story(text).consistent);
    const std::string message = contradiction_of(replaced(text, "A boy with", "A girl with"));
    EXPECT(message.find("\"Tom\" is the wrong gender") != std::string::npos);
}

TEST(a_story_that_breaks_off_has_no_end) {
    const std::string text = short_story;
    const StoryReport cut = read_story(text.substr(0, text.find(" In the end")));
    EXPECT(cut.consistent && cut.has_beginning && !cut.has_end);
    const StoryReport half = read_story(text.substr(0, text.size() - 4));
    EXPECT(!half.consistent && !half.has_end);
    const StoryReport open = read_story(replaced(text, "In the end Mia felt happy.", "And how did Mia feel?"));
    EXPECT(open.consistent && !open.has_end);
    EXPECT(!read_story(text + " It rained frogs.").has_end);
    const StoryReport late = read_story(text.substr(text.find("She had")));
    EXPECT(!late.consistent && !late.has_beginning && late.has_end);
}

TEST(nothing_is_no_story) {
    for (const char* text : {"", "\n", " ", "xyz", "3 + 4 = 7."}) {
        const StoryReport report = read_story(text);
        EXPECT(!report.consistent && !report.has_beginning && !report.has_end);
    }
}

TEST_MAIN
