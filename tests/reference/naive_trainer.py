#!/usr/bin/env python3
"""Byte-level BPE training, deliberately naive: every step counts every pair of every word again.

    python3 tests/reference/naive_trainer.py TEXT_FILE VOCAB_SIZE [--special TEXT ...] [--min-count N]

prints the merges, one a line, as two hexadecimal byte strings. The rules, which the C++ follows too:

- Special tokens are cut out of the corpus (leftmost, then longest); nothing merges across them. What is left is split
  into words with GPT-2's pattern; nothing merges across words.
- Ids 0 to 255 are the single bytes, then come the learned tokens, then the special tokens.
- Each step takes the pair of neighbouring tokens with the highest count, where a word counts as often as it occurs and
  positions may overlap ("aaa" has the pair (a, a) twice). Among equals: the smallest (left bytes, right bytes).
- The pair is replaced inside each word, left to right, without overlap.
- It ends when vocab_size is reached, or when the best count is below min_count.

Every merge makes a new token, so that there are as many merges as learned tokens. "ab" + "c" cannot come up after
"a" + "bc": tokens only ever grow, so two places of the corpus where "abc" still has a boundary at both ends have seen the
same replacements inside, and were split alike at every step; the first merge that made "abc" took them all. train()
asserts it.
"""
import argparse
import sys
from collections import Counter

from naive_tokenizer import GPT2_PATTERN, find_added, split_isolated


def count_words(text, special):
    """How often each word occurs; a word is a tuple of tokens, a token is its bytes."""
    words = Counter()
    for piece in find_added(text, {token: {"id": index} for index, token in enumerate(special)}):
        if isinstance(piece, str):
            for word in split_isolated(GPT2_PATTERN, piece):
                words[tuple(bytes([byte]) for byte in word.encode("utf-8"))] += 1
    return words


def count_pairs(words):
    pairs = Counter()
    for word, count in words.items():
        for pair in zip(word, word[1:]):
            pairs[pair] += count
    return pairs


def replace_pair(word, pair):
    result, at = [], 0
    while at < len(word):
        if word[at:at + 2] == pair:
            result.append(pair[0] + pair[1])
            at += 2
        else:
            result.append(word[at])
            at += 1
    return tuple(result)


def train(text, vocab_size, special=(), min_count=1):
    """Returns (merges, tokens): merges are pairs of bytes in order of rank; tokens are bytes, without the special ones."""
    if vocab_size < 256 + len(special):
        raise ValueError(f"vocab_size {vocab_size} has no room for 256 bytes and {len(special)} special tokens")
    if len(set(special)) != len(special) or any(len(token.encode("utf-8")) < 2 for token in special):
        raise ValueError("special tokens must differ, and be at least two bytes long")
    words = count_words(text, special)
    merges = []
    tokens = [bytes([byte]) for byte in range(256)]
    while len(tokens) < vocab_size - len(special):
        pairs = count_pairs(words)
        if not pairs:
            break
        pair = min(pairs, key=lambda candidate: (-pairs[candidate], candidate))
        if pairs[pair] < min_count:
            break
        assert pair[0] + pair[1] not in tokens, "two ways to one token"
        merges.append(pair)
        tokens.append(pair[0] + pair[1])
        merged = Counter()
        for word, count in words.items():
            merged[replace_pair(word, pair)] += count
        words = merged
    return merges, tokens


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file")
    parser.add_argument("vocab_size", type=int)
    parser.add_argument("--special", nargs="*", default=[])
    parser.add_argument("--min-count", type=int, default=1)
    arguments = parser.parse_args()
    with open(arguments.file, encoding="utf-8", newline="") as file:
        text = file.read()
    for left, right in train(text, arguments.vocab_size, arguments.special, arguments.min_count)[0]:
        print(left.hex(), right.hex())
    return 0


if __name__ == "__main__":
    sys.exit(main())
