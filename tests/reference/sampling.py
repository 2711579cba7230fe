"""From logits to the next token, in float64: temperature, top-k, top-p, min-p, each renormalised, then the draw.

The order is that of Hugging Face's generate(). Ties always go to the lower id.
Sources: top-k: Fan et al. 2018, arXiv:1805.04833, section 5.4; top-p: Holtzman et al. 2019, arXiv:1904.09751,
section 3.1; min-p: Nguyen et al. 2024, arXiv:2407.01082.
"""
import numpy as np


def by_rank(probs):
    """Ids, the most probable first; equal ones in order of id."""
    return sorted(range(len(probs)), key=lambda i: (-probs[i], i))


def keep_only(probs, kept):
    """The rest gets 0; what is kept is divided by its mass: [vocab]."""
    out = np.zeros(len(probs))
    for i in kept:
        out[i] = probs[i]
    return out / out.sum()


def apply_temperature(logits, temperature):
    """softmax(logits / T); T = 0 means all mass on the largest logit: [vocab]."""
    if temperature == 0:
        return keep_only(np.ones(len(logits)), by_rank(logits)[:1])
    scaled = logits / temperature
    shifted = np.exp(scaled - scaled.max())
    return shifted / shifted.sum()


def apply_top_k(probs, top_k):
    """Exactly the k most probable; 0 = off."""
    if top_k == 0 or top_k >= len(probs):
        return probs
    return keep_only(probs, by_rank(probs)[:top_k])


def apply_top_p(probs, top_p):
    """The smallest prefix of the ranking whose mass is >= p, at least one token; 1 = off."""
    if top_p >= 1:
        return probs
    kept, mass = [], 0.0
    for i in by_rank(probs):
        kept.append(i)
        mass += probs[i]
        if mass >= top_p:
            break
    return keep_only(probs, kept)


def apply_min_p(probs, min_p):
    """Tokens at least min_p times as probable as the best one; 0 = off."""
    if min_p == 0:
        return probs
    threshold = min_p * probs.max()
    return keep_only(probs, [i for i in range(len(probs)) if probs[i] >= threshold])


def draw(probs, coin):
    """The first token, by id, whose cumulative mass exceeds the coin; a coin in [0, 1)."""
    cumulative = 0.0
    for i in range(len(probs)):
        cumulative += probs[i]
        if cumulative > coin:
            return i
    return int(np.flatnonzero(probs)[-1])  # rounding left the sum below the coin: the last kept token


def steps(probs, top_k, top_p, min_p):
    """The distribution after each of the three filters: {name: [vocab]}."""
    after_top_k = apply_top_k(probs, top_k)
    after_top_p = apply_top_p(after_top_k, top_p)
    after_min_p = apply_min_p(after_top_p, min_p)
    return {"after_temperature": probs, "after_top_k": after_top_k, "after_top_p": after_top_p,
            "after_min_p": after_min_p}
