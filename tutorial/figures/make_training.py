"""Forward and backward on the micro model: each value of the last token, and beside it the gradient of the loss by it."""
from svg import Figure

figure = Figure(700, 372, "Forward up, backward down",
                "On the left the values of the last token, from the stream up to the loss of 0.27; on the right the gradient of the loss "
                "by each of them, from the logits down. Each step back needs the value that the same step made on the way up.")
ROWS = [
    (300, "mlp.act", [0.12, -0.41, 0.00, 0.61], [0.01, -0.24, 0.69, 0.23]),
    (230, "mlp.residual", [-0.12, -1.92, -1.35, 0.70], [-0.01, -0.47, 0.70, 0.05]),
    (160, "final.norm", [-0.10, -3.14, -2.19, 0.57], [0.00, -0.22, 0.48, 0.00]),
    (90, "logits of a, d, aaab", [4.39, -1.62, 3.14], [-0.24, 0.00, 0.22]),
]
STEPS = {300: "down_proj, add", 230: "norm", 160: "head"}
for y, name, values, gradients in ROWS:
    figure.text(20, y - 6, name, "start", "mono")
    figure.grid(20, y, [[f"{v:.2f}" for v in values]], 60, 24, [["a"] * 4])
    figure.text(400, y - 6, "gradient", "start", "small")
    figure.grid(400, y, [[f"{v:.2f}" for v in gradients]], 60, 24, [["b"] * 4])
    if y in STEPS:
        figure.arrow(140, y - 4 - 16, 140, y - 44)
        figure.arrow(560, y - 44, 560, y - 6)
        figure.text(350, y - 20, STEPS[y], "middle", "small")
figure.box(250, 20, 140, 36, "loss 0.27", "c", "strong", "target: a")
figure.arrow(190, 70, 246, 46)
figure.arrow(392, 46, 450, 70)
figure.line(20, 345, 680, 345, "thin")
figure.text(140, 364, "forward: what is", "middle", "small")
figure.text(520, 364, "backward: what it should become, with the sign turned", "middle", "small")
figure.write("training")
