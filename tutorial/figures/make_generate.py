"""The KV cache: which pairs of query and key are computed at each of three decode steps, without and with it."""
from svg import Figure

figure = Figure(640, 300, "What a step computes, without and with a KV cache",
                "Three steps with 3, 4 and 5 tokens. Above, without a cache, each step computes all cells of a triangle. "
                "Below, with a cache, the second and third step compute only the last row; the rest is kept.")

CELL = 18


def triangle(x, y, tokens, first_new):
    """A cell for each query (row) and key (column) up to it; rows from first_new on are computed in this step."""
    for query in range(tokens):
        for key in range(query + 1):
            tint = "b" if query >= first_new else "none"
            figure.parts.append(f'<rect class="thin {tint}" x="{x + key * CELL}" y="{y + query * CELL}" '
                                f'width="{CELL}" height="{CELL}"/>')


for step, tokens in enumerate((3, 4, 5)):
    x = 170 + step * 150
    figure.text(x, 24, ("prefill: 3 tokens", "a 4th token", "a 5th token")[step], "start", "strong")
    triangle(x, 36, tokens, 0)
    triangle(x, 166, tokens, 0 if step == 0 else tokens - 1)
figure.text(20, 84, "without a cache", "start", "strong")
figure.text(20, 214, "with a cache", "start", "strong")
figure.box(170, 272, CELL, CELL, "", "b")
figure.text(196, 286, "computed in this step", "start", "small")
figure.box(340, 272, CELL, CELL)
figure.text(366, 286, "computed before, its key and value kept", "start", "small")
figure.write("generate")
