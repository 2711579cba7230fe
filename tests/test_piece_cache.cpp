#include "harness.h"
#include "tokenizer/piece_cache.h"
#include "tokenizer/tokenizer.h"

// A look-up must never give the ids of another piece.

static std::vector<int> ids_of(const PieceCache::Slot* slot) {
    return slot == nullptr ? std::vector<int>() : std::vector<int>(slot->ids, slot->ids + slot->id_count);
}

TEST(what_was_kept_is_found_and_nothing_else) {
    PieceCache cache(1 << 20);
    EXPECT(cache.find("a") == nullptr);
    cache.keep("a", {7});
    EXPECT_EQUAL(ids_of(cache.find("a")), (std::vector<int>{7}));
    EXPECT(cache.find("b") == nullptr);
    cache.keep("a", {8, 9});
    EXPECT_EQUAL(ids_of(cache.find("a")), (std::vector<int>{8, 9}));
}

/// Every string of up to `longest` letters of the alphabet.
static std::vector<std::string> all_strings(const std::string& alphabet, size_t longest) {
    std::vector<std::string> strings = {""};
    for (size_t i = 0; i < strings.size(); ++i) {
        if (strings[i].size() == longest) break;
        for (char letter : alphabet) {
            strings.push_back(strings[i] + letter);
        }
    }
    return strings;
}

// One slot at least is shared by many of them: each find must compare the whole piece, zero bytes and length included.
TEST(pieces_of_any_length_are_told_apart) {
    for (size_t text_bytes : {size_t(0), size_t(1) << 20}) {
        PieceCache cache(text_bytes);
        const std::vector<std::string> pieces = all_strings(std::string("a\0", 2), 11);
        int found = 0;
        for (size_t i = 1; i < pieces.size(); ++i) {
            cache.keep(pieces[i], {int(i)});
            EXPECT_EQUAL(ids_of(cache.find(pieces[i])), (std::vector<int>{int(i)}));
        }
        for (size_t i = 1; i < pieces.size(); ++i) {
            const PieceCache::Slot* slot = cache.find(pieces[i]);
            if (slot == nullptr) continue;  // its slot was taken by another
            EXPECT_EQUAL(ids_of(slot), (std::vector<int>{int(i)}));
            ++found;
        }
        EXPECT(found >= (text_bytes == 0 ? 1 : 3000));
    }
}

TEST(each_byte_of_a_piece_counts) {
    PieceCache cache(0);
    for (size_t length = 1; length <= PieceCache::longest_piece; ++length) {
        const std::string piece(length, 'x');
        for (size_t i = 0; i < length; ++i) {
            std::string other = piece;
            other[i] = 'y';
            cache.keep(piece, {1});
            cache.keep(other, {2});
            const std::vector<int> ids = ids_of(cache.find(piece));
            EXPECT(ids.empty() || ids == std::vector<int>{1});
            EXPECT_EQUAL(ids_of(cache.find(other)), (std::vector<int>{2}));
        }
    }
}

TEST(what_is_too_long_is_not_kept) {
    PieceCache cache(1 << 20);
    cache.keep(std::string(PieceCache::longest_piece + 1, 'a'), {1});
    EXPECT(cache.find(std::string(PieceCache::longest_piece + 1, 'a')) == nullptr);
    cache.keep(std::string(PieceCache::longest_piece, 'a'), {1});
    EXPECT(cache.find(std::string(PieceCache::longest_piece, 'a')) != nullptr);
    cache.keep("many", std::vector<int>(PieceCache::most_ids + 1, 1));
    EXPECT(cache.find("many") == nullptr);
    cache.keep("many", std::vector<int>(PieceCache::most_ids, 1));
    EXPECT_EQUAL(ids_of(cache.find("many")).size(), PieceCache::most_ids);
    cache.keep("", {1});
    EXPECT(cache.find("") == nullptr);
}

// `--explain` merges every piece anew.
TEST(a_text_has_the_same_ids_with_and_without_the_cache) {
    const Tokenizer tokenizer = read_tokenizer("data/golden/tokenizer/bytelevel/tokenizer.json");
    std::string text = read_text("README.md") + read_text("docs/glossary.md");
    text += text;  // so that each piece was there before
    std::vector<ExplainedPiece> explained;
    const std::vector<int> want = encode(tokenizer, text, {}, &explained);
    EXPECT_EQUAL(encode(tokenizer, text), want);
    std::vector<int> all;
    for (const ExplainedPiece& piece : explained) {
        all.insert(all.end(), piece.tokens.begin(), piece.tokens.end());
    }
    EXPECT_EQUAL(all, want);
}

TEST_MAIN
