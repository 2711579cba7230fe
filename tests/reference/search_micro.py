#!/usr/bin/env python3
"""Find the weights of the micro model (data/micro), the one small enough for paper.

The model must know one text by heart: "aaabdaaabac" = 7 4 7 1 3, then the end token 0. Its weights may only be
multiples of 1/2 in [-3, 3], and zeros are welcome. Three steps:

1. train many random models at once; the forward pass sees the rounded weights, the gradient passes through the
   rounding as if it were not there (the straight-through estimator, Bengio et al. 2013, arXiv:1308.3432);
2. keep those that know the text, and that no longer know it once attention is uniform, RoPE, the mask, attention
   or the MLP is left out, or gate and up are swapped: a mistake in any of these parts is then seen in the text;
3. change one weight at a time while the score (see `score`) improves.

The numbers in make_micro.py were copied by hand from what seed 4 printed (another machine may find others). Takes six
minutes:

    python3 tests/reference/search_micro.py [SEED]
"""
import math
import sys
import time

import torch

TEXT = torch.tensor([7, 4, 7, 1, 3])
NEXT = torch.tensor([4, 7, 1, 3, 0])
SHAPES = {"embed": (8, 4), "q": (4, 4), "k": (2, 4), "v": (2, 4), "o": (4, 4), "gate": (4, 4), "up": (4, 4),
          "down": (4, 4), "input_norm": (4,), "post_norm": (4,), "norm": (4,)}
SECOND_SEVEN = [2]  # where "7" must give 1, after it gave 4 at the beginning
ANYWHERE = [0, 1, 2, 3, 4]
# what is changed, and where the text must then go wrong
BREAKING = {"uniform": SECOND_SEVEN, "no rope": SECOND_SEVEN, "no attention": ANYWHERE, "no mlp": ANYWHERE,
            "no mask": ANYWHERE, "gate and up swapped": ANYWHERE}
WANTED_PROBABILITY = 0.66


def rms_norm(x, weight):
    return x / torch.sqrt((x * x).mean(-1, keepdim=True) + 1e-5) * weight[:, None, :]


def rotate(x):
    """Heads of two numbers: one pair, and the angle is the position itself (theta^0 = 1)."""
    position = torch.arange(x.shape[1], dtype=x.dtype)[None, :, None]
    first, second = x[..., 0], x[..., 1]  # [B, T, heads]
    cos, sin = torch.cos(position), torch.sin(position)
    return torch.stack([first * cos - second * sin, first * sin + second * cos], dim=-1)


def forward(w, change="", seen=None):
    """Logits [B, T, vocab] of B models at once; `change` names what is left out; `seen` receives the attention."""
    x = w["embed"][:, TEXT]  # [B, T, 4]
    batch, T, _ = x.shape
    h = rms_norm(x, w["input_norm"])
    q = torch.einsum("bti,boi->bto", h, w["q"]).reshape(batch, T, 2, 2)
    k = torch.einsum("bti,boi->bto", h, w["k"]).reshape(batch, T, 1, 2)
    v = torch.einsum("bti,boi->bto", h, w["v"])  # [B, T, 2]
    if change != "no rope":
        q, k = rotate(q), rotate(k)
    scores = torch.einsum("bthd,bsd->bhts", q, k[:, :, 0]) / 2 ** 0.5  # [B, 2, T, S]
    if change == "uniform":
        scores = scores * 0
    future = torch.triu(torch.ones(T, T, dtype=torch.bool), diagonal=1)
    if change != "no mask":
        scores = scores.masked_fill(future, float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    if seen is not None:
        seen.append(weights)
    mix = torch.einsum("bhts,bsd->bthd", weights, v).reshape(batch, T, 4)
    if change != "no attention":
        x = x + torch.einsum("bti,boi->bto", mix, w["o"])
    h = rms_norm(x, w["post_norm"])
    gate = torch.einsum("bti,boi->bto", h, w["gate"])
    up = torch.einsum("bti,boi->bto", h, w["up"])
    if change == "gate and up swapped":
        gate, up = up, gate
    if change != "no mlp":
        x = x + torch.einsum("bti,boi->bto", gate * torch.sigmoid(gate) * up, w["down"])
    return torch.einsum("bti,bvi->btv", rms_norm(x, w["norm"]), w["embed"])


def log_probabilities(logits):
    """log p of the right next token: [B, T]."""
    return torch.log_softmax(logits, dim=-1)[:, torch.arange(len(NEXT)), NEXT]


def worst_margin(w, change):
    """Below 0 where the change breaks the text as it must: [B]."""
    return margins(forward(w, change))[:, BREAKING[change]].min(-1).values


def margins(logits):
    """Logit of the right next token minus the best other one: [B, T]; greedy is right where it is > 0."""
    right = logits[:, torch.arange(len(NEXT)), NEXT]
    is_right = torch.nn.functional.one_hot(NEXT, 8).bool()
    return right - logits.masked_fill(is_right, float("-inf")).max(-1).values


def rounded(w):
    out = {}
    for name, value in w.items():
        if name.endswith("norm"):
            grid = 2.0 ** value.clamp(-1, 1).round()  # 0.5, 1, 2
            smooth = 2.0 ** value.clamp(-1, 1)
        else:
            grid = (value * 2).round().clamp(-6, 6) / 2
            smooth = value
        out[name] = smooth + (grid - smooth).detach()
    return out


def train(batch, steps):
    w = {}
    for name, shape in SHAPES.items():
        w[name] = (torch.randn((batch,) + shape) * (0.1 if name.endswith("norm") else 0.8)).requires_grad_()
    optimizer = torch.optim.Adam(w.values(), lr=0.03)
    for step in range(steps):
        r = rounded(w)
        loss = torch.relu(-0.3 - log_probabilities(forward(r))).sum()
        for change in BREAKING:
            loss = loss + torch.relu(worst_margin(r, change) + 1.0).sum()
        for name in SHAPES:
            if not name.endswith("norm"):
                loss = loss + 0.012 * w[name].abs().sum() + (w[name].abs() - 3).relu().sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return {name: value.detach() for name, value in rounded(w).items()}


def score(w):
    """Smaller is better [B]: first the text and its breaking, then few and simple numbers."""
    seen = []
    right = log_probabilities(forward(w, seen=seen))
    total = 300 * torch.relu(math.log(WANTED_PROBABILITY) - right).sum(-1)
    # attention that takes one token whole, or all alike, teaches little
    peaks = seen[0][:, :, 1:3].max(-1).values  # [B, heads, 2 tokens]
    total = total + 60 * torch.relu(peaks - 0.9).sum((1, 2)) + 60 * torch.relu(0.6 - peaks).sum((1, 2))
    for change in BREAKING:
        total = total + 100 * torch.relu(worst_margin(w, change) + 0.5)
    for name in SHAPES:
        value = w[name]
        if name.endswith("norm"):
            total = total + 0.3 * (value != 1).sum(-1)
            continue
        flat = value.flatten(1)
        total = total + (flat != 0).sum(-1) + 0.7 * (flat != flat.round()).sum(-1) + 0.05 * flat.abs().sum(-1)
        total = total + 0.05 * (flat < 0).sum(-1)
        lines = value.transpose(1, 2) if name in ("o", "down") else value
        total = total + 8 * (lines == 0).all(-1).sum(-1)  # a dead row would hide mistakes
        if name != "embed":  # so would sums of one term only: half of the rows shall have two
            missing = len(lines[0]) / 2 - ((lines != 0).sum(-1) >= 2).sum(-1)
            total = total + 8 * torch.relu(missing)
    # embeddings of one direction are the same after the first norm
    direction = torch.nn.functional.normalize(w["embed"], dim=-1)
    same = (torch.einsum("bvi,bui->bvu", direction, direction) > 0.999).sum((1, 2)) - 8
    return total + 6 * torch.relu(same.float())


def neighbours(w):
    """All models that differ from w (a batch of one) in a single number."""
    sizes = {name: w[name].numel() for name in SHAPES}
    changes = []
    for name in SHAPES:
        values = [0.5, 1.0, 2.0] if name.endswith("norm") else [i / 2 for i in range(-6, 7)]
        changes += [(name, i, value) for i in range(sizes[name]) for value in values]
    out = {name: w[name].flatten(1).repeat(len(changes), 1) for name in SHAPES}
    for row, (name, i, value) in enumerate(changes):
        out[name][row, i] = value
    return {name: out[name].reshape((len(changes),) + SHAPES[name]) for name in SHAPES}


def pick(w, row):
    return {name: value[row:row + 1].clone() for name, value in w.items()}


def climb(w):
    """Best single change again and again; at a standstill, two random changes and once more."""
    best, best_score, stuck = w, score(w).item(), 0
    current, current_score = best, best_score
    while stuck < 12:
        around = neighbours(current)
        scores = score(around)
        row = int(scores.argmin())
        if scores[row] < current_score - 1e-6:
            current, current_score = pick(around, row), scores[row].item()
            continue
        stuck += 1
        if current_score < best_score - 1e-6:
            best, best_score, stuck = current, current_score, 0
        current = best
        for _ in range(2):
            around = neighbours(current)
            good = (score(around) < best_score + 25).nonzero().flatten()
            current = pick(around, int(good[torch.randint(len(good), (1,))]))
        current_score = score(current).item()
    return best, best_score


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    started, best_score = time.time(), float("inf")
    while time.time() - started < 330:
        models = train(batch=192, steps=1200)
        scores = score(models)
        order = scores.argsort()[:3]
        print(f"{time.time() - started:5.0f} s  trained: best scores {scores[order].tolist()}", flush=True)
        for row in order:
            found, found_score = climb(pick(models, int(row)))
            print(f"{time.time() - started:5.0f} s  climbed to {found_score:.2f}", flush=True)
            if found_score < best_score:
                best_score = found_score
                print("probabilities", torch.exp(log_probabilities(forward(found)))[0].tolist())
                for change in BREAKING:
                    print(f"{change}: margins {margins(forward(found, change))[0].tolist()}")
                for name in SHAPES:
                    print(name, (found[name][0] + 0.0).tolist(), flush=True)


if __name__ == "__main__":
    main()
