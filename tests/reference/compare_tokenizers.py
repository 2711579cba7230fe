#!/usr/bin/env python3
"""Compares the program's tokenizer with the naive one over many random texts.

    python3 tests/reference/compare_tokenizers.py [--program build/stepwise] [--tokenizer PATH ...] [--texts N] [--seed S]

Each tokenizer is tried with special tokens, with --no-special, and back from ids to text. The first differences are
printed; exit status 1 on any. PATH is a tokenizer.json, the folder of one, or a rank file; default: the project's golden
ones, and those below --shared that are there. With --library the ids are compared with those of the field's own
libraries instead (library_tokens.cjs, which needs node and two packages).
"""
import argparse
import json
import pathlib
import subprocess
import sys
import unicodedata

from naive_tokenizer import load_tokenizer
from tokenizer_texts import ROOT, SplitMix64, awkward_texts, random_text, sample_words

GOLDEN = ["bytelevel", "prefixed", "sentencepiece", "nofallback", "split", "composed", "metaspace",
          "words", "spaces", "digits", "signs"]
SHARED = ["tokenizers/gpt2", "tokenizers/llama2", "tokenizers/llama3", "tokenizers/mistral", "tokenizers/qwen3",
          "tokenizers/cl100k_base.tiktoken", "tokenizers/o200k_base.tiktoken", "models/stories260K"]
SHOWN = 5                                                               # differences printed per comparison


def any_character(random):
    """Any character that Python's Unicode version knows; newer ones may be classed differently on each side."""
    while True:
        if random.below(4) == 0:                                        # what composes, and what stands between
            return random.choice("eaAoN\u0301\u0302\u0323\u0307\u0345\u0361\u1eA5\u00c5\u212b\u0915\u093c\u0958\u094d\u1100\u1161\u11a8\uac00\u0344\ufb2c")
        char = chr(random.below(0x110000 if random.below(2) else 0x3000))
        if unicodedata.category(char) not in ("Cn", "Cs"):
            return char


def make_texts(count, seed, special):
    random, words = SplitMix64(seed), sample_words()
    texts = awkward_texts(special)
    while len(texts) < count:
        text = random_text(random, words, special)
        for _ in range(random.below(3)):
            at = random.below(len(text) + 1)
            text = text[:at] + any_character(random) + text[at:]
        texts.append(text)
    return texts[:count]


def run_lines(command, items):
    """One JSON item a line in, one a line out."""
    lines = "".join(json.dumps(item) + "\n" for item in items)
    done = subprocess.run(command, input=lines.encode("utf-8"), capture_output=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: exit status {done.returncode}: "
                           f"{done.stderr.decode('utf-8', 'replace').strip()}")
    out = done.stdout.decode("utf-8").split("\n")
    if out.pop() != "" or len(out) != len(items):
        raise RuntimeError(f"{' '.join(command)}: {len(items)} lines in, {len(out)} lines out")
    return [json.loads(line) for line in out]


def run_program(program, path, options, items):
    return run_lines([program, "tokenize", "--model", str(path), "--jsonl"] + options, items)


def report(what, inputs, wanted, got):
    """Prints the first differences; returns how many there are."""
    wrong = [index for index in range(len(inputs)) if wanted[index] != got[index]]
    print(f"  {what}: {len(inputs) - len(wrong)} of {len(inputs)} equal")
    for index in wrong[:SHOWN]:
        print(f"    input {json.dumps(inputs[index])}\n    want  {json.dumps(wanted[index])}\n"
              f"    got   {json.dumps(got[index])}")
    return len(wrong)


def file_of(path):
    return path / "tokenizer.json" if path.is_dir() else path


def compare_with_library(program, path, count, seed):
    file = file_of(path)
    texts = make_texts(count, seed, list(load_tokenizer(file).added_text.values()))
    script = pathlib.Path(__file__).with_name("library_tokens.cjs")
    return report("encode", texts, run_lines(["node", str(script), str(file)], texts), run_program(program, file, [], texts))


def compare(program, path, count, seed):
    file = file_of(path)
    tokenizer = load_tokenizer(file)
    texts = make_texts(count, seed, list(tokenizer.added_text.values()))
    wrong = 0
    for special, options in ((True, []), (False, ["--no-special"])):
        ids = [tokenizer.encode(text, special) for text in texts]
        got = run_program(program, file, options, texts)
        wrong += report("encode " + " ".join(options), texts, ids, got)
        decoded = [tokenizer.decode(one, special) for one in ids]
        same = sum(back == text for back, text in zip(decoded, texts))
        back = run_program(program, file, ["--decode"], ids)
        wrong += report(f"decode {' '.join(options)} (the text itself: {same})", ids, decoded, back)
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", default="build/stepwise")
    parser.add_argument("--tokenizer", nargs="+", type=pathlib.Path, metavar="PATH")
    parser.add_argument("--shared", default="../shared", type=pathlib.Path, help="folder with tokenizers/ and models/")
    parser.add_argument("--texts", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--library", action="store_true", help="with the field's libraries, by node")
    arguments = parser.parse_args()
    comparison = compare_with_library if arguments.library else compare
    paths = arguments.tokenizer
    if not paths:
        paths = [ROOT / "data" / "golden" / "tokenizer" / name for name in GOLDEN]
        paths += [arguments.shared / name for name in SHARED if (arguments.shared / name).exists()]
    failed = False
    for path in paths:
        print(path)
        try:
            failed |= comparison(arguments.program, path, arguments.texts, arguments.seed) > 0
        except (OSError, RuntimeError, ValueError) as error:
            print(f"  {error}")
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
