"""The golden tensors of the optimizer, written by make_goldens.py: AdamW, clipping, schedule.

What PyTorch's own optimizer gives in float64: torch.optim.AdamW, torch.nn.utils.clip_grad_norm_, and the schedulers of
torch.optim.lr_scheduler. Inputs (parameters, gradients, rates, options) are rounded to float32 first.
"""
import warnings

import numpy as np
import torch

from random_numbers import Xoshiro256

STEPS = 10


def rounded(x):
    """What a float32 reader of the file sees, as float64."""
    return x.to(torch.float32).to(torch.float64)


def normals(random, *shape):
    return torch.from_numpy(random.normals(*shape))


def add(file, case, tensors):
    for name, value in tensors.items():
        array = value.detach().numpy() if torch.is_tensor(value) else np.atleast_1d(np.asarray(value))
        narrow = np.int32 if array.dtype.kind in "iub" else np.float32
        file[f"{case}/{name}"] = np.ascontiguousarray(array.astype(narrow))


def rates(peak, final_share, warmup_steps, total_steps):
    """The learning rate of each step, as PyTorch's schedulers give them: [total_steps]."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=peak)
    lr = torch.optim.lr_scheduler
    cosine = lr.CosineAnnealingLR(optimizer, max(total_steps - 1 - warmup_steps, 1), eta_min=final_share * peak)
    scheduler = cosine
    if warmup_steps > 0:
        warmup = lr.LinearLR(optimizer, start_factor=1 / (warmup_steps + 1), total_iters=warmup_steps)
        scheduler = lr.SequentialLR(optimizer, [warmup, cosine], milestones=[warmup_steps])
    values = []
    for _ in range(total_steps):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # SequentialLR calls its parts in a way that PyTorch itself calls outdated
            scheduler.step()
    return torch.tensor(values, dtype=torch.float64)


def ten_steps(parameter, gradients, learning_rates, decays, beta1, beta2, eps, weight_decay):
    """The parameter and both moments after each step of torch.optim.AdamW: three times [STEPS, *shape]."""
    p = torch.nn.Parameter(parameter.clone())
    optimizer = torch.optim.AdamW([p], betas=(beta1, beta2), eps=eps, weight_decay=weight_decay if decays else 0.0)
    after = {"parameter": [], "m": [], "v": []}
    for gradient, rate in zip(gradients, learning_rates):
        optimizer.param_groups[0]["lr"] = float(rate)
        p.grad = gradient.clone()
        optimizer.step()
        after["parameter"].append(p.detach().clone())
        after["m"].append(optimizer.state[p]["exp_avg"].clone())
        after["v"].append(optimizer.state[p]["exp_avg_sq"].clone())
    return {name: torch.stack(values) for name, values in after.items()}


def adamw(models):
    file, random = {}, Xoshiro256(31)

    def one(case, start, gradients, peak, decays, beta1=0.9, beta2=0.95, eps=1e-8, weight_decay=0.1):
        start, gradients, learning_rates = rounded(start), rounded(gradients), rounded(rates(peak, 0.1, 3, STEPS))
        options = {name: float(np.float32(value)) for name, value in
                   {"beta1": beta1, "beta2": beta2, "eps": eps, "weight_decay": weight_decay}.items()}
        add(file, case, {"start": start, "gradients": gradients, "learning_rates": learning_rates, "decays": decays})
        add(file, case, options)
        add(file, case, ten_steps(start, gradients, learning_rates, decays, **options))

    one("matrix", 0.05 * normals(random, 6, 5), 1e-2 * normals(random, STEPS, 6, 5), 1e-3, True)
    one("norm", 1 + 0.1 * normals(random, 7), 1e-2 * normals(random, STEPS, 7), 1e-3, False)
    # large rates show whether decay comes before the step; other options show that none is a literal
    one("large_rate", normals(random, 3, 4), normals(random, STEPS, 3, 4), 0.5, True, weight_decay=0.3)
    one("other_options", normals(random, 2, 3, 4), normals(random, STEPS, 2, 3, 4), 0.05, True, beta1=0.8, beta2=0.999,
        eps=1e-3, weight_decay=0.02)
    # rows of an embedding whose token is not in every batch: no gradient in most steps, one row never
    seen = torch.tensor([[random.uniform() < 0.3 and row > 0 for row in range(6)] for _ in range(STEPS)])
    one("sparse_rows", 0.02 * normals(random, 6, 4), normals(random, STEPS, 6, 4) * seen[:, :, None], 1e-2, True)
    one("tiny_gradients", normals(random, 5, 3), 1e-8 * normals(random, STEPS, 5, 3), 0.1, True)  # eps decides
    one("large_gradients", normals(random, 1, 4), 1e6 * normals(random, STEPS, 1, 4), 1e-2, True)
    one("no_gradient", normals(random, 3, 2), torch.zeros(STEPS, 3, 2, dtype=torch.float64), 0.1, True)
    return file


def clip(models):
    """`scale` is what clip_grad_norm_ multiplied the gradients by: max_norm / (norm + 1e-6) where that is below 1."""
    file, random = {}, Xoshiro256(32)
    cases = {  # spread of the gradients, max_norm
        "long": (1.0, 1.0), "short": (0.01, 1.0), "very_long": (1e6, 0.5), "other_max": (1.0, 5.0),
        "one_number": (30.0, 1.0),
    }
    for case, (spread, max_norm) in cases.items():
        shapes = [(1,)] if case == "one_number" else [(5, 4), (3,), (2, 3, 4)]
        gradients = [rounded(spread * normals(random, *shape)) for shape in shapes]
        parameters = [torch.nn.Parameter(torch.zeros_like(gradient)) for gradient in gradients]
        for p, gradient in zip(parameters, gradients):
            p.grad = gradient.clone()
        norm = torch.nn.utils.clip_grad_norm_(parameters, max_norm)
        scale = parameters[0].grad.flatten()[0] / gradients[0].flatten()[0]
        add(file, case, {f"gradient{i}": gradient for i, gradient in enumerate(gradients)})
        add(file, case, {"count": len(gradients), "max_norm": max_norm, "norm": norm, "scale": scale})
    return file


def schedule(models):
    file = {}
    cases = {  # peak, final_share, warmup_steps, total_steps
        "usual": (1e-3, 0.1, 20, 200), "no_warmup": (3e-4, 0.0, 0, 37), "short": (0.02, 0.5, 2, 5),
        "all_warmup_but_two": (1.0, 0.25, 8, 10), "flat": (0.5, 1.0, 1, 9),
    }
    for case, (peak, final_share, warmup_steps, total_steps) in cases.items():
        peak, final_share = float(np.float32(peak)), float(np.float32(final_share))
        add(file, case, {"peak": peak, "final_share": final_share, "warmup_steps": warmup_steps,
                         "total_steps": total_steps, "rates": rates(peak, final_share, warmup_steps, total_steps)})
    return file


STAGES = (adamw, clip, schedule)
