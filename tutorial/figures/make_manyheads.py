"""Where each of the default model's thirty heads looks from the token " it"."""
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
with tempfile.TemporaryDirectory() as folder:
    path = f"{folder}/trace.safetensors"
    command = [str(TOP_FOLDER / "build/stepwise"), "trace", "--save", path, SENTENCE]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    values = load(path)
vocab = json.loads((TOP_FOLDER / "data/model/tokenizer.json").read_text())["model"]["vocab"]
names = {token: piece.replace("\u0120", "") for piece, token in vocab.items()}
tokens = [names.get(int(t), "<s>") for t in values["tokens"]]
row = tokens.index("it")

WIDTH, HEIGHT = 56, 16
LEFT, TOP = 130, 40
figure = Figure(LEFT + (row + 1) * WIDTH + 20, TOP + 30 * HEIGHT + 5 * 8 + 20, "Where thirty heads look from one token",
                "A line for each head, five in each of six layers, and a column for each token up to it. Most heads give the begin "
                "token or because the largest weight; head 1 of layer 4 gives animal 0.18.")
for j in range(row + 1):
    figure.text(LEFT + j * WIDTH + WIDTH / 2, TOP - 10, tokens[j], "middle", "small")
for layer in range(6):
    for head in range(5):
        y = TOP + (layer * 5 + head) * HEIGHT + layer * 8
        figure.text(LEFT - 8, y + 12, f"layer {layer}, head {head}", "end", "small")
        weights = values[f"layers.{layer}.attn.weights"][head][row]
        for j in range(row + 1):
            weight = float(weights[j])
            x = LEFT + j * WIDTH
            figure.parts.append(f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" fill="#4e8fd0" '
                                f'fill-opacity="{weight:.3f}" stroke="#888" stroke-width="0.5"/>')
            if weight >= 0.15:
                figure.text(x + WIDTH / 2, y + 12, f"{weight:.2f}", "middle", "small")
figure.write("manyheads")
