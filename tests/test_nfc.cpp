#include "tokenizer/nfc.h"

#include "base/rng.h"
#include "base/utf8.h"
#include "harness.h"
#include "pages.h"
#include "tokenizer/nfc_tables.h"

/// The characters of one column of data/golden/nfc.txt: hexadecimal code points with spaces between them.
static std::string characters_of(const std::string& column) {
    std::string text;
    size_t position = 0;
    while (position < column.size()) {
        size_t used = 0;
        append_utf8(text, uint32_t(std::stoul(column.substr(position), &used, 16)));
        position += used + 1;
    }
    return text;
}

/// The five columns of a line: source; NFC; NFD; NFKC; NFKD.
static std::vector<std::string> columns_of(const std::string& line) {
    std::vector<std::string> columns;
    size_t start = 0;
    while (start <= line.size()) {
        const size_t end = std::min(line.find(';', start), line.size());
        columns.push_back(characters_of(line.substr(start, end - start)));
        start = end + 1;
    }
    if (columns.size() != 5) FAIL("not five columns: " + line);
    return columns;
}

static std::vector<std::vector<std::string>> conformance_cases() {
    std::vector<std::vector<std::string>> cases;
    for (const std::string& line : split_lines(read_text("data/golden/nfc.txt"))) {
        if (!line.empty() && line[0] != '#') cases.push_back(columns_of(line));
    }
    return cases;
}

// NormalizationTest.txt says what must hold of its columns.
TEST(unicodes_conformance_cases_hold) {
    size_t changed = 0;
    const std::vector<std::vector<std::string>> cases = conformance_cases();
    for (const std::vector<std::string>& c : cases) {
        EXPECT_EQUAL(to_nfc(c[0]), c[1]);
        EXPECT_EQUAL(to_nfc(c[1]), c[1]);
        EXPECT_EQUAL(to_nfc(c[2]), c[1]);
        EXPECT_EQUAL(to_nfc(c[3]), c[3]);
        EXPECT_EQUAL(to_nfc(c[4]), c[3]);
        changed += c[0] != c[1];
    }
    EXPECT(cases.size() > 500);
    EXPECT(changed > 300);
}

// Each case between two others: a stretch that is normalized begins and ends where it should.
TEST(cases_in_a_row_do_not_touch_one_another) {
    std::string text;
    std::string expected;
    for (const std::vector<std::string>& c : conformance_cases()) {
        text += c[2] + "-" + c[0] + "\u4F60" + c[1] + "\xff";
        expected += c[1] + "-" + c[1] + "\u4F60" + c[1] + "\xff";
    }
    EXPECT(to_nfc(text) == expected);
}

TEST(text_in_form_c_stays) {
    for (const std::string text :
         {"", "a", "plain ASCII, longer than eight bytes\n", "caf\u00E9 \uD55C\uAE00 \u4F60\u597D",
          "\U0001F600\U0001F468\u200D\U0001F469", "\u0915\u094D\u0937\u093F"}) {
        EXPECT_EQUAL(to_nfc(text), text);
    }
}

TEST(accents_join_their_letter) {
    EXPECT_EQUAL(to_nfc("cafe\u0301"), std::string("caf\u00E9"));
    EXPECT_EQUAL(to_nfc("cafe\u0301 e\u0301"), std::string("caf\u00E9 \u00E9"));
    EXPECT_EQUAL(to_nfc("12345678e\u0301"), std::string("12345678\u00E9"));  // the letter ends a run of eight
    EXPECT_EQUAL(to_nfc("a\u0323\u0302"), std::string("\u1EAD"));
    EXPECT_EQUAL(to_nfc("a\u0302\u0323"), std::string("\u1EAD"));
    EXPECT_EQUAL(to_nfc("\u0301e"), std::string("\u0301e"));            // nothing before it
    EXPECT_EQUAL(to_nfc("\u212B\u2126"), std::string("\u00C5\u03A9"));  // Angstrom and ohm signs
    EXPECT_EQUAL(to_nfc("\u0958"), std::string("\u0915\u093C"));        // never composed
}

TEST(a_mark_is_blocked_by_one_of_its_class) {
    EXPECT_EQUAL(to_nfc("a\u0307\u0301"), std::string("\u0227\u0301"));
    EXPECT_EQUAL(to_nfc("a\u0361\u0301"), std::string("\u00E1\u0361"));  // class 234 comes behind class 230
    EXPECT_EQUAL(to_nfc("b\u0307\u0315\u0301"), std::string("\u1E03\u0301\u0315"));
    EXPECT_EQUAL(to_nfc("q\u0307\u0301e\u0301"), std::string("q\u0307\u0301\u00E9"));
}

TEST(hangul_is_composed_by_arithmetic) {
    for (uint32_t syllable = 0xAC00; syllable < 0xAC00 + 11172; syllable += 7) {
        const uint32_t index = syllable - 0xAC00;
        std::string parts;
        append_utf8(parts, 0x1100 + index / 588);
        append_utf8(parts, 0x1161 + index % 588 / 28);
        if (index % 28 > 0) append_utf8(parts, 0x11A7 + index % 28);
        std::string whole;
        append_utf8(whole, syllable);
        EXPECT_EQUAL(to_nfc(parts), whole);
        EXPECT_EQUAL(to_nfc(whole), whole);
    }
    EXPECT_EQUAL(to_nfc("\uAC00\u11A8"), std::string("\uAC01"));
    EXPECT_EQUAL(to_nfc("\uAC01\u11A8"), std::string("\uAC01\u11A8"));  // has its last consonant
    EXPECT_EQUAL(to_nfc("\uAC00\u11A7"), std::string("\uAC00\u11A7"));  // no consonant
    EXPECT_EQUAL(to_nfc("\u1113\u1161"), std::string("\u1113\u1161"));  // an old one, in no syllable
}

TEST(bytes_that_are_no_utf8_stay_and_part_what_is_beside_them) {
    EXPECT_EQUAL(to_nfc("e\xff\u0301"), std::string("e\xff\u0301"));
    EXPECT_EQUAL(to_nfc("\xcc"), std::string("\xcc"));
    EXPECT_EQUAL(to_nfc("e\u0301\xe1\xbb"), std::string("\u00E9\xe1\xbb"));
    EXPECT_EQUAL(to_nfc("\xff\u0302\u0323a"), std::string("\xff\u0323\u0302"
                                                          "a"));
}

/// Letters and marks that combine in many ways, syllables and their parts, bytes that are no UTF-8.
static std::string random_text(Rng& rng) {
    static const std::vector<std::string> parts = {
        "a",      "e",      "\u0301", "\u0302", "\u0323",     "\u0307", "\u0345", "\u1EAD", "\u0915", "\u093C",
        "\u094D", "\u0958", "\u1100", "\u1161", "\u11A8",     "\uAC00", "\u03B1", "\u0313", "\u1F00", "\U0001D15E",
        "\xff",   "\xcc",   " ",      "\u4F60", "\U0001F600", "\u0344", "\u212B", "\uFB2C", "\u0653", "\u0627"};
    std::string text;
    for (uint64_t i = next_below(rng, 12); i > 0; --i) {
        text += parts[next_below(rng, parts.size())];
    }
    return text;
}

TEST(to_normalize_twice_is_to_normalize_once) {
    Rng rng = make_rng(5);
    for (int i = 0; i < 3000; ++i) {
        const std::string text = random_text(rng);
        const std::string once = to_nfc(text);
        EXPECT_EQUAL(to_nfc(once), once);
        EXPECT(double(once.size()) <= largest_nfc_growth * double(text.size()));
        // Behind a space nothing reaches back: the parts of a text are normalized alike.
        const std::string other = random_text(rng);
        EXPECT_EQUAL(to_nfc(text + " " + other), once + to_nfc(" " + other));
    }
}

TEST(no_character_grows_more_than_is_said) {
    double most = 0;
    for (int i = 0; i < decomposition_count; ++i) {
        std::string text;
        append_utf8(text, decomposition_table[i].code_point);
        most = std::max(most, double(to_nfc(text).size()) / double(text.size()));
    }
    EXPECT_EQUAL(most, largest_nfc_growth);
}

TEST(a_hundred_thousand_marks_are_put_in_order) {
    std::string text = "a";
    for (int i = 0; i < 50000; ++i) {
        text += "\u0301\u0323";
    }
    std::string expected = "\u1EA1";  // a with a dot below; the other dots, then the accents
    for (int i = 1; i < 50000; ++i) {
        expected += "\u0323";
    }
    for (int i = 0; i < 50000; ++i) {
        expected += "\u0301";
    }
    EXPECT(to_nfc(text) == expected);
}

TEST_MAIN
