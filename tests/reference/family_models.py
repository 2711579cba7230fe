"""Small random models of every family, with config.json as such files on the hub spell it.

Sizes have nothing in common, heads are grouped, windows are shorter than the ids of the test, and epsilons are large,
so that their place shows. What may mislead a loader is there as well: mask buffers, inv_freq, a head stored although
tied, a window that is switched off.
"""
import os
from dataclasses import dataclass

import numpy as np

import families
import llama
import safetensors_io
from random_models import write_json
from random_numbers import Xoshiro256


@dataclass
class Tiny:
    settings: dict           # config.json
    seed: int
    floats: str = "F32"      # how the weights are stored
    shards: int = 1
    prefix: str = ""         # before every name
    buffers: tuple = ()      # stored along with the weights, to be ignored
    stray_head: bool = False  # an lm_head that is not the embedding, though the model is tied


def gpt2(n_embd, n_head, n_layer, n_positions, **more):
    return {"activation_function": "gelu_new", "architectures": ["GPT2LMHeadModel"], "attn_pdrop": 0.1,
            "bos_token_id": 40, "embd_pdrop": 0.1, "eos_token_id": 40, "initializer_range": 0.02,
            "layer_norm_epsilon": 1e-3, "model_type": "gpt2", "n_ctx": n_positions, "n_embd": n_embd, "n_head": n_head,
            "n_layer": n_layer, "n_positions": n_positions, "resid_pdrop": 0.1, "vocab_size": 41, **more}


def common(model_type, architecture, sizes, **more):
    """What all but GPT-2 have. sizes: d_model, query heads, key/value heads, layers, d_ff, vocabulary."""
    d_model, n_heads, n_kv_heads, n_layers, d_ff, vocab = sizes
    return {"architectures": [architecture], "bos_token_id": 1, "eos_token_id": 2, "hidden_act": "silu",
            "hidden_size": d_model, "initializer_range": 0.02, "intermediate_size": d_ff,
            "max_position_embeddings": 96, "model_type": model_type, "num_attention_heads": n_heads,
            "num_hidden_layers": n_layers, "num_key_value_heads": n_kv_heads, "rms_norm_eps": 1e-3, "use_cache": True,
            "vocab_size": vocab, **more}


def llama_settings(*sizes, **more):
    return common("llama", "LlamaForCausalLM", sizes, **{"attention_bias": False, "mlp_bias": False, **more})


def mistral(*sizes, **more):
    return common("mistral", "MistralForCausalLM", sizes, tie_word_embeddings=False, torch_dtype="float32", **more)


def qwen2(*sizes, **more):
    return common("qwen2", "Qwen2ForCausalLM", sizes, rope_theta=1000000.0, torch_dtype="float32", **more)


def qwen3(*sizes, **more):
    return common("qwen3", "Qwen3ForCausalLM", sizes, attention_bias=False, **more)


def phi3(*sizes, **more):
    return common("phi3", "Phi3ForCausalLM", sizes, attention_bias=False, original_max_position_embeddings=96,
                  tie_word_embeddings=False, torch_dtype="float32", rope_theta=10000.0, rope_scaling=None, **more)


def gemma3(*sizes, **more):
    settings = common("gemma3_text", "Gemma3ForCausalLM", sizes, attention_bias=False, attn_logit_softcapping=None,
                      eos_token_id=[1, 3], final_logit_softcapping=None, hidden_activation="gelu_pytorch_tanh",
                      pad_token_id=0, **more)
    del settings["hidden_act"]
    return settings


# Of six pairs of a head with theta 500, the first turns more than 4 times in 32 tokens, the second 1.8 times, the
# others less than once: all three bands of frequencies are there.
LLAMA3_ROPE = {"factor": 8.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0, "original_max_position_embeddings": 32,
               "rope_type": "llama3"}
LOCAL, GLOBAL = "sliding_attention", "full_attention"

MODELS = {
    # names without a prefix, and masks as buffers, as in the file on the hub; heads of odd size
    "gpt2": Tiny(gpt2(15, 3, 2, 23, n_inner=None, torch_dtype="float32"), 341, buffers=("attn.bias",)),
    "gpt2-prefixed": Tiny(gpt2(18, 2, 2, 29, n_inner=25, activation_function="gelu_pytorch_tanh", dtype="float32"), 442,
                          prefix="transformer.", buffers=("attn.bias", "attn.masked_bias"), stray_head=True),
    # no rope_theta, no head_dim, float16, as in the first files
    "llama2": Tiny(llama_settings(20, 5, 5, 2, 27, 38, rope_scaling=None, tie_word_embeddings=False,
                                  torch_dtype="float16"), 323, floats="F16",
                   buffers=("self_attn.rotary_emb.inv_freq",)),
    "llama3": Tiny(llama_settings(20, 3, 1, 2, 31, 39, head_dim=12, rope_theta=500.0, rope_scaling=LLAMA3_ROPE,
                                  tie_word_embeddings=True, torch_dtype="float32"), 344),
    # the same weights, the settings spelled anew
    "llama3-new": Tiny(llama_settings(20, 3, 1, 2, 31, 39, head_dim=12, dtype="float32", tie_word_embeddings=True,
                                      rope_parameters=dict(LLAMA3_ROPE, rope_theta=500.0)), 344),
    "llama-linear": Tiny(llama_settings(18, 3, 1, 2, 29, 37, rope_theta=10000.0, tie_word_embeddings=False,
                                        rope_scaling={"factor": 2.5, "type": "linear"}, torch_dtype="float32"), 365),
    "llama-sharded": Tiny(llama_settings(16, 4, 2, 3, 21, 40, dtype="float32", tie_word_embeddings=False,
                                         rope_parameters={"factor": 4.0, "rope_theta": 300.0, "rope_type": "linear"}),
                          306, shards=2),
    "smollm2": Tiny(llama_settings(18, 3, 1, 2, 28, 43, is_llama_config=True, rope_interleaved=False, rope_scaling=None,
                                   rope_theta=100000, tie_word_embeddings=True, torch_dtype="bfloat16"), 307,
                    floats="BF16"),
    "mistral": Tiny(mistral(24, 6, 2, 2, 35, 39, rope_theta=10000.0, sliding_window=4), 308),
    "mistral-whole": Tiny(mistral(16, 3, 1, 2, 23, 37, head_dim=10, rope_theta=1000000.0, sliding_window=None), 309),
    # the window is there, but off
    "qwen2": Tiny(qwen2(18, 3, 1, 2, 29, 41, max_window_layers=1, sliding_window=4, tie_word_embeddings=True,
                        use_mrope=False, use_sliding_window=False), 370),
    "qwen2-window": Tiny(qwen2(16, 4, 2, 3, 25, 38, max_window_layers=1, sliding_window=3, tie_word_embeddings=False,
                               use_sliding_window=True), 311),
    "qwen3": Tiny(qwen3(20, 3, 1, 2, 31, 40, head_dim=8, max_window_layers=2, rope_scaling=None, rope_theta=1000000,
                        sliding_window=None, tie_word_embeddings=True, torch_dtype="float32",
                        use_sliding_window=False), 312, stray_head=True),
    # the list of types counts, not max_window_layers
    "qwen3-new": Tiny(qwen3(18, 4, 2, 3, 26, 39, dtype="float32", head_dim=6, layer_types=[LOCAL, GLOBAL, LOCAL],
                            max_window_layers=2, rope_parameters={"rope_theta": 10000.0, "rope_type": "default"},
                            sliding_window=5, tie_word_embeddings=False, use_sliding_window=True), 333),
    # grouped heads: the parts of qkv_proj have 24, 8 and 8 rows
    "phi3": Tiny(phi3(24, 6, 2, 2, 33, 42, sliding_window=5), 314),
    # global layers are scaled, local ones are not
    "gemma3": Tiny(gemma3(18, 3, 1, 4, 25, 41, cache_implementation="hybrid", head_dim=8, query_pre_attn_scalar=5,
                          rope_local_base_freq=100.0, rope_scaling={"factor": 8.0, "rope_type": "linear"},
                          rope_theta=3000.0, sliding_window=4, sliding_window_pattern=3, torch_dtype="float32"), 335),
    # the list of types counts, not _sliding_window_pattern
    "gemma3-types": Tiny(gemma3(18, 4, 2, 3, 25, 38, _sliding_window_pattern=6, head_dim=6, query_pre_attn_scalar=11,
                                layer_types=[GLOBAL, LOCAL, LOCAL], rope_local_base_freq=50.0, rope_scaling=None,
                                rope_theta=2000.0, sliding_window=3, tie_word_embeddings=True, torch_dtype="float32",
                                use_bidirectional_attention=False), 396),
    "gemma3-new": Tiny(gemma3(22, 2, 1, 3, 27, 37, _sliding_window_pattern=6, dtype="float32", head_dim=10,
                              layer_types=[LOCAL, GLOBAL, LOCAL], query_pre_attn_scalar=16, sliding_window=4,
                              rope_parameters={GLOBAL: {"factor": 4.0, "rope_theta": 5000.0, "rope_type": "linear"},
                                               LOCAL: {"rope_theta": 80.0, "rope_type": "default"}},
                              use_bidirectional_attention=False), 337),
}


def shape_of(short, c):
    """[out, in] of a matrix; of a norm its length."""
    heads, kv_heads = c.n_heads * c.head_dim, c.n_kv_heads * c.head_dim
    shapes = {"q": (heads, c.d_model), "k": (kv_heads, c.d_model), "v": (kv_heads, c.d_model),
              "qkv": (heads + 2 * kv_heads, c.d_model), "o": (c.d_model, heads), "gate": (c.d_ff, c.d_model),
              "up": (c.d_ff, c.d_model), "gate_up": (2 * c.d_ff, c.d_model), "down": (c.d_model, c.d_ff),
              "q_norm": (c.head_dim,), "k_norm": (c.head_dim,)}
    return shapes.get(short, (c.d_model,))


def parameters(random, short, c):
    """{"weight": ..., "bias": ... if any}: matrices of spread 1.5 / sqrt(in), norms around what changes nothing."""
    shape, family = shape_of(short, c), c.family
    if "norm" in short:
        weight = (0.0 if family.norm == "rms+1" else 1.0) + 0.3 * random.normals(*shape)
    else:
        weight = random.normals(*shape) * 1.5 / np.sqrt(shape[1])
    made = {"weight": weight.T if family.positions == "learned" else weight}
    if family.has_bias(short):
        made["bias"] = 0.5 * random.normals(shape[0])
    return made


def buffer(name, c):
    if name == "attn.bias":
        return np.tril(np.ones((1, 1, c.window, c.window)))  # the causal mask
    if name == "attn.masked_bias":
        return np.full((), -10000.0)
    return np.array(llama.rope_frequencies(c.head_dim, 10000.0))  # inv_freq


def random_tensors(tiny):
    c, random = families.config_of(tiny.settings), Xoshiro256(tiny.seed)
    embedding, last_norm, layers = families.outer_names(c.family)
    # the embedding is small beside what layers add, or a tied head would repeat the token
    spread = 0.2 / np.sqrt(c.d_model) if c.family.scaled else 0.2
    tensors = {embedding + ".weight": spread * random.normals(c.vocab, c.d_model)}
    if c.family.positions == "learned":
        tensors["wpe.weight"] = 0.5 * random.normals(c.window, c.d_model)
    for l in range(c.n_layers):
        for short, name in families.layer_names(c.family).items():
            for part, value in parameters(random, short, c).items():
                tensors[f"{layers}.{l}.{name}.{part}"] = value
        for name in tiny.buffers:
            tensors[f"{layers}.{l}.{name}"] = buffer(name, c)
    for part, value in parameters(random, "norm", c).items():
        tensors[f"{last_norm}.{part}"] = value
    tensors = {tiny.prefix + name: value for name, value in tensors.items()}
    if not c.tied or tiny.stray_head:
        tensors["lm_head.weight"] = random.normals(c.vocab, c.d_model) * 1.5 / np.sqrt(c.d_model)
    return {name: np.ascontiguousarray(value, dtype=np.float32) for name, value in tensors.items()}


def write_shards(folder, tensors, count, floats):
    """Tensors by turns into the files, so that every layer is spread over all of them."""
    names, shard_of = sorted(tensors), {}
    for i in range(count):
        shard = f"model-{i + 1:05}-of-{count:05}.safetensors"
        safetensors_io.save(os.path.join(folder, shard), {name: tensors[name] for name in names[i::count]}, floats)
        shard_of.update({name: shard for name in names[i::count]})
    size = sum(tensor.size for tensor in tensors.values()) * safetensors_io.BYTES_OF[floats]
    write_json(os.path.join(folder, "model.safetensors.index.json"),
               {"metadata": {"total_size": size}, "weight_map": dict(sorted(shard_of.items()))})


def write_models(root):
    for name, tiny in MODELS.items():
        folder = os.path.join(root, name)
        os.makedirs(folder, exist_ok=True)
        write_json(os.path.join(folder, "config.json"), dict(sorted(tiny.settings.items())))
        tensors = random_tensors(tiny)
        if tiny.shards > 1:
            write_shards(folder, tensors, tiny.shards, tiny.floats)
        else:
            safetensors_io.save(os.path.join(folder, "model.safetensors"), tensors, tiny.floats)
