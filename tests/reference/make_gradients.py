"""Golden gradients: the backward passes in src/train are tested against what autograd makes of the forward pass.

`backward` has cases for each stage, `gradients` those of whole models. As in make_goldens.py, which calls both, inputs
are rounded to float32 first, all else is float64, and results are rounded once when they are stored. The gradient of
the loss by a value v is d_v and has v's shape.
"""
import copy
import dataclasses

import torch

import llama
from golden_values import add, from_rows, normals, rounded, rounded_scalar, scalar
from random_numbers import Xoshiro256

INF = float("inf")


def leaf(x):
    """The same numbers, of which a gradient will be asked."""
    return x.detach().clone().requires_grad_(True)


def pull_back(function, inputs, d_y):
    """Given the gradient by y = function(*inputs), those by the inputs: the vector-Jacobian products of autograd."""
    leaves = [leaf(x) for x in inputs]
    return torch.autograd.grad(function(*leaves), leaves, d_y)


# ---------------------------------------------------------------- one group of cases a stage

def embedding(file, random):
    cases = {  # vocab, d_model, tokens
        "one_token": (3, 2, [1]), "all_different": (5, 4, [4, 0, 2]), "repeated": (7, 3, [2, 5, 2, 2, 6, 5, 0]),
        "all_the_same": (4, 5, [3] * 6), "one_column": (2, 1, [0, 1, 0]),
    }
    for case, (vocab, d_model, ids) in cases.items():
        tokens = torch.tensor(ids)
        table, d_x = normals(random, vocab, d_model), normals(random, len(ids), d_model)
        (d_table,) = pull_back(lambda table: llama.embed(table, tokens), [table], d_x)
        add(file, "embedding." + case, {"tokens": tokens, "d_x": d_x, "d_table": d_table})


def linear(file, random):
    sizes = ((1, 1, 1), (1, 5, 3), (2, 4, 8), (7, 24, 40), (3, 33, 20), (5, 17, 1), (4, 1, 9), (6, 6, 6))
    for T, inputs, outputs in sizes:
        x, weight, d_y = normals(random, T, inputs), normals(random, outputs, inputs), normals(random, T, outputs)
        d_x, d_weight = pull_back(llama.linear, [x, weight], d_y)
        add(file, f"linear.{T}x{inputs}x{outputs}",
            {"x": x, "weight": weight, "d_y": d_y, "d_x": d_x, "d_weight": d_weight})


def norm(file, random):
    def one(case, x, eps):
        x, eps = rounded(x), rounded_scalar(eps)
        weight, d_y = rounded(1 + 0.3 * normals(random, x.shape[-1])), normals(random, *x.shape)
        d_x, d_weight = pull_back(lambda x, weight: llama.rms_norm(x, weight, eps), [x, weight], d_y)
        add(file, "norm." + case, {"x": x, "weight": weight, "eps": scalar(eps), "d_y": d_y, "d_x": d_x,
                                   "d_weight": d_weight})

    one("random", normals(random, 5, 7), 1e-5)
    one("one_token", normals(random, 1, 12), 1e-6)
    one("large_eps", normals(random, 4, 5), 0.5)
    one("tiny", 1e-3 * normals(random, 3, 6), 1e-5)  # mean square 1e-6: eps decides the result
    one("zero_row", torch.stack([normals(random, 6), torch.zeros(6, dtype=torch.float64)]), 1e-5)
    one("large", 1e4 * normals(random, 2, 6), 1e-6)
    one("one_column", normals(random, 3, 1), 1e-2)  # without eps, y would not depend on x at all


def rope(file, random):
    cases = {  # T, heads, head_dim, start, theta
        "one_pair": (5, 2, 2, 0, 10000.0), "three_pairs": (4, 3, 6, 5, 10000.0), "five_pairs": (3, 1, 10, 0, 500000.0),
        "small_theta": (6, 5, 6, 3, 100.0), "long": (3, 2, 6, 131000, 500000.0), "one_token": (1, 2, 10, 5, 10000.0),
    }
    for case, (T, heads, head_dim, start, theta) in cases.items():
        x, d_y = normals(random, T, heads, head_dim), normals(random, T, heads, head_dim)
        (d_x,) = pull_back(lambda x: llama.rope(x, start, theta), [x], d_y)
        add(file, "rope." + case, {"start": scalar(start), "theta": scalar(theta), "d_y": d_y, "d_x": d_x})


def softmax(file, random):
    """y is stored rounded, as the backward pass gets it; the gradient is that of the exact one."""
    masked = normals(random, 4, 4)
    masked[torch.ones(4, 4).triu(1).bool()] = -INF
    cases = {
        "random": 2 * normals(random, 3, 7), "causal": masked, "one_column": normals(random, 3, 1),
        "large": from_rows([[1000.0, 999.0, -1000.0, 0.0], [-1000.0, -1000.0, -1001.0, -999.5]]),
        "sharp": from_rows([[0.0, -12.0, -20.0, -90.0], [-30.0, -15.0, 0.0, 0.5]]),
        "three_axes": normals(random, 2, 3, 4),
    }
    for case, x in cases.items():
        x, d_y = rounded(x), normals(random, *x.shape)
        (d_x,) = pull_back(llama.softmax, [x], d_y)
        add(file, "softmax." + case, {"y": llama.softmax(x), "d_y": d_y, "d_x": d_x})


ATTENTION = {  # T, n_heads, n_kv_heads, head_dim
    "one_token": (1, 2, 1, 4), "grouped": (6, 6, 2, 4), "one_for_all": (5, 3, 1, 10), "one_each": (7, 5, 5, 6),
    "one_head": (3, 1, 1, 3), "pairs": (4, 4, 2, 1),
}


def attention(file, random):
    """Gradients that come in from the future (s > t) are random, and must be ignored."""
    for case, (T, n_heads, n_kv_heads, head_dim) in ATTENTION.items():
        q, k = normals(random, T, n_heads, head_dim), normals(random, T, n_kv_heads, head_dim)
        v = normals(random, T, n_kv_heads, head_dim)
        d_scores, d_mix = normals(random, n_heads, T, T), normals(random, T, n_heads, head_dim)
        d_q, d_k = pull_back(lambda q, k: llama.attention_scores(q, k, 0), [q, k], d_scores)
        add(file, "scores." + case, {"q": q, "k": k, "d_scores": d_scores, "d_q": d_q, "d_k": d_k})

        weights = rounded(llama.softmax(llama.attention_scores(q, k, 0)))
        d_weights, d_v = pull_back(llama.attention_mix, [weights, v], d_mix.reshape(T, n_heads * head_dim))
        # The reference multiplies by the weights of the future, which are 0; ours does not look at them.
        d_weights = d_weights.tril()
        add(file, "mix." + case, {"weights": weights, "v": v, "d_mix": d_mix, "d_weights": d_weights, "d_v": d_v})


def swiglu(file, random):
    def one(case, gate, up, d_act):
        d_gate, d_up = pull_back(lambda gate, up: llama.silu(gate) * up, [gate, up], d_act)
        add(file, "swiglu." + case, {"gate": gate, "up": up, "d_act": d_act, "d_gate": d_gate, "d_up": d_up})

    for case, (T, d_ff) in {"random": (5, 9), "one_token": (1, 13), "one_unit": (4, 1)}.items():
        one(case, rounded(2 * normals(random, T, d_ff)), normals(random, T, d_ff), normals(random, T, d_ff))
    gates = from_rows([[100.0, -100.0, 88.0, -104.0, 0.0, -30.0, 30.0]])  # exp(104) is beyond float32
    one("large_gate", gates, normals(random, 1, 7), normals(random, 1, 7))


def cross_entropy(file, random):
    def one(case, logits, targets, mask, scale):
        logits, targets, mask = rounded(logits), torch.tensor(targets), from_rows(mask)
        scale = rounded_scalar(scale)
        loss = llama.cross_entropy(logits, targets, mask)
        (d_logits,) = pull_back(lambda logits: scale * llama.cross_entropy(logits, targets, mask), [logits],
                                torch.tensor(1.0, dtype=torch.float64))
        add(file, "cross_entropy." + case,
            {"logits": logits, "targets": targets, "mask": mask, "scale": scalar(scale), "loss": loss.reshape(1),
             "d_logits": d_logits})

    one("random", 2 * normals(random, 5, 7), [6, 0, 3, 3, 1], [1.0] * 5, 0.2)
    one("one_token", normals(random, 1, 11), [4], [1.0], 1.0)
    one("masked", 2 * normals(random, 6, 5), [0, 4, 2, 2, 1, 3], [0.0, 1.0, 1.0, 0.0, 1.0, 0.0], 1 / 3)
    one("fractions", 2 * normals(random, 4, 6), [5, 0, 2, 1], [0.5, 0.0, 0.3, 2.0], 1 / 2.8)
    one("all_masked", normals(random, 3, 4), [0, 1, 3], [0.0] * 3, 1.0)
    one("one_word", normals(random, 3, 1), [0, 0, 0], [1.0, 0.5, 1.0], 0.4)
    # right, wrong, nearly as good as another, and far below all others
    large = [[1000.0, 0.0, -1000.0], [1000.0, 0.0, -1000.0], [999.0, 1000.0, 998.5], [-1000.0, -1002.0, -1001.0]]
    one("large", from_rows(large), [0, 2, 0, 1], [1.0] * 4, 0.25)
    one("masked_logits", from_rows([[-INF, 1.0, 0.5, -INF], [2.0, -INF, -INF, -INF]]), [2, 0], [1.0, 1.0], 0.5)


def backward(models):
    file = {}
    for seed, stage in enumerate((embedding, linear, norm, rope, softmax, attention, swiglu, cross_entropy), start=200):
        stage(file, Xoshiro256(seed))
    return file


# ---------------------------------------------------------------- whole models

SEQUENCES = {  # model: (tokens, and the one that follows the last; the mask of each token's target)
    "micro": ([7, 4, 7, 1, 3], [1, 1, 0, 1]),
    "gqa": ([3, 14, 1, 5, 9, 2, 6, 5, 3, 5], [1, 0, 1, 1, 1, 1, 0, 1, 1]),
    "wide": ([2, 7, 1, 8, 2, 8, 1], [0, 1, 1, 1, 1, 1]),
    "odd": ([0, 52, 17, 17, 3, 21, 40, 3, 17, 8, 1, 52], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]),
}


def with_leaves(model):
    """The model with weights that autograd watches, by their names in the file; a tied head is the table itself."""
    watched = copy.copy(model)
    watched.config = dataclasses.replace(model.config, eps=rounded_scalar(model.config.eps))
    watched.embed, watched.norm = leaf(model.embed), leaf(model.norm)
    watched.lm_head = watched.embed if model.config.tied else leaf(model.lm_head)
    watched.layers = [{short: leaf(weight) for short, weight in layer.items()} for layer in model.layers]
    parameters = {"model.embed_tokens.weight": watched.embed, "model.norm.weight": watched.norm}
    for l, layer in enumerate(watched.layers):
        for short, name in llama.LAYER_NAMES.items():
            parameters[f"model.layers.{l}.{name}.weight"] = layer[short]
    if not model.config.tied:
        parameters["lm_head.weight"] = watched.lm_head
    return watched, parameters


def name_of_gradient(tap):
    """layers.0.attn.q -> layers.0.grad.attn.q, logits -> grad.logits"""
    parts = tap.split(".")
    at = 2 if parts[0] == "layers" else 0
    return ".".join(parts[:at] + ["grad"] + parts[at:])


def gradients(models):
    """The gradient of the mean loss of the tokens that count, by every parameter and every tapped value."""
    file = {}
    for name, (ids, mask) in SEQUENCES.items():
        tokens, targets = torch.tensor(ids[:-1]), torch.tensor(ids[1:])
        mask = torch.tensor(mask, dtype=torch.float64)
        model, parameters = with_leaves(models[name])
        taps, _ = llama.forward(model, tokens)
        values = {tap: value for tap, value in taps.items() if tap != "tokens"}
        for value in values.values():
            value.retain_grad()
        loss = llama.cross_entropy(taps["logits"], targets, mask)
        counted = int(mask.sum())
        (loss / counted).backward()
        add(file, name, {"tokens": tokens, "targets": targets, "mask": mask, "loss": loss.detach().reshape(1),
                         "counted": scalar(counted)})
        add(file, name, {parameter: weight.grad for parameter, weight in parameters.items()})
        for tap, value in values.items():
            # What a weight of the future would get is not passed on (see `attention`), and not computed by ours.
            gradient = value.grad.tril() if tap.endswith("attn.weights") else value.grad
            add(file, name, {name_of_gradient(tap): gradient})
    return file
