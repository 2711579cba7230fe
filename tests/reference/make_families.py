"""Golden values of the model families: a whole pass of every tiny model, and what it says next."""
import torch

import family_models
import llama
import random_models
from families import Model, config_of, forward, greedy
from golden_values import add
from random_numbers import Xoshiro256

T, MADE = 9, 12  # more than any sliding window, less than any context window


def check_against_llama():
    """The pass with options, given a plain Llama, is the plain pass."""
    for config in random_models.MODELS.values():
        settings, tensors = random_models.settings_of(config), random_models.random_tensors(config, seed=1)
        tokens = torch.arange(7)
        want, _ = llama.forward(llama.Model(llama.config_of(settings), tensors), tokens)
        got, _ = forward(Model(config_of(settings), tensors), tokens)
        assert sorted(want) == sorted(got) and all(torch.equal(want[tap], got[tap]) for tap in want)


def ids_of(model, seed):
    random = Xoshiro256(seed)
    return torch.tensor([random.below(model.config.vocab) for _ in range(T)])


def check_choices(model, tokens):
    """One pass over all tokens chooses as the passes with a cache did, and so clearly that float32 chooses alike."""
    logits = forward(model, tokens)[0]["logits"]  # [T + MADE, vocab]
    for t in range(T - 1, len(tokens) - 1):
        largest, of_tokens = torch.topk(logits[t], 2)
        assert of_tokens[0] == tokens[t + 1] and largest[0] - largest[1] > 1e-3 * logits.abs().max()
    assert len(set(tokens[T:].tolist())) >= MADE // 2  # a model that repeats itself would prove little


def families(models):
    file = {}
    check_against_llama()
    for name, tiny in family_models.MODELS.items():
        model = models[name]
        ids = ids_of(model, tiny.seed)
        made = torch.tensor(greedy(model, ids.tolist(), MADE))
        check_choices(model, torch.cat([ids, made]))
        taps, _ = forward(model, ids)
        taps["ids"] = taps.pop("tokens")
        add(file, name, taps)
        add(file, name, {"greedy": made})
    return file
