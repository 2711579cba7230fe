"""Small random models whose sizes have nothing in common, so that a mixed-up size shows."""
import json
import os

import numpy as np

import llama
import safetensors_io
from random_numbers import Xoshiro256

MODELS = {
    # grouped heads: 6 query heads read 2 key/value heads
    "gqa": llama.Config(d_model=24, n_heads=6, n_kv_heads=2, head_dim=4, n_layers=2, d_ff=40, vocab=37, window=64,
                        eps=1e-5, theta=10000.0, tied=False),
    # n_heads * head_dim is not d_model; eps is large on purpose, so that its place shows
    "wide": llama.Config(d_model=20, n_heads=3, n_kv_heads=1, head_dim=10, n_layers=3, d_ff=33, vocab=29, window=48,
                         eps=1e-2, theta=500000.0, tied=True),
    # odd sizes, every query head with its own key head, a window that a test can fill
    "odd": llama.Config(d_model=15, n_heads=5, n_kv_heads=5, head_dim=6, n_layers=1, d_ff=7, vocab=53, window=11,
                        eps=1e-6, theta=100.0, tied=True),
}


def settings_of(c):
    """config.json of a Hugging Face folder."""
    return {
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": c.d_model,
        "intermediate_size": c.d_ff, "num_hidden_layers": c.n_layers, "num_attention_heads": c.n_heads,
        "num_key_value_heads": c.n_kv_heads, "head_dim": c.head_dim, "vocab_size": c.vocab,
        "max_position_embeddings": c.window, "rms_norm_eps": c.eps, "rope_theta": c.theta, "hidden_act": "silu",
        "tie_word_embeddings": c.tied, "attention_bias": False, "mlp_bias": False, "torch_dtype": "float32",
    }


def random_tensors(c, seed):
    """Matrices of spread 1.5 / sqrt(in), so that attention is far from uniform; norms around 1."""
    random = Xoshiro256(seed)

    def matrix(rows, columns):
        return random.normals(rows, columns) * 1.5 / np.sqrt(columns)

    def norm():
        return 1.0 + 0.3 * random.normals(c.d_model)

    heads, kv_heads = c.n_heads * c.head_dim, c.n_kv_heads * c.head_dim
    tensors = {"model.embed_tokens.weight": 0.5 * random.normals(c.vocab, c.d_model)}
    for l in range(c.n_layers):
        layer = {"input_norm": norm(), "q": matrix(heads, c.d_model), "k": matrix(kv_heads, c.d_model),
                 "v": matrix(kv_heads, c.d_model), "o": matrix(c.d_model, heads), "post_norm": norm(),
                 "gate": matrix(c.d_ff, c.d_model), "up": matrix(c.d_ff, c.d_model), "down": matrix(c.d_model, c.d_ff)}
        for short, name in llama.LAYER_NAMES.items():
            tensors[f"model.layers.{l}.{name}.weight"] = layer[short]
    tensors["model.norm.weight"] = norm()
    if not c.tied:
        tensors["lm_head.weight"] = matrix(c.vocab, c.d_model)
    return tensors


def write_json(path, value):
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def write_models(folder):
    for seed, (name, config) in enumerate(MODELS.items(), start=1):
        os.makedirs(os.path.join(folder, name), exist_ok=True)
        write_json(os.path.join(folder, name, "config.json"), settings_of(config))
        tensors = {key: value.astype(np.float32) for key, value in random_tensors(config, seed).items()}
        safetensors_io.save(os.path.join(folder, name, "model.safetensors"), tensors)
