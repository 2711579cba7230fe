#!/usr/bin/env python3
"""Writes data/golden/tokenizer: eleven small tokenizers and a rank file, vectors for each, pieces, merged pieces, and training cases.

    python3 tests/reference/make_tokenizer_goldens.py [--check]

--check compares with what is in place and writes nothing; exit status 1 when something differs.
"""
import argparse
import base64
import functools
import json
import random
import sys
from collections import Counter

import regex

from naive_tokenizer import (BYTE_TO_CHAR, CL100K_PATTERN, GPT2_PATTERN, LLAMA3_PATTERN, O200K_PATTERN, QWEN_PATTERN,
                             TEKKEN_PATTERN, NaiveRankTokenizer, NaiveTokenizer, split_isolated)
from naive_trainer import count_pairs, replace_pair, train
from tokenizer_texts import ROOT, SplitMix64, awkward_texts, random_text, read_sample, sample_words

FOLDER = ROOT / "data" / "golden" / "tokenizer"
STAGE_TOKENIZERS = ("bytelevel", "sentencepiece")                       # whose merging is tested on its own
CHAT = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
SPACE = "\u2581"                                                        # SentencePiece's visible space
SENTENCEPIECE_VOCAB, SENTENCEPIECE_CHARS, NOFALLBACK_VOCAB = 700, 140, 400


def to_chars(token):
    return "".join(BYTE_TO_CHAR[byte] for byte in token)


def added_token(token_id, content, special=True, normalized=False, flags=()):
    return {"id": token_id, "content": content, "single_word": "single_word" in flags, "lstrip": "lstrip" in flags,
            "rstrip": "rstrip" in flags, "normalized": normalized, "special": special}


def template(before, after):
    """TemplateProcessing; before and after are lists of (token, id)."""
    def items(sequence, type_id):
        return ([{"SpecialToken": {"id": token, "type_id": type_id}} for token, _ in before]
                + [{"Sequence": {"id": sequence, "type_id": type_id}}]
                + [{"SpecialToken": {"id": token, "type_id": type_id}} for token, _ in after])
    return {"type": "TemplateProcessing", "single": items("A", 0), "pair": items("A", 0) + items("B", 1),
            "special_tokens": {token: {"id": token, "ids": [token_id], "tokens": [token]}
                               for token, token_id in before + after}}


def tokenizer_file(added, normalizer, pre_tokenizer, post_processor, decoder, model):
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": added, "normalizer": normalizer,
            "pre_tokenizer": pre_tokenizer, "post_processor": post_processor, "decoder": decoder, "model": model}


def bpe_model(vocab, merges, unk_token=None, fuse_unk=False, byte_fallback=False):
    return {"type": "BPE", "dropout": None, "unk_token": unk_token, "continuing_subword_prefix": None,
            "end_of_word_suffix": None, "fuse_unk": fuse_unk, "byte_fallback": byte_fallback,
            "vocab": vocab, "merges": merges}


def byte_level(add_prefix_space, use_regex=True):
    return {"type": "ByteLevel", "add_prefix_space": add_prefix_space, "trim_offsets": True, "use_regex": use_regex}


# -- the tokenizers ----------------------------------------------------------------------------------------------


def bytelevel_tokenizer():
    """GPT-2's manner, trained on the samples; the special tokens stand outside of the model's vocabulary."""
    merges, tokens = train(read_sample("prose.txt") + read_sample("languages.txt"), 512, CHAT)
    vocab = {to_chars(token): token_id for token_id, token in enumerate(tokens)}
    added = [added_token(len(tokens) + index, content) for index, content in enumerate(CHAT)]
    return tokenizer_file(added, None, byte_level(False), None, byte_level(True),
                          bpe_model(vocab, [f"{to_chars(left)} {to_chars(right)}" for left, right in merges]))


def prefixed_tokenizer():
    """A leading space is added, begin and end too; added tokens of every kind; bytes in GPT-2's order; merges as arrays.

    The normalizer makes curly apostrophes straight, so that the added token "don't" (normalized) is found in both
    spellings. The last merge repeats the first, which must change nothing."""
    merges, _ = train(read_sample("prose.txt"), 256 + 120)
    tokens = ["[BEGIN]", "[END]"] + sorted(BYTE_TO_CHAR) + [to_chars(left + right) for left, right in merges]
    vocab = {token: token_id for token_id, token in enumerate(tokens)}
    pairs = [[to_chars(left), to_chars(right)] for left, right in merges]
    size = len(tokens)
    added = [added_token(0, "[BEGIN]"), added_token(1, "[END]"), added_token(size, "new york", special=False),
             added_token(size + 1, "york city"), added_token(size + 2, "don't", special=False, normalized=True),
             added_token(size + 3, "<a>"), added_token(size + 4, "<a><b>", special=False), added_token(size + 5, "<b>"),
             added_token(size + 6, "  ", special=False)]
    normalizer = {"type": "Replace", "pattern": {"String": "\u2019"}, "content": "'"}
    return tokenizer_file(added, normalizer, byte_level(True), template([("[BEGIN]", 0)], [("[END]", 1)]),
                          byte_level(True), bpe_model(vocab, pairs + pairs[:1]))


def split_tokenizer():
    """Llama 3's manner: its pattern as a Split, and whole pieces that are tokens although no merge makes them."""
    merges, tokens = train(read_sample("prose.txt"), 400)
    vocab = {to_chars(token): token_id for token_id, token in enumerate(tokens)}
    whole = ["\u4f60\u597d", " caf\u00e9", "123", "\r\n\r\n", "\tx", "'S", "!\n"] + sample_words()[::7]
    for piece in whole:
        vocab.setdefault(to_chars(piece.encode("utf-8")), len(vocab))
    split = {"type": "Split", "pattern": {"Regex": LLAMA3_PATTERN}, "behavior": "Isolated", "invert": False}
    model = bpe_model(vocab, [f"{to_chars(left)} {to_chars(right)}" for left, right in merges])
    model["ignore_merges"] = True
    begin = len(vocab)
    return tokenizer_file([added_token(begin, "<|begin|>"), added_token(begin + 1, "<|end|>")], None,
                          {"type": "Sequence", "pretokenizers": [split, byte_level(False, use_regex=False)]},
                          template([("<|begin|>", begin)], []), byte_level(True), model)


def composed_tokenizer():
    """Qwen's manner: normalization form C, numbers one by one, no token around a text."""
    merges, tokens = train(read_sample("languages.txt") + read_sample("code.txt"), 420, CHAT)
    vocab = {to_chars(token): token_id for token_id, token in enumerate(tokens)}
    added = [added_token(len(tokens) + index, content, normalized=index == 2) for index, content in enumerate(CHAT)]
    split = {"type": "Split", "pattern": {"Regex": QWEN_PATTERN}, "behavior": "Isolated", "invert": False}
    return tokenizer_file(added, {"type": "NFC"},
                          {"type": "Sequence", "pretokenizers": [split, byte_level(False, use_regex=False)]}, None,
                          byte_level(True), bpe_model(vocab, [f"{to_chars(left)} {to_chars(right)}" for left, right in merges]))


def rank_file():
    """{token: rank}: bytes in GPT-2's order, learned tokens in no order at all, so that a token may come before its parts;
    and whole pieces that no merge makes."""
    _, tokens = train(read_sample("prose.txt") + read_sample("languages.txt"), 480)
    random_order = random.Random(11)
    learned = tokens[256:] + [piece.encode("utf-8") for piece in ("\u4f60\u597d\u5417", " caf\u00e9s", "\r\n\r\n", "HelloWorld")]
    random_order.shuffle(learned)
    in_order = [bytes([byte]) for byte in sorted(range(256), key=lambda byte: BYTE_TO_CHAR[byte])] + learned
    return {token: rank for rank, token in enumerate(in_order)}


RANK_SPECIAL = {"<|endoftext|>": 500, "<|end of prompt|>": 510}


def rank_vectors(pattern, seed):
    tokenizer = NaiveRankTokenizer(rank_file(), pattern, RANK_SPECIAL)
    return vectors_of(tokenizer, vector_texts(list(RANK_SPECIAL), seed) + CASE_TEXTS + random_texts(seed, 100))


@functools.cache
def learn_characters(alphabet_size, n_tokens):
    """Characters and learned tokens in SentencePiece's manner: words begin at a visible space, runs of it included."""
    lines = "\n".join(read_sample(name) for name in ("prose.txt", "languages.txt", "code.txt")).split("\n")
    text = "\n".join(SPACE + line.replace(" ", SPACE) for line in lines if line)
    frequency = Counter(text.replace("\n", ""))
    alphabet = sorted(sorted(frequency, key=lambda char: (-frequency[char], char))[:alphabet_size])
    unknown = regex.compile("[^" + regex.escape("".join(alphabet), special_only=False) + "]+")
    words = Counter(tuple(word) for part in unknown.split(text)
                    for word in regex.findall(f"{SPACE}*[^{SPACE}]+|{SPACE}+", part))
    tokens = []
    while len(tokens) < n_tokens:
        pairs = count_pairs(words)
        left, right = min(pairs, key=lambda pair: (-pairs[pair], pair))
        tokens.append(left + right)
        merged = Counter()
        for word, count in words.items():
            merged[replace_pair(word, (left, right))] += count
        words = merged
    return alphabet, tokens


def all_splits(vocab, tokens):
    """A merge for every way to make each token of two tokens, as files converted from SentencePiece have."""
    merges = []
    for token in tokens:
        splits = [(token[:at], token[at:]) for at in range(1, len(token))]
        known = [(left, right) for left, right in splits if left in vocab and right in vocab]
        merges += [f"{left} {right}" for left, right in sorted(known, key=lambda pair: (vocab[pair[0]], vocab[pair[1]]))]
    return merges


def sentencepiece_tokenizer(byte_fallback):
    """Llama 2's manner; without byte fallback, unknown characters become <unk>, one for a run of them."""
    first = ["<unk>", "<s>", "</s>"]
    if byte_fallback:
        first += [f"<0x{byte:02X}>" for byte in range(256)]
    size = SENTENCEPIECE_VOCAB if byte_fallback else NOFALLBACK_VOCAB
    alphabet, learned = learn_characters(SENTENCEPIECE_CHARS, size - len(first) - SENTENCEPIECE_CHARS)
    vocab = {token: token_id for token_id, token in enumerate(first + alphabet + learned)}
    assert len(vocab) == size
    normalizer = {"type": "Sequence", "normalizers": [
        {"type": "Prepend", "prepend": SPACE},
        {"type": "Replace", "pattern": {"String": " "}, "content": SPACE}]}
    decoders = [{"type": "Replace", "pattern": {"String": SPACE}, "content": " "}]
    decoders += [{"type": "ByteFallback"}] if byte_fallback else []
    decoders += [{"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]
    return tokenizer_file([added_token(index, token) for index, token in enumerate(first[:3])], normalizer, None,
                          template([("<s>", 1)], []), {"type": "Sequence", "decoders": decoders},
                          bpe_model(vocab, all_splits(vocab, learned), "<unk>", True, byte_fallback))


def flagged_tokens():
    """Added tokens with every flag, alone and together, some of them found in the normalized text. Ids come later."""
    return [added_token(0, "<|end|>", flags=("rstrip",)), added_token(0, "<|user|>", flags=("lstrip", "rstrip")),
            added_token(0, "<mask>", flags=("lstrip",)), added_token(0, "the", False, flags=("single_word",)),
            added_token(0, "he said", False, True), added_token(0, "\n\n", False),
            added_token(0, "and", False, True, ("single_word", "lstrip"))]


def character_tokenizer(normalizer, pre_tokenizer, decoder, byte_fallback, added=()):
    """The vocabulary of nofallback, behind byte tokens or not, with other steps before and behind it."""
    file = sentencepiece_tokenizer(byte_fallback)
    file["normalizer"], file["pre_tokenizer"], file["decoder"] = normalizer, pre_tokenizer, decoder
    vocab = file["model"]["vocab"]
    next_id = len(vocab)
    for token in added:                                                 # one that the model knows has its id there
        token["id"] = vocab.get(token["content"], next_id)
        next_id += token["id"] == next_id
    file["added_tokens"] += added
    return file


def metaspace(scheme, split):
    return {"type": "Metaspace", "replacement": SPACE, "prepend_scheme": scheme, "split": split}


def metaspace_tokenizer():
    """Llama 2's newer form: Metaspace puts its prefix before the text alone; added tokens of every kind, as Phi-3 has."""
    decoder = sentencepiece_tokenizer(True)["decoder"]
    return character_tokenizer(None, metaspace("first", False), decoder, True, flagged_tokens())


def words_tokenizer():
    """Metaspace cuts at words and puts its prefix before each stretch; its own decoder; no byte tokens."""
    return character_tokenizer(None, metaspace("always", True), metaspace("always", True), False,
                               flagged_tokens())


def spaces_tokenizer():
    """Gemma's manner: spaces become visible, nothing is put before the text, and the Split finds no space any more."""
    decoders = sentencepiece_tokenizer(True)["decoder"]["decoders"][:3]
    normalizer = {"type": "Replace", "pattern": {"String": " "}, "content": SPACE}
    split = {"type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious", "invert": False}
    added = [added_token(0, content, False) for content in ["\n\n", "\n", "\t", SPACE * 2, SPACE * 3, "<h1>", "</h1>"]]
    return character_tokenizer(normalizer, split, {"type": "Sequence", "decoders": decoders}, True, added)


def steps_tokenizer(steps, prefix):
    """Bytes, cut by other steps before: SmolLM2 has digits one by one."""
    file = bytelevel_tokenizer()
    file["pre_tokenizer"] = {"type": "Sequence", "pretokenizers": steps + [byte_level(prefix)]}
    return file


def digits_tokenizer():
    return steps_tokenizer([{"type": "Digits", "individual_digits": True}], False)


def signs_tokenizer():
    split = {"type": "Split", "pattern": {"String": "e"}, "behavior": "MergedWithNext", "invert": False}
    inverted = {"type": "Split", "pattern": {"String": "::"}, "behavior": "Contiguous", "invert": True}
    return steps_tokenizer([{"type": "Punctuation", "behavior": "Contiguous"}, split, inverted,
                            {"type": "Digits", "individual_digits": False}], True)


# -- vectors -----------------------------------------------------------------------------------------------------


FLAG_TEXTS = [
    "the", "the cat", "then", "in the\u00e9", "in the-re", "_the_", "\u0301the", "the\u0301", "(the)", "the the", "thethe", "a <mask> b",
    "a  \n <mask>  b", "<mask><mask>", " <|end|>  \n x", "<|end|>   <mask>", "<|user|>  <|user|>", "  <|user|>", "<|end|> \u00a0\u3000x",
    "<|end|>\n\n\n\nHi", "x\n\n<mask>", "he said", "x he said", "he  said", "sand and band", "sand  and  the", "and", "x and", "\u2581and",
    "<|end|>and", "<|end|> the", "<mask>the", "x<|end|>", "<s> a", "<s>a", "1234 5a6", "\u00bd\u2167\u0663x", "a,b;;c!? d", "::a::::b:", "$+=<>^`|~"]


def short_texts(special, seed):
    """For tokenizers that differ from others in their first steps alone."""
    random, words = SplitMix64(seed), sample_words()
    texts = awkward_texts(special) + FLAG_TEXTS + [line for line in read_sample("prose.txt").split("\n") if line][1::12]
    texts += [random_text(random, words, special) for _ in range(60)]
    return list(dict.fromkeys(texts))


def vector_texts(special, seed):
    texts = awkward_texts(special)
    if "new york" in special:
        texts += ["new york city", "new new york", "york citynew york", "<a><b><b>", "<a><a><b>", "I don\u2019t, you don't",
                  "don't<a>don\u2019t", "don<a>'t", "newyork", "  new york  ", " new york", "a   b"]
    texts += [line for line in read_sample("prose.txt").split("\n") if line][3::4]
    texts += [line for line in read_sample("languages.txt").split("\n") if line]
    texts += [block for block in read_sample("code.txt").split("\n\n") if block]
    texts += [line for line in read_sample("edge.txt").split("\n") if line]
    texts += [read_sample("edge.txt")[-40:]]
    random, words = SplitMix64(seed), sample_words()
    texts += [random_text(random, words, special) for _ in range(40)]
    return list(dict.fromkeys(texts))


COMPOSING_TEXTS = [
    "cafe\u0301", "e\u0301", "\u0301e", "a\u0323\u0302", "a\u0302\u0323", "\u212b\u2126", "\u0958\u0915\u093c", "\u1100\u1161\u11a8", "\uac00\u11a8",
    "\ud55c\uad6d\uc5b4 \u1112\u1161\u11ab", "e\u0301<|im_start|>\u0301", "q\u0307\u0323", "\ufb2c", "\u0344", "\u2126hm 123", "e\u0301e\u0301 12e\u0301",
]


def vectors(file, seed, make_texts=vector_texts):
    special = [token["content"] for token in file["added_tokens"]]
    more = COMPOSING_TEXTS if file["normalizer"] == {"type": "NFC"} else []
    return vectors_of(NaiveTokenizer(file), make_texts(special, seed) + more)


def vectors_of(tokenizer, texts):
    lines = []
    for text in dict.fromkeys(texts):
        vector = {"text": text, "ids": tokenizer.encode(text), "plain_ids": tokenizer.encode(text, special=False)}
        decoded = tokenizer.decode(vector["ids"])
        plain_decoded = tokenizer.decode(vector["plain_ids"], special=False)
        if decoded != text:
            vector["decoded"] = decoded
        if plain_decoded != text:
            vector["plain_decoded"] = plain_decoded
        lines.append(json.dumps(vector, separators=(",", ":")))
    return "\n".join(lines) + "\n"


# -- stages of their own -----------------------------------------------------------------------------------------


LLAMA3_TEXTS = [
    "'S'T'RE'VE'M'LL'D", "IT'S", "we'Ll'rE", "'\u017f", "a'\u017fb", "'sT", "'REal", "x\ty", "\t\tx", "a\u00a0b", "!a", "(abc)", "((abc",
    "'abc", "''abc", " 'abc", "\u0301abc", "1234567", "12 345", " 123", "\u0663\u0664\u0665\u0666", "1a2", "!\n\n", " !\r\n\r\nx", "!!\n a",
    "\n\n a", " \n \n a", "  \n", " \t\r\n\t x", "a\n", "a \n b", "\n", "\r", "\r\n", "   a", "   1", "   !", " \u3000x", "\u3000\u3000",
    "\u2028x", "\nabc", "\rabc", "a\u2028\u2028b", ".\n.", "'", "'l", "' s", "1's", "\u00bdx", "x\u2167", "a\x0b\x0bb", "$x $1 $ x",
]


# Capitals, small letters, letters without case, marks: what o200k_base's pattern looks at.
CASE_TEXTS = [
    "HelloWorld", "HELLO", "HELLOWorld", "helloWORLD", "HELLOworld", "aB", "Ab", "AB", "ab", "iPhone", "getHTTPResponse", "XMLHttp",
    "\u4e2d\u6587ABC", "ABC\u4e2d\u6587", "ABC\u4e2d\u6587DEF", "\u4e2dAbc", "A\u4e2dB\u6587c", "\u01c5a", "\u01c5A", "\u02b0A", "A\u02b0", "A\u02b0B",
    "e\u0301", "E\u0301", "E\u0301A", "\u0301", "\u0301A", "\u0301AB", "\u0301Ab", "\u0301\u0301", "\u0301\u0301A", " \u0301", " \u0301A", "!\u0301a",
    "!\u0301A", "!!\u0301a", "1\u0301", "\n\u0301", "\t\u0301A", "\u0301 a", "\u0301's", "A's", "A'S", "AB'LLc", "a'sB", "a'", "a''s", "1's", "'sa", "!'s",
    " 's", "A'\u017f", "/a", "a/b", "//", "a//\nb", "!/\n/", "!\n/!", " /", "a /\n\n", "x = A/B;\r\n", "\u0939\u093f\u0928\u094d\u0926\u0940", "\u0422\u0415\u0421\u0422\u0442\u0435\u0441\u0442",
    "\U0001d400a", "\U00010400\U00010428", "\u1e9e\u00df", "\ua69eA", " A", "  Ab", "\u00a0Ab", "\u3000A", "\r\nAb", "(Ab)", "don'T", "I'M", "we'Ve been",
]


def random_texts(seed, count):
    """Texts of characters at whose borders the patterns cut."""
    rng = random.Random(seed)
    alphabet = list("aabzASTLD''  \n\r\t1239/!.-_") + ["\u0301", "\u0302", "\u4e2d", "\u6587", "\u02b0", "\u01c5", "\u017f", "\u00e9", "\u00c9", "\u00bd",
                                                      "\u0665", "\u3000", "\u00a0", "\u2028", "\U0001f600", "\u0939", "\u093f", "'s", "'LL", "\u200d"]
    return ["".join(rng.choice(alphabet) for _ in range(rng.randrange(1, 14))) for _ in range(count)]


def pieces(pattern, more_texts):
    """The pattern, by the regex package: {"text", "pieces"}."""
    lines = [{"text": text, "pieces": split_isolated(pattern, text)} for text in vector_texts(["<|x|>"], 5) + more_texts]
    return "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)


def merged_pieces(files):
    """Pieces as ids of their smallest tokens, before any merge and after all: {"tokenizer", "symbols", "ids"}."""
    lines = []
    for name, file in files.items():
        tokenizer = NaiveTokenizer(file)
        texts = [tokenizer.normalize(text) for text in vector_texts([], 6)]
        words = [word for text in texts for word in tokenizer.pre_tokenize(text)]
        for word in dict.fromkeys(words):
            symbols = [tokenizer.vocab[symbol] for symbol in tokenizer.first_symbols(word)]
            lines.append({"tokenizer": name, "symbols": symbols, "ids": tokenizer.encode_word(word)})
    return "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)


# -- training ----------------------------------------------------------------------------------------------------


def training_cases():
    cases = [
        {"name": "wikipedia", "text": "aaabdaaabac", "vocab_size": 259},
        {"name": "wikipedia_to_the_end", "text": "aaabdaaabac", "vocab_size": 300},
        {"name": "ties_go_to_the_smallest_bytes", "text": "dc ba dc ba zz yy", "vocab_size": 262},
        {"name": "ties_compare_the_left_token_first", "text": "ab b ab bc a bc abd", "vocab_size": 264},
        {"name": "bytes_compare_unsigned", "text": "~~\u00e9\u00e9 ~~\u00e9\u00e9", "vocab_size": 264},
        {"name": "one_character_repeated", "text": "a" * 21, "vocab_size": 400},
        {"name": "runs_of_three", "text": "aaa aaa aaaaa", "vocab_size": 262},
        {"name": "runs_of_spaces", "text": "a    b      c  d\n\n\n\ne", "vocab_size": 266},
        {"name": "empty", "text": "", "vocab_size": 300},
        {"name": "one_byte", "text": "x", "vocab_size": 300},
        {"name": "one_character_of_four_bytes", "text": "\U0001f600", "vocab_size": 300},
        {"name": "nothing_to_learn", "text": "aaaa bbbb", "vocab_size": 256},
        {"name": "nothing_to_learn_beside_the_special", "text": "aaaa bbbb", "vocab_size": 259, "special": CHAT},
        {"name": "no_merge_across_words", "text": "a b a b a b", "vocab_size": 300},
        {"name": "no_merge_across_special", "text": "he<|x|>llo he<|x|>llo<|x|><|x|>hello", "vocab_size": 264,
         "special": ["<|x|>"]},
        {"name": "special_text_is_not_learned", "text": "<|x|><|x|><|x|><|x|>|x|", "vocab_size": 300, "special": ["<|x|>"]},
        {"name": "longest_special_first", "text": "<a><a><b>cc<b><a>cc", "vocab_size": 270,
         "special": ["<a>", "<a><b>", "<b>"]},
        {"name": "min_count_2", "text": "the cat, the hat, the bat", "vocab_size": 300, "min_count": 2},
        {"name": "two_ways_to_one_string", "text": "abc ab abc bc xabc abcbc ababc bcabc aabbcc", "vocab_size": 300},
        {"name": "contractions", "text": "it's he's they'll we'll don't can't I'd I've", "vocab_size": 280},
        {"name": "prose", "file": "data/samples/prose.txt", "vocab_size": 400},
        {"name": "languages", "file": "data/samples/languages.txt", "vocab_size": 420, "special": CHAT, "min_count": 3},
        {"name": "edge", "file": "data/samples/edge.txt", "vocab_size": 340, "special": ["<|endoftext|>"]},
    ]
    result = []
    for case in cases:
        text = case["text"] if "text" in case else read_sample(case["file"].rsplit("/", 1)[1])
        case.setdefault("special", [])
        case.setdefault("min_count", 1)
        merges, tokens = train(text, case["vocab_size"], case["special"], case["min_count"])
        assert len(tokens) == 256 + len(merges)
        case["merges"] = [[left.hex(), right.hex()] for left, right in merges]
        result.append(json.dumps(case))
    return '{"cases":[\n' + ",\n".join(result) + "\n]}\n"


def golden_files():
    """{path below FOLDER: text}"""
    files = {"training.json": training_cases()}
    tokenizers = [("bytelevel", bytelevel_tokenizer(), False), ("prefixed", prefixed_tokenizer(), True),
                  ("sentencepiece", sentencepiece_tokenizer(True), False),
                  ("nofallback", sentencepiece_tokenizer(False), True), ("split", split_tokenizer(), False),
                  ("composed", composed_tokenizer(), False)]
    for seed, (name, file, ascii_only) in enumerate(tokenizers, start=1):
        files[f"{name}/tokenizer.json"] = json.dumps(file, indent=1, ensure_ascii=ascii_only) + "\n"
        files[f"{name}.jsonl"] = vectors(file, seed)
    files["ranks.tiktoken"] = "".join(f"{base64.b64encode(token).decode()} {rank}\n" for token, rank in rank_file().items())
    for seed, (name, pattern) in enumerate([("cl100k", CL100K_PATTERN), ("o200k", O200K_PATTERN)], start=20):
        files[f"ranks_{name}.jsonl"] = rank_vectors(pattern, seed)
    others = [("metaspace", metaspace_tokenizer()), ("words", words_tokenizer()), ("spaces", spaces_tokenizer()),
              ("digits", digits_tokenizer()), ("signs", signs_tokenizer())]
    for seed, (name, file) in enumerate(others, start=11):
        files[f"{name}/tokenizer.json"] = json.dumps(file, ensure_ascii=False) + "\n"
        files[f"{name}.jsonl"] = vectors(file, seed, short_texts)
    files["pieces.jsonl"] = pieces(GPT2_PATTERN, [])
    files["pieces_llama3.jsonl"] = pieces(LLAMA3_PATTERN, LLAMA3_TEXTS)
    tricky = LLAMA3_TEXTS + CASE_TEXTS + random_texts(7, 400)
    for name, pattern in [("cl100k", CL100K_PATTERN), ("qwen", QWEN_PATTERN), ("o200k", O200K_PATTERN), ("tekken", TEKKEN_PATTERN)]:
        files[f"pieces_{name}.jsonl"] = pieces(pattern, tricky)
    files["merging.jsonl"] = merged_pieces({name: file for name, file, _ in tokenizers if name in STAGE_TOKENIZERS})
    return files


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    arguments = parser.parse_args()
    different = 0
    for name, text in golden_files().items():
        path = FOLDER / name
        if not arguments.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
        elif not path.exists() or path.read_bytes() != text.encode("utf-8"):
            print(f"{path.relative_to(ROOT)} differs", file=sys.stderr)
            different += 1
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
