#include "tokenizer/vocabulary.h"

#include <cstdint>

#include "harness.h"

TEST(a_new_vocabulary_is_empty) {
    const Vocabulary vocabulary;
    EXPECT_EQUAL(vocabulary.size(), 0);
    EXPECT_EQUAL(vocabulary.count(), 0);
    EXPECT_EQUAL(vocabulary.id_of("a"), -1);
    EXPECT(!vocabulary.has(0));
    EXPECT(!vocabulary.has(-1));
}

TEST(tokens_are_found_by_key_and_by_id) {
    Vocabulary vocabulary;
    vocabulary.add("a", 0);
    vocabulary.add("\u0120the", 1);
    vocabulary.add(std::string_view("z\0z", 3), 2);
    EXPECT_EQUAL(vocabulary.id_of("a"), 0);
    EXPECT_EQUAL(vocabulary.id_of("\u0120the"), 1);
    EXPECT_EQUAL(vocabulary.id_of("the"), -1);
    EXPECT_EQUAL(vocabulary.id_of("z"), -1);
    EXPECT_EQUAL(vocabulary.id_of(std::string_view("z\0z", 3)), 2);
    EXPECT_EQUAL(vocabulary.key_of(1), std::string("\u0120the"));
    EXPECT_EQUAL(vocabulary.size(), 3);
    EXPECT_EQUAL(vocabulary.count(), 3);
}

TEST(ids_may_have_gaps_and_come_in_any_order) {
    Vocabulary vocabulary;
    vocabulary.add("late", 7);
    vocabulary.add("early", 2);
    EXPECT_EQUAL(vocabulary.size(), 8);
    EXPECT_EQUAL(vocabulary.count(), 2);
    for (int id = -1; id < 10; ++id) {
        EXPECT_EQUAL(vocabulary.has(id), id == 2 || id == 7);
    }
    EXPECT_EQUAL(vocabulary.key_of(2), std::string("early"));
    EXPECT_EQUAL(vocabulary.key_of(7), std::string("late"));
    vocabulary.add("zero", 0);  // a gap can be filled
    EXPECT_EQUAL(vocabulary.size(), 8);
    EXPECT_EQUAL(vocabulary.key_of(0), std::string("zero"));
}

TEST(a_taken_id_is_an_error_and_changes_nothing) {
    Vocabulary vocabulary;
    vocabulary.add("a", 3);
    EXPECT_ERROR(vocabulary.add("b", 3), "token \"b\" with id 3: the id is taken by \"a\"");
    EXPECT_EQUAL(vocabulary.id_of("b"), -1);
    EXPECT_EQUAL(vocabulary.key_of(3), std::string("a"));
    EXPECT_EQUAL(vocabulary.count(), 1);
}

TEST(a_taken_key_is_an_error_and_changes_nothing) {
    Vocabulary vocabulary;
    vocabulary.add("a", 3);
    EXPECT_ERROR(vocabulary.add("a", 9), "token \"a\" with id 9: the token is there already, with id 3");
    EXPECT_EQUAL(vocabulary.id_of("a"), 3);
    EXPECT_EQUAL(vocabulary.size(), 4);
    EXPECT(!vocabulary.has(9));
}

TEST(ids_outside_the_limits_are_errors) {
    Vocabulary vocabulary;
    EXPECT_ERROR(vocabulary.add("a", -1), "token \"a\" with id -1: ids go from 0 to 4194303");
    EXPECT_ERROR(vocabulary.add("a", 4194304), "ids go from 0 to 4194303");
    EXPECT_ERROR(vocabulary.add("a", INT32_MIN), "ids go from 0");
    EXPECT_ERROR(vocabulary.add("a", INT32_MAX), "ids go from 0");
    EXPECT_EQUAL(vocabulary.count(), 0);
    EXPECT_EQUAL(vocabulary.id_of("a"), -1);
}

TEST(the_highest_id_is_taken) {
    Vocabulary vocabulary;
    vocabulary.add("last", Vocabulary::max_id);
    EXPECT_EQUAL(vocabulary.size(), 1 << 22);
    EXPECT_EQUAL(vocabulary.key_of(Vocabulary::max_id), std::string("last"));
    EXPECT_EQUAL(float(Vocabulary::max_id), 4194303.0f);  // exact in float32, as taps need it
}

/// keys_ points into the hash table, whose growth and move must leave the strings where they are. Short keys
/// lie inside their std::string, so that a moved string would show.
TEST(keys_stay_valid_when_the_vocabulary_grows_and_moves) {
    Vocabulary vocabulary;
    for (int id = 0; id < 20000; ++id) {
        vocabulary.add("k" + std::to_string(id), id);
    }
    const Vocabulary moved = std::move(vocabulary);
    for (int id = 0; id < 20000; ++id) {
        EXPECT_EQUAL(moved.key_of(id), "k" + std::to_string(id));
        EXPECT_EQUAL(moved.id_of("k" + std::to_string(id)), id);
    }
    Vocabulary assigned;
    assigned.add("other", 0);
    assigned = Vocabulary();
    EXPECT_EQUAL(assigned.size(), 0);
}

TEST(the_empty_key_is_a_key) {
    Vocabulary vocabulary;
    EXPECT_EQUAL(vocabulary.id_of(""), -1);
    vocabulary.add("", 1);
    EXPECT_EQUAL(vocabulary.id_of(""), 1);
    EXPECT_EQUAL(vocabulary.key_of(1), std::string());
}

TEST_MAIN
