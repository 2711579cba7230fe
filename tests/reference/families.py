"""The model families, in float64: one forward pass with options, which takes its formulas from llama.py.

Each family is a row of this table. Sources: GPT-2 Radford et al. 2019; Llama 3 Grattafiori et al. 2024
(arXiv:2407.21783); Mistral Jiang et al. 2023 (arXiv:2310.06825); Qwen 2 Yang et al. 2024 (arXiv:2407.10671); Qwen 3
Yang et al. 2025 (arXiv:2505.09388); Phi-3 Abdin et al. 2024 (arXiv:2404.14219); Gemma 3 Kamath et al. 2025
(arXiv:2503.19786), its scaled embedding and GeGLU Mesnard et al. 2024 (arXiv:2403.08295). SmolLM2 is a Llama.
"""
import math
import os
from dataclasses import dataclass, field

import torch

import llama
import safetensors_io


@dataclass
class Family:
    norm: str       # "rms": RMSNorm times w;  "rms+1": times 1 + w;  "layer": LayerNorm, with a bias
    norms: int      # 2 a block, or 4: those behind attention and MLP, before the sum, as well
    qk_norm: bool   # every query and key head is normed before RoPE
    positions: str  # "rope", or "learned": a row for each position, added to the embedding
    window: str     # which layers see the last `sliding_window` tokens alone: see `is_local`
    biases: str     # matrices that have one, or "all"
    fused: str      # matrices that stand on top of each other in the file
    mlp: str        # "swiglu", "geglu": activation(gate) times up;  "gelu": activation(up)
    scaled: bool    # the embedding is multiplied by sqrt(d_model)
    tied: bool      # the head is the embedding where config.json does not say

    def has_bias(self, short):
        if "norm" in short:
            return self.norm == "layer"
        return self.biases == "all" or short in self.biases.split()


FAMILIES = {  #           norm     norms  qk_norm  positions  window     biases   fused          mlp       scaled  tied
    "gpt2":        Family("layer", 2,     False,   "learned", "none",    "all",   "qkv",         "gelu",   False,  True),
    "llama":       Family("rms",   2,     False,   "rope",    "none",    "",      "",            "swiglu", False,  False),
    "mistral":     Family("rms",   2,     False,   "rope",    "all",     "",      "",            "swiglu", False,  False),
    "qwen2":       Family("rms",   2,     False,   "rope",    "switch",  "q k v", "",            "swiglu", False,  False),
    "qwen3":       Family("rms",   2,     True,    "rope",    "switch",  "",      "",            "swiglu", False,  False),
    "phi3":        Family("rms",   2,     False,   "rope",    "all",     "",      "qkv gate_up", "swiglu", False,  False),
    "gemma3_text": Family("rms+1", 4,     True,    "rope",    "pattern", "",      "",            "geglu",  True,   True),
}

# of config.json: the MLPs that have it
ACTIVATIONS = {"silu": ("swiglu",), "gelu_new": ("gelu", "geglu"), "gelu_pytorch_tanh": ("gelu", "geglu")}


@dataclass
class Config(llama.Config):
    """theta of the Llama config is not used here: each layer has frequencies of its own."""
    family: Family = None
    windows: list = field(default_factory=list)      # of each layer: tokens it sees, the new one included; None: all
    frequencies: list = field(default_factory=list)  # of each layer: radians a position, [head_dim/2]
    scalar: float = 0.0                              # scores are divided by its root


# ---------------------------------------------------------------- the stages

def layer_norm(x, weight, bias, eps):
    """y = (x - mean) / sqrt(variance + eps) * weight + bias (Ba et al. 2016, arXiv:1607.06450, eq. 4): [T, d_model].

    The variance is the mean square of x - mean: divided by d_model, not by d_model - 1.
    """
    centred = x - x.sum(dim=-1, keepdim=True) / x.shape[-1]  # [T, d_model]
    return llama.rms_norm(centred, weight, eps) + bias  # [T, d_model]


def norm(x, parameters, config):
    """The family's norm along the last axis."""
    weight, bias = parameters
    if config.family.norm == "layer":
        return layer_norm(x, weight, bias, config.eps)
    return llama.rms_norm(x, 1 + weight if config.family.norm == "rms+1" else weight, config.eps)


def linear(x, parameters):
    weight, bias = parameters
    y = llama.linear(x, weight)
    return y if bias is None else y + bias


def gelu_tanh(x):
    """0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) (Hendrycks, Gimpel 2016, arXiv:1606.08415, section 2)."""
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x ** 3)))


def scaled_frequencies(frequencies, scaling):
    """What a context longer than the one of pre-training makes of the frequencies of RoPE.

    linear  frequency / factor, that is position / factor (Chen et al. 2023, arXiv:2306.15595, section 2.3).
    llama3  By how often a pair turns within the old context (Llama 3.1's own code): above high_freq_factor times as it
            was, below low_freq_factor times divided by factor, in between a mixture of both, linear in that number.
    """
    kind = scaling.get("rope_type", scaling.get("type", "default"))
    if kind == "default":
        return frequencies
    if kind == "linear":
        return frequencies / scaling["factor"]
    if kind != "llama3":
        raise ValueError(f"RoPE scaling {kind} is not supported: default, linear and llama3 are")
    low, high = scaling["low_freq_factor"], scaling["high_freq_factor"]
    turns = scaling["original_max_position_embeddings"] * frequencies / (2 * math.pi)  # [head_dim/2]
    kept = torch.clamp((turns - low) / (high - low), 0, 1)  # [head_dim/2]: 0 long waves, 1 short ones
    return (1 - kept) * frequencies / scaling["factor"] + kept * frequencies  # [head_dim/2]


# ---------------------------------------------------------------- the whole

def embed(model, tokens, start):
    config = model.config
    x = llama.embed(model.embed, tokens)  # [T, d_model]
    if config.family.scaled:
        x = x * math.sqrt(config.d_model)
    if config.family.positions == "learned":
        x = x + model.positions[start:start + len(tokens)]
    return x  # [T, d_model]


def attention(x, layer, l, config, past, taps):
    """As llama.attention; l chooses the window and the frequencies."""
    T, start = x.shape[0], past[0].shape[0]
    q = taps["attn.q"] = linear(x, layer["q"]).reshape(T, config.n_heads, config.head_dim)
    k = taps["attn.k"] = linear(x, layer["k"]).reshape(T, config.n_kv_heads, config.head_dim)
    v = taps["attn.v"] = linear(x, layer["v"]).reshape(T, config.n_kv_heads, config.head_dim)
    if config.family.qk_norm:
        q = taps["attn.q_norm"] = norm(q, layer["q_norm"], config)  # [T, n_heads, head_dim]
        k = taps["attn.k_norm"] = norm(k, layer["k_norm"], config)  # [T, n_kv_heads, head_dim]
    if config.family.positions == "rope":
        q = taps["attn.q_rope"] = llama.turn_halves(q, start, config.frequencies[l])
        k = taps["attn.k_rope"] = llama.turn_halves(k, start, config.frequencies[l])
    all_k, all_v = torch.cat([past[0], k]), torch.cat([past[1], v])  # [S, n_kv_heads, head_dim]
    scores = llama.attention_scores(q, all_k, start, config.windows[l], config.scalar)  # [n_heads, T, S]
    weights = llama.softmax(scores)  # [n_heads, T, S]
    mix = llama.attention_mix(weights, all_v)  # [T, n_heads * head_dim]
    out = linear(mix, layer["o"])  # [T, d_model]
    taps.update({"attn.scores": scores, "attn.weights": weights, "attn.mix": mix, "attn.out": out})
    return out, (all_k, all_v)


def mlp(x, layer, config, taps):
    """Gated, or GPT-2's down(gelu(up(x))), which has biases."""
    if config.family.mlp == "gelu":
        up = linear(x, layer["up"])  # [T, d_ff]
        act = gelu_tanh(up)  # [T, d_ff]
        out = linear(act, layer["down"])  # [T, d_model]
        taps.update({"mlp.up": up, "mlp.act": act, "mlp.out": out})
        return out
    activation = gelu_tanh if config.family.mlp == "geglu" else llama.silu
    return llama.mlp(x, layer["gate"][0], layer["up"][0], layer["down"][0], taps, "mlp.", activation)


def block(x, layer, l, config, past):
    """One layer. With four norms, what attention and MLP give is normed before it is added to the stream."""
    taps = {}
    taps["attn.norm"] = norm(x, layer["attn_norm"], config)
    out, present = attention(taps["attn.norm"], layer, l, config, past, taps)
    if config.family.norms == 4:
        out = taps["attn.post_norm"] = norm(out, layer["attn_post_norm"], config)
    taps["attn.residual"] = x + out
    taps["mlp.norm"] = norm(taps["attn.residual"], layer["mlp_norm"], config)
    out = mlp(taps["mlp.norm"], layer, config, taps)
    if config.family.norms == 4:
        out = taps["mlp.post_norm"] = norm(out, layer["mlp_post_norm"], config)
    taps["mlp.residual"] = taps["attn.residual"] + out
    return taps, present


def forward(model, tokens, cache=None):
    """As llama.forward, with the taps of what the model has: no attn.q_rope in GPT-2, no mlp.gate, and so on."""
    config = model.config
    cache = cache or [llama.empty_past(config)] * config.n_layers
    if len(cache[0][0]) + len(tokens) > config.window:
        raise ValueError(f"more than {config.window} tokens")
    taps = {"tokens": tokens}
    x = taps["embed"] = embed(model, tokens, len(cache[0][0]))  # [T, d_model]
    longer = []
    for l, layer in enumerate(model.layers):
        layer_taps, present = block(x, layer, l, config, cache[l])
        x = layer_taps["mlp.residual"]
        longer.append(present)
        taps.update({f"layers.{l}.{name}": value for name, value in layer_taps.items()})
    taps["final.norm"] = norm(x, model.norm, config)
    taps["logits"] = llama.linear(taps["final.norm"], model.lm_head)  # [T, vocab]
    return taps, longer


def greedy(model, prompt, steps):
    return llama.greedy(model, prompt, steps, forward)


# ---------------------------------------------------------------- config.json

def refuse_what_is_not_supported(settings):
    if settings.get("model_type") not in FAMILIES:
        raise ValueError(f"model_type {settings.get('model_type')} is not supported: {', '.join(FAMILIES)} are")
    # a key that is there must have this value; most files lack most of them
    plain = {"attention_bias": False, "mlp_bias": False, "use_bidirectional_attention": False,
             "attn_logit_softcapping": None, "final_logit_softcapping": None, "partial_rotary_factor": 1.0,
             "scale_attn_weights": True, "scale_attn_by_inverse_layer_idx": False}
    found = dict(settings, **(settings.get("rope_parameters") or {}))
    for key, value in plain.items():
        if found.get(key) not in (value, None):
            raise ValueError(f"{key} {found[key]} is not supported: {value} is")


def refuse_other_activations(settings):
    for key in ("hidden_act", "hidden_activation", "activation_function"):
        if settings.get(key) and FAMILIES[settings["model_type"]].mlp not in ACTIVATIONS.get(settings[key], ()):
            raise ValueError(f"{key} {settings[key]} is not supported in a {settings['model_type']}")


def sizes_of(settings):
    """The fields of llama.Config; GPT-2 has other names for them."""
    if settings["model_type"] == "gpt2":
        settings = {"hidden_size": settings["n_embd"], "num_attention_heads": settings["n_head"],
                    "num_hidden_layers": settings["n_layer"], "vocab_size": settings["vocab_size"],
                    "intermediate_size": settings.get("n_inner") or 4 * settings["n_embd"],
                    "max_position_embeddings": settings["n_positions"], "rms_norm_eps": settings["layer_norm_epsilon"]}
    return vars(llama.config_of(settings))


def is_local(settings, l):
    """Whether layer l sees the last `sliding_window` tokens alone.

    A list of the layers' types comes before all else. `sliding_window_pattern` N: every N-th layer is global.
    """
    rule = FAMILIES[settings["model_type"]].window
    if rule == "none" or (rule == "switch" and not settings.get("use_sliding_window")):
        return False
    if settings.get("layer_types"):
        return {"sliding_attention": True, "full_attention": False}[settings["layer_types"][l]]
    if rule == "switch":
        return l >= settings.get("max_window_layers", 28)
    if rule == "pattern":
        return (l + 1) % settings.get("sliding_window_pattern", 6) != 0
    return True


def rope_of(settings, local):
    """theta and the scaling of a layer: from `rope_parameters` (new files) or from keys side by side (old ones).

    In Gemma 3 local layers have a theta of their own and no scaling; new files have an entry for each kind of layer.
    """
    gemma = settings["model_type"] == "gemma3_text"
    parameters = settings.get("rope_parameters") or {}
    parameters = parameters.get("sliding_attention" if local else "full_attention", parameters)
    if gemma and local and "full_attention" not in (settings.get("rope_parameters") or {}):
        return settings.get("rope_local_base_freq", 10000.0), {}
    theta = parameters.get("rope_theta") or settings.get("rope_theta") or (1000000.0 if gemma else 10000.0)
    return theta, parameters or settings.get("rope_scaling") or {}


def config_of(settings):
    refuse_what_is_not_supported(settings)
    family = FAMILIES[settings["model_type"]]
    refuse_other_activations(settings)
    config = Config(**sizes_of(settings), family=family)
    config.tied = settings.get("tie_word_embeddings", family.tied)
    gemma = settings["model_type"] == "gemma3_text"
    config.scalar = settings.get("query_pre_attn_scalar", 256) if gemma else config.head_dim
    default_window = None if settings["model_type"] == "phi3" else 4096
    for l in range(config.n_layers):
        local = is_local(settings, l)
        config.windows.append(settings.get("sliding_window", default_window) if local else None)
        if family.positions == "rope":
            theta, scaling = rope_of(settings, local)
            config.frequencies.append(scaled_frequencies(llama.rope_frequencies(config.head_dim, theta), scaling))
    return config


# ---------------------------------------------------------------- files

LLAMA_NAMES = {  # short name: name in the file, of a layer
    "attn_norm": "input_layernorm", "q": "self_attn.q_proj", "k": "self_attn.k_proj", "v": "self_attn.v_proj",
    "qkv": "self_attn.qkv_proj", "q_norm": "self_attn.q_norm", "k_norm": "self_attn.k_norm", "o": "self_attn.o_proj",
    "mlp_norm": "post_attention_layernorm", "gate": "mlp.gate_proj", "up": "mlp.up_proj", "gate_up": "mlp.gate_up_proj",
    "down": "mlp.down_proj"}
# the same name as Llama's norm before the MLP, but another norm
GEMMA_NAMES = dict(LLAMA_NAMES, attn_post_norm="post_attention_layernorm", mlp_norm="pre_feedforward_layernorm",
                   mlp_post_norm="post_feedforward_layernorm")
GPT2_NAMES = {"attn_norm": "ln_1", "qkv": "attn.c_attn", "o": "attn.c_proj", "mlp_norm": "ln_2", "up": "mlp.c_fc",
              "down": "mlp.c_proj"}

# buffers that old programs saved along with the weights
IGNORED = (".attn.bias", ".attn.masked_bias", ".rotary_emb.inv_freq")


def layer_names(family):
    """{short name: name in the file} of what a layer has."""
    if family.positions == "learned":
        return GPT2_NAMES
    names = dict(GEMMA_NAMES if family.norms == 4 else LLAMA_NAMES)
    absent = {"q", "k", "v", "gate", "up"} if family.fused else {"qkv", "gate_up"}
    absent |= set() if family.qk_norm else {"q_norm", "k_norm"}
    return {short: name for short, name in names.items() if short not in absent}


def outer_names(family):
    """Names of embedding, final norm and layers (a number follows)."""
    if family.positions == "learned":
        return "wte", "ln_f", "h"
    return "model.embed_tokens", "model.norm", "model.layers"


class Model:
    """Weights of a Hugging Face folder, widened to float64, each as (weight or [out, in], bias or None)."""

    def __init__(self, config, tensors):
        # GPT-2's names begin with "transformer." or with nothing
        self.tensors = {name.removeprefix("transformer."): torch.from_numpy(value) for name, value in tensors.items()
                        if not name.endswith(IGNORED)}
        self.config = config
        embedding, last_norm, layers = outer_names(config.family)
        self.embed = self.take(embedding + ".weight")  # [vocab, d_model]
        self.positions = self.take("wpe.weight") if config.family.positions == "learned" else None  # [window, d_model]
        self.layers = [self.layer(f"{layers}.{l}.") for l in range(config.n_layers)]
        self.norm = self.take_pair("norm", last_norm)  # [d_model]
        # a head may be stored although it is tied: the embedding counts
        stored = self.tensors.pop("lm_head.weight", None)
        self.lm_head = self.embed if config.tied else stored  # [vocab, d_model]
        if self.tensors:
            raise ValueError(f"tensors that do not belong to the model: {', '.join(self.tensors)}")

    def take(self, name):
        return self.tensors.pop(name)

    def take_pair(self, short, name):
        has_bias = self.config.family.has_bias(short)
        return self.take(name + ".weight"), self.take(name + ".bias") if has_bias else None

    def layer(self, prefix):
        config = self.config
        layer = {short: self.take_pair(short, prefix + name) for short, name in layer_names(config.family).items()}
        if config.family.positions == "learned":
            # Conv1D has [in, out]
            for short in ("qkv", "o", "up", "down"):
                layer[short] = (layer[short][0].T, layer[short][1])
        heads, kv_heads = config.n_heads * config.head_dim, config.n_kv_heads * config.head_dim
        if "qkv" in layer:
            split(layer, "qkv", {"q": heads, "k": kv_heads, "v": kv_heads})
        if "gate_up" in layer:
            split(layer, "gate_up", {"gate": config.d_ff, "up": config.d_ff})
        return layer


def split(layer, fused, heights):
    """A fused matrix, and its bias, into parts of these heights, from the top."""
    weight, bias = layer.pop(fused)
    assert len(weight) == sum(heights.values())
    top = 0
    for short, height in heights.items():
        layer[short] = (weight[top:top + height], None if bias is None else bias[top:top + height])
        top += height


def load_tensors(folder):
    """One file, or the shards that an index names."""
    index = os.path.join(folder, "model.safetensors.index.json")
    if not os.path.exists(index):
        return safetensors_io.load(os.path.join(folder, "model.safetensors"))
    tensors, shard_of = {}, llama.read_json(index)["weight_map"]
    for shard in sorted(set(shard_of.values())):
        of_shard = safetensors_io.load(os.path.join(folder, shard))
        assert sorted(of_shard) == sorted(name for name in shard_of if shard_of[name] == shard)
        tensors.update(of_shard)
    return tensors


def load_model(folder):
    config = config_of(llama.read_json(os.path.join(folder, "config.json")))
    return Model(config, load_tensors(folder))
