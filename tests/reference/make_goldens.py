#!/usr/bin/env python3
"""Write data/micro and data/golden: the numbers that the C++ stages are tested against.

    python3 tests/reference/make_goldens.py            write the files
    python3 tests/reference/make_goldens.py --check    compare new ones with those in data/, exit 1 on a difference

A stage is fed golden inputs: they are rounded to float32 first, the expected values are computed in float64 from
the rounded inputs, and then stored as float32. So an expected value is wrong by half a float32 ulp at most.
"""
import argparse
import dataclasses
import os
import sys
import tempfile

import numpy as np
import torch

import families
import family_models
import llama
import make_families
import make_gradients
import make_micro
import make_optimizer
import random_models
import random_numbers
import safetensors_io
import sampler_cases
import sampling
from golden_values import add, from_rows, normals, rounded, rounded_scalar, scalar
from random_numbers import SplitMix64, Xoshiro256

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "data")


# ---------------------------------------------------------------- end to end

CASES = {  # name: (model, tokens already in the cache, new tokens)
    "micro": ("micro", 0, 3), "micro+cache": ("micro", 2, 1),
    "gqa": ("gqa", 0, 7), "gqa+cache": ("gqa", 3, 4),
    "wide": ("wide", 0, 5), "wide+cache": ("wide", 4, 1),
    "odd": ("odd", 0, 11),
}


def load_models(root):
    models = {"micro": llama.load_model(os.path.join(root, "micro"))}
    for name in random_models.MODELS:
        models[name] = llama.load_model(os.path.join(root, "golden", "models", name))
    for name in family_models.MODELS:
        models[name] = families.load_model(os.path.join(root, "golden", "models", name))
    return models


def tokens_of(name, count, vocab):
    if name == "micro":
        return torch.tensor([7, 4, 7])
    random = Xoshiro256(100 + vocab)
    return torch.tensor([random.below(vocab) for _ in range(count)])


def run_case(models, case):
    """Taps of the new tokens, the tokens in the cache, and the cache before and after."""
    name, past, new = CASES[case]
    model = models[name]
    tokens = tokens_of(name, past + new, model.config.vocab)
    before = None
    if past > 0:
        _, before = llama.forward(model, tokens[:past])
    taps, after = llama.forward(model, tokens[past:], before)
    before = before or [llama.empty_past(model.config)] * model.config.n_layers
    return taps, tokens[:past], before, after


def transformer(models):
    file = {}
    for case in CASES:
        taps, past_tokens, _, _ = run_case(models, case)
        add(file, case, taps)
        if len(past_tokens) > 0:
            add(file, case, {"past_tokens": past_tokens})
    return file


# ---------------------------------------------------------------- one file a stage

def embedding(models):
    file = {}
    for name in ("micro", "gqa", "odd"):
        weight = models[name].embed
        tokens = torch.cat([tokens_of(name, 6, len(weight)), torch.tensor([0, len(weight) - 1])])  # first and last row
        add(file, name, {"weight": weight, "tokens": tokens, "embed": llama.embed(weight, tokens)})
    return file


def linear(models):
    file, random = {}, Xoshiro256(11)
    for T, inputs, outputs in ((1, 1, 1), (1, 5, 3), (2, 4, 8), (7, 24, 40), (3, 33, 20), (5, 17, 1), (4, 1, 9)):
        x, weight = normals(random, T, inputs), normals(random, outputs, inputs)
        add(file, f"{T}x{inputs}x{outputs}", {"x": x, "weight": weight, "y": llama.linear(x, weight)})
    return file


def norm(models):
    file, random = {}, Xoshiro256(12)

    def one(case, x, weight, eps):
        x, weight, eps = rounded(x), rounded(weight), rounded_scalar(eps)
        add(file, case, {"x": x, "weight": weight, "eps": scalar(eps), "y": llama.rms_norm(x, weight, eps)})

    for name in ("micro", "gqa", "wide", "odd"):
        taps, _, _, _ = run_case(models, name)
        one(name, taps["embed"], models[name].layers[0]["input_norm"], models[name].config.eps)
    weight = 1 + 0.3 * normals(random, 6)
    one("tiny", 1e-3 * normals(random, 3, 6), weight, 1e-5)  # mean square 1e-6: eps decides the result
    one("zero_row", torch.stack([normals(random, 6), torch.zeros(6, dtype=torch.float64)]), weight, 1e-5)
    one("large", 1e4 * normals(random, 2, 6), weight, 1e-6)
    one("one_column", normals(random, 3, 1), weight[:1], 1e-5)
    return file


def rope(models):
    file, random = {}, Xoshiro256(13)
    cases = {  # T, heads, head_dim, start, theta
        "one_pair": (5, 2, 2, 0, 10000.0), "three_pairs": (4, 3, 6, 5, 10000.0), "five_pairs": (3, 1, 10, 0, 500000.0),
        "small_theta": (6, 5, 6, 3, 100.0), "long": (3, 2, 6, 131000, 500000.0), "long_10": (2, 1, 10, 131000, 10000.0),
        "long_one_pair": (2, 1, 2, 131000, 10000.0), "one_token": (1, 2, 10, 5, 10000.0),
    }
    for case, (T, heads, head_dim, start, theta) in cases.items():
        x = normals(random, T, heads, head_dim)
        add(file, case, {"x": x, "start": scalar(start), "theta": scalar(theta),
                         "half_split": llama.rope(x, start, theta),
                         "interleaved": llama.rope_interleaved(x, start, theta)})
    return file


def softmax(models):
    inf = float("inf")
    cases = {
        "random": rounded(3 * normals(Xoshiro256(14), 3, 7)),
        "large": [[1000.0, 999.0, -1000.0, 0.0], [-1000.0, -1000.0, -1001.0, -999.5]],
        "masked": [[-inf, 1.0, 2.0, 0.5], [0.25, -inf, 1.0, -inf], [3.0, -inf, -inf, -inf], [-inf, -inf, -inf, -7.0]],
        "one_column": [[5.0], [-1000.0], [0.0]],
        "equal": [[2.0] * 5, [0.0] * 5, [-400.0] * 5],
        # a maximum that starts at 0 or at -10000 instead of at the first value gives 0/0 here
        "very_negative": [[-20000.0, -20001.0, -20000.5], [-1e30, -1e30, -2e30]],
    }
    file = {}
    for case, x in cases.items():
        x = x if torch.is_tensor(x) else from_rows(x)
        add(file, case, {"x": x, "y": llama.softmax(x)})
    return file


def attention(models):
    file = {}
    for case, (name, past, _) in CASES.items():
        taps, _, _, after = run_case(models, case)
        last = models[name].config.n_layers - 1
        q = rounded(taps[f"layers.{last}.attn.q_rope"])  # [T, n_heads, head_dim]
        k, v = rounded(after[last][0]), rounded(after[last][1])  # [S, n_kv_heads, head_dim]
        scores = llama.attention_scores(q, k, past)
        weights = llama.softmax(rounded(scores))
        add(file, case, {"q": q, "k": k, "v": v, "start": scalar(past), "scores": scores, "weights": weights,
                         "mix": llama.attention_mix(rounded(weights), v)})
    return file


def kv_cache(models):
    """What was there, what comes, and what must stand there then: the rows joined, so equal to the bit."""
    file = {}
    for case in [case for case, (_, past, _) in CASES.items() if past > 0]:
        taps, _, before, after = run_case(models, case)
        for l in range(models[CASES[case][0]].config.n_layers):
            add(file, f"{case}/layers.{l}", {
                "past_k": before[l][0], "past_v": before[l][1],
                "k": taps[f"layers.{l}.attn.k_rope"], "v": taps[f"layers.{l}.attn.v"],
                "keys": after[l][0], "values": after[l][1]})
    return file


def mlp(models):
    file = {}

    def one(case, x, gate, up, down):
        taps = {"x": x, "gate_weight": gate, "up_weight": up, "down_weight": down}
        llama.mlp(x, gate, up, down, taps)
        taps["act"] = llama.silu(rounded(taps["gate"])) * rounded(taps["up"])
        add(file, case, taps)

    for name in ("micro", "wide", "odd"):
        taps, _, _, _ = run_case(models, name)
        layer = models[name].layers[0]
        one(name, rounded(taps["layers.0.mlp.norm"]), layer["gate"], layer["up"], layer["down"])
    # gate = 1, -1, 100, -100, 88, -104, 0: exp(104) is beyond float32, exp(88) just below
    gates = from_rows([[1.0], [-1.0], [100.0], [-100.0], [88.0], [-104.0], [0.0]])
    random = Xoshiro256(15)
    one("large_gate", from_rows([[1.0], [-1.0]]), gates, normals(random, 7, 1), normals(random, 1, 7))
    return file


def block(models):
    file = {}
    for case in ("micro", "micro+cache", "gqa+cache", "wide+cache", "odd"):  # each holds a layer's weights: few cases
        name, past, _ = CASES[case]
        eps = rounded_scalar(models[name].config.eps)
        config = dataclasses.replace(models[name].config, eps=eps)
        taps, _, before, _ = run_case(models, case)
        last = config.n_layers - 1
        layer = models[name].layers[last]
        x = rounded(taps[f"layers.{last - 1}.mlp.residual"] if last > 0 else taps["embed"])
        past_k, past_v = rounded(before[last][0]), rounded(before[last][1])
        layer_taps, _ = llama.block(x, layer, config, (past_k, past_v))
        add(file, case, {"x": x, "start": scalar(past), "n_heads": scalar(config.n_heads),
                         "n_kv_heads": scalar(config.n_kv_heads), "head_dim": scalar(config.head_dim),
                         "eps": scalar(config.eps), "theta": scalar(config.theta)})
        add(file, case, layer)
        add(file, case, layer_taps)
        if past > 0:
            add(file, case, {"past_k": past_k, "past_v": past_v})
    return file


def sampler(models):
    file = {}
    for case, tensors in sampler_cases.all_cases().items():
        add(file, case, tensors)
    return file


def generate(models):
    """The loop: prompt, then tokens that are fed back. At temperature 0, and drawn with the coins of a seed."""
    file = {}
    for name, prompt_length, steps in (("micro", 1, 12), ("gqa", 3, 20), ("wide", 1, 15), ("odd", 4, 7)):
        model = models[name]
        prompt = tokens_of(name, prompt_length, model.config.vocab)[:prompt_length]
        for temperature in (0.0, 1.0):
            tokens = generated(model, prompt.tolist(), steps, temperature, Xoshiro256(7))
            add(file, f"{name}/temperature{temperature:.0f}", {
                "prompt": prompt, "seed": scalar(7), "temperature": scalar(temperature),
                "tokens": torch.tensor(tokens)})
    return file


def generated(model, prompt, steps, temperature, random):
    """No end token ends it. Choices that float32 could make otherwise are refused."""
    tokens, cache, made = list(prompt), None, []
    for _ in range(steps):
        taps, cache = llama.forward(model, torch.tensor(tokens), cache)
        logits = taps["logits"][-1].numpy()  # [vocab]
        probs, coin = sampling.apply_temperature(logits, temperature), random.uniform()
        two_largest = np.sort(logits)[-2:]
        assert two_largest[1] - two_largest[0] > 1e-4 and np.abs(np.cumsum(probs) - coin).min() > 1e-5
        tokens = [sampling.draw(probs, coin)]
        made += tokens
    return made


def rng(models):
    """64-bit outputs as int64 with the same bits."""
    def bits(values):
        return np.array(values, dtype=np.uint64).view(np.int64)

    random_numbers.check_published_vectors()
    mixer, floats = SplitMix64(1234567), Xoshiro256(42)
    file = {"splitmix64/1234567": bits([mixer.next() for _ in range(10)]),
            "floats/seed42": np.array([floats.uniform() for _ in range(10)], dtype=np.float32)}
    for seed in (0, 1, 2, 42):
        generator = Xoshiro256(seed)
        file[f"xoshiro256ss/seed{seed}"] = bits([generator.next() for _ in range(10)])
    normals = Xoshiro256(42)
    file["normals/seed42"] = np.array([normals.box_muller() for _ in range(1000)], dtype=np.float32)
    for n in (1, 6, 1000, 2 ** 63 + 1):
        generator = Xoshiro256(7)
        file[f"below/{n}"] = bits([generator.fair_below(n) for _ in range(50)])
    return file


STAGES = (transformer, embedding, linear, norm, rope, softmax, attention, kv_cache, mlp, block, sampler, generate, rng,
          make_gradients.backward, make_gradients.gradients, make_families.families)


# ---------------------------------------------------------------- write and check

def write_all(root):
    make_micro.write(os.path.join(root, "micro"))
    random_models.write_models(os.path.join(root, "golden", "models"))
    family_models.write_models(os.path.join(root, "golden", "models"))
    models = load_models(root)
    for stage in STAGES + make_optimizer.STAGES:
        safetensors_io.save(os.path.join(root, "golden", stage.__name__ + ".safetensors"), stage(models))


def difference(new, old):
    """What differs between two files, "" if nothing: numbers within 1e-6 of the tensor's largest, ids exactly."""
    if sorted(new) != sorted(old):
        return f"other tensors: {sorted(set(new) ^ set(old))[:5]}"
    for name in new:
        a, b = new[name], old[name]
        if a.dtype != b.dtype or a.shape != b.shape:
            return f"{name}: other shape or type"
        same = a == b  # whole numbers, and -inf
        if a.dtype.kind == "f" and a.size > 0:
            finite = np.isfinite(a) & np.isfinite(b)
            largest = np.abs(a[finite]).max(initial=0.0)
            same[finite] = np.abs(a[finite] - b[finite]) <= 1e-6 * largest
        if not same.all():
            return f"{name}: differs at {np.argwhere(~same)[0].tolist()}"
    return ""


def check():
    good = True
    with tempfile.TemporaryDirectory() as root:
        write_all(root)
        paths = [os.path.relpath(os.path.join(folder, name), root)
                 for folder, _, names in os.walk(root) for name in names]
        for path in sorted(paths):
            problem = compare_files(os.path.join(root, path), os.path.join(DATA, path))
            print(f"{path}: {problem or 'same'}")
            good = good and not problem
    return good


def compare_files(new, old):
    if not os.path.exists(old):
        return "missing"
    if new.endswith(".safetensors"):
        return difference(safetensors_io.load(new), safetensors_io.load(old))
    with open(new, "rb") as a, open(old, "rb") as b:
        return "" if a.read() == b.read() else "differs"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    torch.set_num_threads(1)  # one order of summation, so the same bytes
    if parser.parse_args().check:
        return 0 if check() else 1
    write_all(DATA)
    return 0


if __name__ == "__main__":
    sys.exit(main())
