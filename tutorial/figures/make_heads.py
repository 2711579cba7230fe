"""Two heads of the default model over one sentence: where each token looks."""
import json
import pathlib
import subprocess
import sys
import tempfile

TOP_FOLDER = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP_FOLDER / "tests" / "reference"))
from safetensors_io import load  # noqa: E402
from svg import Figure  # noqa: E402

SENTENCE = "The animal did not cross the street because it was tired."
HEADS = [(3, 3), (4, 1)]
CELL = 20
with tempfile.TemporaryDirectory() as folder:
    path = f"{folder}/trace.safetensors"
    command = [str(TOP_FOLDER / "build/stepwise"), "trace", "--save", path, SENTENCE]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    values = load(path)
vocab = json.loads((TOP_FOLDER / "data/model/tokenizer.json").read_text())["model"]["vocab"]
names = {token: piece.replace("\u0120", "") for piece, token in vocab.items()}
tokens = [names.get(int(t), "<s>") for t in values["tokens"]]

figure = Figure(760, 420, "Where two heads look",
                "Two triangles of cells, a line for each token that looks and a column for each token that is looked at; the darker "
                "a cell, the larger the weight. The line of it is marked.")
for number, (layer, head) in enumerate(HEADS):
    weights = values[f"layers.{layer}.attn.weights"][head]
    left, top = 90 + number * 370, 110
    figure.text(left, 24, f"layer {layer}, head {head}", "start", "strong")
    for i, token in enumerate(tokens):
        figure.text(left - 6, top + i * CELL + 14, token, "end", "small strong" if token == "it" else "small")
        x, y = left + i * CELL + 13, top - 6
        figure.parts.append(f'<text class="small" x="{x}" y="{y}" transform="rotate(-60 {x} {y})">{token.replace("<", "&lt;")}</text>')
        for j in range(i + 1):
            weight = float(weights[i, j])
            figure.parts.append(f'<rect x="{left + j * CELL}" y="{top + i * CELL}" width="{CELL}" height="{CELL}" fill="#4e8fd0" '
                                f'fill-opacity="{weight:.3f}" stroke="#888" stroke-width="0.5"/>')
    row = tokens.index("it")
    figure.parts.append(f'<rect class="ink" x="{left}" y="{top + row * CELL}" width="{(row + 1) * CELL}" height="{CELL}"/>')
    print(layer, head, [(token, round(float(weight), 2)) for token, weight in zip(tokens, weights[row])][:row + 1])
figure.text(90, 400, "A line is a token that looks, a column one that is looked at; dark is much, all of a line sums to 1.", "start", "small")
figure.write("heads")
