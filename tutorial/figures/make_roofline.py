"""The roofline: what a machine can do at most, by how many operations are done with each byte that is read."""
import math

from svg import Figure

BANDWIDTH, PEAK = 26.0, 198.0  # GB/s and GFLOP/s of the machine of docs/kernels.md, two threads
LEFT, BOTTOM, X_UNIT, Y_UNIT = 80, 320, 56, 62  # pixels for a factor of 2, and of 4

figure = Figure(700, 380, "The roofline",
                "A slanted line, memory bandwidth times operations a byte, meets a level one, the multiply-add peak, at 7.6 operations a "
                "byte. Decoding with float32 weights stands at half an operation a byte, with bf16 at 1, with 8 bits at 1.9, all "
                "below the slanted part; a prompt of 128 tokens stands at 64, below the level part.")


def x_of(operations_a_byte):
    return LEFT + X_UNIT * (math.log2(operations_a_byte) + 2)


def y_of(gflops):
    return BOTTOM - Y_UNIT * (math.log2(gflops) - 2) / 2 * 1.4


figure.line(LEFT, BOTTOM, 660, BOTTOM, "thin")
figure.line(LEFT, BOTTOM, LEFT, 30, "thin")
for at in (0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128):
    figure.text(x_of(at), BOTTOM + 16, f"{at:g}", "middle", "small")
for at in (8, 32, 128):
    figure.text(LEFT - 8, y_of(at) + 4, at, "end", "small")
figure.text(370, BOTTOM + 40, "operations for each byte read", "middle", "small")
figure.text(LEFT, 22, "billions of operations a second", "start", "small")
ridge = PEAK / BANDWIDTH
figure.line(x_of(0.25), y_of(0.25 * BANDWIDTH), x_of(ridge), y_of(PEAK))
figure.line(x_of(ridge), y_of(PEAK), 650, y_of(PEAK))
figure.text(x_of(0.3), y_of(100), "memory bandwidth", "start", "strong")
figure.text(560, y_of(PEAK) - 10, "multiply-add peak", "middle", "strong")
for name, intensity, share, anchor in (("decode f32, 88%", 0.5, 0.88, "start"), ("decode bf16, 88%", 1, 0.88, "start"),
                                       ("decode q8, 61%", 2 * 32 / 34, 0.61, "start"), ("prompt of 128, 55%", 64, 0.55, "middle")):
    limit = min(intensity * BANDWIDTH, PEAK)
    x, y = x_of(intensity), y_of(limit * share)
    figure.parts.append(f'<circle class="ink b" cx="{x:.1f}" cy="{y:.1f}" r="5"/>')
    figure.text(x + 10 if anchor == "start" else x, y + 14 if anchor == "start" else y + 22, name, anchor, "small")
figure.write("roofline")
