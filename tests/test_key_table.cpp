#include "base/key_table.h"

#include <map>
#include <set>
#include <string>

#include "base/rng.h"
#include "harness.h"

TEST(a_new_table_is_empty) {
    EXPECT_EQUAL(KeyTable().find("a"), -1);
    EXPECT_EQUAL(KeyTable().find(""), -1);
    EXPECT_EQUAL(KeyTable(100).find("a"), -1);
    EXPECT_EQUAL(KeyTable(100).count(), size_t(0));
}

TEST(a_key_is_added_once) {
    KeyTable table;
    EXPECT(table.add("a", 5));
    EXPECT(!table.add("a", 6));
    EXPECT_EQUAL(table.find("a"), 5);
    EXPECT_EQUAL(table.count(), size_t(1));
    EXPECT(table.add("", 7));
    EXPECT(table.add(std::string_view("\0", 1), 8));
    EXPECT(!table.add(std::string_view(), 9));
    EXPECT_EQUAL(table.find(""), 7);
    EXPECT_EQUAL(table.find(std::string_view("\0", 1)), 8);
    EXPECT_EQUAL(table.find(std::string_view("\0\0", 2)), -1);
}

/// Keys that differ in one byte only, of every length up to 40 and at every place.
TEST(every_byte_of_a_key_counts) {
    for (size_t length = 1; length <= 40; ++length) {
        std::vector<std::string> keys = {std::string(length, 'a')};
        for (size_t place = 0; place < length; ++place) {
            keys.push_back(keys[0]);
            keys.back()[place] = 'b';
        }
        std::set<uint32_t> hashes;
        KeyTable table;
        for (size_t i = 0; i < keys.size(); ++i) {
            EXPECT(table.add(keys[i], int(i)));
            hashes.insert(hash_key(keys[i]));
        }
        EXPECT_EQUAL(hashes.size(), keys.size());
        for (size_t i = 0; i < keys.size(); ++i) {
            EXPECT_EQUAL(table.find(keys[i]), int(i));
        }
    }
}

TEST(a_table_agrees_with_a_map_however_large_it_was_made) {
    Rng rng = make_rng(21);
    for (size_t expected : {0, 1, 10, 5000}) {
        KeyTable table(expected);
        std::map<std::string, int> map;
        for (int i = 0; i < 3000; ++i) {
            std::string key;
            for (uint64_t n = next_bits(rng) % 5; n > 0; --n) {
                key += "ab\xff"[next_bits(rng) % 3];
            }
            const auto inserted = map.emplace(key + std::to_string(next_bits(rng) % 50), i);
            EXPECT_EQUAL(table.add(inserted.first->first, i), inserted.second);
        }
        EXPECT_EQUAL(table.count(), map.size());
        for (const auto& [key, number] : map) {
            EXPECT_EQUAL(table.find(key), number);
            EXPECT_EQUAL(table.find(key + "x"), -1);
        }
    }
}

/// The low bits choose the slot.
TEST(similar_keys_are_spread_over_the_slots) {
    std::vector<int> hits(1 << 14);
    for (int i = 0; i < (1 << 13); ++i) {
        ++hits[hash_key("key " + std::to_string(i)) & (hits.size() - 1)];
    }
    int empty = 0;
    for (int count : hits) {
        EXPECT(count < 10);
        empty += count == 0 ? 1 : 0;
    }
    const double share = double(empty) / double(hits.size());
    EXPECT(share > 0.58 && share < 0.64);  // exp(-1/2) = 0.607 where chance alone rules
}

TEST_MAIN
