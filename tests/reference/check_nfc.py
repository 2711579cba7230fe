#!/usr/bin/env python3
"""Pipes all of Unicode's conformance cases for normalization form C through the program.

    python3 tests/reference/check_nfc.py [FOLDER] [--program build/stepwise]

FOLDER holds NormalizationTest.txt.bz2 and UnicodeData.txt (default: where Debian's package unicode-data puts them). Each
text becomes ids of data/golden/tokenizer/composed, whose normalizer is form C and whose ids give the text back byte by byte;
what they decode to is what the program made of the text. Exit status 1 on a difference.
"""
import argparse
import pathlib
import sys

from compare_tokenizers import run_program
from make_nfc_tables import characters, conformance_cases
from tokenizer_texts import ROOT

TOKENIZER = ROOT / "data" / "golden" / "tokenizer" / "composed" / "tokenizer.json"


def text_of(column):
    return "".join(chr(code) for code in column)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", nargs="?", default="/usr/share/unicode", type=pathlib.Path)
    parser.add_argument("--program", default="build/stepwise")
    arguments = parser.parse_args()
    wanted, in_part_1 = [], set()                                       # (text, its form C)
    for part, columns in conformance_cases(arguments.folder):
        c1, c2, c3, c4, c5 = (text_of(column) for column in columns)
        wanted += [(c1, c2), (c2, c2), (c3, c2), (c4, c4), (c5, c4)]
        if part == 1:
            in_part_1.add(c1)
    for code, _, _ in characters(arguments.folder):                     # characters that part 1 leaves out stay as they are
        if not 0xD800 <= code <= 0xDFFF and chr(code) not in in_part_1:
            wanted.append((chr(code), chr(code)))
    texts = [text for text, _ in wanted]
    ids = run_program(arguments.program, TOKENIZER, ["--no-special"], texts)
    got = run_program(arguments.program, TOKENIZER, ["--decode"], ids)
    wrong = [(text, want, back) for (text, want), back in zip(wanted, got) if want != back]
    print(f"normalization form C: {len(wanted) - len(wrong)} of {len(wanted)} texts as Unicode has them")
    for text, want, back in wrong[:5]:
        print(f"    input {ascii(text)}\n    want  {ascii(want)}\n    got   {ascii(back)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
