"""A real dot product, expanded: the 160 products whose sum is a logit of the default model, after "Once upon a time"."""
import pathlib
import subprocess
import sys
import tempfile

TOP_FOLDER = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP_FOLDER / "tests" / "reference"))
from safetensors_io import load  # noqa: E402
from svg import Figure  # noqa: E402

import json  # noqa: E402

vocab = json.loads((TOP_FOLDER / "data/model/tokenizer.json").read_text())["model"]["vocab"]
table = load(str(TOP_FOLDER / "data/model/model.safetensors"))["model.embed_tokens.weight"]
with tempfile.TemporaryDirectory() as folder:
    path = f"{folder}/trace.safetensors"
    command = [str(TOP_FOLDER / "build/stepwise"), "trace", "--save", path, "Once upon a time"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    values = load(path)
x = values["final.norm"][-1]

figure = Figure(740, 300, "Two dot products of 160 terms",
                "Bars for the 160 products of the logit of the token there, most above zero, and of the token dog, as many above "
                "as below zero.")
for line, word in enumerate([" there", " dog"]):
    token = vocab[word.replace(" ", "\u0120")]
    products = x * table[token]
    middle = 80 + line * 150
    figure.text(20, middle - 62, f'the logit of "{word}": {products.sum():.2f}', "start", "strong")
    figure.line(20, middle, 720, middle, "thin")
    for i, product in enumerate(products):
        height = round(abs(float(product)) * 85, 1)
        top = middle - height if product > 0 else middle
        figure.parts.append(f'<rect class="{"a" if product > 0 else "b"}" x="{20 + i * 4.35:.1f}" y="{top:.1f}" width="3.6" height="{height}"/>')
    positive, negative = products[products > 0], products[products < 0]
    print(word, token, "sum", products.sum(), "logit", values["logits"][-1][token], "above 0:", len(positive), positive.sum(),
          "below:", len(negative), negative.sum(), "largest", abs(products).max(), "at", abs(products).argmax())
figure.write("dot")
