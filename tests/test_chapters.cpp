#include "chapters.h"
#include "harness.h"
#include "sessions.h"
#include "transcripts.h"

// The checker of the pages, on small pages that are wrong: each mistake is found, and the page without it is not blamed.

static const char* const source = R"(int sum(int a, int b) {
    int y = 0;
    //> sum  add the two
    y = a + b;

    if (a > b) {
        y += 0;
    }
    //< sum
    return y;
}
)";

static std::vector<Region> small_regions() {
    std::vector<std::string> complaints;
    return regions_of("src/sum.cpp", source, complaints);
}

static Page listing_page(const std::string& caption, const std::string& code) {
    return {"tutorial/01-sum.md", "# Sum\n\n" + caption + "\n```cpp\n" + code + "```\n"};
}

static const std::string good_caption = "[src/sum.cpp#sum](../src/sum.cpp)";
static const std::string good_code = "y = a + b;\n\nif (a > b) {\n    y += 0;\n}\n";

/// One complaint that holds `part`.
static void expect_complaint(const std::vector<std::string>& complaints, const std::string& part) {
    if (complaints.size() == 1 && complaints[0].find(part) != std::string::npos) return;
    FAIL("expected one complaint with \"" + part + "\", got " + shown(complaints));
}

TEST(a_region_is_shown_without_its_indentation) {
    const std::vector<Region> regions = small_regions();
    EXPECT_EQUAL(regions.size(), size_t(1));
    EXPECT_EQUAL(regions[0].says, "add the two");
    EXPECT_EQUAL(regions[0].first, size_t(3));
    EXPECT(check_listings(listing_page(good_caption, good_code), regions).empty());
}

TEST(an_edited_listing_is_found_and_mended) {
    const Page page = listing_page(good_caption, "y = a - b;\n");
    expect_complaint(check_listings(page, small_regions()), "the listing is not region sum");
    EXPECT_EQUAL(updated(page, small_regions(), false), listing_page(good_caption, good_code).text);
}

TEST(a_listing_without_a_caption_or_with_a_wrong_one_is_found) {
    const std::vector<Region> regions = small_regions();
    expect_complaint(check_listings(listing_page("Here it is:\n", good_code), regions), "without a caption");
    expect_complaint(check_listings(listing_page("[src/sum.cpp#sun](../src/sum.cpp)", good_code), regions),
                     "no region src/sum.cpp#sun");
    expect_complaint(check_listings(listing_page("[src/sum.cpp#sum](../src/product.cpp)", good_code), regions),
                     "should lead to ../src/sum.cpp");
}

TEST(a_listing_that_is_too_long_is_found) {
    std::string text = "//> long  many lines\n";
    std::string code;
    for (int i = 0; i < 26; ++i) {
        code += "f();\n";
    }
    std::vector<std::string> none;
    const std::vector<Region> regions = regions_of("src/a.cpp", text + code + "//< long\n", none);
    expect_complaint(check_listings(listing_page("[src/a.cpp#long](../src/a.cpp)", code), regions), "of 26 lines");
}

/// The complaints about a file of these lines.
static std::vector<std::string> marker_complaints(const std::string& text) {
    std::vector<std::string> complaints;
    regions_of("src/a.cpp", text, complaints);
    return complaints;
}

TEST(markers_that_do_not_balance_are_found) {
    EXPECT(marker_complaints("//> a  one\n//< a\n//> b  two\n//< b\n").empty());
    expect_complaint(marker_complaints("//> a  one\nf();\n"), "src/a.cpp: region a never ends");
    expect_complaint(marker_complaints("f();\n//< a\n"), "src/a.cpp:2: region a ends, but open is none");
    expect_complaint(marker_complaints("//> a  one\n//< b\n"), "region b ends, but open is a");
    expect_complaint(marker_complaints("//> a  one\n//> b  two\n//< b\n"), "region b begins inside a");
    expect_complaint(marker_complaints("//> a  one\n//< a\n//> a  two\n//< a\n"), "region a stands twice");
    expect_complaint(marker_complaints("//> a\n//< a\n"), "says not what it is");
}

static Page console_page(const std::string& block) { return {"docs/a.md", "```console\n" + block + "```\n"}; }

TEST(a_changed_number_in_a_transcript_is_found_and_mended) {
    const std::string command = "$ printf aaab | build/stepwise tokenize --model data/micro\n";
    EXPECT(check_transcripts(console_page(command + "7\n"), false).empty());
    expect_complaint(check_transcripts(console_page(command + "6\n"), false), "docs/a.md:3: the page shows\n      6\n");
    expect_complaint(check_transcripts(console_page(command), false), "(nothing)");
    EXPECT_EQUAL(updated(console_page(command + "6\n"), {}, false), console_page(command + "7\n").text);
}

TEST(the_last_place_of_a_number_may_differ_by_one) {
    EXPECT(same_but_for_rounding("score 0.84145 1.41418 ..", "score 0.84145 1.41419 .."));
    EXPECT(same_but_for_rounding("0.9999", "1.0000"));
    EXPECT(!same_but_for_rounding("1.41417", "1.41419"));
    EXPECT(!same_but_for_rounding("1.41418", "-1.4141"));
    EXPECT(!same_but_for_rounding("-1.41418", "+1.41418"));
    EXPECT(!same_but_for_rounding("1.418", "1.419"));
    EXPECT(!same_but_for_rounding("12 tokens", "13 tokens"));
    EXPECT(!same_but_for_rounding("1.41418", "1.41418 "));
    const std::string command = "$ echo 0.12346\n";
    EXPECT(check_transcripts(console_page(command + "0.12345\n"), false).empty());
    expect_complaint(check_transcripts(console_page(command + "0.12344\n"), false), "0.12346");
}

TEST(a_transcript_may_be_cut) {
    const std::string command = "$ printf '1\\n2\\n3\\n'\n";
    EXPECT(check_transcripts(console_page(command + "1\n...\n"), false).empty());
    EXPECT_EQUAL(check_transcripts(console_page(command + "2\n...\n"), false).size(), size_t(1));
    EXPECT_EQUAL(updated(console_page(command + "0\n...\n"), {}, false), console_page(command + "1\n...\n").text);
}

TEST(a_session_of_the_debugger_is_kept_where_it_is_not_replayed) {
    const Page page = console_page("$ gdb --no-such-option\nwhat it said\n");
    EXPECT(check_transcripts(page, false).empty());
    EXPECT_EQUAL(updated(page, {}, false), page.text);
}

TEST(a_broken_link_is_found) {
    const std::string good = "# The micro model\n[a](#the-micro-model) [b](micro-model.md#the-micro-model-on-paper) ";
    EXPECT(check_links({"docs/a.md", good + "[c](../README.md) [d](https://example.org/x)\n"}).empty());
    expect_complaint(check_links({"docs/a.md", good + "[c](gone.md)\n"}), "the link gone.md leads nowhere");
    expect_complaint(check_links({"docs/a.md", good + "[c](#elsewhere)\n"}), "leads to no heading");
    expect_complaint(check_links({"docs/a.md", good + "[c](micro-model.md#elsewhere)\n"}), "leads to no heading");
}

TEST(a_renamed_function_is_found) {
    const std::string sources = "void softmax_rows(int n);\nvoid attention(int n);\n";
    EXPECT(check_names({"docs/a.md", "`softmax_rows`, `attention()`, `x + 1`\n"}, sources).empty());
    expect_complaint(check_names({"docs/a.md", "`softmax_row`\n"}, sources), "the code has no softmax_row");
    expect_complaint(check_names({"docs/a.md", "`attend(n)`\n"}, sources), "the code has no attend");
    expect_complaint(check_names({"docs/a.md", "`--no-such-option`\n"}, sources), "the code has no --no-such-option");
    expect_complaint(check_names({"docs/a.md", "`src/gone.cpp`\n"}, sources), "there is no src/gone.cpp");
}

static std::string many_words(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) {
        text += "word\n";
    }
    return text;
}

TEST(a_chapter_has_words_a_picture_and_a_transcript) {
    const std::string rest = "![rows of numbers](rows.svg)\n\n```console\n$ true\n```\n";
    EXPECT(check_form({"tutorial/01-a.md", many_words(1500) + rest}).empty());
    expect_complaint(check_form({"tutorial/01-a.md", many_words(1000) + rest}), "words; a chapter has 1500 to 3500");
    expect_complaint(check_form({"tutorial/01-a.md", many_words(3600) + rest}), "words; a chapter has 1500 to 3500");
    expect_complaint(check_form({"tutorial/01-a.md", many_words(1500) + "```console\n$ true\n```\n"}), "no diagram");
    expect_complaint(check_form({"tutorial/01-a.md", many_words(1500) + "![](a.svg)\n```console\n$ true\n```\n"}),
                     "no diagram");
    expect_complaint(check_form({"tutorial/01-a.md", many_words(1500) + "![rows](rows.svg)\n"}), "no transcript");
}

TEST(a_region_that_no_chapter_shows_is_found) {
    const Page page = listing_page(good_caption, good_code);
    EXPECT(check_shown({page}, small_regions()).empty());
    expect_complaint(check_shown({listing_page("", good_code)}, small_regions()), "no chapter shows region sum");
}

static Page session_page(const std::string& script) {
    const std::string command = "```console\n$ gdb -q -batch -x " + script + "\n+kill\n```\n";
    return {"tutorial/04-a.md", "# A\n\n## In the debugger\n\n" + command + "\n## Exercises\n"};
}

TEST(a_chapter_without_a_session_is_found) {
    EXPECT(check_session(session_page("tutorial/gdb/bpe.gdb")).empty());
    expect_complaint(check_session(session_page("tutorial/gdb/gone.gdb")), "there is no tutorial/gdb/gone.gdb");
    expect_complaint(check_session({"tutorial/04-a.md", "# A\n\n## Exercises\n"}), "no section");
    Page cut = session_page("tutorial/gdb/bpe.gdb");
    cut.text.replace(cut.text.find("+kill"), 5, "...");
    expect_complaint(check_session(cut), "does not come to its end");
    const std::string elsewhere = "## In the debugger\n\nSee below.\n\n" + session_page("tutorial/gdb/bpe.gdb").text;
    expect_complaint(check_session({"tutorial/04-a.md", "# A\n\n" + elsewhere}), "no session in the section");
}

TEST(a_script_that_is_no_session_is_found) {
    const std::string good = "# What it shows.\nsource tutorial/gdb/session.gdb\nat logits\nkill\n";
    EXPECT(check_script("a.gdb", good).empty());
    expect_complaint(check_script("a.gdb", good.substr(good.find('\n') + 1)), "does not");
    expect_complaint(check_script("a.gdb", good + "at embed\n"), "does not end with kill");
    expect_complaint(check_script("a.gdb", "# What it shows.\nkill\n"), "does not begin with session.gdb");
}

static Page stage_page(const std::string& rest) {
    const std::string head = "| stage | code | test | golden | chapter | debugger |\n|---|---|---|---|---|---|\n";
    return {"README.md", head + "| RoPE | [rope](src/model/rope.cpp) |" + rest};
}

TEST(an_empty_cell_of_the_table_of_stages_is_found) {
    const std::string test = " [test](tests/test_rope.cpp) |";
    const std::string golden = " [golden](data/golden/rope.safetensors) |";
    const std::string chapter = " [10 RoPE](tutorial/10-rope.md) |";
    const std::string script = " [rope](tutorial/gdb/rope.gdb) |\n";
    EXPECT(check_stages(stage_page(test + golden + chapter + script)).empty());
    expect_complaint(check_stages(stage_page(test + golden + chapter + " |\n")), "cell 6 of RoPE has no link");
    expect_complaint(check_stages(stage_page(test + golden + chapter + "\n")), "6 cells, not 5");
    expect_complaint(check_stages(stage_page(test + " [golden](data/gone) |" + chapter + script)), "no data/gone");
    expect_complaint(check_stages(stage_page(" [test](tests/test_norm.cpp) |" + golden + chapter + script)),
                     "RoPE is tested by tests/test_norm.cpp");
    const std::string other = " [norm](tutorial/gdb/norm.gdb) |\n";
    expect_complaint(check_stages(stage_page(test + golden + chapter + other)), "does not show tutorial/gdb/norm.gdb");
    expect_complaint(check_stages({"README.md", "# Nothing\n"}), "no table of stages");
}

static Page launch_page(const std::string& task, const std::string& stop) {
    const std::string program = R"("program": "${workspaceFolder}/build/debug/stepwise", )";
    const std::string setup = R"("setupCommands": [{"text": "-enable-pretty-printing"}, {"text": ")" + stop + "\"}]";
    return {"launch.json", R"({"configurations": [{"name": "4", )" + program + R"("preLaunchTask": ")" + task + "\", " +
                               setup + "}]}"};
}

TEST(a_stop_in_a_function_that_is_gone_is_found) {
    const Page tasks = {"tasks.json", R"({"tasks": [{"label": "make debug"}]})"};
    const std::string sources = "Tensor rope(int x);\nvoid Matrix::turn();\n";
    EXPECT(check_stops(launch_page("make debug", "-break-insert rope"), tasks, sources).empty());
    EXPECT(check_stops(launch_page("make debug", "-break-insert Matrix::turn"), tasks, sources).empty());
    EXPECT(check_stops(launch_page("make debug", "-break-insert --qualified rope"), tasks, sources).empty());
    expect_complaint(check_stops(launch_page("make debug", "-break-insert rop"), tasks, sources), "no function rop");
    expect_complaint(check_stops(launch_page("make all", "-break-insert rope"), tasks, sources), "no task make all");
    expect_complaint(check_stops(launch_page("make debug", "-break-insert "), tasks, sources), "stops nowhere");
    expect_complaint(check_stops({"launch.json", "{,}"}, tasks, sources), "launch.json:1:2");
}

TEST_MAIN
