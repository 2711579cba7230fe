"""The block: two steps that each add something to the stream."""
from svg import Figure

figure = Figure(640, 400, "One block of the stack",
                "A vertical line, the residual stream, runs from the embedding below to the next block above. To its right, "
                "attention reads the stream through a norm and adds its result back; above that the MLP does the same.")

STREAM = 150


def step(top, name, under, tint, tap_before, tap_after):
    """One detour: out of the stream, through a norm and a part, and back into the sum."""
    figure.line(STREAM, top + 120, 260, top + 120)
    figure.arrow(260, top + 120, 290, top + 120)
    figure.box(290, top + 104, 110, 32, "RMSNorm", "none", "", "")
    figure.arrow(400, top + 120, 440, top + 120)
    figure.box(440, top + 98, 150, 44, name, tint, "strong", under)
    figure.line(515, top + 98, 515, top + 50)
    figure.arrow(515, top + 50, STREAM + 13, top + 50)
    figure.parts.append(f'<circle class="ink" cx="{STREAM}" cy="{top + 50}" r="12"/>')
    figure.text(STREAM, top + 55, "+", "middle", "strong")
    figure.text(405, top + 92, tap_before, "middle", "mono")
    figure.text(330, top + 43, tap_after, "middle", "mono")


step(210, "attention", "looks at other tokens", "a", "attn.norm", "attn.out")
step(40, "MLP", "each token alone", "b", "mlp.norm", "mlp.out")
figure.line(STREAM, 375, STREAM, 272)
figure.line(STREAM, 248, STREAM, 102)
figure.arrow(STREAM, 78, STREAM, 20)
figure.text(STREAM - 14, 380, "x [T, d_model]", "end", "mono")
figure.text(STREAM - 14, 215, "attn.residual", "end", "mono")
figure.text(STREAM - 14, 40, "mlp.residual", "end", "mono")
figure.text(STREAM - 14, 300, "the residual", "end", "small")
figure.text(STREAM - 14, 315, "stream", "end", "small")
figure.write("block")
