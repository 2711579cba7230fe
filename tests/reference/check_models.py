#!/usr/bin/env python3
"""Check this reference against models from elsewhere.

    python3 tests/reference/check_models.py [FOLDER...] [--ids 1,403,407] [--steps N]

A folder with expected.safetensors (ids, logits, greedy) is compared with it; one with a tokenizer.json is continued
greedily from --ids. A folder of such folders is walked. Exit status 1 on a difference.
"""
import argparse
import os
import sys

import torch

import families
import llama
import safetensors_io


def compare(folder, model):
    expected = safetensors_io.load(os.path.join(folder, "expected.safetensors"))
    ids, want = expected["ids"], torch.from_numpy(expected["logits"])
    taps, _ = families.forward(model, torch.from_numpy(ids))
    error = ((taps["logits"] - want).abs().max() / want.abs().max()).item()
    greedy = families.greedy(model, ids.tolist(), len(expected["greedy"]))
    same = greedy == expected["greedy"].tolist()
    print(f"{folder}: logits differ by {error:.1e} of the largest, greedy ids {'equal' if same else 'DIFFER'}")
    return same and error < 1e-6


def text_of(folder, ids):
    pieces = {}
    for piece, number in llama.read_json(os.path.join(folder, "tokenizer.json"))["model"]["vocab"].items():
        pieces[number] = piece
    data = b""
    for number in ids:
        piece = pieces.get(number, "")
        is_byte = len(piece) == 6 and piece.startswith("<0x")
        data += bytes([int(piece[3:5], 16)]) if is_byte else piece.replace("\u2581", " ").encode()
    return data.decode("utf-8", errors="replace")


def check(folder, ids, steps):
    """True unless something differs."""
    if not os.path.exists(os.path.join(folder, "config.json")):
        return all([check(os.path.join(folder, name), ids, steps) for name in sorted(os.listdir(folder))
                    if os.path.isdir(os.path.join(folder, name))])
    model = families.load_model(folder)
    if os.path.exists(os.path.join(folder, "expected.safetensors")):
        return compare(folder, model)
    made = families.greedy(model, ids, min(steps, model.config.window - len(ids)))
    print(f"{folder}: greedy from {ids}:\n{made}")
    if os.path.exists(os.path.join(folder, "tokenizer.json")):
        print(text_of(folder, made))
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", default=["../shared/models"])
    parser.add_argument("--ids", default="1,403,407,261,378")
    parser.add_argument("--steps", type=int, default=100)
    options = parser.parse_args()
    ids = [int(number) for number in options.ids.split(",")]
    return 0 if all([check(folder, ids, options.steps) for folder in options.folders]) else 1


if __name__ == "__main__":
    sys.exit(main())
