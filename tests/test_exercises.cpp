#include <filesystem>
#include <map>

#include "chapters.h"
#include "harness.h"
#include "pages.h"

// The list of exercises, compared with the regions of the source and with the chapters that show them. (make
// check-exercises proves that each, blanked, fails its test.)

/// A paragraph of tutorial/exercises.txt.
struct Exercise {
    std::string region;
    std::map<std::string, std::vector<std::string>> fields;  // what stands behind "key: ", by key

    bool has(const std::string& key) const { return fields.count(key) > 0; }
    std::string field(const std::string& key) const { return has(key) ? fields.at(key)[0] : ""; }
};

static std::vector<Exercise> exercises_of(const std::string& text) {
    std::vector<Exercise> exercises;
    for (const std::string& line : split_lines(text)) {
        if (line.empty() || line[0] == '#') continue;
        const size_t colon = line.find(": ");
        if (colon == std::string::npos) FAIL("no \"key: words\": " + line);
        const std::string key = line.substr(0, colon);
        const std::string words = line.substr(colon + 2);
        if (key == "region") {
            exercises.push_back({words, {}});
            continue;
        }
        if (exercises.empty()) FAIL("no region above: " + line);
        exercises.back().fields[key].push_back(words);
    }
    return exercises;
}

static bool names(const Page& page, const std::string& region) {
    return page.text.find("R=" + region + "`") != std::string::npos;
}

static bool shows(const Page& page, const Region& region) {
    return page.text.find("[" + region.path + "#" + region.name + "](") != std::string::npos;
}

static const Exercise* find_exercise(const std::vector<Exercise>& exercises, const std::string& region) {
    for (const Exercise& exercise : exercises) {
        if (exercise.region == region) return &exercise;
    }
    return nullptr;
}

/// Each region has a paragraph. Where it is an exercise, a chapter that shows the region says so.
static std::vector<std::string> check_regions(const std::vector<Exercise>& exercises,
                                              const std::vector<Region>& regions, const std::vector<Page>& pages) {
    std::vector<std::string> complaints;
    for (const Region& region : regions) {
        const Exercise* exercise = find_exercise(exercises, region.name);
        if (exercise == nullptr) {
            complaints.push_back(region.name + ": neither an exercise nor a reason why not");
            continue;
        }
        bool is_shown = false;
        bool is_named = false;
        for (const Page& page : pages) {
            is_shown = is_shown || shows(page, region);
            is_named = is_named || (shows(page, region) && names(page, region.name));
        }
        if (is_shown && !is_named && !exercise->has("shown only")) {
            complaints.push_back(region.name + ": shown, but no chapter that does so says R=" + region.name);
        }
    }
    return complaints;
}

/// What one paragraph must have, and must not.
static std::vector<std::string> check_paragraph(const Exercise& exercise) {
    std::vector<std::string> complaints;
    const std::string region = exercise.region + ": ";
    for (const auto& [key, words] : exercise.fields) {
        const bool is_known = key == "test" || key == "blank" || key == "hint" || key == "more" || key == "shown only";
        if (!is_known) complaints.push_back(region + "what is \"" + key + "\"?");
        if (words.size() > 1 && key != "blank") complaints.push_back(region + "more than one " + key);
    }
    if (exercise.has("shown only")) {
        if (exercise.fields.size() > 1) complaints.push_back(region + "shown only, and more is said");
        return complaints;
    }
    for (const std::string key : {"test", "hint", "more"}) {
        if (exercise.field(key).empty()) complaints.push_back(region + "no " + key);
    }
    if (exercise.has("more") && exercise.field("hint") == exercise.field("more")) {
        complaints.push_back(region + "the second hint says no more than the first");
    }
    return complaints;
}

/// The paragraphs by themselves: each whole, of a region that is there, and the only one of it.
static std::vector<std::string> check_list(const std::vector<Exercise>& exercises, const std::vector<Region>& regions) {
    std::vector<std::string> complaints;
    for (const Exercise& exercise : exercises) {
        for (const std::string& complaint : check_paragraph(exercise)) {
            complaints.push_back(complaint);
        }
        bool is_there = false;
        for (const Region& region : regions) {
            is_there = is_there || region.name == exercise.region;
        }
        if (!is_there) complaints.push_back(exercise.region + ": the source has no such region");
        if (find_exercise(exercises, exercise.region) != &exercise) complaints.push_back(exercise.region + ": twice");
    }
    return complaints;
}

/// Each R=region in back-ticks, of a command or of its own, is an exercise.
static std::vector<std::string> check_page(const Page& page, const std::vector<Exercise>& exercises) {
    std::vector<std::string> complaints;
    for (size_t at = page.text.find("R="); at != std::string::npos; at = page.text.find("R=", at + 2)) {
        const bool begins = at > 0 && (page.text[at - 1] == '`' || page.text[at - 1] == ' ');
        const size_t end = page.text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.", at + 2);
        if (!begins || end == std::string::npos || end == at + 2) continue;
        const std::string region = page.text.substr(at + 2, end - at - 2);
        const Exercise* exercise = find_exercise(exercises, region);
        if (exercise == nullptr || exercise->has("shown only")) {
            complaints.push_back(page.path + ": there is no exercise " + region);
        }
    }
    return complaints;
}

static void expect_none(const std::vector<std::string>& complaints) {
    std::string text;
    for (const std::string& complaint : complaints) {
        text += "\n    " + complaint;
    }
    if (!complaints.empty()) FAIL(std::to_string(complaints.size()) + " complaints" + text);
}

/// One complaint that holds `part`.
static void expect_complaint(const std::vector<std::string>& complaints, const std::string& part) {
    if (complaints.size() == 1 && complaints[0].find(part) != std::string::npos) return;
    FAIL("expected one complaint with \"" + part + "\", got " + shown(complaints));
}

static std::vector<Exercise> listed_exercises() { return exercises_of(read_text("tutorial/exercises.txt")); }

static std::vector<Region> source_regions() {
    std::vector<std::string> complaints;
    return all_regions(complaints);
}

TEST(every_region_has_an_exercise_that_its_chapter_names_or_a_reason_why_not) {
    const std::vector<Exercise> exercises = listed_exercises();
    EXPECT(exercises.size() >= 60);
    expect_none(check_regions(exercises, source_regions(), chapters()));
}

TEST(every_exercise_has_a_test_two_hints_and_a_region) {
    expect_none(check_list(listed_exercises(), source_regions()));
}

TEST(the_test_of_an_exercise_is_there) {
    for (const Exercise& exercise : listed_exercises()) {
        if (exercise.has("shown only")) continue;
        const std::string path = "tests/" + exercise.field("test") + ".cpp";
        if (!std::filesystem::exists(path)) FAIL(exercise.region + ": there is no " + path);
    }
}

TEST(every_exercise_that_a_page_names_is_there) {
    const std::vector<Exercise> exercises = listed_exercises();
    for (const std::string& path : page_paths()) {
        expect_none(check_page({path, read_text(path)}, exercises));
    }
}

TEST(a_region_without_an_exercise_is_found) {
    const std::vector<Region> regions = {{"src/a.cpp", "sum", "add", 0, {"f();"}}};
    const Page good = {"tutorial/01-a.md", "[src/a.cpp#sum](../src/a.cpp) `make exercise R=sum`"};
    const std::vector<Exercise> exercises = exercises_of("region: sum\ntest: test_sum\n");
    EXPECT(check_regions(exercises, regions, {good}).empty());
    expect_complaint(check_regions({}, regions, {good}), "sum: neither");
    const Page silent = {"tutorial/01-a.md", "[src/a.cpp#sum](../src/a.cpp) `make exercise R=sum.more`"};
    const Page elsewhere = {"tutorial/02-b.md", "`R=sum`"};
    expect_complaint(check_regions(exercises, regions, {silent, elsewhere}), "sum: shown, but no chapter");
    EXPECT(check_regions(exercises_of("region: sum\nshown only: a table\n"), regions, {silent}).empty());
}

/// The complaints about a list for a source whose one region is `sum`.
static std::vector<std::string> list_complaints(const std::string& text) {
    return check_list(exercises_of(text), {{"src/a.cpp", "sum", "add", 0, {"f();"}}});
}

TEST(a_paragraph_that_is_not_whole_is_found) {
    const std::string whole = "region: sum\ntest: test_sum\nhint: Add.\nmore: Add a and b.\nblank: f();\nblank: g();\n";
    EXPECT(list_complaints("# a comment\n\n" + whole).empty());
    EXPECT(list_complaints("region: sum\nshown only: a table\n").empty());
    expect_complaint(list_complaints("region: sum\ntest: test_sum\nhint: Add.\n"), "sum: no more");
    expect_complaint(list_complaints("region: sum\nhint: Add.\nmore: Add a and b.\n"), "sum: no test");
    expect_complaint(list_complaints("region: sum\ntest: test_sum\nhint: Add.\nmore: Add.\n"), "says no more");
    expect_complaint(list_complaints(whole + "hint: Add!\n"), "more than one hint");
    expect_complaint(list_complaints(whole + "hnt: Add!\n"), "what is \"hnt\"?");
    expect_complaint(list_complaints(whole + "shown only: a table\n"), "shown only, and more is said");
    expect_complaint(list_complaints(whole + "\n" + whole), "sum: twice");
    expect_complaint(list_complaints("region: product\nshown only: a table\n"), "no such region");
}

TEST(a_page_that_names_what_is_no_exercise_is_found) {
    const std::vector<Exercise> exercises = exercises_of("region: sum\ntest: t\n\nregion: row\nshown only: a table\n");
    EXPECT(check_page({"a.md", "`make exercise R=sum`, then `R=sum`; VAR=x, R= x"}, {}).size() == 2);
    EXPECT(check_page({"a.md", "`make exercise R=sum`, then `R=sum`; VAR=x"}, exercises).empty());
    expect_complaint(check_page({"a.md", "`R=product`"}, exercises), "a.md: there is no exercise product");
    expect_complaint(check_page({"a.md", "`make hint R=row`"}, exercises), "a.md: there is no exercise row");
}

TEST_MAIN
