"""The Llama family's forward pass, in float64 and in the plainest form.

Written from the papers, not from the C++ in src/, so that the two can check each other. Touvron et al. 2023
(arXiv:2302.13971, section 2.2) lists the parts; each function names the paper of its part.

Letters in the shapes: T new tokens, P cached before them, S = P + T.
"""
import json
import math
import os
from dataclasses import dataclass

import torch

import safetensors_io

NEGATIVE_INFINITY = float("-inf")


@dataclass
class Config:
    d_model: int
    n_heads: int
    n_kv_heads: int
    head_dim: int
    n_layers: int
    d_ff: int
    vocab: int
    window: int
    eps: float
    theta: float
    tied: bool


# ---------------------------------------------------------------- the stages

def embed(weight, tokens):
    """Row tokens[t] of the table (Bengio et al. 2003): [vocab, d_model], [T] -> [T, d_model]."""
    return torch.stack([weight[token] for token in tokens.tolist()])  # [T, d_model]


def linear(x, weight):
    """y[t][o] = sum_i x[t][i] * weight[o][i]: [T, in], [out, in] -> [T, out]."""
    return torch.einsum("ti,oi->to", x, weight)  # [T, out]


def rms_norm(x, weight, eps):
    """y = x / sqrt(mean(x^2) + eps) * weight (Zhang, Sennrich 2019, arXiv:1910.07467, eq. 4): [T, d_model].

    eps stands inside the root: a row of zeros then gives zeros, and small rows are damped.
    """
    mean_square = (x * x).sum(dim=-1, keepdim=True) / x.shape[-1]  # [T, 1]
    return x / torch.sqrt(mean_square + eps) * weight  # [T, d_model]


def rope_frequencies(head_dim, theta):
    """frequency[i] = theta^(-2i / head_dim), in radians a position (Su et al. 2021, arXiv:2104.09864, eq. 15)."""
    pair = torch.arange(head_dim // 2, dtype=torch.float64)  # [head_dim/2]
    return theta ** (-2.0 * pair / head_dim)  # [head_dim/2]


def rope_angles(T, start, frequencies):
    """angle[t][i] = (start + t) * frequency[i]."""
    position = start + torch.arange(T, dtype=torch.float64)  # [T]
    return torch.einsum("t,i->ti", position, frequencies)  # [T, head_dim/2]


def rotate_pairs(first, second, angles):
    """Turn each point (first, second) by its angle; all heads of a token turn alike."""
    cos = torch.cos(angles)[:, None, :]  # [T, 1, head_dim/2]
    sin = torch.sin(angles)[:, None, :]
    return first * cos - second * sin, first * sin + second * cos


def turn_halves(x, start, frequencies):
    """Pair i is (x[i], x[i + head_dim/2]), the layout of Hugging Face files: [T, heads, head_dim]."""
    half = x.shape[-1] // 2
    angles = rope_angles(x.shape[0], start, frequencies)
    first, second = rotate_pairs(x[..., :half], x[..., half:], angles)
    return torch.cat([first, second], dim=-1)  # [T, heads, head_dim]


def rope(x, start, theta):
    return turn_halves(x, start, rope_frequencies(x.shape[-1], theta))  # [T, heads, head_dim]


def rope_interleaved(x, start, theta):
    """Pair i is (x[2i], x[2i + 1]), the layout of the paper and of Meta's own files: [T, heads, head_dim]."""
    angles = rope_angles(x.shape[0], start, rope_frequencies(x.shape[-1], theta))
    first, second = rotate_pairs(x[..., 0::2], x[..., 1::2], angles)
    return torch.stack([first, second], dim=-1).reshape(x.shape)  # [T, heads, head_dim]


def attention_scores(q, k, start, window=None, scalar=None):
    """scores[h][t][s] = q[t][h] . k[s][kv] / sqrt(head_dim), -inf where s > start + t.

    Vaswani et al. 2017, arXiv:1706.03762, section 3.2.1; the shared key heads are Ainslie et al. 2023,
    arXiv:2305.13245: kv = h // (n_heads / n_kv_heads), so neighbouring query heads share one.
    A window of W keeps the token itself and the W - 1 before it; a scalar stands in head_dim's place (families.py).
    """
    T, n_heads, head_dim = q.shape
    S, n_kv_heads, _ = k.shape
    group = n_heads // n_kv_heads
    divisor = math.sqrt(scalar or head_dim)
    scores = torch.full((n_heads, T, S), NEGATIVE_INFINITY, dtype=torch.float64)
    for h in range(n_heads):
        kv = h // group
        for t in range(T):
            end = start + t + 1  # keys first .. start + t
            first = max(0, end - window) if window else 0
            scores[h, t, first:end] = torch.einsum("d,sd->s", q[t, h], k[first:end, kv]) / divisor
    return scores  # [n_heads, T, S]


def softmax(x):
    """exp(x) / sum(exp(x)) along the last axis; the maximum is subtracted first so that exp cannot overflow."""
    shifted = torch.exp(x - x.max(dim=-1, keepdim=True).values)
    return shifted / shifted.sum(dim=-1, keepdim=True)


def attention_mix(weights, v):
    """mix[t][h] = sum_s weights[h][t][s] * v[s][kv], heads side by side: [T, n_heads * head_dim]."""
    n_heads, T, _ = weights.shape
    _, n_kv_heads, head_dim = v.shape
    group = n_heads // n_kv_heads
    heads = [torch.einsum("ts,sd->td", weights[h], v[:, h // group]) for h in range(n_heads)]
    return torch.stack(heads, dim=1).reshape(T, n_heads * head_dim)


def silu(x):
    """x * sigmoid(x) (Elfwing et al. 2017, arXiv:1702.03118); exp(-|x|) cannot overflow."""
    small = torch.exp(-torch.abs(x))
    sigmoid = torch.where(x >= 0, 1.0 / (1.0 + small), small / (1.0 + small))
    return x * sigmoid


def mlp(x, gate_weight, up_weight, down_weight, taps, prefix="", activation=silu):
    """down(activation(gate(x)) * up(x)): SwiGLU, unless another activation is given.

    Shazeer 2020, "GLU variants improve Transformer", arXiv:2002.05202, eq. 6.
    """
    gate = linear(x, gate_weight)  # [T, d_ff]
    up = linear(x, up_weight)  # [T, d_ff]
    act = activation(gate) * up  # [T, d_ff]
    out = linear(act, down_weight)  # [T, d_model]
    taps.update({prefix + "gate": gate, prefix + "up": up, prefix + "act": act, prefix + "out": out})
    return out


def cross_entropy(logits, targets, mask):
    """sum_t mask[t] * -log softmax(logits[t])[targets[t]], in nats (Bengio et al. 2003, section 2).

    -log softmax(z)[i] is log(sum_j exp(z[j] - max)) + max - z[i], which takes no logarithm of a vanished number.
    """
    largest = logits.max(dim=-1).values  # [T]
    log_sum = torch.log(torch.exp(logits - largest[:, None]).sum(dim=-1)) + largest  # [T]
    of_target = logits[torch.arange(len(targets)), targets]  # [T]
    return (mask * (log_sum - of_target)).sum()


# ---------------------------------------------------------------- the whole

def attention(x, layer, config, past, taps):
    """Attention of one layer on the normed x; past = (k, v) of earlier tokens. Returns out and the longer (k, v)."""
    T = x.shape[0]
    start = past[0].shape[0]
    q = linear(x, layer["q"]).reshape(T, config.n_heads, config.head_dim)
    k = linear(x, layer["k"]).reshape(T, config.n_kv_heads, config.head_dim)
    v = linear(x, layer["v"]).reshape(T, config.n_kv_heads, config.head_dim)
    q_rope = rope(q, start, config.theta)
    k_rope = rope(k, start, config.theta)
    all_k = torch.cat([past[0], k_rope])  # [S, n_kv_heads, head_dim]: the cache holds rotated keys
    all_v = torch.cat([past[1], v])  # [S, n_kv_heads, head_dim]
    scores = attention_scores(q_rope, all_k, start)  # [n_heads, T, S]
    weights = softmax(scores)  # [n_heads, T, S]
    mix = attention_mix(weights, all_v)  # [T, n_heads * head_dim]
    out = linear(mix, layer["o"])  # [T, d_model]
    taps.update({"attn.q": q, "attn.k": k, "attn.v": v, "attn.q_rope": q_rope, "attn.k_rope": k_rope,
                 "attn.scores": scores, "attn.weights": weights, "attn.mix": mix, "attn.out": out})
    return out, (all_k, all_v)


def block(x, layer, config, past):
    """One layer, norm before each part (Xiong et al. 2020, arXiv:2002.04745). Returns taps and the longer cache."""
    taps = {}
    taps["attn.norm"] = rms_norm(x, layer["input_norm"], config.eps)
    out, present = attention(taps["attn.norm"], layer, config, past, taps)
    taps["attn.residual"] = x + out
    taps["mlp.norm"] = rms_norm(taps["attn.residual"], layer["post_norm"], config.eps)
    out = mlp(taps["mlp.norm"], layer["gate"], layer["up"], layer["down"], taps, "mlp.")
    taps["mlp.residual"] = taps["attn.residual"] + out
    return taps, present


def empty_past(config):
    nothing = torch.zeros((0, config.n_kv_heads, config.head_dim), dtype=torch.float64)
    return nothing, nothing


def forward(model, tokens, cache=None):
    """Logits of T new tokens after those in the cache (a list of (k, v) a layer): taps {name: value}, longer cache."""
    config = model.config
    cache = cache or [empty_past(config)] * config.n_layers
    taps = {"tokens": tokens}
    x = taps["embed"] = embed(model.embed, tokens)  # [T, d_model]
    longer = []
    for l, layer in enumerate(model.layers):
        layer_taps, present = block(x, layer, config, cache[l])
        x = layer_taps["mlp.residual"]
        longer.append(present)
        taps.update({f"layers.{l}.{name}": value for name, value in layer_taps.items()})
    taps["final.norm"] = rms_norm(x, model.norm, config.eps)
    taps["logits"] = linear(taps["final.norm"], model.lm_head)  # [T, vocab]
    return taps, longer


def greedy(model, prompt, steps, forward=forward):
    """The prompt's continuation by the largest logit; ties go to the lower id."""
    tokens, cache, made = list(prompt), None, []
    for _ in range(steps):
        taps, cache = forward(model, torch.tensor(tokens), cache)
        last = taps["logits"][-1]  # [vocab]
        tokens = [min(range(len(last)), key=lambda i: (-last[i].item(), i))]
        made += tokens
    return made


# ---------------------------------------------------------------- files

LAYER_NAMES = {
    "input_norm": "input_layernorm", "q": "self_attn.q_proj", "k": "self_attn.k_proj", "v": "self_attn.v_proj",
    "o": "self_attn.o_proj", "post_norm": "post_attention_layernorm", "gate": "mlp.gate_proj", "up": "mlp.up_proj",
    "down": "mlp.down_proj",
}


class Model:
    """Weights of a Hugging Face folder, widened to float64."""

    def __init__(self, config, tensors):
        weights = {name: torch.from_numpy(value) for name, value in tensors.items()}
        self.config = config
        self.embed = weights["model.embed_tokens.weight"]  # [vocab, d_model]
        self.norm = weights["model.norm.weight"]  # [d_model]
        self.lm_head = self.embed if config.tied else weights["lm_head.weight"]  # [vocab, d_model]
        self.layers = []
        for l in range(config.n_layers):
            prefix = f"model.layers.{l}."
            self.layers.append({short: weights[prefix + name + ".weight"] for short, name in LAYER_NAMES.items()})


def read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def config_of(settings):
    """Names of config.json to names of this file; the defaults are those of files that lack the key."""
    n_heads = settings["num_attention_heads"]
    return Config(
        d_model=settings["hidden_size"], n_heads=n_heads,
        n_kv_heads=settings.get("num_key_value_heads") or n_heads,
        head_dim=settings.get("head_dim") or settings["hidden_size"] // n_heads,
        n_layers=settings["num_hidden_layers"], d_ff=settings["intermediate_size"], vocab=settings["vocab_size"],
        window=settings["max_position_embeddings"], eps=settings["rms_norm_eps"],
        theta=float(settings.get("rope_theta", 10000.0)), tied=settings.get("tie_word_embeddings", False))


def load_model(folder):
    config = config_of(read_json(os.path.join(folder, "config.json")))
    return Model(config, safetensors_io.load(os.path.join(folder, "model.safetensors")))
