#!/usr/bin/env python3
"""Write data/micro: the model that is small enough for paper.

It has one layer, two query heads on one key/value head, and eight tokens; all its numbers are multiples of 1/2.
It knows one text by heart: "aaabdaaabac", the usual example of byte-pair encoding, is 7 4 7 1 3 and then the end, 0.
After the first "aaab" comes d, after the second a: only attention, and RoPE in it, can tell them apart.
The numbers were found by search_micro.py. `python3 tests/reference/make_micro.py` writes the folder and prints what
the model says.
"""
import os
import sys

import numpy as np
import torch

import llama
import random_models
import safetensors_io

CONFIG = llama.Config(d_model=4, n_heads=2, n_kv_heads=1, head_dim=2, n_layers=1, d_ff=4, vocab=8, window=16,
                      eps=1e-5, theta=10000.0, tied=True)
PIECES = ["</s>", "a", "b", "c", "d", "aa", "ab", "aaab"]
MERGES = [["a", "a"], ["a", "b"], ["aa", "ab"]]
TEXT_IDS = [7, 4, 7, 1, 3]  # aaab d aaab a c

# ---------------------------------------------------------------- the numbers
# A matrix has one row for each of its outputs, so y[o] = sum_i row[o][i] * x[i].

EMBED = [       # also the head that turns the last vector into logits
    [2, 0, 1, 0],    # 0 </s>
    [0, 0, -2, 0],   # 1 a
    [1, 0, 0, 0],    # 2 b
    [1, 2, 0, 0],    # 3 c
    [0, 0, 1, 1],    # 4 d
    [0, 1, 0, 0],    # 5 aa
    [-1, 0, 0, 0],   # 6 ab
    [0, -1, 0, 0],   # 7 aaab
]
INPUT_NORM = [1, 0.5, 1, 1]
Q = [
    [0, 1, 0, 0],    # head 0
    [0, -1, -1, 0],
    [0, -1, 0, 0],   # head 1
    [0, -1, 1, 0],
]
K = [
    [0, -1, -1, 0],
    [0, 0, -1, 0],
]
V = [
    [0, 0, 1, 0],
    [0, -1, 0, -1],
]
O = [           # columns 0 and 1 read head 0, columns 2 and 3 read head 1
    [0, 0, 0, 0],
    [-1, 0, -1, 0],
    [-1, 1, 1, 0],
    [0, 0, 0, 1],
]
POST_NORM = [2, 1, 1, 1]
GATE = [
    [1, 0, 0, 1],
    [1, 1, 0, 0],
    [1, 0, 0, 0],
    [0, 0, -1, 0],
]
UP = [
    [1, 0, 0, 1],
    [-1, -1, 0, 0],
    [1, 0, 0, 0],
    [0, 0, -0.5, 0],
]
DOWN = [
    [-1, 0, 1, 0],
    [0, 0.5, 0, 1],
    [0, 0, 1, 1],
    [0, 0, 0, 0],
]
NORM = [1, 2, 2, 1]


def tensors():
    layer = {"input_norm": INPUT_NORM, "q": Q, "k": K, "v": V, "o": O, "post_norm": POST_NORM, "gate": GATE, "up": UP,
             "down": DOWN}
    named = {"model.embed_tokens.weight": EMBED, "model.norm.weight": NORM}
    for short, name in llama.LAYER_NAMES.items():
        named[f"model.layers.0.{name}.weight"] = layer[short]
    return {name: np.array(table, dtype=np.float32) for name, table in named.items()}


def tokenizer():
    """tokenizer.json: byte-pair encoding over four letters."""
    end = {"id": 0, "content": PIECES[0], "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
           "special": True}
    model = {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
             "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "ignore_merges": False,
             "vocab": {piece: number for number, piece in enumerate(PIECES)}, "merges": MERGES}
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [end], "normalizer": None,
            "pre_tokenizer": None, "post_processor": None, "decoder": {"type": "Fuse"}, "model": model}


def write(folder):
    os.makedirs(folder, exist_ok=True)
    settings = random_models.settings_of(CONFIG)
    settings["eos_token_id"] = 0
    random_models.write_json(os.path.join(folder, "config.json"), settings)
    random_models.write_json(os.path.join(folder, "generation_config.json"), {"eos_token_id": 0})
    random_models.write_json(os.path.join(folder, "tokenizer.json"), tokenizer())
    safetensors_io.save(os.path.join(folder, "model.safetensors"), tensors())


def say(folder):
    """Print the probability of each token after each prefix of the text, and the attention behind it."""
    model = llama.load_model(folder)
    taps, _ = llama.forward(model, torch.tensor(TEXT_IDS))
    print("after    " + "".join(f"{piece:>7}" for piece in PIECES))
    for token, row in zip(TEXT_IDS, llama.softmax(taps["logits"])):
        print(f"{PIECES[token]:9}" + "".join(f"{p:7.3f}" for p in row.tolist()))
    for head, weights in enumerate(taps["layers.0.attn.weights"]):
        for row in weights.tolist():
            print(f"head {head}   " + "".join(f"{p:7.3f}" for p in row))
    print("greedy from aaab:", llama.greedy(model, [7], 5))


if __name__ == "__main__":
    target = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "data", "micro")
    write(target)
    sys.exit(say(target))
