"""The MLP of one token, with the numbers of the micro model's last token, and the curve of SiLU."""
import math

from svg import Figure

figure = Figure(720, 340, "The MLP of one token",
                "From four numbers of the norm, two matrices make gate and up, four hidden numbers each. The gate goes through SiLU "
                "and is multiplied with up; a third matrix makes four numbers of the product. On the right the curve of SiLU: near "
                "zero on the left, near x on the right, with a shallow dip below zero between.")
WIDTH = 58


def row(x, y, name, values, tint):
    """Four numbers with their name above."""
    figure.text(x, y - 7, name, "start", "mono")
    figure.grid(x, y, [[f"{value:.2f}" for value in values]], WIDTH, 22, [[tint] * 4])


row(120, 295, "mlp.norm", [0, -1.49, -1.25, 0.45], "none")
row(10, 205, "mlp.gate", [0.45, -1.49, 0, 1.25], "a")
row(258, 205, "mlp.up", [0.45, 1.49, 0, 0.63], "a")
row(10, 140, "silu(gate)", [0.27, -0.27, 0, 0.97], "b")
row(120, 80, "mlp.act", [0.12, -0.41, 0, 0.61], "b")
row(120, 15, "mlp.out", [-0.12, 0.41, 0.61, 0], "none")
figure.arrow(200, 280, 130, 231)
figure.text(150, 262, "gate_proj", "end", "small")
figure.arrow(280, 280, 360, 231)
figure.text(340, 262, "up_proj", "start", "small")
figure.arrow(130, 203, 130, 165)
figure.text(138, 187, "bends", "start", "small")
figure.arrow(160, 138, 200, 105)
figure.arrow(360, 203, 290, 105)
figure.text(236, 128, "times", "middle", "small")
figure.arrow(236, 78, 236, 40)
figure.text(246, 62, "down_proj", "start", "small")

LEFT, BASE, UNIT = 610, 200, 22
figure.line(LEFT - 100, BASE, LEFT + 100, BASE, "thin")
figure.line(LEFT, BASE + 25, LEFT, BASE - 110, "thin")
for at in (-4, -2, 2, 4):
    figure.text(LEFT + at * UNIT, BASE + 16, at, "middle", "small")
for at in (2, 4):
    figure.text(LEFT - 6, BASE - at * UNIT + 4, at, "end", "small")
points = " ".join(f"{LEFT + x / 10 * UNIT:.1f},{BASE - x / 10 / (1 + math.exp(-x / 10)) * UNIT:.1f}" for x in range(-45, 46))
figure.parts.append(f'<polyline class="ink" points="{points}"/>')
figure.text(LEFT, BASE + 60, "silu(x) = x / (1 + exp(-x))", "middle", "mono")
figure.text(LEFT - 60, BASE - 10, "shut", "middle", "small")
figure.text(LEFT + 52, BASE - 80, "open", "middle", "small")
figure.parts = ['<g transform="translate(0 12)">', *figure.parts, "</g>"]  # room for the topmost name
figure.write("mlp")
