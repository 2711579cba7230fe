"""The nearest neighbours of some words in the default model: in the embedding table, and after its first layers.

Each token stands alone behind the begin token. Runs the program once for each token, about half a minute in all."""
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

TOP_FOLDER = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP_FOLDER / "tests" / "reference"))
from safetensors_io import load  # noqa: E402
from svg import Figure  # noqa: E402

BEGIN_TOKEN = 1530
FIRST_WORD = 256  # before it stand the single bytes
PLACES = [("embed", "in the table"), ("layers.0.mlp.residual", "after layer 0"), ("layers.2.mlp.residual", "after layer 2")]
WORDS = [" dog", " red", " girl", " Nora"]
SHOWN = 5


def name_of(piece):
    return piece.replace("\u0120", " ")


def vectors():
    """{place: one unit vector for each token}"""
    rows = {key: [] for key, _ in PLACES}
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/trace.safetensors"
        for token in range(FIRST_WORD, BEGIN_TOKEN):
            command = [str(TOP_FOLDER / "build/stepwise"), "trace", "--ids", f"{BEGIN_TOKEN},{token}", "--save", path]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            values = load(path)
            for key in rows:
                rows[key].append(values[key][1])
    return {key: np.array(row) / np.linalg.norm(row, axis=1)[:, None] for key, row in rows.items()}


vocab = json.loads((TOP_FOLDER / "data/model/tokenizer.json").read_text())["model"]["vocab"]
names = {token: name_of(piece) for piece, token in vocab.items()}
tokens = {name: token for token, name in names.items()}
places = vectors()
figure = Figure(760, 470, "Neighbours before and after the first layers",
                "For four words the five nearest tokens by cosine, in the embedding table, after layer 0 and after layer 2. In "
                "the table the neighbours of dog are unrelated words; after layer 2 they are all animals.")
for column, (key, title) in enumerate(PLACES):
    figure.text(150 + column * 200, 30, title, "start", "strong")
    for line, word in enumerate(WORDS):
        top = 60 + line * 102
        if column == 0:
            figure.text(20, top + 40, f'"{word}"', "start", "strong")
        cosines = places[key] @ places[key][tokens[word] - FIRST_WORD]
        nearest = np.argsort(-cosines)[1:SHOWN + 1]
        print(key, word, [(names[FIRST_WORD + i], round(float(cosines[i]), 2)) for i in nearest])
        for rank, i in enumerate(nearest):
            y = top + rank * 18
            figure.box(150 + column * 200, y - 9, round(60 * float(cosines[i])), 11, tint="a")
            figure.text(218 + column * 200, y, f'{cosines[i]:.2f} "{names[FIRST_WORD + i]}"', "start", "mono")
    if column == 0:
        for line in range(1, len(WORDS)):
            figure.line(20, 60 + line * 102 - 18, 740, 60 + line * 102 - 18, "thin")
figure.write("neighbours")
