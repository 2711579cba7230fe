"""Why scores are divided: the largest of 16 weights of random queries and keys, for heads of different size."""
import math

import numpy as np
from svg import Figure

random = np.random.default_rng(1)
KEYS, TRIALS = 16, 4000


def largest_weight(scores):
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return float((exponentials / exponentials.sum(axis=1, keepdims=True)).max(axis=1).mean())


sizes, raw, divided = [2, 4, 8, 16, 32, 64, 128], [], []
for head_dim in sizes:
    q = random.standard_normal((TRIALS, 1, head_dim))
    k = random.standard_normal((TRIALS, KEYS, head_dim))
    dots = (q * k).sum(axis=2)
    raw.append(largest_weight(dots))
    divided.append(largest_weight(dots / math.sqrt(head_dim)))
    print(head_dim, "typical dot product", round(float(dots.std()), 2), "largest weight", round(raw[-1], 2), "divided", round(divided[-1], 2))

figure = Figure(700, 320, "The largest of 16 weights, by head_dim",
                "Without the division the largest weight rises from about 0.3 at head_dim 2 to about 0.9 at 128; with it the largest "
                "weight stays near 0.24.")
LEFT, BOTTOM, STEP, HEIGHT = 80, 260, 80, 200
figure.text(20, 28, "largest of 16 weights, on average", "start", "strong")
for share in (0, 0.25, 0.5, 0.75, 1):
    y = BOTTOM - share * HEIGHT
    figure.line(LEFT, y, LEFT + 6 * STEP, y, "thin")
    figure.text(LEFT - 8, y + 4, share, "end", "small")
for column, head_dim in enumerate(sizes):
    figure.text(LEFT + column * STEP, BOTTOM + 20, head_dim, "middle", "small")
figure.text(LEFT + 3 * STEP, BOTTOM + 42, "head_dim", "middle", "mono")
for values, label in ((raw, "q . k"), (divided, "q . k / sqrt(head_dim)")):
    points = [(LEFT + i * STEP, round(BOTTOM - value * HEIGHT, 1)) for i, value in enumerate(values)]
    for (x1, y1), (x2, y2) in zip(points, points[1:]):
        figure.line(x1, y1, x2, y2)
    for x, y in points:
        figure.parts.append(f'<circle class="head" cx="{x}" cy="{y}" r="3"/>')
    figure.text(points[-1][0] - 6, points[-1][1] - 12, label, "end", "mono")
figure.write("scale")
