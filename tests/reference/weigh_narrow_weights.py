#!/usr/bin/env python3
"""What narrow weights cost in accuracy: the rows of the table in docs/kernels.md.

    python3 tests/reference/weigh_narrow_weights.py [FOLDER] [--program build/stepwise] [--documents N]

For each form of the weights: their bytes, the largest change of a logit over some prompts (of the largest logit there
is), and the loss of `stepwise eval` on held-out text, beside the folder's own form as float32. `eval` knows the text of the
default model alone; of other folders only the logits are told.
"""
import argparse
import json
import os
import subprocess
import tempfile

import numpy as np

import safetensors_io

PROMPTS = [
    "Once upon a time",
    "One day Mia went to the garden. She had a red kite.",
    "Tom has a red kite. Mia has a blue boat.\nQuestion: What colour is Mia's boat?\nAnswer:",
]
TYPES = ["f32", "bf16", "f16", "q8"]


def run(arguments):
    return subprocess.run(arguments, capture_output=True, check=True, text=True)


def logits(program, folder, prompt, weights):
    with tempfile.TemporaryDirectory() as scratch:
        path = os.path.join(scratch, "taps.safetensors")
        run([program, "trace", "--model", folder, "--weights", weights, "--save", path, prompt])
        return safetensors_io.load(path)["logits"].astype(np.float64)


def weight_bytes(program, folder, weights):
    with tempfile.TemporaryDirectory() as scratch:
        note = run([program, "quantize", "--model", folder, "--weights", weights, "--out", scratch]).stderr
        return int(note.split(" bytes of weights")[0].split(" to ")[-1])


def held_out_loss(program, folder, weights, documents):
    command = [program, "eval", "--model", folder, "--weights", weights, "--stories", "0", "--json",
               "--documents", str(documents)]
    return json.loads(run(command).stdout)["loss"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default="data/model")
    parser.add_argument("--program", default="build/stepwise")
    parser.add_argument("--documents", type=int, default=1000)
    options = parser.parse_args()
    wide = [logits(options.program, options.folder, prompt, "f32") for prompt in PROMPTS]
    largest = max(np.abs(rows).max() for rows in wide)
    for weights in TYPES:
        narrow = [logits(options.program, options.folder, prompt, weights) for prompt in PROMPTS]
        error = max(np.abs(a - b).max() for a, b in zip(wide, narrow)) / largest
        size = weight_bytes(options.program, options.folder, weights) / 1e6
        row = f"| {weights} | {size:.2f} MB | {error:.1e} |"
        if options.folder == "data/model":
            row += f" {held_out_loss(options.program, options.folder, weights, options.documents):.4f} |"
        print(row, flush=True)


if __name__ == "__main__":
    main()
