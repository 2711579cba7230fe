#!/usr/bin/env python3
"""A second, deliberately naive reader of Hugging Face tokenizer.json files (BPE models), to check the C++ against.

    python3 tests/reference/naive_tokenizer.py TOKENIZER.json VECTORS.jsonl [--no-special]

compares with vectors ({"text", "ids"} a line) and exits 1 on a difference. Whatever a file asks for that is not
understood here is an error, never a guess. Nothing is fast: every merge looks at every pair again.
"""
import argparse
import json
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


def find_added(text, tokens):
    """Splits text at the added tokens: the leftmost one, the longest of those that begin there, and so on.

    tokens is {content: id}; yields str for text between, int for a token found."""
    start = position = 0
    while position < len(text):
        here = [content for content in tokens if content and text.startswith(content, position)]
        if not here:
            position += 1
            continue
        longest = max(here, key=len)
        if start < position:
            yield text[start:position]
        yield tokens[longest]
        start = position = position + len(longest)
    if start < len(text):
        yield text[start:]


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
            if token.get("single_word") or token.get("lstrip") or token.get("rstrip"):
                raise ValueError(f"added token {token['content']!r}: single_word, lstrip, rstrip are not supported")
            self.added_text[token["id"]] = token["content"]
            if token["normalized"]:
                self.added_normalized[self.normalize(token["content"])] = token["id"]
            else:
                self.added_raw[token["content"]] = token["id"]

    @classmethod
    def load(cls, path):
        with open(path, encoding="utf-8") as file:
            return cls(json.load(file))

    # -- text to ids ---------------------------------------------------------------------------------------------

    def encode(self, text, special=True):
        """special=True: as the file says. False: neither the post-processor nor added tokens, plain text all of it."""
        ids = []
        for raw in find_added(text, self.added_raw if special else {}):
            if isinstance(raw, int):
                ids.append(raw)
                continue
            for piece in find_added(self.normalize(raw), self.added_normalized if special else {}):
                if isinstance(piece, int):
                    ids.append(piece)
                    continue
                for word in self.pre_tokenize(piece):
                    ids += self.encode_word(word)
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

    def pre_tokenize(self, piece):
        return self.apply_pre_tokenizer(self.pre_tokenizer, [piece])

    def apply_pre_tokenizer(self, step, pieces):
        if step is None:
            return pieces
        if step["type"] == "Sequence":
            for inner in step["pretokenizers"]:
                pieces = self.apply_pre_tokenizer(inner, pieces)
            return pieces
        if step["type"] == "Split":
            if step["behavior"] != "Isolated" or step["invert"]:
                raise ValueError(f"pre-tokenizer Split with {step['behavior']} is not supported")
            pattern = step["pattern"]["Regex"]
            return [part for piece in pieces for part in split_isolated(pattern, piece)]
        if step["type"] == "ByteLevel":
            words = []
            for piece in pieces:
                if step["add_prefix_space"] and piece and not piece.startswith(" "):
                    piece = " " + piece
                parts = split_isolated(GPT2_PATTERN, piece) if step.get("use_regex", True) else [piece]
                words += ["".join(BYTE_TO_CHAR[byte] for byte in part.encode("utf-8")) for part in parts]
            return words
        raise ValueError(f"pre-tokenizer {step['type']} is not supported")

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
                out += self.added_text[token_id].encode("utf-8")
                at_start = self.starts_anew_after(token_id)
        return out.decode("utf-8", errors="replace")

    def starts_anew_after(self, token_id):
        """Whether the normalizer's Prepend was at work again behind this added token: not if it was found in text
        that was normalized already, nor if it stands for a character that is unknown."""
        if not self.byte_fallback and self.added_text[token_id] == self.unk_token:
            return False
        return self.has_prepend() and self.added_text[token_id] in self.added_raw

    def has_prepend(self):
        steps = [self.normalizer] if self.normalizer else []
        if steps and steps[0]["type"] == "Sequence":
            steps = steps[0]["normalizers"]
        return any(step["type"] == "Prepend" for step in steps)

    def decode_run(self, tokens, at_start):
        if not tokens:
            return b""
        steps = [self.decoder] if self.decoder else []
        if steps and steps[0]["type"] == "Sequence":
            steps = steps[0]["decoders"]
        pieces = list(tokens)                                           # str; bytes once they are decoded
        for step in steps:
            if step["type"] == "ByteLevel":
                pieces = [b"".join(bytes([CHAR_TO_BYTE[char]]) for char in piece) for piece in pieces]
            elif step["type"] == "Replace":
                pieces = [piece.replace(step["pattern"]["String"], step["content"]) for piece in pieces]
            elif step["type"] == "ByteFallback":
                pieces = [bytes([int(piece[3:5], 16)]) if regex.fullmatch("<0x[0-9A-F]{2}>", piece) else piece
                          for piece in pieces]
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
    tokenizer = NaiveTokenizer.load(arguments.tokenizer)
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
