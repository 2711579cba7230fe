#!/usr/bin/env python3
"""Are the figures of docs/model-card.md those that `stepwise eval` measures?

    python3 tests/reference/check_model_card.py [--program build/stepwise]

Reads the table under "## What was measured" and runs the evaluation with its defaults. A loss may differ by 0.002 nats,
a share of answers by half a point and one of a hundred stories by five: other processors round other digits. Exit
status 1 on a difference, or when a row has no counterpart.
"""
import argparse
import json
import re
import subprocess
import sys

# the row's name: where the report has it, how much it may differ
ROWS = {
    "loss, nats per token": (["loss"], 0.002),
    "floor: entropy of the source, nats per token": (["floor"], 0.0001),
    "questions answered from the text": (["answerable", "share"], 0.005),
    "questions that the text does not answer: \"I don't know.\"": (["unanswerable", "share"], 0.005),
    "who a pronoun means": (["pronouns", "share"], 0.01),
    "sums": (["sums", "share"], 0.01),
    "stories consistent from end to end": (["stories", "share"], 0.05),
    "stories that came to an end": (["endings", "share"], 0.05),
    "wrong among the answers given with 90% confidence or more": (["sure_and_wrong", "share"], 0.01),
}


def table(path):
    """{name: number} of the rows of the section's first table; a percentage becomes a share."""
    with open(path, encoding="utf-8") as file:
        section = file.read().split("## What was measured\n")[1].split("\n## ")[0]
    first = next(part for part in section.split("\n\n") if part.startswith("|"))
    figures = {}
    for name, number, percent in re.findall(r"^\| (.*?) \| ([0-9.]+)(%?)", first, re.MULTILINE):
        figures[name] = float(number) / (100 if percent else 1)
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="build/stepwise")
    options = parser.parse_args()
    figures = table("docs/model-card.md")
    if set(figures) != set(ROWS):
        print(f"rows that are not expected, or missing: {sorted(set(figures) ^ set(ROWS))}")
        return 1
    done = subprocess.run([options.program, "eval", "--json"], capture_output=True, check=True)
    report = json.loads(done.stdout)
    different = 0
    for name, (keys, tolerance) in ROWS.items():
        measured = report
        for key in keys:
            measured = measured[key]
        same = abs(measured - figures[name]) <= tolerance
        different += not same
        print(f"{'equal' if same else 'DIFFERENT'}: {name}: the card has {figures[name]:.4f}, measured {measured:.4f}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
