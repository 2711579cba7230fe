#!/usr/bin/env python3
"""A second, deliberately naive reader of Hugging Face tokenizer.json files (BPE models), to check the C++ against.

    python3 tests/reference/naive_tokenizer.py TOKENIZER.json VECTORS.jsonl [--no-special]
    python3 tests/reference/naive_tokenizer.py cl100k_base.tiktoken VECTORS.jsonl --no-special

compares with vectors ({"text", "ids"} a line) and exits 1 on a difference. Whatever a file asks for that is not
understood here is an error, never a guess. Nothing is fast: every merge looks at every pair again.
"""
import argparse
import base64
import functools
import json
import pathlib
import sys
import unicodedata

import regex

GPT2_PATTERN = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"


LLAMA3_PATTERN = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
                  r"|\s*[\r\n]+|\s+(?!\S)|\s+")
QWEN_PATTERN = LLAMA3_PATTERN.replace(r"\p{N}{1,3}", r"\p{N}")

# cl100k_base and o200k_base as tiktoken writes them; Tekken as Mistral's tekken.json does.
CL100K_PATTERN = (r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"
                  r"|\s++$|\s*[\r\n]|\s+(?!\S)|\s")
TEKKEN_PATTERN = (r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"
                  r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"
                  r"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")
O200K_PATTERN = (r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
                 r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
                 r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")


def gpt2_byte_alphabet():
    """GPT-2's printable character for each byte: printable Latin-1 stands for itself, the rest count up from U+0100."""
    printable = set(range(0x21, 0x7F)) | set(range(0xA1, 0xAD)) | set(range(0xAE, 0x100))
    alphabet, next_code = [], 0x100
    for byte in range(256):
        if byte in printable:
            alphabet.append(chr(byte))
        else:
            alphabet.append(chr(next_code))
            next_code += 1
    return alphabet


BYTE_TO_CHAR = gpt2_byte_alphabet()
CHAR_TO_BYTE = {char: byte for byte, char in enumerate(BYTE_TO_CHAR)}


WORD = regex.compile(r"[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]")
SPACE = regex.compile(r"\p{White_Space}")


def occurrences(text, tokens):
    """Where added tokens stand: the leftmost one, the longest of those that begin there, behind it the next, and so on."""
    position = 0
    while position < len(text):
        here = [content for content in tokens if content and text.startswith(content, position)]
        if not here:
            position += 1
            continue
        longest = max(here, key=len)
        yield position, position + len(longest), tokens[longest]
        position += len(longest)


def find_added(text, tokens):
    """Splits text at the added tokens. tokens is {content: token of the file}; yields str for text between, and the ids of
    tokens found. White space that lstrip or rstrip takes is gone, but tokens in it stay found."""
    taken = 0
    for start, end, token in occurrences(text, tokens):
        if token.get("single_word"):
            if (start > 0 and WORD.match(text[start - 1])) or (end < len(text) and WORD.match(text[end])):
                continue
        if token.get("lstrip"):
            while start > taken and SPACE.match(text[start - 1]):
                start -= 1
        if token.get("rstrip"):
            while end < len(text) and SPACE.match(text[end]):
                end += 1
        if taken < start:
            yield text[taken:start]
        yield token["id"]
        taken = end
    if taken < len(text):
        yield text[taken:]


@functools.cache
def newer_than_unicode_8():
    """By Unicode's own file, where Debian puts it."""
    newer = set()
    for line in open("/usr/share/unicode/DerivedAge.txt", encoding="utf-8"):
        fields = line.split("#")[0].split(";")
        if len(fields) == 2 and int(fields[1].split(".")[0]) > 8:
            first, _, last = fields[0].strip().partition("..")
            newer.update(range(int(first, 16), int(last or first, 16) + 1))
    return newer


def is_punctuation(char):
    """ASCII's signs and the categories P of Unicode 8.0, of which two were no punctuation later."""
    if char.isascii():
        return char.isprintable() and not char.isalnum() and char != " "
    if char in "\u166d\U000111c9":
        return True
    return unicodedata.category(char).startswith("P") and ord(char) not in newer_than_unicode_8()


def split_parts(text, is_match):
    """Parts of single matching characters, and of what lies between them: [(text, matches)]."""
    parts = []
    for char in text:
        if not is_match(char) and parts and not parts[-1][1]:
            parts[-1] = (parts[-1][0] + char, False)
        else:
            parts.append((char, is_match(char)))
    return parts


def split_at_text(text, wanted):
    parts = []
    for index, between in enumerate(text.split(wanted)):
        parts += [(wanted, True)] if index else []
        parts += [(between, False)] if between else []
    return parts


def apply_behavior(parts, behavior):
    """What becomes of the matches, as the documentation of the pre-tokenizers shows it by examples."""
    if behavior == "Removed":
        return [text for text, matches in parts if not matches]
    if behavior == "Isolated":
        return [text for text, _ in parts]
    if behavior == "MergedWithNext":                                    # the same from right to left
        mirrored = [(text[::-1], matches) for text, matches in reversed(parts)]
        return [text[::-1] for text in reversed(apply_behavior(mirrored, "MergedWithPrevious"))]
    if behavior not in ("MergedWithPrevious", "Contiguous"):
        raise ValueError(f"behavior {behavior} is not supported")
    pieces, before = [], None
    for text, matches in parts:
        joins = matches == before if behavior == "Contiguous" else (matches and before is False)
        if joins:
            pieces[-1] += text
        else:
            pieces.append(text)
        before = matches
    return pieces


def prepend_scheme(step):
    return step.get("prepend_scheme", "always" if step.get("add_prefix_space", True) else "never")


class NaiveTokenizer:
    def __init__(self, file):
        model = file["model"]
        if model["type"] != "BPE":
            raise ValueError(f"model {model['type']}: only BPE is read")
        for name in ("dropout", "continuing_subword_prefix", "end_of_word_suffix"):
            if model.get(name):
                raise ValueError(f"model.{name} is not supported")
        self.vocab = model["vocab"]
        self.text_of = {token_id: text for text, token_id in self.vocab.items()}
        self.rank = {}
        for rank, merge in enumerate(model["merges"]):
            left, right = merge.split(" ") if isinstance(merge, str) else merge
            self.rank.setdefault((left, right), rank)                   # of duplicates the first counts
        self.byte_fallback = model.get("byte_fallback", False)
        self.fuse_unk = model.get("fuse_unk", False)
        self.unk_token = model.get("unk_token")
        self.ignore_merges = model.get("ignore_merges", False)
        self.normalizer = file.get("normalizer")
        self.pre_tokenizer = file.get("pre_tokenizer")
        self.post_processor = file.get("post_processor")
        self.decoder = file.get("decoder")
        self.added_text = {}
        self.added_raw, self.added_normalized = {}, {}
        for token in file["added_tokens"]:
            self.added_text[token["id"]] = token["content"]
        for token in sorted(file["added_tokens"], key=lambda token: not token["special"]):
            if token["normalized"]:
                self.added_normalized.setdefault(self.normalize(token["content"]), token)
            else:
                self.added_raw.setdefault(token["content"], token)

    @classmethod
    def load(cls, path):
        with open(path, encoding="utf-8") as file:
            return cls(json.load(file))

    # -- text to ids ---------------------------------------------------------------------------------------------

    def encode(self, text, special=True):
        """special=True: as the file says. False: neither the post-processor nor added tokens, plain text all of it."""
        ids, at_start = [], True
        for raw in find_added(text, self.added_raw if special else {}):
            if isinstance(raw, int):
                ids.append(raw)
                at_start = False
                continue
            for piece in find_added(self.normalize(raw), self.added_normalized if special else {}):
                if isinstance(piece, int):
                    ids.append(piece)
                else:
                    for word in self.pre_tokenize(piece, at_start):
                        ids += self.encode_word(word)
                at_start = False
        before, after = self.template_ids() if special else ([], [])
        return before + ids + after

    def normalize(self, text):
        return self.apply_normalizer(self.normalizer, text)

    def apply_normalizer(self, step, text):
        if step is None:
            return text
        if step["type"] == "Sequence":
            for inner in step["normalizers"]:
                text = self.apply_normalizer(inner, text)
            return text
        if step["type"] == "Prepend":
            return step["prepend"] + text if text else text
        if step["type"] == "Replace":
            return text.replace(step["pattern"]["String"], step["content"])
        if step["type"] == "NFC":
            return unicodedata.normalize("NFC", text)
        raise ValueError(f"normalizer {step['type']} is not supported")

    def pre_tokenize(self, piece, at_start=True):
        """at_start: the piece is where the text begins."""
        return [word for word, _ in self.apply_pre_tokenizer(self.pre_tokenizer, [(piece, at_start)])]

    def apply_pre_tokenizer(self, step, pieces):
        """pieces are (text, whether the whole text begins with it), never empty."""
        if step is None:
            return pieces
        if step["type"] == "Sequence":
            for inner in step["pretokenizers"]:
                pieces = self.apply_pre_tokenizer(inner, pieces)
            return pieces
        result = []
        for text, at_start in pieces:
            if step["type"] == "Metaspace":
                text = text.replace(" ", step["replacement"])
                prepends = prepend_scheme(step) == "always" or (prepend_scheme(step) == "first" and at_start)
                if prepends and not text.startswith(step["replacement"]):
                    text = step["replacement"] + text
            elif step["type"] == "ByteLevel" and step["add_prefix_space"] and not text.startswith(" "):
                text = " " + text
            position = 0
            for part in self.split_piece(step, text):
                position = text.index(part, position)                   # a part that was removed may stand before it
                result.append((self.written(step, part), at_start and position == 0))
                position += len(part)
        return result

    def split_piece(self, step, text):
        if step["type"] == "Split":
            if "String" in step["pattern"]:
                parts = split_at_text(text, step["pattern"]["String"])
            else:
                parts = [(part, True) for part in split_isolated(step["pattern"]["Regex"], text)]
            return apply_behavior([(part, matches != step["invert"]) for part, matches in parts], step["behavior"])
        if step["type"] == "Digits":
            parts = split_parts(text, lambda char: unicodedata.category(char).startswith("N"))
            return apply_behavior(parts, "Isolated" if step["individual_digits"] else "Contiguous")
        if step["type"] == "Punctuation":
            return apply_behavior(split_parts(text, is_punctuation), step.get("behavior", "Isolated"))
        if step["type"] == "Metaspace":
            return apply_behavior(split_at_text(text, step["replacement"]), "MergedWithNext") if step.get("split", True) else [text]
        if step["type"] == "ByteLevel":
            return split_isolated(GPT2_PATTERN, text) if step.get("use_regex", True) else [text]
        raise ValueError(f"pre-tokenizer {step['type']} is not supported")

    @staticmethod
    def written(step, part):
        if step["type"] != "ByteLevel":
            return part
        return "".join(BYTE_TO_CHAR[byte] for byte in part.encode("utf-8"))

    def encode_word(self, word):
        if self.ignore_merges and word in self.vocab:
            return [self.vocab[word]]
        symbols = self.first_symbols(word)
        while True:
            ranked = [(self.rank[pair], at) for at, pair in enumerate(zip(symbols, symbols[1:])) if pair in self.rank]
            if not ranked:
                return [self.vocab[symbol] for symbol in symbols]
            _, at = min(ranked)                                         # the lowest rank, then the leftmost
            symbols[at:at + 2] = [symbols[at] + symbols[at + 1]]

    def first_symbols(self, word):
        """One symbol a character; an unknown one becomes its byte tokens, or else the unknown token."""
        symbols, after_unknown = [], False
        for char in word:
            unknown = False
            fallback = [f"<0x{byte:02X}>" for byte in char.encode("utf-8")]
            if char in self.vocab:
                symbols.append(char)
            elif self.byte_fallback and all(token in self.vocab for token in fallback):
                symbols += fallback
            elif self.unk_token is not None:
                unknown = True
                if not (self.fuse_unk and after_unknown):
                    symbols.append(self.unk_token)
            else:
                raise ValueError(f"no token for {char!r}, and no unknown token")
            after_unknown = unknown
        return symbols

    def template_ids(self):
        """The ids that the post-processor puts before and after the text."""
        step = self.post_processor
        if step is None or step["type"] == "ByteLevel":
            return [], []
        if step["type"] != "TemplateProcessing":
            raise ValueError(f"post-processor {step['type']} is not supported")
        before, after, seen_text = [], [], False
        for item in step["single"]:
            if "Sequence" in item:
                seen_text = True
            else:
                ids = step["special_tokens"][item["SpecialToken"]["id"]]["ids"]
                (after if seen_text else before).extend(ids)
        return before, after

    # -- ids to text ---------------------------------------------------------------------------------------------

    def decode(self, ids, special=True):
        """special=True: ids that the post-processor adds are dropped. Added tokens give their text; each run of
        ordinary tokens between them goes through the decoder on its own (Strip: where Prepend put something)."""
        ids = list(ids)
        if special:
            before, after = self.template_ids()
            if before and ids[:len(before)] == before:
                ids = ids[len(before):]
            if after and ids[-len(after):] == after:
                ids = ids[:-len(after)]
        out, run, at_start = b"", [], True
        for token_id in ids + [None]:
            if token_id is not None and token_id not in self.added_text:
                run.append(self.text_of[token_id])
                continue
            out += self.decode_run(run, at_start)
            run = []
            if token_id is not None:
                out += self.shown_added(token_id).encode("utf-8")
                at_start = self.starts_anew_after(token_id)
        return out.decode("utf-8", errors="replace")

    def shown_added(self, token_id):
        """An added token's text as the steps show it that work on each token: Gemma's of visible spaces are spaces."""
        text = self.added_text[token_id]
        for step in steps_of(self.decoder, "decoders"):
            if step["type"] == "Replace":
                text = text.replace(step["pattern"]["String"], step["content"])
            if step["type"] == "Metaspace":
                text = text.replace(step["replacement"], " ")
        return text

    def starts_anew_after(self, token_id):
        """Whether something was put before the text behind this added token as at the start: by the normalizer's Prepend,
        if the token was not found in text that was normalized already, or by a Metaspace that always does it. Not if the
        token stands for a character that is unknown."""
        if not self.byte_fallback and self.added_text[token_id] == self.unk_token:
            return False
        in_raw = any(token["id"] == token_id for token in self.added_raw.values())
        always = any(step["type"] == "Metaspace" and prepend_scheme(step) == "always"
                     for step in steps_of(self.pre_tokenizer, "pretokenizers"))
        return always or (in_raw and any(step["type"] == "Prepend" for step in steps_of(self.normalizer, "normalizers")))

    def decode_run(self, tokens, at_start):
        if not tokens:
            return b""
        pieces = list(tokens)                                           # str; bytes once they are decoded
        for step in steps_of(self.decoder, "decoders"):
            if step["type"] == "ByteLevel":
                pieces = [b"".join(bytes([CHAR_TO_BYTE[char]]) for char in piece) for piece in pieces]
            elif step["type"] == "Replace":
                pieces = [piece.replace(step["pattern"]["String"], step["content"]) for piece in pieces]
            elif step["type"] == "ByteFallback":
                pieces = [bytes([int(piece[3:5], 16)]) if regex.fullmatch("<0x[0-9A-F]{2}>", piece) else piece
                          for piece in pieces]
            elif step["type"] == "Metaspace":
                drops = at_start and prepend_scheme(step) != "never"
                pieces = [piece.replace(step["replacement"], "" if drops and index == 0 else " ")
                          for index, piece in enumerate(pieces)]
            elif step["type"] == "Fuse":
                pieces = [b"".join(as_bytes(piece) for piece in pieces)]
            elif step["type"] == "Strip":
                strip = step["content"].encode("utf-8")
                if step["stop"] != 0 or len(pieces) != 1 or not isinstance(pieces[0], bytes):
                    raise ValueError("decoder Strip is supported after Fuse, at the start")
                for _ in range(step["start"] if at_start else 0):
                    pieces[0] = pieces[0].removeprefix(strip)
            else:
                raise ValueError(f"decoder {step['type']} is not supported")
        return b"".join(as_bytes(piece) for piece in pieces)


class NaiveRankTokenizer(NaiveTokenizer):
    """A tiktoken rank file: {token: rank}, the pattern that cuts a text, {special token: id}.

    No merges: of all neighbours that are a token together, those whose token has the lowest rank become it."""

    def __init__(self, ranks, pattern, special):
        split = {"type": "Split", "pattern": {"Regex": pattern}, "behavior": "Isolated", "invert": False}
        bytes_as_chars = {"type": "ByteLevel", "add_prefix_space": False, "use_regex": False}
        super().__init__({
            "model": {"type": "BPE", "merges": [],
                      "vocab": {"".join(BYTE_TO_CHAR[byte] for byte in token): rank for token, rank in ranks.items()}},
            "added_tokens": [{"id": token_id, "content": content, "normalized": False, "special": True}
                             for content, token_id in special.items()],
            "pre_tokenizer": {"type": "Sequence", "pretokenizers": [split, bytes_as_chars]},
            "decoder": {"type": "ByteLevel"}})

    @classmethod
    def load(cls, path, pattern, special):
        with open(path, "rb") as file:
            lines = [line.split(b" ") for line in file.read().splitlines()]
        return cls({base64.b64decode(token): int(rank) for token, rank in lines}, pattern, special)

    def encode_word(self, word):
        if word in self.vocab:
            return [self.vocab[word]]
        parts = list(word)
        while True:
            joined = [(self.vocab[left + right], at) for at, (left, right) in enumerate(zip(parts, parts[1:]))
                      if left + right in self.vocab]
            if not joined:
                return [self.vocab[part] for part in parts]
            _, at = min(joined)
            parts[at:at + 2] = [parts[at] + parts[at + 1]]


ENCODINGS = {                                                           # by the name of the file, as in tiktoken
    "r50k_base": (GPT2_PATTERN, {"<|endoftext|>": 50256}),
    "cl100k_base": (CL100K_PATTERN, {"<|endoftext|>": 100257, "<|fim_prefix|>": 100258, "<|fim_middle|>": 100259,
                                     "<|fim_suffix|>": 100260, "<|endofprompt|>": 100276}),
    "o200k_base": (O200K_PATTERN, {"<|endoftext|>": 199999, "<|endofprompt|>": 200018}),
}


def load_tokenizer(path):
    """Of a tokenizer.json, or of a rank file whose encoding is known."""
    path = pathlib.Path(path)
    if path.suffix != ".tiktoken":
        return NaiveTokenizer.load(path)
    return NaiveRankTokenizer.load(path, *ENCODINGS[path.stem])


def steps_of(part, list_key):
    """The part itself, or each part of a Sequence of them."""
    if part is None:
        return []
    return part[list_key] if part["type"] == "Sequence" else [part]


def as_bytes(piece):
    return piece if isinstance(piece, bytes) else piece.encode("utf-8")


def split_isolated(pattern, text):
    """The matches, and whatever stands between two matches, in order."""
    parts, end = [], 0
    for match in regex.finditer(pattern, text):
        if match.start() > end:
            parts.append(text[end:match.start()])
        if match.end() > match.start():
            parts.append(match.group())
        end = match.end()
    if end < len(text):
        parts.append(text[end:])
    return parts


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("tokenizer")
    parser.add_argument("vectors")
    parser.add_argument("--no-special", action="store_true", help="plain text, all of it")
    arguments = parser.parse_args()
    tokenizer = load_tokenizer(arguments.tokenizer)
    special = not arguments.no_special
    total = wrong = 0
    for line in open(arguments.vectors, encoding="utf-8"):
        vector = json.loads(line)
        total += 1
        got = tokenizer.encode(vector["text"], special)
        if got != vector["ids"]:
            wrong += 1
            print(f"{vector['text']!r}\n  want {vector['ids']}\n  got  {got}")
        back = tokenizer.decode(vector["ids"], special)
        if back != vector["text"]:
            print(f"decodes to another text: {vector['text']!r} -> {back!r}")
    print(f"{total - wrong} of {total} equal")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
