#!/usr/bin/env python3
"""Writes data/golden/chat: two small tokenizers with the control tokens of all chat templates, and conversations as ids.

    python3 tests/reference/make_chat_goldens.py [--check]

Each template is a Python function here, written from its published form (docs/chat.md) without a look at the C++. The ids are
those of the naive tokenizer, which is given the conversation as a list: control tokens as numbers, text as strings. Neighbouring
strings are one text. --check compares with what is in place and writes nothing; exit status 1 when something differs.
"""
import argparse
import json
import sys

from make_tokenizer_goldens import (SPACE, added_token, all_splits, bpe_model, byte_level, learn_characters, template, to_chars,
                                    tokenizer_file)
from naive_tokenizer import NaiveTokenizer, find_added
from naive_trainer import train
from tokenizer_texts import ROOT, read_sample

FOLDER = ROOT / "data" / "golden" / "chat"
BOS, EOS = "<s>", "</s>"
CONTROL = [BOS, EOS, "<|im_start|>", "<|im_end|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<start_of_turn>",
           "<end_of_turn>", "[INST]", "[/INST]", "<|system|>", "<|user|>", "<|assistant|>", "<|end|>"]
TEXT_SIGNS = ["[INST]", "[/INST]", "<|system|>", "<|user|>", "<|assistant|>"]   # plain text to the "signs" vocabulary
WORDS = ["\n\n", "    "]                                                       # added, but no control tokens


def byte_tokenizer():
    """GPT-2's manner, a token for each sign of every template, and no begin token of the post-processor's."""
    merges, tokens = train(read_sample("prose.txt"), 400)
    vocab = {to_chars(token): token_id for token_id, token in enumerate(tokens)}
    added = [added_token(len(tokens) + i, content) for i, content in enumerate(CONTROL)]
    added += [added_token(len(tokens) + len(CONTROL) + i, content, special=False) for i, content in enumerate(WORDS)]
    return tokenizer_file(added, None, byte_level(False), None, byte_level(True),
                          bpe_model(vocab, [f"{to_chars(left)} {to_chars(right)}" for left, right in merges]))


def sign_tokenizer():
    """SentencePiece's manner: the signs of Llama 2, the first Mistral models and Zephyr are plain text."""
    first = ["<unk>", BOS, EOS] + [f"<0x{byte:02X}>" for byte in range(256)]
    alphabet, learned = learn_characters(90, 60)
    vocab = {token: token_id for token_id, token in enumerate(first + alphabet + learned)}
    normalizer = {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": SPACE},
                                                      {"type": "Replace", "pattern": {"String": " "}, "content": SPACE}]}
    decoders = [{"type": "Replace", "pattern": {"String": SPACE}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"},
                {"type": "Strip", "content": " ", "start": 1, "stop": 0}]
    added = [added_token(i, content) for i, content in enumerate(first[:3])]
    tokens = [content for content in CONTROL[2:] if content not in TEXT_SIGNS]
    added += [added_token(len(vocab) + i, content) for i, content in enumerate(tokens)]
    return tokenizer_file(added, normalizer, None, template([(BOS, 1)], []), {"type": "Sequence", "decoders": decoders},
                          bpe_model(vocab, all_splits(vocab, learned), "<unk>", True, True))


# -- the templates: each turns (system, turns) into markup strings and ("said", text) pairs ------------------------------


def said(text):
    return ("said", text)


def chatml(system, turns, drop_thoughts=False):
    out = ["<|im_start|>system\n", said(system), "<|im_end|>\n"] if system else []
    for user, answer in turns:
        out += ["<|im_start|>user\n", said(user), "<|im_end|>\n", "<|im_start|>assistant\n"]
        if answer is not None:
            if drop_thoughts and "</think>" in answer:
                answer = answer.split("</think>")[-1].lstrip("\n")
            out += [said(answer), "<|im_end|>\n"]
    return out


def qwen3(system, turns):
    return chatml(system, turns, drop_thoughts=True)


def llama3(system, turns, dates=""):
    def header(role):
        return ["<|start_header_id|>", role, "<|end_header_id|>", "\n\n"]
    out = [BOS]
    if system or dates:
        out += header("system") + [dates, said(system.strip()), "<|eot_id|>"]
    for user, answer in turns:
        out += header("user") + [said(user.strip()), "<|eot_id|>"] + header("assistant")
        if answer is not None:
            out += [said(answer.strip()), "<|eot_id|>"]
    return out


def llama31(system, turns):
    return llama3(system, turns, "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n")


def gemma(system, turns):
    out = [BOS]
    for i, (user, answer) in enumerate(turns):
        out += ["<start_of_turn>", "user\n"]
        if i == 0 and system:
            out += [said(system), "\n\n"]
        out += [said(user.strip()), "<end_of_turn>", "\n", "<start_of_turn>", "model\n"]
        if answer is not None:
            out += [said(answer.strip()), "<end_of_turn>", "\n"]
    return out


def llama2(system, turns):
    out = []
    for i, (user, answer) in enumerate(turns):
        out += [BOS, "[INST] "]
        if i == 0 and system:
            out += ["<<SYS>>\n", said(system), "\n<</SYS>>\n\n", said(user.rstrip())]
        else:
            out += [said(user.strip())]
        out += [" [/INST]"]
        if answer is not None:
            out += [" ", said(answer.strip()), " ", EOS]
    return out


def mistral_kind(begin, end, answer_space, system_last, strip_answer):
    def write(system, turns):
        out = [BOS]
        for i, (user, answer) in enumerate(turns):
            out.append(begin)
            if system and (answer is None if system_last else i == 0):
                out += [said(system), "\n\n"]
            out += [said(user), end]
            if answer is not None:
                out += [answer_space, said(answer.strip() if strip_answer else answer), EOS]
        return out
    return write


def roles_kind(end, begin):
    def write(system, turns):
        out = [begin]
        if system:
            out += ["<|system|>\n", said(system), end, "\n"]
        for user, answer in turns:
            out += ["<|user|>\n", said(user), end, "\n", "<|assistant|>\n"]
            if answer is not None:
                out += [said(answer), end, "\n"]
        return out
    return write


TEMPLATES = {
    "chatml": chatml, "qwen3": qwen3, "llama3": llama3, "llama3.1": llama31, "gemma": gemma, "llama2": llama2,
    "mistral": mistral_kind("[INST] ", " [/INST]", "", False, False),
    "mistral-v1": mistral_kind(" [INST] ", " [/INST]", " ", False, False),
    "mistral-v3": mistral_kind("[INST] ", "[/INST]", " ", True, True),
    "mistral-nemo": mistral_kind("[INST]", "[/INST]", "", True, False),
    "phi3": roles_kind("<|end|>", ""), "stepwise": roles_kind("<|end|>", ""), "zephyr": roles_kind(EOS, ""),
}


# -- ids ------------------------------------------------------------------------------------------------------------------


def ids_of(tokenizer, file, pieces, special):
    """Control tokens are found in markup, and in what was said only with `special`; then each text between is encoded."""
    controls = {token["content"]: token for token in file["added_tokens"] if token["special"]}
    words = {token["content"]: token for token in file["added_tokens"] if not token["special"]}
    joined = []
    for piece in pieces:
        is_markup = isinstance(piece, str)
        text = piece if is_markup else piece[1]
        for part in find_added(text, controls if is_markup or special else {}):
            if isinstance(part, str) and joined and isinstance(joined[-1], str):
                joined[-1] += part
            else:
                joined.append(part)
    ids = []
    before, _ = tokenizer.template_ids()
    if joined[:len(before)] != before:                                  # the begin token comes once
        ids += before
    for part in joined:
        for inner in (find_added(part, words) if isinstance(part, str) else [part]):
            ids += [inner] if isinstance(inner, int) else tokenizer.encode(inner, special=False)
    return ids


SYSTEM = " You are kind.\n"
CONVERSATIONS = [
    ("", [("Hello", None)]),
    ("", [("Hello", "Hi there.")]),
    ("", [("  Hello \n", " Hi there. "), ("\tWho are you?", None)]),
    (SYSTEM, [("Hello", None)]),
    (SYSTEM, [("  Hello \n", "\n Hi\n\nthere. "), ("Who    are\n\nyou?", "I am a\u00a0model.\u2003"), ("Bye \u00e9\U0001f600", None)]),
    ("Be brief.", [("One", "1"), ("Two", "2"), ("Three", "3")]),
    ("Say </s> never.", [("I say <|im_end|>, <|eot_id|>, <end_of_turn>, </s>, [/INST] and <|end|>.", "<s>[INST]<|user|>"), ("?", None)]),
    ("", [("Think.", "<think>\nHmm, 1 + 1.\n</think>\n\nIt is 2."), ("Sure?", "<think>yes</think>\nYes."), ("Ok", None)]),
    ("{bos} {eos}", [("{eos}{bos}", "a{bos}"), ("b", None)]),
]


def cases(name, file, templates):
    tokenizer = NaiveTokenizer(file)
    lines = []
    for chat in templates:
        for system, turns in CONVERSATIONS:
            for special in (False, True):
                pieces = TEMPLATES[chat](system, turns)
                lines.append({"tokenizer": name, "template": chat, "system": system, "special": special,
                              "turns": [[user] if answer is None else [user, answer] for user, answer in turns],
                              "ids": ids_of(tokenizer, file, pieces, special)})
    return lines


def golden_files():
    """{path below FOLDER: text}"""
    with_tokens, signs = byte_tokenizer(), sign_tokenizer()
    as_tokens = [chat for chat in TEMPLATES]
    as_signs = ["chatml", "llama3", "gemma", "llama2", "mistral", "mistral-v1", "zephyr"]
    lines = cases("tokens", with_tokens, as_tokens) + cases("signs", signs, as_signs)
    files = {"conversations.jsonl": "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)}
    for name, file in (("tokens", with_tokens), ("signs", signs)):
        files[f"{name}/tokenizer.json"] = json.dumps(file, indent=1, ensure_ascii=False) + "\n"
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
