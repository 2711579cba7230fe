"""The size of the residual stream, layer by layer, and of what the parts of the default model read of it."""
import math
import pathlib
import subprocess
import sys
import tempfile

TOP_FOLDER = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP_FOLDER / "tests" / "reference"))
from safetensors_io import load  # noqa: E402
from svg import Figure  # noqa: E402

TOKENS = ["<s>", "Once", " upon", " a", " time"]
LAYERS = 6
with tempfile.TemporaryDirectory() as folder:
    path = f"{folder}/trace.safetensors"
    command = [str(TOP_FOLDER / "build/stepwise"), "trace", "--save", path, "Once upon a time"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    values = load(path)


def rms(key):
    return [math.sqrt(float((row ** 2).mean())) for row in values[key]]


stream, read = [rms("embed")], []
for layer in range(LAYERS):
    read.append(rms(f"layers.{layer}.attn.norm"))
    stream.append(rms(f"layers.{layer}.attn.residual"))
    read.append(rms(f"layers.{layer}.mlp.norm"))
    stream.append(rms(f"layers.{layer}.mlp.residual"))
for place, row in zip(["embed"] + [f"layer {i // 2} {'attention' if i % 2 == 0 else 'MLP'}" for i in range(2 * LAYERS)], stream):
    print(place, [round(x, 3) for x in row])
print("read: from", min(map(min, read)), "to", max(map(max, read)))

figure = Figure(760, 400, "The stream grows, what the parts read does not",
                "Five lines, one for each token of Once upon a time, rise from below 0.1 at the embedding to between 1.3 and 9.5 "
                "after the last layer. A band between 0.48 and 1.48 shows what the norms make of it.")
LEFT, RIGHT, BOTTOM, TOP = 80, 640, 340, 50


def x_of(step):
    return round(LEFT + step * (RIGHT - LEFT) / (2 * LAYERS), 1)


def y_of(value):
    share = (math.log10(value) + 1.6) / 2.7  # from 0.025 to 12.6
    return round(BOTTOM - share * (BOTTOM - TOP), 1)


low, high = min(map(min, read)), max(map(max, read))
figure.parts.append(f'<rect class="c" x="{LEFT}" y="{y_of(high)}" width="{RIGHT - LEFT}" height="{y_of(low) - y_of(high):.1f}"/>')
figure.text(LEFT + 250, y_of(low) + 16, "what attention and MLPs read: all tokens, all layers", "start", "small")
for value in (0.03, 0.1, 0.3, 1, 3, 10):
    figure.line(LEFT, y_of(value), RIGHT, y_of(value), "thin")
    figure.text(LEFT - 8, y_of(value) + 4, value, "end", "small")
for layer in range(LAYERS + 1):
    figure.text(x_of(2 * layer), BOTTOM + 20, "embed" if layer == 0 else f"layer {layer - 1}", "middle", "small")
figure.text(20, 28, "root mean square", "start", "strong")
label_y = {}
for t, token in enumerate(TOKENS):
    for step in range(2 * LAYERS):
        figure.line(x_of(step), y_of(stream[step][t]), x_of(step + 1), y_of(stream[step + 1][t]))
    for step in range(2 * LAYERS + 1):
        figure.parts.append(f'<circle class="head" cx="{x_of(step)}" cy="{y_of(stream[step][t])}" r="2"/>')
    label_y[token] = y_of(stream[-1][t])
last = -100
for token, y in sorted(label_y.items(), key=lambda item: item[1]):
    last = max(y + 4, last + 14)
    figure.text(RIGHT + 10, last, f'"{token}" {stream[-1][TOKENS.index(token)]:.2f}', "start", "mono")
figure.write("norm")
