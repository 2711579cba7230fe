"""Two layers with a window of four tokens: how far back the last token can reach."""
from svg import Figure

WINDOW, TOKENS, LAYERS = 4, 8, 2
LEFT, STEP, TOP, LEVEL = 150, 62, 40, 90

figure = Figure(680, 280, "How far a window reaches",
                "Three rows of eight tokens: the embedding below, then layer 0, then layer 1. In layer 1 the last token, 7, sees tokens "
                "4 to 7; these have seen tokens 1 to 7 in layer 0. Token 0 is not reached.")


def center(token, row):
    """Row 0 is the embedding, at the bottom."""
    return LEFT + token * STEP, TOP + (LAYERS - row) * LEVEL + 16


reached = [{TOKENS - 1}]  # from the last layer down
for _ in range(LAYERS):
    reached.append({source for token in reached[-1] for source in range(max(0, token - WINDOW + 1), token + 1)})
reached.reverse()

for row in range(LAYERS, 0, -1):
    for token in sorted(reached[row]):
        for source in range(max(0, token - WINDOW + 1), token + 1):
            x1, y1 = center(source, row - 1)
            x2, y2 = center(token, row)
            figure.line(x1, y1 - 16, x2, y2 + 16, "thin")
for row in range(LAYERS + 1):
    name = "embed" if row == 0 else f"layer {row - 1}"
    figure.text(LEFT - 50, TOP + (LAYERS - row) * LEVEL + 21, name, "end", "strong")
    for token in range(TOKENS):
        x, y = center(token, row)
        figure.box(x - 20, y - 16, 40, 32, str(token), "b" if token in reached[row] else "none")
figure.text(LEFT - 20, 266, "a window of 4 tokens, the token itself counted: two layers reach 2 · 3 = 6 tokens back", "start", "small")
figure.write("window")
