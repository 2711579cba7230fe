#!/usr/bin/env python3
"""Does the program write the text that this reference writes?

    python3 tests/reference/compare_generation.py FOLDER [--program build/stepwise] [--steps N]

The folder's weights are run in float64 PyTorch, its tokenizer.json by the naive tokenizer, and each prompt is continued
greedily, up to the end token. The program does the same (`generate --temperature 0`). Exit status 1 on a difference.
"""
import argparse
import os
import subprocess
import sys

import llama
from naive_tokenizer import NaiveTokenizer

PROMPTS = [
    "",
    "Once upon a time",
    "One day Mia went to the garden.",
    "Tom has a red kite. Mia has a blue boat.\nQuestion: What colour is Mia's boat?\nAnswer:",
    "Tom has a red kite. Mia has a blue boat.\nQuestion: Who has a green drum?\nAnswer:",
    "<|system|>\nYou tell stories.<|end|>\n<|user|>\nTell me a story about a girl named Anna.<|end|>\n<|assistant|>\n",
]


def reference_text(folder, model, tokenizer, prompt, steps):
    """What comes behind the prompt, without the end token."""
    end = llama.read_json(os.path.join(folder, "config.json"))["eos_token_id"]
    ids = tokenizer.encode(prompt)
    made = llama.greedy(model, ids, steps)
    if end in made:
        made = made[:made.index(end)]
    return tokenizer.decode(made, False)


def program_text(program, folder, prompt, steps):
    command = [program, "generate", "--model", folder, "--temperature", "0", "--special", "--no-echo",
               "--max-tokens", str(steps), "-"]
    done = subprocess.run(command, input=prompt.encode("utf-8"), capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--program", default="build/stepwise")
    parser.add_argument("--steps", type=int, default=120)
    options = parser.parse_args()
    model = llama.load_model(options.folder)
    tokenizer = NaiveTokenizer.load(os.path.join(options.folder, "tokenizer.json"))
    different = 0
    for prompt in PROMPTS:
        want = reference_text(options.folder, model, tokenizer, prompt, options.steps)
        got = program_text(options.program, options.folder, prompt, options.steps)
        same = want.strip("\n") == got.strip("\n")
        different += not same
        print(f"{'equal' if same else 'DIFFERENT'}: {prompt!r}: {len(want)} characters")
        if not same:
            print(f"  want {want!r}\n  got  {got!r}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
