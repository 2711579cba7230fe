"""The sampler: one distribution, before and after each step, and the coin. Numbers: the micro model after "aaabdaaab"."""
from svg import Figure

figure = Figure(660, 330, "From probabilities to a token",
                "Four bars, each the line from 0 to 1. At temperature 1 a has 76 percent, aaab 22, all others 2. At temperature "
                "one half a has 92 percent, at temperature 2 it has 53. With top-k 2 only a and aaab are left. A coin of 0.6 falls into a.")

LEFT, WIDTH = 170, 460
# Shares of: a, aaab, all others.
BARS = [("temperature 1", [0.7604, 0.2174, 0.0222]), ("temperature 0.5", [0.9242, 0.0755, 0.0003]),
        ("temperature 2", [0.5350, 0.2861, 0.1789]), ("top-k 2 or top-p 0.9", [0.7777, 0.2223, 0.0])]
TINTS = ["a", "b", "c"]
NAMES = ["a", "aaab", "others"]

for row, (label, shares) in enumerate(BARS):
    y = 40 + row * 56
    figure.text(LEFT - 12, y + 20, label, "end")
    x = LEFT
    for share, tint, name in zip(shares, TINTS, NAMES):
        width = round(share * WIDTH, 1)
        if width < 1:
            continue
        figure.box(round(x, 1), y, width, 32, f"{name} {100 * share:.0f}%" if width > 60 else "", tint)
        x += width
COIN = LEFT + 0.6 * WIDTH
figure.line(COIN, 30, COIN, 262, "thin")
figure.text(COIN, 24, "a coin of 0.6 falls into a, at any of these settings but temperature 2", "middle", "small")
figure.line(LEFT, 270, LEFT + WIDTH, 270)
for tenth in (0, 0.25, 0.5, 0.75, 1):
    x = LEFT + tenth * WIDTH
    figure.line(x, 266, x, 274)
    figure.text(x, 290, tenth, "middle", "small")
figure.text(LEFT, 315, "each token as wide as its probability; here by likelihood, in the code by id", "start", "small")
figure.write("sampler")
