"""The strongest hidden units of the last token of a pass, and the tokens that each speaks for.

    build/stepwise trace --save build/pass.safetensors "Once upon a time"
    python3 tutorial/units.py build/pass.safetensors 5

A unit adds act[j] times column j of the down matrix to the stream. That vector is scored as the head would score it: times the
weights of the last norm, dotted with each row of the embedding. Nothing but the standard library is needed."""
import json
import struct
import sys


class Tensors:
    """A safetensors file: a JSON header behind its length, then the numbers of all tensors."""

    def __init__(self, path):
        with open(path, "rb") as file:
            data = file.read()
        length = struct.unpack("<Q", data[:8])[0]
        self.header = json.loads(data[8:8 + length])
        self.numbers = data[8 + length:]

    def __getitem__(self, name):
        """Shape and numbers, row after row."""
        entry = self.header[name]
        start, end = entry["data_offsets"]
        raw = self.numbers[start:end]
        if entry["dtype"] == "BF16":  # a float32 without its lower half
            raw = b"".join(b"\0\0" + raw[i:i + 2] for i in range(0, len(raw), 2))
        return entry["shape"], struct.unpack(f"<{len(raw) // 4}f", raw)


def token_texts(folder):
    with open(folder + "/tokenizer.json", encoding="utf-8") as file:
        tokenizer = json.load(file)
    texts = {token_id: text for text, token_id in tokenizer["model"]["vocab"].items()}
    texts.update({token["id"]: token["content"] for token in tokenizer["added_tokens"]})
    return [texts[i].replace("\u0120", " ").replace("\u010a", "\\n") for i in range(len(texts))]


def last_row(tensors, name):
    shape, numbers = tensors[name]
    return numbers[-shape[-1]:]


def main():
    trace, layer = Tensors(sys.argv[1]), sys.argv[2]
    folder = sys.argv[3] if len(sys.argv) > 3 else "data/model"
    weights, texts = Tensors(folder + "/model.safetensors"), token_texts(folder)
    gate = last_row(trace, f"layers.{layer}.mlp.gate")
    up = last_row(trace, f"layers.{layer}.mlp.up")
    act = last_row(trace, f"layers.{layer}.mlp.act")
    (d_model, d_ff), down = weights[f"model.layers.{layer}.mlp.down_proj.weight"]
    final_norm = weights["model.norm.weight"][1]
    embedding = weights["model.embed_tokens.weight"][1]
    energy = sum(a * a for a in act)
    print("unit    gate      up     act   share   speaks for")
    for j in sorted(range(d_ff), key=lambda j: -abs(act[j]))[:5]:
        push = [act[j] * down[i * d_ff + j] * final_norm[i] for i in range(d_model)]
        scores = [sum(p * embedding[token * d_model + i] for i, p in enumerate(push)) for token in range(len(texts))]
        best = sorted(range(len(texts)), key=lambda token: -scores[token])[:5]
        names = " ".join('"' + texts[token] + '"' for token in best)
        print(f"{j:4d} {gate[j]:7.2f} {up[j]:7.2f} {act[j]:7.2f} {100 * act[j] ** 2 / energy:6.1f}%   {names}")


main()
