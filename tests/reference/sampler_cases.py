"""Inputs of the sampler's golden tensors.

A case begins with logits, or with probabilities where equality matters: exp() of a logit is never exactly 0.125, but
a float32 can be. The ids that must come out are checked to be far from every border, unless all numbers in the case
are binary fractions (`exact`) and equality is what is tested.
"""
import numpy as np

import sampling
from random_numbers import Xoshiro256

INF = float("inf")
BORDER = 1e-4
OFF = {"temperature": 1.0, "top_k": 0, "top_p": 1.0, "min_p": 0.0}
SPREAD = [(2 * i + 1) / 32 for i in range(16)]
LAST_COIN = 1 - 2.0 ** -24

MIXED = [1.5, -0.5, 3.0, 0.25, 2.5, -2.0, 0.75, 2.0, -1.0, 1.0]
TIED = [1.0, 2.0, 0.5, 2.0, 1.0, 2.0, 1.0, -3.0]

# name: (logits, settings, coins)
FROM_LOGITS = {
    "plain": (MIXED, {}, SPREAD),
    "one_token": ([0.7], {}, [0.0, 0.5, LAST_COIN]),
    "temperature_half": (MIXED, {"temperature": 0.5}, SPREAD),
    "temperature_two": (MIXED, {"temperature": 2.0}, SPREAD),
    "temperature_small": (MIXED, {"temperature": 0.01}, SPREAD),
    "temperature_zero": (MIXED, {"temperature": 0.0}, [0.0, 0.5, LAST_COIN]),
    "temperature_zero_tie": (TIED, {"temperature": 0.0}, [0.0, 0.5, LAST_COIN]),
    "temperature_zero_all_on": (TIED, {"temperature": 0.0, "top_k": 3, "top_p": 0.5, "min_p": 0.5},
                                [0.0, 0.5, LAST_COIN]),
    "large_logits": ([30000.0, 29999.0, -30000.0, 29998.0], {}, SPREAD),
    "masked_logits": ([-INF, 1.0, -INF, 2.0, 0.0, -INF], {}, [0.0] + SPREAD + [LAST_COIN]),
    "top_k_one": (MIXED, {"top_k": 1}, [0.0, 0.5, LAST_COIN]),
    "top_k_three": (MIXED, {"top_k": 3}, SPREAD),
    # keeps 1, 3, 5 and, of 0, 4, 6, the lowest
    "top_k_tie_at_the_border": (TIED, {"top_k": 4}, [0.0625, 0.25, 0.5, 0.75, LAST_COIN]),
    "top_k_tie_at_the_top": (TIED, {"top_k": 2}, [0.25, 0.75]),
    "top_k_of_all": (MIXED, {"top_k": 10}, SPREAD),
    "top_k_beyond_vocab": (MIXED, {"top_k": 1000}, SPREAD),
    "top_p_0.8": (MIXED, {"top_p": 0.8}, SPREAD),
    "top_p_0.95": (MIXED, {"top_p": 0.95}, SPREAD),
    "top_p_one": (MIXED, {"top_p": 1.0}, SPREAD),
    "top_p_zero": (MIXED, {"top_p": 0.0}, [0.0, 0.5, LAST_COIN]),
    "top_p_tiny": (MIXED, {"top_p": 1e-6}, [0.0, 0.5, LAST_COIN]),
    "top_p_below_one_of_n": ([0.0] * 7, {"top_p": 0.1}, [0.0, 0.5, LAST_COIN]),
    "min_p_0.1": (MIXED, {"min_p": 0.1}, SPREAD),
    "min_p_0.5": (MIXED, {"min_p": 0.5}, SPREAD),
    "min_p_one": (TIED, {"min_p": 1.0}, [0.1, 0.5, 0.9]),
    "all_together": (MIXED, {"temperature": 0.8, "top_k": 6, "top_p": 0.9, "min_p": 0.2}, SPREAD),
    "all_together_hot": (MIXED, {"temperature": 1.7, "top_k": 8, "top_p": 0.85, "min_p": 0.3}, SPREAD),
    # temperature first keeps {0}; temperature last would keep {0, 1}
    "order_of_steps": ([3.0, 2.0, 1.0], {"temperature": 0.5, "top_p": 0.8}, SPREAD),
    # p is a share of what top-k kept: without renormalising between them 3 tokens would stay, not 2
    "renormalise_before_top_p": ([3.0, 2.5, 2.0, 1.9, 1.8, 1.7], {"top_k": 3, "top_p": 0.75}, SPREAD),
}

# name: (probabilities, settings, coins); all numbers are binary fractions, all results exact
EIGHTHS = [0.125, 0.5, 0.125, 0.25]
FROM_PROBS = {
    "exact_top_p": (EIGHTHS, {"top_p": 0.75}, [0.0, 0.25, 0.5, LAST_COIN]),  # 0.5 + 0.25 >= 0.75: two are kept
    "exact_top_p_first": (EIGHTHS, {"top_p": 0.5}, [0.0, 0.5, LAST_COIN]),
    "exact_top_p_tie": (EIGHTHS, {"top_p": 0.875}, [0.0, 0.25, 0.75]),  # of 0 and 2 the lower id
    "exact_min_p": (EIGHTHS, {"min_p": 0.25}, [0.0, 0.125, 0.625, LAST_COIN]),
    "exact_min_p_half": (EIGHTHS, {"min_p": 0.5}, [0.0, 0.5, LAST_COIN]),
    "coin_on_the_border": ([0.25, 0.25, 0.25, 0.25], {}, [0.0, 0.25, 0.5, 0.75, LAST_COIN]),
    "coin_zero_token_zero_impossible": ([0.0, 0.0, 0.5, 0.0, 0.5, 0.0], {}, [0.0, 0.25, 0.5, 0.75, LAST_COIN]),
    "top_k_drops_token_zero": ([0.125, 0.25, 0.25, 0.375], {"top_k": 1}, [0.0, LAST_COIN]),
}


def far_from_borders(probs, coins):
    """Whether rounding in float32 cannot change the token of any coin. The last border, 1, does not matter."""
    kept = np.flatnonzero(probs)
    borders = np.cumsum(probs)[kept][:-1]
    return all(abs(coin - border) >= BORDER for coin in coins for border in borders)


def far_from_thresholds(result, settings):
    """The same for the tokens that top-p and min-p keep."""
    ranked = np.cumsum(sorted(result["after_top_k"], reverse=True))
    ratios = result["after_top_p"] / result["after_top_p"].max()
    top_p_is_safe = settings["top_p"] in (0.0, 1.0) or np.abs(ranked - settings["top_p"]).min() >= BORDER
    min_p_is_safe = settings["min_p"] in (0.0, 1.0) or np.abs(ratios - settings["min_p"]).min() >= BORDER
    return top_p_is_safe and min_p_is_safe


def one_case(logits, probs, changed, coins, exact):
    settings = {**OFF, **changed}
    for name in ("temperature", "top_p", "min_p"):
        settings[name] = float(np.float32(settings[name]))  # what the reader of a float32 sees
    if logits is not None:
        probs = sampling.apply_temperature(logits, settings["temperature"])
    result = sampling.steps(probs, settings["top_k"], settings["top_p"], settings["min_p"])
    final = result["after_min_p"]
    safe = far_from_borders(final, coins) and far_from_thresholds(result, settings)
    assert exact or safe, f"too near to a border: {settings} {np.cumsum(final)} {coins}"
    case = {name: np.array([value]) for name, value in settings.items()}
    case.update(result)
    case["coins"] = np.array(coins)
    case["tokens"] = np.array([sampling.draw(final, coin) for coin in coins])
    if logits is not None:
        case["logits"] = logits
    return case


def all_cases():
    cases = {}
    for name, (logits, changed, coins) in FROM_LOGITS.items():
        cases[name] = one_case(np.array(logits), None, changed, coins, exact=False)
    for name, (probs, changed, coins) in FROM_PROBS.items():
        cases[name] = one_case(None, np.array(probs), changed, coins, exact=True)
    random = Xoshiro256(16)
    for number, changed in enumerate(({"top_k": 20}, {"top_p": 0.7}, {"min_p": 0.05},
                                      {"temperature": 0.7, "top_k": 40, "top_p": 0.9, "min_p": 0.02})):
        logits = 2.0 * random.normals(61)
        cases[f"random_{number}"] = one_case(logits, None, changed, SPREAD, exact=False)
    return cases
